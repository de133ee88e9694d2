/** The lines that a report opens with, for faces that show no more than those: verdict, headlines, how many of each severity. */

/** The verdict of a rendered report as plain text, its Markdown escapes undone; null when there is none. */
export function verdictOf(report: string | null): string | null {
  const line = report?.match(/^\*\*Verdict:\*\*[ \t]+(.*\S)[ \t]*$/m)?.[1] ?? null;
  return line === null ? null : plain(line);
}

/** At most three, as plain text. */
export function headlinesOf(report: string | null): string[] {
  const section = report?.match(/^## Headlines\n+((?:- .*\n?)+)/m)?.[1] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('- '));
  return lines.slice(0, 3).map((line) => plain(line.slice(2)));
}

/** How many findings of each severity a report shows, the gravest first; severities without one are left out. */
export function severitiesOf(report: string | null): [severity: string, count: number][] {
  const found = [...(report ?? '').matchAll(/^### F\d+ · (P\d) · /gm)].map((match) => match[1] ?? '');
  return [...Map.groupBy(found.sort(), (severity) => severity)].map(([severity, all]) => [
    severity,
    all.length,
  ]);
}

function plain(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
