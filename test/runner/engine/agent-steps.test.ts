/** What an agent step does with its agent: the one repair, what is counted, and what is put on record. */
import { describe, expect, it } from 'vitest';
import { NO_BUDGETS } from '../../../runner/core/budget.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../../../runner/core/ports/agent.ts';
import type { Catalogue } from '../../../runner/core/ports/catalogue.ts';
import type { RunnerOptions } from '../../../runner/runner.ts';
import { type Toy, toyCatalogue, toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, stepIn, until } from './harness.ts';

const on = harness();
const FLOW = toyFlow([toyStep('lens', [], { kind: 'agent' }), toyStep('end', ['lens'], { always: true })]);

type Turn = readonly AgentEvent[];
const done = (output: string): AgentEvent => ({ type: 'done', stop: 'end_turn', output });

/** Says one turn after the other, and remembers what it was asked. */
function agent(...turns: readonly Turn[]) {
  const asked: AgentTask[] = [];
  const backend: AgentBackend = {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(task) {
      asked.push(task);
      yield { type: 'started', model: 'm9', agentVersion: '1.2' };
      yield* turns[asked.length - 1] ?? [done('no more turns')];
    },
  };
  return { backend, asked };
}

/** Accepts what says `good`. */
const catalogue: Catalogue = {
  ...toyCatalogue({ flow: FLOW }),
  agentSteps: {
    ...toyCatalogue({ flow: FLOW }).agentSteps,
    async accept(answer) {
      if (answer.includes('good')) return { output: answer, summary: 'done' };
      throw new BatonError('step', 'contract', `"${answer}" does not meet it.`);
    },
  },
};

function toy(backend: AgentBackend, more: Partial<RunnerOptions> = {}): Toy {
  return { flow: FLOW, options: { backends: [backend], catalogue, ...more } };
}

describe('an answer that does not meet the contract', () => {
  it('may be mended once, by the same back end, told what was wrong', async () => {
    const { backend, asked } = agent([done('bad')], [done('good')]);
    const runner = await on.working(toy(backend));
    const { step } = await ended(runner, await on.start(runner, { model: 'm1' }));
    expect(step('lens')).toMatchObject({ status: 'completed', output: 'good', attempt: 1 });
    expect(asked.map(({ prompt, model }) => [prompt, model])).toEqual([
      ['lens', 'm1'],
      ['lens again: "bad" does not meet it.', 'm1'],
    ]);
  });

  it('fails the step when it is not mended, with the reason, and is not asked a third time', async () => {
    const { backend, asked } = agent([done('bad')], [done('worse')]);
    const runner = await on.working(toy(backend));
    const { step } = await ended(runner, await on.start(runner));
    expect(step('lens')).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: '"worse" does not meet it. It was asked twice.',
    });
    expect(asked).toHaveLength(2);
  });

  it('may be one that was cut off at the limit of tokens', async () => {
    const cut: AgentEvent = { type: 'done', stop: 'max_tokens', output: 'goo' };
    const { backend, asked } = agent([cut], [done('good')]);
    const runner = await on.working(toy(backend));
    const { step } = await ended(runner, await on.start(runner));
    expect(step('lens').status).toBe('completed');
    expect(asked[1]?.prompt).toContain('cut off at the limit of tokens');
  });

  it.each<[string, AgentEvent]>([
    ['an error', { type: 'error', code: 'auth', retryable: false, message: 'bad key' }],
    ['a refusal', { type: 'done', stop: 'refusal', output: '' }],
  ])('is not the same as %s, which is not asked again', async (_, last) => {
    const { backend, asked } = agent([last]);
    const runner = await on.working(toy(backend));
    const { step } = await ended(runner, await on.start(runner));
    expect(step('lens').status).toBe('failed');
    expect(asked).toHaveLength(1);
  });

  it('is not mended with the fault that passes: then the step is done anew', async () => {
    const busy: AgentEvent = { type: 'error', code: 'rate_limit', retryable: true, message: 'busy' };
    const { backend, asked } = agent([done('bad')], [busy], [done('good')]);
    const runner = await on.working(toy(backend));
    const { step } = await ended(runner, await on.start(runner));
    expect(step('lens')).toMatchObject({ status: 'completed', attempt: 2 });
    expect(asked.map(({ prompt }) => prompt.includes('again'))).toEqual([false, true, false]);
  });
});

describe('what an agent uses', () => {
  const usage = (inputTokens: number, outputTokens: number): AgentEvent => ({
    type: 'usage',
    inputTokens,
    outputTokens,
  });
  const spending = { budgets: NO_BUDGETS, prices: { m9: { input: 1000, output: 10_000 } } };

  it('is the sum of its turns, each as it stood at last, priced by the model that it tells', async () => {
    const { backend } = agent([usage(50, 5), usage(100, 10), done('bad')], [usage(1000, 1), done('good')]);
    const runner = await on.working(toy(backend, { spending }));
    const { run } = await ended(runner, await on.start(runner, { model: 'unpriced' }));
    expect(run.usage).toEqual({
      input_tokens: 1100,
      output_tokens: 11,
      cost: 1.21,
      unknown_tokens: 0,
      unknown_cost: 0,
    });
    expect(await on.query('SELECT model, agent_version FROM tasks')).toEqual([
      { model: 'm9', agent_version: '1.2' },
    ]);
  });

  it('costs what the agent says, where it says it', async () => {
    const { backend } = agent([
      { type: 'usage', inputTokens: 1, outputTokens: 1, costUsd: 0.5 },
      done('good'),
    ]);
    const runner = await on.working(toy(backend, { spending }));
    expect((await ended(runner, await on.start(runner))).run.usage.cost).toBe(0.5);
  });

  it('is said to be unknown where nobody tells it', async () => {
    const { backend } = agent([done('good')]);
    const runner = await on.working(toy(backend));
    expect((await ended(runner, await on.start(runner))).run.usage).toEqual({
      input_tokens: null,
      output_tokens: null,
      cost: null,
      unknown_tokens: 1,
      unknown_cost: 1,
    });
  });

  it('has a cost that is unknown where there is no price', async () => {
    const { backend } = agent([usage(5, 5), done('good')]);
    const runner = await on.working(toy(backend));
    const { usage: used } = (await ended(runner, await on.start(runner))).run;
    expect(used).toMatchObject({ input_tokens: 5, cost: null, unknown_tokens: 0, unknown_cost: 1 });
  });

  it('counts with follow-up questions too, of all their attempts, long after the run', async () => {
    const busy: AgentEvent = { type: 'error', code: 'rate_limit', retryable: true, message: 'busy' };
    const { backend } = agent(
      [usage(100, 10), done('good')],
      [usage(7, 1), busy],
      [usage(20, 2), done('so')],
    );
    const runner = await on.working(toy(backend, { spending }));
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const request = { id: null, run_id, step_id: 'lens', question: 'why?', asked_by: 'test' };
    const { id } = await runner.service.ask(request);
    await runner.service.answered(id, AbortSignal.timeout(20_000));
    const { run } = await runner.service.run(run_id);
    expect(run.usage).toMatchObject({ input_tokens: 127, output_tokens: 13, unknown_tokens: 0 });
    expect(run.usage.cost).toBeCloseTo(0.257, 10);
    expect(await on.query('SELECT backend, model, agent_version, input_tokens::int FROM questions')).toEqual([
      { backend: 'toy', model: 'm9', agent_version: '1.2', input_tokens: 27 },
    ]);
  });
});

describe('what an agent does', () => {
  it('is on record while it works: what it reads, what it was refused, and that it waits', async () => {
    const lines: string[] = [];
    const steps: readonly (AgentEvent | 'look')[] = [
      { type: 'tool', id: '1', name: 'read', status: 'started', title: 'src/a.ts' },
      'look',
      { type: 'thought', delta: 'Well.\nWho calls' },
      { type: 'thought', delta: ' that?\n' },
      'look',
      { type: 'tool', id: '2', name: 'bash', status: 'denied', title: 'rm -rf hunter2' },
      'look',
      { type: 'retry', attempt: 2, reason: 'too many requests' },
      'look',
      { type: 'text', delta: 'good' },
      'look',
      done('good'),
    ];
    const backend: AgentBackend = {
      name: 'toy',
      needsCheckout: false,
      probe: async () => ({ ok: true }),
      async *run() {
        for (const event of steps) {
          if (event !== 'look') yield event;
          else {
            const before = lines.length;
            await until(async () => lines.length > before);
          }
        }
      },
    };
    const mask = async (text: string) => text.replaceAll('hunter2', '***');
    const runner = await on.working(toy(backend, { mask }));
    const run_id = await on.start(runner);
    await stepIn(runner, run_id, 'lens');
    await until(async () => {
      const { run, steps: now } = await runner.service.run(run_id);
      const line = now.find(({ step_id, status }) => step_id === 'lens' && status === 'running')?.activity;
      if (line && line !== lines.at(-1)) lines.push(line);
      return run.status !== 'running';
    });
    expect(lines).toEqual([
      'src/a.ts',
      'thinking: Who calls that?',
      'denied: rm -rf ***',
      'waiting (try 2): too many requests',
      'writing',
    ]);
    const detail = { tool: 'bash', title: 'rm -rf ***' };
    expect(
      await on.query(`SELECT actor, run_id, detail FROM audit_log WHERE action = 'tool refused'`),
    ).toEqual([{ actor: 'agent:lens', run_id, detail }]);
    const frames = await on.query(`SELECT frame - 'chat_id' AS frame FROM chat_frames ORDER BY id`);
    expect(frames.map(({ frame }) => frame)).toEqual([
      { type: 'tool_call', name: 'read', status: 'started', title: 'src/a.ts' },
      { type: 'tool_call', name: 'bash', status: 'denied', title: 'rm -rf ***' },
      { type: 'delta', delta: 'good' },
    ]);
  });

  it('is written down for good a few times only, however often it is refused', async () => {
    const refused = Array.from({ length: 200 }, (_, index): AgentEvent => {
      return { type: 'tool', id: `${index}`, name: 'bash', status: 'denied', title: `try ${index}` };
    });
    const { backend } = agent([...refused, done('good')]);
    const runner = await on.working(toy(backend));
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const rows = await on.query(`SELECT FROM audit_log WHERE action = 'tool refused' AND run_id = $1`, [
      run_id,
    ]);
    expect(rows).toHaveLength(20);
  });
});
