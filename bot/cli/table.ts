/** Formats aligned columns. */
import stringWidth from 'string-width';
import { cutToWidth, padToWidth, printableLine } from './screen-text.ts';

/** Returns lines with aligned columns, each cut to the screen's width if there is one. Empty for no rows. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | null,
): string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows.map((row) => row.map(printableLine))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? ''))));
  return all.map((row) => {
    const line = row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return columns === null ? line : cutToWidth(line, columns);
  });
}
