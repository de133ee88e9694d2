/**
 * One task with one model: the loop of turns and tools. This file and what it imports load the AI SDK (a third of a
 * second), so it is imported for the first task.
 */
import { setTimeout } from 'node:timers/promises';
import { isStepCount, type ModelMessage, streamText, wrapLanguageModel } from 'ai';
import pTimeout from 'p-timeout';
import type { AgentTask } from '../../../runner/core/ports/agent.ts';
import { CANCELLED, type LastEvent, type Reporter } from '../events.ts';
import { type ChosenModel, failureOf, isPassing, reasonOf, retryAfter } from './failure.ts';
import { type Model, openModel, PROVIDER_SETTINGS } from './models.ts';
import { type DirectOptions, type RetryLimits, USUAL_RETRY } from './options.ts';
import { allowanceText, createToolbox, toolAllowance } from './reading-tools/toolbox.ts';
import { Turns } from './turns.ts';

const LAST_TURN = 'You can use no more tools. Give your whole answer now, from what you have read.';

/** Returns the last event; all others are emitted. Ends with `signal`, whatever model and tools are doing. */
export async function runModelTask(
  options: DirectOptions,
  chosen: ChosenModel,
  task: AgentTask,
  signal: AbortSignal,
  report: Reporter,
): Promise<LastEvent> {
  try {
    const outcome = converse(options, chosen, task, signal, report);
    return await pTimeout(outcome, { milliseconds: Number.POSITIVE_INFINITY, signal });
  } catch (error) {
    if (signal.aborted) return CANCELLED;
    const last = failureOf(error, chosen);
    // A provider may repeat in its complaint what it was sent.
    return { ...last, message: await options.mask(last.message) };
  }
}

async function converse(
  options: DirectOptions,
  chosen: ChosenModel,
  { limits, system, prompt, repository }: AgentTask,
  signal: AbortSignal,
  { emit, alive }: Reporter,
): Promise<LastEvent> {
  signal.throwIfAborted();
  const { longestDelayMs, ...retry } = options.retry ?? USUAL_RETRY;
  // The agent says nothing while it waits: a longer wait would end the task, and the runner can wait better.
  const limitedRetry = { ...retry, longestDelayMs: Math.min(longestDelayMs, limits.idleMs / 2) };
  // The last step is kept for the answer.
  const calls = Math.max(limits.maxSteps - 1, 0);
  const allowance = toolAllowance(calls);
  const turns = new Turns(emit, allowance);
  const model = await openModel(options, chosen.provider, chosen.model, fetchNoting(alive));
  const { stream } = streamText({
    model: retryingModel(model, limitedRetry, (attempt, reason) => emit({ type: 'retry', attempt, reason })),
    ...(system === undefined ? {} : { instructions: system }),
    prompt: `${prompt}\n\n${allowanceText(calls)}`,
    tools: createToolbox(repository, options.mask, allowance),
    stopWhen: isStepCount(limits.maxSteps),
    prepareStep: ({ stepNumber, messages }) =>
      stepNumber >= limits.maxSteps - 1 || allowance.isUsedUp() ? lastTurn(messages) : {},
    maxRetries: 0,
    abortSignal: signal,
    providerOptions: PROVIDER_SETTINGS,
    telemetry: { isEnabled: false },
    // Errors are parts of the stream; without a handler the SDK prints them as well.
    onError: () => undefined,
  });
  for await (const part of stream) turns.take(part);
  return turns.outcome();
}

/** `fetch` that calls `alive` for each piece of a response: the SDK's stream has no part for a server's keep-alives. */
function fetchNoting(alive: () => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const noted = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          alive();
          controller.enqueue(chunk);
        },
      }),
    );
    return new Response(noted ?? null, response);
  };
}

/** Asks for the answer instead of cutting the task off, while there is still a turn to give it in. */
function lastTurn(messages: readonly ModelMessage[]): { toolChoice: 'none'; messages: ModelMessage[] } {
  return { toolChoice: 'none', messages: [...messages, { role: 'user', content: LAST_TURN }] };
}

/**
 * A model whose calls are made again when they fail for a passing reason in the middle of a conversation, where failing
 * would throw away minutes of work. The first call of a task has nothing to lose: it fails at once, and the runner alone
 * decides whether and when the step is tried again. The SDK's own retries are off: they are silent, and ignore a
 * `Retry-After` that is too long instead of giving up on it. `note` is called for each new attempt before the wait.
 */
function retryingModel(
  model: Model,
  limits: RetryLimits,
  note: (attempt: number, reason: string) => void,
): ReturnType<typeof wrapLanguageModel> {
  let answered = 0;
  return wrapLanguageModel({
    model,
    middleware: {
      async wrapStream({ doStream, params }) {
        for (let tries = 0; ; tries++) {
          try {
            const stream = await doStream();
            answered += 1;
            return stream;
          } catch (error) {
            const delay = retryAfter(error, Date.now()) ?? limits.firstDelayMs * 2 ** tries;
            const givesUp = answered === 0 || tries >= limits.most || delay > limits.longestDelayMs;
            if (givesUp || params.abortSignal?.aborted === true || !isPassing(error)) throw error;
            note(tries + 1, `${reasonOf(error)}, next try in ${(delay / 1000).toFixed(1)} s`);
            await setTimeout(delay, undefined, params.abortSignal ? { signal: params.abortSignal } : {});
          }
        }
      },
    },
  });
}
