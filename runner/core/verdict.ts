/** The one line that a report opens with, for faces that show no more than that. */

/** The verdict of a rendered report as plain text, its Markdown escapes undone; null when there is none. */
export function verdictOf(report: string | null): string | null {
  const line = report?.match(/^\*\*Verdict:\*\*[ \t]+(.*\S)[ \t]*$/m)?.[1] ?? null;
  return line === null
    ? null
    : line
        .replace(/\\([!-/:-@[-`{-~])/g, '$1')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
}
