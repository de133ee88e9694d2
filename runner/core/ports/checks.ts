/** The check port: what `baton doctor` runs, one check for each thing that a run needs. */

export interface CheckOutcome {
  readonly ok: boolean;
  /** what was found, e.g. `git 2.43.0` */
  readonly detail: string;
  /** what to do; null if the check passed, or if nothing has to be done */
  readonly remedy: string | null;
}

/** A check that throws has failed, with the error's message as its detail. */
export interface Check {
  readonly name: string;
  readonly required: boolean;
  check(signal: AbortSignal): Promise<CheckOutcome>;
}

export function passed(detail: string): CheckOutcome {
  return { ok: true, detail, remedy: null };
}

export function failed(detail: string, remedy: string | null): CheckOutcome {
  return { ok: false, detail, remedy };
}
