/** Follow-up questions: what may be asked, who answers, and with what. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { AgentTask } from '../../../runner/core/ports/agent.ts';
import type { QuestionRequest } from '../../../runner/core/ports/service.ts';
import type { QuestionDocument } from '../../../runner/core/step-detail.ts';
import type { Runner } from '../../../runner/runner.ts';
import { type Toy, toyFlow, toyRepositories, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, until } from './harness.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('code', []),
  toyStep('agent', ['code'], { kind: 'agent' }),
  toyStep('broken', ['code'], { kind: 'agent' }),
  toyStep('end', ['agent', 'broken'], { always: true }),
]);

/** Agents that answer their step, and the questions as `reply` says. */
function answering(reply: NonNullable<Toy['agent']>, more: Partial<Toy> = {}): Toy {
  return {
    flow: FLOW,
    agent: async (task, signal) => {
      if (task.prompt === 'broken') throw new BatonError('step', 'model', 'it broke', { passing: false });
      return task.prompt.includes('?') ? reply(task, signal) : `answer of ${task.prompt}`;
    },
    ...more,
  };
}

async function endedRun(runner: Runner): Promise<string> {
  const run_id = await on.start(runner, {
    post_to: { platform: 'slack', workspace: 'T1', channel: 'C1', thread: null },
  });
  await ended(runner, run_id);
  return run_id;
}

const request = (run_id: string, more: Partial<QuestionRequest> = {}): QuestionRequest => ({
  id: null,
  run_id,
  step_id: 'agent',
  question: 'why?',
  asked_by: 'cli:ana',
  ...more,
});

/** The question once it is answered, or has failed. */
async function outcomeOf(runner: Runner, more: QuestionRequest): Promise<QuestionDocument> {
  const { id } = await runner.service.ask(more);
  return runner.service.answered(id, AbortSignal.timeout(20_000));
}

describe('a question', () => {
  it('is answered by the run’s back end, and the answer is stored in full', async () => {
    const long = `because\n${'of it '.repeat(50_000)}`;
    const runner = await on.working(answering(async () => long));
    const run_id = await endedRun(runner);
    const asked = await runner.service.ask(request(run_id, { question: '  why\u0007?\r\n' }));
    expect(asked).toEqual({
      id: expect.any(String),
      run_id,
      step_id: 'agent',
      n: 1,
      asked_by: 'cli:ana',
      card: null,
      question: 'why?',
      state: 'pending',
      answer: null,
      error: null,
      asked_at: expect.stringMatching(/^\d{4}-.*Z$/),
      answered_at: null,
    });
    const answered = await runner.service.answered(asked.id, AbortSignal.timeout(20_000));
    expect(answered).toEqual({ ...asked, state: 'answered', answer: long, answered_at: expect.any(String) });
    expect((await runner.posts.thread(run_id, 'slack', 'T1'))?.snapshot.questions).toEqual([answered]);
    const [kept] = await on.query(
      `SELECT question.chat_id = step.chat_id AS hangs FROM questions question JOIN flow_steps step USING (run_id, step_id)`,
    );
    expect(kept).toEqual({ hangs: true });
  });

  it('is asked where its answer is to appear, with a post of its own if no card is there', async () => {
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    await outcomeOf(runner, request(run_id, { answer_in: { card: 'export:1' } }));
    const own = { platform: 'slack', workspace: 'T2', channel: 'D1' };
    await outcomeOf(runner, request(run_id, { answer_in: own }));
    const thread = await runner.posts.thread(run_id, 'slack', 'T2');
    expect(thread?.snapshot.questions.map(({ card }) => card)).toEqual(['export:1', 'answer:2']);
    expect(thread?.posts).toMatchObject([{ ...own, key: 'answer:2', thread: null, state: 'wanted' }]);
    expect(await runner.posts.unfinished('slack', 'T2')).toEqual([run_id]);
  });

  it('is a task in plan mode, with what the agent said and was asked before', async () => {
    const tasks: AgentTask[] = [];
    const runner = await on.working(
      answering(async (task) => {
        tasks.push(task);
        return `answer ${tasks.length}`;
      }),
    );
    const run_id = await endedRun(runner);
    await on.query(
      `INSERT INTO chat_frames (chat_id, frame)
       SELECT chat_id, frame::jsonb FROM flow_steps, unnest($1::text[]) WITH ORDINALITY AS frames (frame, n)
        WHERE step_id = 'agent' ORDER BY n`,
      [
        [
          JSON.stringify({ type: 'delta', delta: 'I look' }),
          JSON.stringify({ type: 'tool_call', name: 'read', status: 'started', title: 'src/a.ts' }),
          JSON.stringify({ type: 'tool_call', name: 'read', status: 'completed', title: 'src/a.ts' }),
          JSON.stringify({ type: 'delta', delta: 'and see' }),
        ],
      ],
    );
    await outcomeOf(runner, request(run_id, { question: 'one?' }));
    await outcomeOf(runner, request(run_id, { question: 'two?' }));
    const transcript = 'I look\n[read completed: src/a.ts]\nand see';
    expect(tasks.map(({ mode, brief }) => ({ mode, brief }))).toEqual([
      { mode: 'plan', brief: { question: 'one?', transcript, earlier: [] } },
      {
        mode: 'plan',
        brief: { question: 'two?', transcript, earlier: [{ question: 'one?', answer: 'answer 1' }] },
      },
    ]);
  });

  it('is asked once for an id, even when it is asked at the same time', async () => {
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    const id = randomUUID();
    const asked = await Promise.all([1, 2, 3].map(() => runner.service.ask(request(run_id, { id }))));
    expect(asked.map(({ n }) => n)).toEqual([1, 1, 1]);
    const answered = await outcomeOf(runner, request(run_id, { id }));
    expect(await runner.service.ask(request(run_id, { id, question: 'something else?' }))).toEqual(answered);
    expect(await on.query('SELECT FROM questions')).toHaveLength(1);
  });

  it('makes whatever was settled of the run’s thread unsettled, when it is asked and when it is answered', async () => {
    const latch = createLatch();
    const runner = await on.working(
      answering(async (_, signal) => {
        await latch.wait(signal);
        return 'because';
      }),
    );
    const run_id = await endedRun(runner);
    const settle = async () => {
      const rows = (await runner.posts.thread(run_id, 'slack', 'T1'))?.posts ?? [];
      await runner.posts.put(rows.map((post) => ({ ...post, final: true })));
      expect(await runner.posts.unfinished('slack', 'T1')).toEqual([]);
    };
    await settle();
    const { id } = await runner.service.ask(request(run_id));
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([run_id]);
    await latch.reached();
    await settle();
    latch.open();
    await runner.service.answered(id, AbortSignal.timeout(20_000));
    expect(await runner.posts.unfinished('slack', 'T1')).toEqual([run_id]);
  });

  it('is announced to other processes, and so is its answer', async () => {
    const far = await on.runner({ flow: FLOW });
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    const { id } = await far.service.ask(request(run_id));
    expect(await far.service.answered(id, AbortSignal.timeout(20_000))).toMatchObject({ answer: 'because' });
  });

  it('is written down with who asked', async () => {
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    await runner.service.ask(request(run_id));
    expect(
      await on.query(`SELECT actor, detail FROM audit_log WHERE action = 'ask' AND run_id = $1`, [run_id]),
    ).toEqual([{ actor: 'cli:ana', detail: { step: 'agent' } }]);
  });

  it('is answered without the secrets in it', async () => {
    const toy = answering(async () => 'the key is hunter2\0');
    const runner = await on.working({
      ...toy,
      options: { mask: async (text) => text.replaceAll('hunter2', '***') },
    });
    const run_id = await endedRun(runner);
    expect(await outcomeOf(runner, request(run_id))).toMatchObject({ answer: 'the key is ***\ufffd' });
  });
});

describe('a question that can’t be asked', () => {
  it.each<[string, Partial<QuestionRequest>, { kind: string; code: string; message: RegExp }]>([
    ['blank', { question: ' \u0000\n' }, { kind: 'refused', code: 'blank_question', message: /blank/ }],
    [
      'too long',
      { question: 'x'.repeat(4001) },
      { kind: 'refused', code: 'long_question', message: /4,001 characters; the most is 4,000/ },
    ],
    [
      'about a step that is not there',
      { step_id: 'agnet' },
      { kind: 'not_found', code: 'unknown_step', message: /Did you mean agent\?/ },
    ],
    ['to code', { step_id: 'code' }, { kind: 'refused', code: 'no_agent', message: /done by code/ }],
    [
      'about a step that failed',
      { step_id: 'broken' },
      { kind: 'conflict', code: 'not_answered_yet', message: /failed/ },
    ],
    [
      'about a run that is not there',
      { run_id: '00000000-0000-4000-8000-000000000000' },
      { kind: 'not_found', code: 'unknown_run', message: /no run/ },
    ],
  ])('is refused when it is %s, and nothing is stored', async (_, more, refusal) => {
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    const { message, ...rest } = refusal;
    const asked = runner.service.ask(request(run_id, more));
    await expect(asked).rejects.toMatchObject({ ...rest, message: expect.stringMatching(message) });
    expect(await on.query('SELECT FROM questions')).toEqual([]);
  });

  it('is refused while the step is still running', async () => {
    const runner = await on.runner({ flow: FLOW });
    const run_id = await on.start(runner);
    await expect(runner.service.ask(request(run_id))).rejects.toMatchObject({ code: 'not_answered_yet' });
  });

  it('has nothing to wait for', async () => {
    const { service } = await on.runner();
    const waiting = service.answered(randomUUID(), AbortSignal.timeout(20_000));
    await expect(waiting).rejects.toMatchObject({ kind: 'not_found', code: 'unknown_question' });
  });

  it('is not waited for any longer than the person wants', async () => {
    const runner = await on.working(answering(async () => 'because'));
    const run_id = await endedRun(runner);
    await runner.work.stop();
    const { id } = await runner.service.ask(request(run_id));
    const enough = new AbortController();
    const waiting = runner.service.answered(id, enough.signal);
    enough.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('a question that meets a fault', () => {
  it('is tried again while the fault passes', async () => {
    let tries = 0;
    const runner = await on.working(
      answering(async () => {
        tries += 1;
        if (tries === 1) throw new BatonError('step', 'rate_limit', 'too many requests', { passing: true });
        return 'because';
      }),
    );
    const run_id = await endedRun(runner);
    expect(await outcomeOf(runner, request(run_id))).toMatchObject({ state: 'answered', answer: 'because' });
    expect(await on.query('SELECT attempt, faults FROM questions')).toEqual([{ attempt: 2, faults: 1 }]);
  });

  it('fails with the reason when it will not pass', async () => {
    const runner = await on.working(
      answering(async () => {
        throw new BatonError('step', 'model', 'the model refused', { passing: false });
      }),
    );
    const run_id = await endedRun(runner);
    expect(await outcomeOf(runner, request(run_id))).toMatchObject({
      state: 'failed',
      error: 'the model refused',
      answer: null,
      answered_at: expect.any(String),
    });
  });

  it('fails when the agent changed a file, and its answer is not used', async () => {
    const checkout = async () => ({
      path: '/checkout',
      changed: async () => ['src/a.ts'],
      remove: async () => undefined,
    });
    const writer = {
      name: 'toy',
      needsCheckout: true,
      probe: async () => ({ ok: true }),
      async *run(task: AgentTask) {
        yield { type: 'done' as const, stop: 'end_turn' as const, output: `in ${task.cwd}` };
      },
    };
    const tidy = await on.working(answering(async () => 'never'));
    const run_id = await endedRun(tidy);
    await tidy.work.stop();
    const options = { backends: [writer], repositories: { ...toyRepositories(), checkout } };
    const runner = await on.working({ flow: FLOW, options });
    const outcome = await outcomeOf(runner, request(run_id));
    expect(outcome).toMatchObject({ state: 'failed', answer: null });
    expect(outcome.error).toMatch(/changed files.*src\/a\.ts/);
  });

  it('goes on after its run was cancelled', async () => {
    const latch = createLatch();
    const runner = await on.working(
      answering(async () => 'because', {
        code: async ({ step, signal }) => {
          if (step.step_id === 'end') await latch.wait(signal);
          return { output: 'done' };
        },
      }),
    );
    const run_id = await on.start(runner);
    await latch.reached();
    await runner.service.cancel(run_id, 'test');
    expect(await outcomeOf(runner, request(run_id))).toMatchObject({ state: 'answered' });
    await until(async () => (await runner.service.run(run_id)).run.status === 'cancelled');
  });
});
