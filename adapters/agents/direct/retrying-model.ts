/**
 * A model whose calls are tried again when they failed for a passing reason before anything was answered. Instead of
 * the SDK's own retries: those are silent, and ignore a `Retry-After` that is too long instead of giving up on it.
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
  return wrapLanguageModel({
    model,
    middleware: {
      async wrapStream({ doStream, params }) {
        for (let tries = 0; ; tries++) {
          try {
            return await doStream();
          } catch (error) {
            const delay = retryAfter(error, Date.now()) ?? limits.firstDelayMs * 2 ** tries;
            const givesUp = tries >= limits.most || delay > limits.longestDelayMs;
            if (givesUp || params.abortSignal?.aborted === true || !isPassing(error)) throw error;
            note(tries + 1, `${reasonOf(error)}, next try in ${(delay / 1000).toFixed(1)} s`);
            await setTimeout(delay, undefined, params.abortSignal ? { signal: params.abortSignal } : {});
          }
        }
      },
    },
  });
}
