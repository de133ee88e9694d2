/** Asks a model for one word, to check its key, address and name. For `doctor --live`. */
import { chooseModel } from './model-choice.ts';
import type { DirectOptions } from './options.ts';

export type LiveCheck =
  | { readonly ok: true; readonly model: string }
  | { readonly ok: false; readonly model: string | null; readonly reason: string };

/** Some models refuse a smaller limit than this; the answer is one word. */
const FEW_TOKENS = 16;

/** `model` as a task names it; absent means the default one. Never throws; an aborted `signal` is a reason like others. */
export async function checkModel(
  options: DirectOptions,
  signal: AbortSignal,
  model?: string,
): Promise<LiveCheck> {
  const choice = chooseModel(options, model);
  if (choice.type === 'refused') return { ok: false, model: null, reason: choice.message };
  const name = `${choice.provider}/${choice.model}`;
  // The SDK takes a third of a second to load, so it is loaded only when a check runs.
  const { generateText } = await import('ai');
  const { failureOf } = await import('./failure.ts');
  const { openModel } = await import('./models.ts');
  try {
    await generateText({
      model: await openModel(options, choice.provider, choice.model),
      prompt: 'Say: ok',
      maxOutputTokens: FEW_TOKENS,
      maxRetries: 0,
      abortSignal: signal,
      telemetry: { isEnabled: false },
    });
    return { ok: true, model: name };
  } catch (error) {
    const reason = signal.aborted ? 'There was no answer in time.' : failureOf(error, choice).message;
    return { ok: false, model: name, reason: await options.mask(reason) };
  }
}
