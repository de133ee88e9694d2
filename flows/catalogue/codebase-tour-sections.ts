/** The sections of a tour: the 10-minute path, the map, commands, glossary and pitfalls. Only verified statements. */
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { blocks, bullets, codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { FlowSections } from '../report/report.ts';
import type { ReportModel } from '../report/report-model.ts';

export const codebaseTourSections: FlowSections = { after: tourSections };

function tourSections({ verdict }: ReportModel, page: Page): string {
  return blocks(
    path(liveClaims(verdict, 'stop'), page),
    map(
      liveClaims(verdict, 'module'),
      liveClaims(verdict, 'relation'),
      liveClaims(verdict, 'entry-point'),
      liveClaims(verdict, 'external-system'),
      page,
    ),
    runIt(liveClaims(verdict, 'command'), page),
    named('Glossary', liveClaims(verdict, 'term'), page),
    pitfalls(liveClaims(verdict, 'pitfall'), page),
  );
}

function path(stops: readonly JudgedClaim[], page: Page): string {
  const order = ({ item }: JudgedClaim): number => (typeof item.order === 'number' ? item.order : Infinity);
  const lines = [...stops]
    .sort((a, b) => order(a) - order(b) || 0)
    .map((stop, at) => [`${at + 1}. ${heading(stop, page)}`, ...cited(stop, page)].join('\n'));
  return lines.length === 0 ? '' : blocks('## 10-minute path', lines.join('\n'));
}

function map(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
  entries: readonly JudgedClaim[],
  systems: readonly JudgedClaim[],
  page: Page,
): string {
  const diagram = mermaid(modules, relations);
  const lists = [
    items(modules, page),
    entries.length === 0 ? '' : `**Entry points**\n\n${items(entries, page)}`,
    systems.length === 0 ? '' : `**External systems**\n\n${items(systems, page)}`,
  ];
  const text = blocks(diagram, lists);
  return text === '' ? '' : blocks('## Map', text);
}

function runIt(commands: readonly JudgedClaim[], page: Page): string {
  const lines = commands.map((command) => [codeSpan(command.title), ...cited(command, page)].join('\n'));
  return lines.length === 0 ? '' : blocks('## Build, run, test', bullets(lines));
}

function pitfalls(traps: readonly JudgedClaim[], page: Page): string {
  const lines = traps.map((trap) =>
    [`${page.said(trap.claim)}${assumed(trap)} [${trap.id}]`, ...cited(trap, page)].join('\n'),
  );
  return lines.length === 0 ? '' : blocks('## Pitfalls', bullets(lines));
}

function named(name: string, claims: readonly JudgedClaim[], page: Page): string {
  return claims.length === 0 ? '' : blocks(`## ${name}`, items(claims, page));
}

function items(claims: readonly JudgedClaim[], page: Page): string {
  return bullets(claims.map((claim) => [heading(claim, page), ...cited(claim, page)].join('\n')));
}

function heading(claim: JudgedClaim, page: Page): string {
  const more = claim.claim === '' || claim.claim === claim.title ? '' : ` — ${page.said(claim.claim)}`;
  return `**${page.said(claim.title)}**${more}${assumed(claim)} [${claim.id}]`;
}

function assumed({ assumption, ruling }: JudgedClaim): string {
  return `${assumption ? ' (assumption)' : ''}${ruling === 'contested' ? ' (contested)' : ''}`;
}

function cited({ evidence }: JudgedClaim, page: Page): string[] {
  return page.citations(evidence).map((line) => `   - ${line}`);
}

const LONGEST_LABEL = 40;

/** A diagram of verified relations between verified modules, drawn by code; empty without one. */
function mermaid(modules: readonly JudgedClaim[], relations: readonly JudgedClaim[]): string {
  const names = new Map<string, string>();
  modules.forEach(({ item, title }, at) => {
    for (const key of [item.id, item.name]) {
      if (typeof key === 'string' && !names.has(key)) names.set(key, `m${at + 1}`);
    }
    if (!names.has(title)) names.set(title, `m${at + 1}`);
  });
  const edges = relations.flatMap(({ item }) => {
    const from = names.get(String(item.from));
    const to = names.get(String(item.to));
    if (from === undefined || to === undefined || from === to) return [];
    const kind = label(String(item.kind ?? ''));
    return [{ from, to, line: kind === '' ? `  ${from} --> ${to}` : `  ${from} -->|"${kind}"| ${to}` }];
  });
  if (edges.length === 0) return '';
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const boxes = modules.flatMap(({ title }, at) =>
    joined.has(`m${at + 1}`) ? [`  m${at + 1}["${label(title)}"]`] : [],
  );
  return ['```mermaid', 'flowchart LR', ...boxes, ...new Set(edges.map(({ line }) => line)), '```'].join(
    '\n',
  );
}

/** Letters, digits and a little punctuation, so that Mermaid and Markdown find no syntax in it. */
function label(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} _./+:-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_LABEL);
}
