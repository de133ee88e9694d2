/**
 * A model whose calls are made again when they fail for a passing reason in the middle of a conversation, where failing
 * would throw away minutes of work. The first call of a task has nothing to lose: it fails at once, and the runner alone
 * decides whether and when the step is tried again. The SDK's own retries are off: they are silent, and ignore a
 * `Retry-After` that is too long instead of giving up on it.
 */
import { setTimeout } from 'node:timers/promises';
import { wrapLanguageModel } from 'ai';
import { isPassing, reasonOf, retryAfter } from './failure.ts';
import type { Model } from './models.ts';
import type { RetryLimits } from './options.ts';

/** `note` hears of each new attempt before it is waited for. */
export function retryingModel(
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
