import { canConfine, confined, unconfined } from './setting.ts';
import { spawnedAgent } from './spawned-agent.ts';

spawnedAgent(canConfine ? confined : unconfined);
