/** Code within a line of text, marked by back-ticks as in Markdown. */

/** Splits off what stands between back-ticks, as many at its end as at its start. */
export function codeIn(line: string): { readonly text: string; readonly isCode: boolean }[] {
  const parts: { text: string; isCode: boolean }[] = [];
  let rest = 0;
  for (const match of line.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) {
    parts.push({ text: line.slice(rest, match.index), isCode: false });
    parts.push({ text: (match[2] ?? '').trim(), isCode: true });
    rest = match.index + match[0].length;
  }
  return [...parts, { text: line.slice(rest), isCode: false }];
}
