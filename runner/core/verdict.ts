/** The one line that a report opens with, for faces that show no more than that. */

/** The text after `**Verdict:**`, or null when there is no report or it has no verdict line. */
export function verdictOf(report: string | null): string | null {
  return report?.match(/^\*\*Verdict:\*\*[ \t]+(.*\S)[ \t]*$/m)?.[1] ?? null;
}
