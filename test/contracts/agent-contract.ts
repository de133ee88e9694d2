/** What every agent back end promises, as tests. A back end's own test file calls this with a way to make one. */
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../runner/core/errors.ts';
import {
  type AgentBackend,
  type AgentEvent,
  type AgentLimits,
  type AgentTask,
  OUTPUT_LIMITS,
} from '../../runner/core/ports/agent.ts';
import { runTask } from '../../runner/engine/run-task.ts';
import { memoryRepository } from '../flows/memory-repository.ts';

export interface AgentContract {
  /** a fresh back end that answers `task` */
  readonly make: () => AgentBackend;
  /** a task that the back end answers in full */
  readonly task: AgentTask;
  /** a task whose agent becomes silent and stays so; absent where the agent can't be silent */
  readonly silent?: AgentTask;
  /** a task whose agent shows life for `BUSY_MS` with nothing to report, and then answers */
  readonly busy?: AgentTask;
  /** a task whose agent uses more tools than `MOST_TOOLS` */
  readonly tools?: AgentTask;
  /** whether two runs of the same task answer the same */
  readonly deterministic: boolean;
}

/** Longer than the idle limit, which in turn is longer than a program takes to start beside all other tests. */
export const BUSY_MS = 6_000;
const BUSY_IDLE_MS = 5_000;
const MOST_TOOLS = 3;

export function agentContract(name: string, contract: AgentContract): void {
  const { make, task, deterministic } = contract;
  limitContract(name, contract);
  describe(`the agent contract, kept by ${name}`, () => {
    it('says that it is there', async () => {
      expect(await make().probe()).toMatchObject({ ok: true });
    });

    it('is only ever given tasks in plan mode', () => {
      const mode: 'plan' = task.mode;
      expect(mode).toBe('plan');
      // @ts-expect-error a task in any other mode is not a task
      const other: AgentTask = { ...task, mode: 'build' };
      expect(other.mode).not.toBe('plan');
    });

    it('starts before it says anything', async () => {
      const events = await eventsOf(make(), task);
      expect(events[0]?.type).toBe('started');
      expect(events.filter((event) => event.type === 'started')).toHaveLength(1);
    });

    it('ends with exactly one last event and says nothing after it', async () => {
      const events = await eventsOf(make(), task);
      expect(events.filter(isLast)).toHaveLength(1);
      expect(events.at(-1)).toSatisfy(isLast);
    });

    it('is done with an output that is not empty', async () => {
      const last = (await eventsOf(make(), task)).at(-1);
      expect(last).toMatchObject({ type: 'done', stop: 'end_turn' });
      expect(last?.type === 'done' && last.output.trim()).not.toBe('');
    });

    it('streams the text that it is done with, after its last tool', async () => {
      const events = await eventsOf(make(), task);
      const answer = events.slice(events.findLastIndex((event) => event.type === 'tool') + 1);
      const text = answer.map((event) => (event.type === 'text' ? event.delta : '')).join('');
      expect(events.at(-1)).toMatchObject({ output: text });
    });

    it('ends as cancelled when the signal is aborted before it starts', async () => {
      const events = await eventsOf(make(), task, AbortSignal.abort());
      expect(events.filter(isLast)).toEqual([expect.objectContaining({ type: 'error', code: 'cancelled' })]);
      expect(events.at(-1)).toSatisfy(isLast);
    });

    it('ends as cancelled when the signal is aborted while it works', async () => {
      const abort = new AbortController();
      const events: AgentEvent[] = [];
      for await (const event of make().run(task, abort.signal)) {
        events.push(event);
        abort.abort();
      }
      expect(events.filter(isLast)).toEqual([expect.objectContaining({ type: 'error', code: 'cancelled' })]);
      expect(events.at(-1)).toSatisfy(isLast);
    });

    it('keeps runs at the same time apart: one that is cancelled leaves the other whole', async () => {
      const backend = make();
      const [whole, cancelled] = await Promise.all([
        eventsOf(backend, task),
        eventsOf(backend, task, AbortSignal.abort()),
      ]);
      expect(whole.at(-1)?.type).toBe('done');
      expect(cancelled.at(-1)).toMatchObject({ type: 'error', code: 'cancelled' });
    });

    it.runIf(deterministic)('answers the same task with the same events', async () => {
      expect(await eventsOf(make(), task)).toEqual(await eventsOf(make(), task));
    });
  });
}

/** How an agent's limits end its task: the runner judges them, so every back end's task ends in the same way. */
function limitContract(name: string, { make, task, silent, busy, tools }: AgentContract): void {
  describe(`the limits of an agent, kept by ${name}`, () => {
    it('are not judged by the back end: it has no clock and counts no output', async () => {
      const limits = { deadlineMs: 1, idleMs: 1, maxOutputBytes: 1 };
      expect((await eventsOf(make(), within(task, limits))).at(-1)?.type).toBe('done');
    });

    it('end an agent that writes too much, for good', async () => {
      expect(await endOf(make(), within(task, { maxOutputBytes: 1 }))).toEqual({
        code: 'too_much_output',
        passing: false,
        tries: 1,
      });
    });

    it.runIf(silent)('end an agent that says nothing, to be tried again', async () => {
      expect(await endOf(make(), within(silent ?? task, { idleMs: 300 }))).toEqual({
        code: 'timeout',
        passing: true,
        tries: 1,
      });
    });

    it.runIf(silent)('end an agent at its deadline, for good', async () => {
      expect(await endOf(make(), within(silent ?? task, { deadlineMs: 300 }))).toEqual({
        code: 'timeout',
        passing: false,
        tries: 1,
      });
    });

    it.runIf(busy)('leave alone an agent that shows life and has nothing to report', async () => {
      const limits = { idleMs: BUSY_IDLE_MS, deadlineMs: 30_000 };
      expect(await endOf(make(), within(busy ?? task, limits))).toBe('answered');
    });

    it.runIf(tools)('end an agent that uses too many tools, for good', async () => {
      expect(await endOf(make(), within(tools ?? task, { maxSteps: MOST_TOOLS }))).toEqual({
        code: 'too_many_steps',
        passing: false,
        tries: 1,
      });
    });
  });
}

function within(task: AgentTask, limits: Partial<AgentLimits>): AgentTask {
  return { ...task, limits: { ...task.limits, ...limits } };
}

/** How the runner ends the task with this back end. */
async function endOf(backend: AgentBackend, task: AgentTask) {
  try {
    await runTask(backend, task, new AbortController().signal, () => undefined);
    return 'answered';
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    const { code, passing, tries } = error;
    return { code, passing, tries };
  }
}

/** Everything a back end reports about a task, without heartbeats: those depend on the time that it takes. */
export async function eventsOf(
  backend: AgentBackend,
  task: AgentTask,
  signal: AbortSignal = new AbortController().signal,
): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of backend.run(task, signal)) {
    if (event.type !== 'heartbeat') events.push(event);
  }
  return events;
}

/** A task about `brief` and nothing else. */
export function taskOf(brief: unknown): AgentTask {
  return {
    id: 'task-1',
    prompt: 'Answer.',
    cwd: '',
    repository: memoryRepository({}),
    mode: 'plan',
    limits: { deadlineMs: 60_000, idleMs: 60_000, maxSteps: 10, ...OUTPUT_LIMITS },
    brief,
  };
}

function isLast(event: AgentEvent | undefined): boolean {
  return event?.type === 'done' || event?.type === 'error';
}
