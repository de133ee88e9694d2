/** Lines as a report shows them. */
const LONGEST = 160;

/** One line, trimmed, cut at 160 characters with `…`. */
export function cutLine(text: string, longest = LONGEST): string {
  const line = (text.trim().split(/\r\n|\n|\r/)[0] ?? '').trim();
  const characters = [...line];
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text of any number of lines as one line, cut like `cutLine`. */
export function oneLine(text: string, longest: number): string {
  return cutLine(text.replace(/\s+/g, ' '), longest);
}
