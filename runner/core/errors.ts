/**
 * Errors. Every expected error is a `BatonError`: a stable `code` for programs, a message that says what was wrong and what
 * to do, and the underlying `cause`. Anything else that is thrown is a bug.
 */

/** The kind of error, from which the CLI derives the exit code and the API the HTTP status. */
export type ErrorKind =
  /** the request was wrong (exit 2, HTTP 400) */
  | 'refused'
  /** the thing asked for does not exist (exit 2, HTTP 404) */
  | 'not_found'
  /** the thing is not in a state that allows it (exit 2, HTTP 409) */
  | 'conflict'
  /** the environment is broken: database, git, disk (exit 1, HTTP 503) */
  | 'environment'
  /** a step of a run failed (exit 1) */
  | 'step';

export interface ErrorDetail {
  /** which part of the request is wrong, e.g. `input.question` or `--base` */
  readonly path?: string | undefined;
  /** whether a later retry may succeed */
  readonly passing?: boolean;
  /** how many tries have failed with it; absent: 1 */
  readonly tries?: number;
  /** how long the other side asks to wait, in milliseconds */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export class BatonError extends Error {
  override readonly name = 'BatonError';
  readonly kind: ErrorKind;
  /** snake_case, stable, e.g. `unknown_flow` */
  readonly code: string;
  readonly path: string | undefined;
  readonly passing: boolean;
  readonly tries: number;
  readonly retryAfterMs: number | null;

  constructor(kind: ErrorKind, code: string, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.kind = kind;
    this.code = code;
    this.path = detail.path;
    this.passing = detail.passing ?? false;
    this.tries = detail.tries ?? 1;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}

/** Returns a line that can be shown to people, for anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** Returns the SQLSTATE or the system's error code of anything that was thrown; empty if it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Returns the candidates most similar to what was typed, best first; for "did you mean". */
export function nearest(typed: string, candidates: readonly string[], most = 3): string[] {
  const wanted = typed.toLowerCase();
  return candidates
    .map((name) => ({
      name,
      distance: name.startsWith(wanted) ? 1 : editDistance(wanted, name.toLowerCase()),
    }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Returns the candidates that may have been meant, or else all of them, as a sentence. */
export function candidatesHint(typed: string, candidates: readonly string[]): string {
  const near = nearest(typed, candidates);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${candidates.join(', ')}.`;
}

/** Levenshtein distance in code units. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
