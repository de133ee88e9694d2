/** The deadline for opening a form: platforms accept one only within three seconds of the press. */
import { BatonError } from '../../runner/core/errors.ts';
import { withinDeadline } from '../../runner/deadline.ts';

export const FORM_DEADLINE_MS = 1500;

/** Resolves to what the form needs, or throws `too_slow` after the deadline. */
export function withinFormDeadline<T>(work: Promise<T>, milliseconds = FORM_DEADLINE_MS): Promise<T> {
  return withinDeadline(milliseconds, work, tooSlow);
}

function tooSlow(): BatonError {
  const message =
    'Baton’s database is slow to answer just now, so the form can’t be filled in. Try again in a moment.';
  return new BatonError('environment', 'too_slow', message, { passing: true });
}
