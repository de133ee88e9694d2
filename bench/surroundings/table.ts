/** Results as plain text: a title, rows in columns, notes below. */

export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

const WIDEST_NOTE = 110;

export function sectionText({ title, columns, rows, notes }: Section): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, at) => (at === 0 ? (cells[at] ?? '').padEnd(width) : (cells[at] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [title, '', line(columns), rule, ...rows.map(line), ...notes.flatMap(wrapped), ''].join('\n');
}

function wrapped(note: string): string[] {
  const lines: string[] = [];
  let line = '·';
  for (const word of note.split(' ')) {
    if (line.length + word.length + 1 > WIDEST_NOTE) {
      lines.push(line);
      line = ' ';
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}
