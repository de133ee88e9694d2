/** The other way to start a program than `spawn-agent.test.ts` has. */
import { describe } from 'vitest';
import { canConfine, unconfined } from './setting.ts';
import { spawnedAgent } from './spawned-agent.ts';

describe.runIf(canConfine)('where there is a sandbox that could be used', () => spawnedAgent(unconfined));
