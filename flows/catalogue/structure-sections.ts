/** What the facts say of a structure: folders and cycles, files that change together, and the files that most depend on. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type FactOf, factsOf, HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import { sourcePaths } from '../contracts/scope.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { type ReportModel, toldFacts } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { totalOf } from '../rules/rule.ts';
import { areExpected } from '../rules/structure.ts';
import { count } from '../wording.ts';
import type { ModuleEdge } from './module-diagram.ts';

const MOST_FOLDERS = 8;
const MOST_PAIRS = 5;
const MOST_CYCLES = 5;
/** Folders with fewer files on both sides of their border say little. */
const LEAST_TRAFFIC = 3;

/** How stable each folder is, modules that need each other, and cycles of files that no finding tells. */
export function boundaries(model: ReportModel, edges: readonly ModuleEdge[], page: Page): ReportSection[] {
  const { pack } = model;
  if (pack === null) return [];
  const rows = factsOf(pack, 'instability')
    .filter(({ data }) => data.ca + data.ce >= LEAST_TRAFFIC)
    .slice(0, MOST_FOLDERS)
    .map((fact) => [
      fact.subject === '.' ? '(top level)' : codeSpan(fact.subject ?? ''),
      String(fact.data.ca),
      String(fact.data.ce),
      meaning(fact),
    ]);
  const mutual = bothWays(edges, page);
  const cycles = cycleLines(model);
  return section(
    'Boundaries and cycles',
    table(['Folder', 'Files outside that use it', 'Files outside that it uses', 'So'], rows),
    text(mutual.length === 0 ? '' : 'Modules that import each other (imports of types count):'),
    list(mutual),
    text(cycles.length === 0 ? '' : 'Circular dependencies between files:'),
    list(cycles),
  );
}

const FEW = 3;

/** `value` is 0 for a folder that only others use, 100 for one that only uses others. */
function meaning({ value, data: { ca, ce } }: FactOf<'instability'>): string {
  const share = Number(value);
  if (ce === 0) return 'foundation: imports no other folder';
  if (ca === 0) return 'outer layer: no other folder imports it';
  if (share <= 25) return 'stable: many depend on it';
  if (share >= 75 && ca <= FEW) return 'outer layer: few depend on it';
  return 'in between: imports others and is imported';
}

/** Pairs of modules with imports in both directions, those with most on the weaker side first. */
function bothWays(edges: readonly ModuleEdge[], page: Page): string[] {
  const pairs = edges.flatMap((there) => {
    const back = edges.find(({ from, to }) => from === there.to && to === there.from);
    return back === undefined ||
      back.weight > there.weight ||
      (back.weight === there.weight && there.from.id > there.to.id)
      ? []
      : [{ there, back }];
  });
  return pairs
    .sort((a, b) => b.back.weight - a.back.weight)
    .slice(0, MOST_PAIRS)
    .map(({ there, back }) => {
      const [through] = back.relation.evidence.flatMap(({ path }) => (path === null ? [] : [path]));
      const most = through === undefined ? '' : `, mostly of ${codeSpan(through)}`;
      return `**${page.said(there.from.title)}** → **${page.said(there.to.title)}** ${count(there.weight, 'import')}; back ${back.weight}${most}`;
    });
}

/** Those that bind when the files are loaded one by one, those of types in one line. */
function cycleLines({ pack, verdict, scope }: ReportModel): string[] {
  if (pack === null) return [];
  const told = toldFacts(verdict);
  const source = sourcePaths(scope?.files ?? []);
  const cycles = factsOf(pack, 'cycles').filter(({ path }) => source.has(path ?? ''));
  const binding = cycles.filter(({ id, data }) => !data.type_only && !told.has(id));
  const types = cycles.filter(({ data }) => data.type_only);
  const isCut = totalOf(pack, 'cycles') !== factsOf(pack, 'cycles').length;
  const left = binding.length - MOST_CYCLES;
  return [
    ...binding.slice(0, MOST_CYCLES).map(({ data }) => `${way(data.files)} (at load time)`),
    ...(left > 0 ? [isCut ? 'and others' : `and ${count(left, 'other')} at load time`] : []),
    ...(types[0] === undefined
      ? []
      : [
          `Of types only${isCut ? '' : `, ${types.length}`}: ${way(types[0].data.files)}. They cost nothing at run time`,
        ]),
  ];
}

const LONGEST_WAY = 4;

function way(files: readonly string[]): string {
  const [first = ''] = files;
  const shown = files.length <= LONGEST_WAY ? files : files.slice(0, LONGEST_WAY - 1);
  const gap = files.length <= LONGEST_WAY ? [] : [`(${count(files.length - shown.length, 'file')})`];
  return [...shown.map(codeSpan), ...gap, codeSpan(first)].join(' → ');
}

const MOST_COUPLED = 6;
const LEAST_TOGETHER = 5;
const LEAST_SHARE = 0.3;

/** Source files that change together though no import leads from one to the other; those of findings are told there. */
export function changeCoupling({ pack, verdict, scope }: ReportModel): ReportSection[] {
  if (pack === null) return [];
  const told = toldFacts(verdict);
  const source = sourcePaths(scope?.files ?? []);
  const rows = factsOf(pack, 'cochange')
    .filter(({ id, data }) => data.linked === false && !told.has(id) && data.share >= LEAST_SHARE)
    .filter(({ path, data }) => !areExpected(path ?? '', data.other))
    .filter(
      ({ path, value, data }) =>
        source.has(path ?? '') && source.has(data.other) && Number(value) >= LEAST_TOGETHER,
    )
    .slice(0, MOST_COUPLED)
    .map(({ path, value, data }) => [
      `${codeSpan(path ?? '')}, ${codeSpan(data.other)}`,
      String(value),
      `${Math.round(data.share * 100)} %`,
    ]);
  return section(
    'Change coupling without an import',
    table(['Files', `Commits with both in ${HISTORY_MONTHS} months`, 'Of all that changed either'], rows),
  );
}

const MOST_IMPORTED = 6;
const MOST_IMPORTING = 4;
const LEAST_FAN_IN = 3;
const LEAST_FAN_OUT = 8;

/** The files that most others import, and those that import most others. */
export function coreModules({ pack }: ReportModel): ReportSection[] {
  if (pack === null) return [];
  const facts = factsOf(pack, 'imports');
  const used = facts.filter(({ data }) => data.fan_in >= LEAST_FAN_IN).slice(0, MOST_IMPORTED);
  const using = facts
    .filter((fact) => fact.data.fan_out >= LEAST_FAN_OUT && !used.includes(fact))
    .toSorted((a, b) => b.data.fan_out - a.data.fan_out)
    .slice(0, MOST_IMPORTING);
  const rows = [...used, ...using].map(({ path, data }) => [
    codeSpan(path ?? ''),
    String(data.fan_in),
    String(data.fan_out),
  ]);
  return section('Core modules', table(['File', 'Imported by', 'Imports'], rows));
}
