/** The sections of a tour: what it is, commands, entry points, modules, the reading path, glossary and pitfalls. Only verified statements. */
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import { blocks, bullets, codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { aboutSection } from '../report/project-about.ts';
import type { FlowSections } from '../report/report.ts';
import type { ReportModel } from '../report/report-model.ts';
import { capitalized } from '../wording.ts';

export const codebaseTourSections: FlowSections = { before: aboutSection, after: tourSections };

function tourSections({ verdict, pack }: ReportModel, page: Page): string {
  const modules = liveClaims(verdict, 'module');
  const diagram = mermaid(modules, liveClaims(verdict, 'relation'));
  const listed = modules.length === 0 ? '' : items(modules, page);
  return blocks(
    commands(liveClaims(verdict, 'command'), page, pack),
    named('Entry points', liveClaims(verdict, 'entry-point'), page),
    diagram === '' && listed === '' ? '' : blocks('## Modules', diagram, listed),
    named('External systems', liveClaims(verdict, 'external-system'), page),
    path(liveClaims(verdict, 'stop'), page),
    named('Glossary', liveClaims(verdict, 'term'), page),
    pitfalls(liveClaims(verdict, 'pitfall'), page),
  );
}

function path(stops: readonly JudgedClaim[], page: Page): string {
  const order = ({ item }: JudgedClaim): number => (typeof item.order === 'number' ? item.order : Infinity);
  const lines = [...stops]
    .sort((a, b) => order(a) - order(b) || 0)
    .map((stop, at) => [`${at + 1}. ${heading(stop, page)}`, ...cited(stop, page)].join('\n'));
  return lines.length === 0 ? '' : blocks('## Reading path', lines.join('\n'));
}

/** Each with what it does, where a fact says so: `Test: npm test`. */
function commands(claims: readonly JudgedClaim[], page: Page, pack: ReportModel['pack']): string {
  const kinds = new Map(
    (pack === null ? [] : factsOf(pack, 'command')).map(({ id, subject }) => [id, subject]),
  );
  const lines = claims.map((command) => {
    const kind = command.evidence.map(({ ref }) => kinds.get(ref ?? '')).find((one) => one !== undefined);
    const label = kind === undefined || kind === null ? '' : `${capitalized(kind)}: `;
    return [`${label}${codeSpan(command.title)}`, ...sources(command, page)].join('\n');
  });
  return lines.length === 0 ? '' : blocks('## Build, run, test', bullets(lines));
}

/** What shows that a command exists; the fact repeats the command, so its place is enough. */
function sources({ evidence, title }: JudgedClaim, page: Page): string[] {
  return evidence.map((source) => {
    const { type, path: file, start, quote } = source;
    if (type !== 'fact' || file === null) return `   - ${page.citation(source)}`;
    const at = page.place(source);
    return start === null || quote === null || quote === title
      ? `   - by ${at}`
      : `   - ${at} — ${codeSpan(quote)}`;
  });
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

/** What a rule measured is in its sentence; the lines show it. */
function cited({ evidence, source }: JudgedClaim, page: Page): string[] {
  const lines = evidence.filter(({ type }) => type === 'code');
  return page
    .citations(source === 'rule' && lines.length > 0 ? lines : evidence)
    .map((line) => `   - ${line}`);
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
