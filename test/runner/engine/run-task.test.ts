import { describe, expect, it } from 'vitest';
import {
  type AgentBackend,
  type AgentEvent,
  type AgentLimits,
  type AgentTask,
  OUTPUT_LIMITS,
} from '../../../runner/core/ports/agent.ts';
import { runTask } from '../../../runner/engine/run-task.ts';
import { memoryRepository } from '../../flows/memory-repository.ts';

const LIMITS: AgentLimits = {
  ...OUTPUT_LIMITS,
  deadlineMs: 30_000,
  idleMs: 30_000,
  maxSteps: 3,
  maxOutputBytes: 1000,
};
const DONE: AgentEvent = { type: 'done', stop: 'end_turn', output: 'the answer' };

type Events = (task: AgentTask, signal: AbortSignal) => AsyncIterable<AgentEvent>;

function backend(run: Events): AgentBackend {
  return { name: 'toy', needsCheckout: false, probe: async () => ({ ok: true }), run };
}

function saying(...events: AgentEvent[]): Events {
  return async function* () {
    yield* events;
  };
}

/** Never says anything again; ends when it is told to. */
async function* silence(signal: AbortSignal): AsyncGenerator<AgentEvent> {
  await new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}

/** Short, since some of these back ends never stop. */
const STOP_MS = 100;

function talk(run: Events, limits: Partial<AgentLimits> = {}, signal = new AbortController().signal) {
  const task: AgentTask = {
    id: 't',
    prompt: 'p',
    cwd: '',
    repository: memoryRepository({}),
    mode: 'plan',
    brief: null,
    limits: { ...LIMITS, ...limits },
  };
  const noted: AgentEvent[] = [];
  return { answer: runTask(backend(run), task, signal, (event) => noted.push(event), STOP_MS), noted };
}

const tool = (id: string): AgentEvent => ({ type: 'tool', id, name: 'read', status: 'started' });
const retry = (attempt: number): AgentEvent => ({ type: 'retry', attempt, reason: 'busy' });
const error = (retryable: boolean): AgentEvent => ({
  type: 'error',
  code: 'rate_limit',
  retryable,
  message: 'Slow down.',
});

describe('a conversation', () => {
  it('ends with the answer, and lets every event be seen', async () => {
    const events: AgentEvent[] = [{ type: 'started' }, { type: 'text', delta: 'the ' }, tool('1'), DONE];
    const { answer, noted } = talk(saying(...events));
    expect(await answer).toBe('the answer');
    expect(noted).toEqual(events);
  });

  it.each<[string, Events, Partial<AgentLimits>, { code: string; passing: boolean }]>([
    ['ends without a word', saying(), {}, { code: 'no_answer', passing: true }],
    ['answers nothing', saying({ ...DONE, output: ' \n' }), {}, { code: 'no_answer', passing: true }],
    ['is cut off', saying({ ...DONE, stop: 'max_tokens' }), {}, { code: 'truncated', passing: false }],
    ['refuses', saying({ ...DONE, stop: 'refusal' }), {}, { code: 'refusal', passing: false }],
    ['meets what passes', saying(error(true)), {}, { code: 'rate_limit', passing: true }],
    ['meets what stays', saying(error(false)), {}, { code: 'rate_limit', passing: false }],
    [
      'floods with text',
      async function* () {
        for (;;) yield { type: 'text', delta: 'x'.repeat(300) };
      },
      {},
      { code: 'too_much_output', passing: false },
    ],
    [
      'floods with thoughts, counted in bytes',
      saying({ type: 'thought', delta: 'ü'.repeat(600) }, DONE),
      {},
      { code: 'too_much_output', passing: false },
    ],
    [
      'floods with its answer',
      saying({ ...DONE, output: 'x'.repeat(1001) }),
      {},
      { code: 'too_much_output', passing: false },
    ],
    [
      'uses too many tools',
      saying(tool('1'), tool('2'), tool('3'), tool('4'), DONE),
      {},
      { code: 'too_many_steps', passing: false },
    ],
    [
      'has its model fail again and again',
      saying(retry(1), tool('1'), retry(1), tool('2'), retry(1), retry(2), DONE),
      {},
      { code: 'too_many_steps', passing: false },
    ],
    [
      'dies at work',
      async function* () {
        yield tool('1');
        throw new Error('segmentation fault');
      },
      {},
      { code: 'backend_died', passing: true },
    ],
    [
      'dies before it begins',
      () => {
        throw new Error('no such program');
      },
      {},
      { code: 'backend_died', passing: true },
    ],
    [
      'falls silent',
      async function* (_, signal) {
        yield { type: 'text', delta: 'hm' };
        yield* silence(signal);
      },
      { idleMs: 100 },
      { code: 'timeout', passing: true },
    ],
    [
      'never comes to an end',
      async function* (_, signal) {
        while (!signal.aborted) {
          yield { type: 'usage', inputTokens: 1 };
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
      { deadlineMs: 200, idleMs: 30_000 },
      { code: 'timeout', passing: false },
    ],
  ])('fails when the agent %s', async (_, events, limits, fault) => {
    await expect(talk(events, limits).answer).rejects.toMatchObject({ kind: 'step', ...fault });
  });

  it('says whether it took too long or said nothing for too long', async () => {
    const silent: Events = (_, signal) => silence(signal);
    await expect(talk(silent, { idleMs: 50 }).answer).rejects.toThrow(
      'The agent said nothing for 0 seconds.',
    );
    await expect(talk(silent, { deadlineMs: 50 }).answer).rejects.toThrow(
      'The agent took longer than 0 seconds.',
    );
  });

  it('goes on for as long as heartbeats come', async () => {
    const events: Events = async function* () {
      for (let beat = 0; beat < 10; beat++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        yield { type: 'heartbeat' };
      }
      yield DONE;
    };
    expect(await talk(events, { idleMs: 400 }).answer).toBe('the answer');
  });

  it('tells the back end to stop when a limit is met', async () => {
    let told: AbortSignal | undefined;
    const events: Events = (_, signal) => {
      told = signal;
      return silence(signal);
    };
    await expect(talk(events, { idleMs: 50 }).answer).rejects.toThrow();
    expect(told?.aborted).toBe(true);
  });

  it('ends with the reason for which it was aborted, not with what the back end made of it', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled by Ana');
    const events: Events = async function* (_, signal) {
      yield { type: 'text', delta: 'hm' };
      stop.abort(reason);
      try {
        yield* silence(signal);
      } catch {
        yield { type: 'error', code: 'cancelled', retryable: true, message: 'interrupted' };
      }
    };
    await expect(talk(events, {}, stop.signal).answer).rejects.toBe(reason);
  });

  it('does not begin when it is aborted already', async () => {
    const stop = new AbortController();
    stop.abort(new Error('gone'));
    await expect(talk((_, signal) => silence(signal), {}, stop.signal).answer).rejects.toThrow('gone');
  });

  it('leaves a back end behind that takes no notice of being told to stop', async () => {
    const stop = new AbortController();
    const events: Events = async function* () {
      stop.abort(new Error('cancelled'));
      await new Promise(() => undefined);
    };
    await expect(talk(events, {}, stop.signal).answer).rejects.toThrow('cancelled');
  }, 20_000);
});

describe('the error of a conversation', () => {
  const met = (...events: AgentEvent[]) => talk(saying(...events)).answer.catch((thrown: unknown) => thrown);

  it('counts the tries in a row that led to it, but not those that progress followed', async () => {
    expect(await met(error(true))).toMatchObject({ tries: 1 });
    expect(await met(retry(1), retry(2), error(true))).toMatchObject({ tries: 3 });
    expect(await met(retry(1), tool('1'), retry(1), error(true))).toMatchObject({ tries: 2 });
  });

  it('carries how long the model’s service asks to be left alone', async () => {
    expect(await met({ ...error(true), retryAfterMs: 20_000 } as AgentEvent)).toMatchObject({
      retryAfterMs: 20_000,
    });
    expect(await met(error(true))).toMatchObject({ retryAfterMs: null });
  });
});
