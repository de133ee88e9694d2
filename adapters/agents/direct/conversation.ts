/**
 * One task with one model: the loop of turns and tools, within the task's limits. This file and what it imports load
 * the AI SDK (a third of a second), so it is imported when the first task is there.
 */
import { isStepCount, type ModelMessage, streamText } from 'ai';
import type { AgentTask } from '../../../runner/core/ports/agent.ts';
import type { Emit, LastEvent } from './event-stream.ts';
import { type Asked, abortedFailure, failureOf } from './failure.ts';
import { openModel, PROVIDER_SETTINGS } from './models.ts';
import { type DirectOptions, USUAL_RETRY } from './options.ts';
import { ToolBudget } from './reading-tools/tool-budget.ts';
import { createToolbox } from './reading-tools/toolbox.ts';
import { retryingModel } from './retrying-model.ts';
import type { TaskClock } from './task-clock.ts';
import { Turns } from './turns.ts';

const LAST_TURN = 'You can use no more tools. Give your whole answer now, from what you have read.';

/** The last event; everything before it is emitted. `clock` ends it, whatever model and tools are doing. */
export async function runModelTask(
  options: DirectOptions,
  asked: Asked,
  task: AgentTask,
  clock: TaskClock,
  emit: Emit,
): Promise<LastEvent> {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  clock.signal.addEventListener('abort', () => aborted.reject(clock.signal.reason), { once: true });
  try {
    clock.signal.throwIfAborted();
    return await Promise.race([talk(options, asked, task, clock, emit), aborted.promise]);
  } catch (error) {
    if (clock.signal.aborted) return abortedFailure(clock.signal.reason);
    const last = failureOf(error, asked);
    // A provider may repeat in its complaint what it was sent.
    return { ...last, message: await options.mask(last.message) };
  }
}

async function talk(
  options: DirectOptions,
  asked: Asked,
  task: AgentTask,
  clock: TaskClock,
  emit: Emit,
): Promise<LastEvent> {
  const { limits, system } = task;
  const { longestDelayMs, ...retry } = options.retry ?? USUAL_RETRY;
  // A wait counts as silence: longer ones would exceed the idle limit before the retry.
  const limitedRetry = { ...retry, longestDelayMs: Math.min(longestDelayMs, limits.idleMs / 2) };
  const budget = new ToolBudget(limits.maxSteps);
  const turns = new Turns(emit, limits, budget);
  const model = await openModel(options, asked.provider, asked.model);
  const { stream } = streamText({
    model: retryingModel(model, limitedRetry, (attempt, reason) => {
      clock.heard();
      emit({ type: 'retry', attempt, reason });
    }),
    ...(system === undefined ? {} : { instructions: system }),
    prompt: task.prompt,
    tools: createToolbox(task.repository, options.mask, budget),
    stopWhen: isStepCount(limits.maxSteps),
    prepareStep: ({ stepNumber, messages }) =>
      stepNumber >= limits.maxSteps - 1 || budget.isSpent() ? lastTurn(messages) : {},
    maxRetries: 0,
    abortSignal: clock.signal,
    providerOptions: PROVIDER_SETTINGS,
    telemetry: { isEnabled: false },
    // Errors are parts of the stream; without a handler the SDK prints them as well.
    onError: () => undefined,
  });
  for await (const part of stream) {
    clock.heard();
    turns.take(part);
  }
  return turns.outcome();
}

/** Asks for the answer instead of cutting the task off, while there is still a turn to give it in. */
function lastTurn(messages: readonly ModelMessage[]): { toolChoice: 'none'; messages: ModelMessage[] } {
  return { toolChoice: 'none', messages: [...messages, { role: 'user', content: LAST_TURN }] };
}
