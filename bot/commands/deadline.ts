/** The deadline for opening a form: platforms accept one only within three seconds of the press. */
import { BatonError } from '../../runner/core/errors.ts';

export const FORM_DEADLINE_MS = 1500;

/** Resolves to the outcome, or throws `too_slow` after the deadline. */
export async function withinDeadline<T>(work: Promise<T>, most = FORM_DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), most);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): BatonError {
  const message =
    'Baton’s database is slow to answer just now, so the form can’t be filled in. Try again in a moment.';
  return new BatonError('environment', 'too_slow', message, { passing: true });
}
