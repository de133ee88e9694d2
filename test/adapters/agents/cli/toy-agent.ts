/** A back end over the stand-in whose lines are plain: `{"say"}` is text, `{"use"}` a tool, `{"done"}` and `{"fail"}` the end. */
import { z } from 'zod';
import { type CliOptions, createCliBackend } from '../../../../adapters/agents/cli/cli-backend.ts';
import type { FailureFactory } from '../../../../adapters/agents/cli/failure.ts';
import type { AgentReader } from '../../../../adapters/agents/cli/spawn-agent.ts';
import type { LastEvent } from '../../../../adapters/agents/events.ts';
import type { AgentBackend } from '../../../../runner/core/ports/agent.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { makeHomes, STAND_IN, unconfined } from './setting.ts';

const Line = z.union([
  z.object({ say: z.string() }),
  z.object({ use: z.string() }),
  z.object({ done: z.string() }),
  z.object({ fail: z.string() }),
  z.looseObject({ type: z.literal('found') }),
]);

function createToyReader(fail: FailureFactory): AgentReader {
  let last: LastEvent | null = null;
  return {
    read(line) {
      const parsed = Line.safeParse(line);
      if (!parsed.success) return [];
      const said = parsed.data;
      if ('done' in said) last = { type: 'done', stop: 'end_turn', output: String(said.done) };
      else if ('fail' in said) last = fail(String(said.fail));
      else if ('use' in said) return [{ type: 'tool', id: '1', name: String(said.use), status: 'started' }];
      else if ('say' in said) return [{ type: 'text', delta: String(said.say) }];
      else return [{ type: 'text', delta: JSON.stringify(said) }];
      return [];
    },
    last: () => last,
  };
}

/** Its home folder and keys are the test's; a stopped agent has 100 ms for each step. */
export function makeToyAgent(options: Partial<CliOptions> = {}): AgentBackend {
  return createCliBackend(
    {
      name: 'toy',
      agent: 'Toy',
      program: 'toy-agent',
      keys: ['TOY_KEY'],
      settings: ['TOY_URL'],
      plan: (task, { fail }) => ({
        args: ['--toy'],
        input: task.prompt,
        environment: { TOY_PLAN: '1' },
        homeEnvironment: (home) => ({ HOME: home }),
        files: { '.toy/config': 'plain = true\n' },
        reader: createToyReader(fail),
      }),
    },
    {
      executable: STAND_IN,
      sandbox: unconfined,
      environment: { TOY_KEY: 'toy-key-1234', PATH: '/usr/bin:/bin' },
      home: makeHomes(),
      graceMs: 100,
      ...options,
    },
  );
}

/** Acts that print lines, each a value as JSON. */
export function print(...lines: readonly unknown[]): UserAction[] {
  return lines.map((line) => ({ print: JSON.stringify(line) }));
}
