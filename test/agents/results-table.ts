/**
 * What was found, as the table of `docs/agents.md`: a row for each check, a column for each agent. What was not tried this
 * time is kept as it was. Nothing in it depends on the machine or the time.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/agents.md', import.meta.url);
const BEGIN = '<!-- written by npm run test:agents -->';
const END = '<!-- end -->';
const UNKNOWN = 'not tried';

/** check → agent → what happened */
export type Table = Map<string, Map<string, string>>;

export function note(table: Table, check: string, agent: string, found: string): void {
  table.set(check, (table.get(check) ?? new Map()).set(agent, found));
}

export function render(table: Table, agents: readonly string[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...agents]),
    row(['---', ...agents.map(() => '---')]),
    ...[...table].map(([check, found]) =>
      row([check, ...agents.map((agent) => found.get(agent) ?? UNKNOWN)]),
    ),
  ].join('\n');
}

/** The table as the document has it, with what was found put in. */
export function merged(table: Table): Table {
  const [head = [], , ...rows] = written().split('\n').map(cellsOf);
  const whole: Table = new Map();
  for (const [check = '', ...cells] of rows) {
    for (const [index, cell] of cells.entries()) note(whole, check, head[index + 1] ?? '', cell);
  }
  for (const [check, found] of table) {
    for (const [agent, cell] of found) note(whole, check, agent, cell);
  }
  return whole;
}

/** The table as it stands in the document; empty if there is none. */
export function written(): string {
  return partsOf(readFileSync(DOCUMENT, 'utf8')).table;
}

export function write(table: string): void {
  const { before, after } = partsOf(readFileSync(DOCUMENT, 'utf8'));
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}

function partsOf(document: string): { before: string; table: string; after: string } {
  const [before = '', rest] = document.split(BEGIN);
  const [table = '', after = ''] = rest?.split(END) ?? [];
  if (rest === undefined) throw new Error(`docs/agents.md has no line ${BEGIN}`);
  return { before, table: table.trim(), after };
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
