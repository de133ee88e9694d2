/** Limits what a tool returns at once: a model pays for every line again in each turn that follows. */

/** Characters of one answer, about 7,500 tokens. */
const MOST_CHARACTERS = 30_000;
/** Characters of one line; minified files have lines of megabytes. */
const MOST_LINE = 500;

export function clippedLine(line: string, most = MOST_LINE): string {
  return line.length > most ? `${line.slice(0, most)}… (${line.length - most} more characters)` : line;
}

/** Returns the first lines, as many as fit into one answer and at most `most`. */
export function fitting(lines: readonly string[], most: number): readonly string[] {
  let room = MOST_CHARACTERS;
  const over = lines.slice(0, most).findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return lines.slice(0, over < 0 ? most : over);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
