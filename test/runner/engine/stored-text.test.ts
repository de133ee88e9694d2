import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const CODE = toyFlow([toyStep('only', [], { always: true })]);
const AGENT = toyFlow([toyStep('lens', [], { kind: 'agent' }), toyStep('end', ['lens'], { always: true })]);
const SECRET = 'hunter2';
const masking = { mask: async (text: string) => text.replaceAll(SECRET, '***') };

/** Says the text in every way that a back end can. */
function chatty(text: string, ending: 'done' | 'error'): AgentBackend {
  return {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run() {
      yield { type: 'text', delta: `saw ${text}` };
      yield { type: 'tool', id: '1', name: `grep ${text}`, status: 'started', title: `grep ${text}` };
      if (ending === 'done') yield { type: 'done', stop: 'end_turn', output: `answer ${text}` };
      else yield { type: 'error', code: 'auth', retryable: false, message: `no such key: ${text}` };
    },
  };
}

/** Every text that Baton's tables hold. */
async function everythingStored(): Promise<string> {
  const tables = ['flow_runs', 'flow_steps', 'tasks', 'chat_frames', 'audit_log'];
  const rows = await Promise.all(
    tables.map((table) => on.query(`SELECT to_jsonb(${table}) AS row FROM ${table}`)),
  );
  return JSON.stringify(rows);
}

describe('a secret', () => {
  it.each(['done', 'error'] as const)(
    'is masked wherever an agent says it, when it ends with %s',
    async (ending) => {
      const runner = await on.working({
        flow: AGENT,
        options: { ...masking, backends: [chatty(SECRET, ending)] },
      });
      const { step } = await ended(runner, await on.start(runner));
      const { status, output, error } = step('lens');
      const expected =
        ending === 'done'
          ? { status: 'completed', output: 'answer ***', error: null }
          : { status: 'failed', output: null, error: 'no such key: ***' };
      expect({ status, output, error }).toEqual(expected);
      const stored = await everythingStored();
      expect(stored).toContain('grep ***');
      expect(stored).not.toContain(SECRET);
    },
  );

  it('is masked in what a code step leaves, its facts and its line for people included', async () => {
    const code = async () => ({
      output: `o ${SECRET}`,
      summary: `s ${SECRET}`,
      facts: { who: `f ${SECRET}` },
    });
    const runner = await on.working({ flow: CODE, code, options: masking });
    const { report, step } = await ended(runner, await on.start(runner));
    expect(report).toBe('o ***');
    expect(step('only').activity).toBe('s ***');
    expect(await on.query('SELECT facts FROM flow_steps')).toEqual([{ facts: { who: 'f ***' } }]);
    expect(await everythingStored()).not.toContain(SECRET);
  });

  it('is masked in what people ask', async () => {
    const runner = await on.working({ flow: CODE, options: masking });
    const { run } = await ended(runner, await on.start(runner, { question: `why ${SECRET}?` }));
    expect(run.input.question).toBe('why ***?');
    expect(await everythingStored()).not.toContain(SECRET);
  });

  it('is masked in the error of a code step', async () => {
    const code = async () => {
      throw new BatonError('step', 'bad', `git said ${SECRET}`);
    };
    const runner = await on.working({ flow: CODE, code, options: masking });
    const { step, run } = await ended(runner, await on.start(runner));
    expect(step('only').error).toBe('git said ***');
    expect(run.error).toBe('step only failed: git said ***');
    expect(await everythingStored()).not.toContain(SECRET);
  });

  it('is not let through when the mask itself fails', async () => {
    const mask = async (): Promise<string> => {
      throw new Error('the mask broke');
    };
    const runner = await on.working({
      flow: CODE,
      code: async () => ({ output: SECRET }),
      options: { mask },
    });
    const { step } = await ended(runner, await on.start(runner));
    expect(step('only')).toMatchObject({ status: 'failed', output: null });
    expect(await everythingStored()).not.toContain(SECRET);
  });
});

describe.each([
  ['NUL', 'a\0b', 'a\ufffdb'],
  ['half a character', 'a\ud83db', 'a\ufffdb'],
  ['many kinds of characters', 'ü €\t😀 \\u0000 ‮', 'ü €\t😀 \\u0000 ‮'],
])('a text with %s', (_, said, stored) => {
  it('is stored from an agent, and what is not storable replaced', async () => {
    const runner = await on.working({ flow: AGENT, options: { backends: [chatty(said, 'done')] } });
    expect((await ended(runner, await on.start(runner))).step('lens').output).toBe(`answer ${stored}`);
    const frames = await on.query<{ frame: Record<string, string> }>(
      'SELECT frame FROM chat_frames ORDER BY id',
    );
    expect(frames.map(({ frame }) => frame.delta ?? frame.title)).toEqual([
      `saw ${stored}`,
      `grep ${stored}`,
    ]);
  });

  it('is stored from an agent’s error', async () => {
    const runner = await on.working({ flow: AGENT, options: { backends: [chatty(said, 'error')] } });
    expect((await ended(runner, await on.start(runner))).step('lens').error).toBe(`no such key: ${stored}`);
  });

  it('is stored from a code step, in its facts too', async () => {
    const code = async () => ({ output: said, summary: said, facts: { said } });
    const runner = await on.working({ flow: CODE, code });
    expect((await ended(runner, await on.start(runner))).report).toBe(stored);
    expect(await on.query('SELECT facts, summary FROM flow_steps')).toEqual([
      { facts: { said: stored }, summary: stored },
    ]);
  });

  it.runIf(said.isWellFormed())('is stored from a person’s focus', async () => {
    const runner = await on.runner({ flow: CODE });
    const run_id = await on.start(runner, { question: said });
    const { run } = await runner.service.run(run_id);
    expect(run.input.question).toBe(stored.replace(/^a\ufffdb$/, said.includes('\0') ? 'ab' : stored));
  });
});

describe('an output', () => {
  it('is stored in full, however long', async () => {
    const output = Array.from({ length: 60_000 }, (_, line) => `line ${line} of a long report`).join('\n');
    const runner = await on.working({ flow: CODE, code: async () => ({ output }) });
    const { report, step } = await ended(runner, await on.start(runner));
    expect(step('only').output === output).toBe(true);
    expect(report === output).toBe(true);
  });

  it('fails its step when it can’t be stored at all, and the run goes on', async () => {
    const flow = toyFlow([
      toyStep('bad', [], { onFail: 'continue' }),
      toyStep('end', ['bad'], { always: true }),
    ]);
    const facts = Object.fromEntries([['no such name: \0', 1]]);
    const runner = await on.working({
      flow,
      code: async ({ step }) => (step.step_id === 'bad' ? { output: 'x', facts } : { output: 'end' }),
    });
    const { run, step } = await ended(runner, await on.start(runner));
    expect(run.status).toBe('completed');
    expect(step('bad')).toMatchObject({
      status: 'failed',
      error: 'What the step left behind cannot be stored.',
    });
  });
});

describe('an agent that changed files', () => {
  it('has its answer thrown away, and its step says which', async () => {
    let removed = 0;
    const backend = { ...chatty('x', 'done'), needsCheckout: true };
    const pin = {
      commit_sha: 'a'.repeat(40),
      base_sha: null,
      label: 'a',
      history: 'full',
      notes: [],
    } as const;
    const never = async () => {
      throw new Error('not asked');
    };
    const repository = {
      pin,
      remote: null,
      date: '2026-01-01T00:00:00Z',
      list: never,
      read: never,
      grep: never,
      log: never,
      blame: never,
      diff: never,
      renames: never,
      ancestors: never,
      close: async () => undefined,
    };
    const runner = await on.working({
      flow: AGENT,
      options: {
        backends: [backend],
        repositories: {
          pin: async () => pin,
          open: async () => repository,
          checkout: async () => ({
            path: '/',
            changed: async () => ['src/a.ts', 'b.log'],
            remove: async () => {
              removed += 1;
              throw new Error('the disk is gone');
            },
          }),
        },
      },
    });
    const { run, step } = await ended(runner, await on.start(runner));
    expect(run.status).toBe('failed');
    expect(step('lens')).toMatchObject({
      status: 'failed',
      output: null,
      error: 'The agent changed files, which no agent may: src/a.ts, b.log. Its answer was not used.',
    });
    expect(removed).toBe(1);
  });
});
