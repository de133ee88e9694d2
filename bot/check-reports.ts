/** Runs checks at the same time, each for a bounded time, and reports what they found. */
import { messageOf } from '../runner/core/errors.ts';
import type { CheckReport } from '../runner/core/inspection.ts';
import type { Check } from '../runner/core/ports/checks.ts';

/** In the order of the checks. */
export async function reportsOf(checks: readonly Check[], seconds: number): Promise<CheckReport[]> {
  return await Promise.all(checks.map((check) => reportOn(check, seconds)));
}

/** Whether nothing that is required is missing. */
export const areWell = (reports: readonly CheckReport[]): boolean =>
  reports.every((report) => report.ok || !report.required);

async function reportOn({ name, required, check }: Check, seconds: number): Promise<CheckReport> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(new Error(`no answer within ${seconds} s`)), {
    once: true,
  });
  try {
    return { name, required, ...(await Promise.race([check(signal), late.promise])) };
  } catch (error) {
    return { name, required, ok: false, detail: messageOf(error), remedy: null };
  }
}
