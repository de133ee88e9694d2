/**
 * The one error tree. Everything a person may meet is a `BatonError`: a stable `code` for programs, a message that
 * says what was wrong and what to do, and the underlying `cause`. Anything else that is thrown is a bug.
 */

/** What kind of trouble it is; faces turn it into an exit code or an HTTP status, and nothing else does. */
export type ErrorKind =
  /** the request was wrong (exit 2, HTTP 400) */
  | 'refused'
  /** the thing asked for does not exist (exit 2, HTTP 404) */
  | 'not_found'
  /** the thing is not in a state that allows it (exit 2, HTTP 409) */
  | 'conflict'
  /** the environment is broken: database, git, disk (exit 1, HTTP 503) */
  | 'environment'
  /** a step could not be done; the run's own business (exit 1) */
  | 'step';

export interface ErrorDetail {
  /** where in the request the fault is, e.g. `input.question` or `--base` */
  readonly path?: string | undefined;
  /** whether trying the same again later may succeed */
  readonly passing?: boolean;
  /** failed tries that it is the last of; absent: 1 */
  readonly tries?: number;
  /** milliseconds that the other side asks to be left alone */
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

/** One line that can be shown to a person, for anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** The candidates nearest to what was typed, best first; for "did you mean". */
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
