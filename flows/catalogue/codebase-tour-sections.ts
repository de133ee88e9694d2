/** The sections of a tour: what it is, commands, entry points, modules, the reading path, glossary and pitfalls. Only verified statements. */
import type { ReportBlock, ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import type { FlowSections } from '../report/document.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { aboutSection } from '../report/project-about.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section } from '../report/sections.ts';
import { capitalized } from '../wording.ts';
import { assumed, cited, itemOf, items } from './claim-items.ts';
import { hotspotMap } from './hotspot-map.ts';
import { moduleDiagram } from './module-diagram.ts';

export const codebaseTourSections: FlowSections = {
  before: aboutSection,
  after: tourSections,
  map: hotspotMap,
};

export function tourSections({ verdict, pack }: ReportModel, page: Page): ReportSection[] {
  const modules = liveClaims(verdict, 'module');
  const named = (title: string, kind: string): ReportSection[] =>
    section(title, items(liveClaims(verdict, kind), page));
  return [
    ...section('Build, run, test', commands(liveClaims(verdict, 'command'), page, pack)),
    ...named('Entry points', 'entry-point'),
    ...section(
      'Modules',
      moduleDiagram(modules, liveClaims(verdict, 'relation'), page),
      items(modules, page),
    ),
    ...named('External systems', 'external-system'),
    ...section('Reading path', path(liveClaims(verdict, 'stop'), page)),
    ...named('Glossary', 'term'),
    ...section('Pitfalls', pitfalls(liveClaims(verdict, 'pitfall'), page)),
  ];
}

function path(stops: readonly JudgedClaim[], page: Page): ReportBlock {
  const order = ({ item }: JudgedClaim): number => (typeof item.order === 'number' ? item.order : Infinity);
  const ordered = [...stops].sort((a, b) => order(a) - order(b) || 0);
  return list(
    ordered.map((stop) => itemOf(stop, page)),
    true,
  );
}

/** Each with what it does, where a fact says so: `Test: npm test`. */
function commands(claims: readonly JudgedClaim[], page: Page, pack: ReportModel['pack']): ReportBlock {
  const kinds = new Map(
    (pack === null ? [] : factsOf(pack, 'command')).map(({ id, subject }) => [id, subject]),
  );
  const lines = claims.map((command): ReportItem => {
    const kind = command.evidence.map(({ ref }) => kinds.get(ref ?? '')).find((one) => one !== undefined);
    const label = kind === undefined || kind === null ? '' : `${capitalized(kind)}: `;
    return { text: `${label}${codeSpan(command.title)}`, below: sources(command, page) };
  });
  return list(lines);
}

/** What shows that a command exists; the fact repeats the command, so its place is enough. */
function sources({ evidence, title }: JudgedClaim, page: Page): string[] {
  return evidence.map((source) => {
    const { type, path: file, start, quote } = source;
    if (type !== 'fact' || file === null) return page.citation(source).text;
    const at = page.place(source);
    return start === null || quote === null || quote === title ? `by ${at}` : `${at} — ${codeSpan(quote)}`;
  });
}

function pitfalls(traps: readonly JudgedClaim[], page: Page): ReportBlock {
  const lines = traps.map((trap) => ({
    text: `${page.said(trap.claim)}${assumed(trap)} [${trap.id}]`,
    below: cited(trap, page),
  }));
  return list(lines);
}
