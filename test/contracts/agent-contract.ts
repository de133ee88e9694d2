/** What every agent back end promises, as tests. A back end's own test file calls this with a way to make one. */
import { describe, expect, it } from 'vitest';
import type { AgentBackend, AgentEvent, AgentTask } from '../../runner/core/ports/agent.ts';
import { memoryRepository } from '../flows/memory-repository.ts';

export interface AgentContract {
  /** a fresh back end that answers `task` */
  readonly make: () => AgentBackend;
  /** a task that the back end answers in full */
  readonly task: AgentTask;
  /** whether two runs of the same task answer the same */
  readonly deterministic: boolean;
}

export function agentContract(name: string, { make, task, deterministic }: AgentContract): void {
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

/** Everything a back end says about a task. */
export async function eventsOf(
  backend: AgentBackend,
  task: AgentTask,
  signal: AbortSignal = new AbortController().signal,
): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of backend.run(task, signal)) events.push(event);
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
    limits: { deadlineMs: 60_000, idleMs: 60_000, maxSteps: 10, maxOutputBytes: 1_000_000 },
    brief,
  };
}

function isLast(event: AgentEvent | undefined): boolean {
  return event?.type === 'done' || event?.type === 'error';
}
