/**
 * The sections of an API review: the semver verdict first, then what breaks, what is new, documents that drift and who has
 * to follow. What a finding tells is not listed again.
 */
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import type { FlowSections } from '../report/document.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { type SurfaceChange, surfaceChange } from '../rules/semver.ts';
import { clip, count } from '../wording.ts';
import { semverText } from './semver-text.ts';
import { surfaceSections } from './surface-sections.ts';
import { undocumentedSection } from './undocumented-section.ts';

export const apiReviewSections: FlowSections = {
  before: (model) => (isComparing(model) ? semverSection(model) : []),
  after: (model, page) => (isComparing(model) ? changeSections(model, page) : surfaceSections(model, page)),
};

const MOST_ROWS = 20;
const MOST_FILES = 10;
const MOST_NAMES = 8;

function isComparing({ scope, pack, failure, emptyComparison }: ReportModel): boolean {
  return (
    scope !== null && scope.base !== null && pack !== null && failure === null && emptyComparison === null
  );
}

function semverSection({ pack }: ReportModel): ReportSection[] {
  return pack === null ? [] : section('Semver verdict', text(semverText(surfaceChange(pack))));
}

function changeSections(model: ReportModel, page: Page): ReportSection[] {
  const { pack, verdict } = model;
  if (pack === null) return [];
  const change = surfaceChange(pack);
  const told = toldBy(liveClaims(verdict, 'finding'));
  const claims = liveClaims(verdict, 'api-change').filter(({ title }) => !told.names(title));
  return [
    ...breakingSection(change, claims, told, page),
    ...section('Additive', table(['File', 'Added'], additions(change))),
    ...driftSection(pack, told, page),
    ...consumerSection(pack, page),
    ...undocumentedSection(pack, page),
  ];
}

interface Told {
  names(name: string): boolean;
  cites(path: string, line: number): boolean;
}

function toldBy(findings: readonly JudgedClaim[]): Told {
  const all = findings.map(({ title, claim }) => `${title}\n${claim}`).join('\n');
  const cited = new Set(
    findings.flatMap(({ evidence }) => evidence.map(({ path, start }) => `${path}:${start}`)),
  );
  return {
    names: (name) => all.includes(`\`${name}\``) || all.includes(`\`${name}()\``),
    cites: (path, line) => cited.has(`${path}:${line}`),
  };
}

/** What agents say of a change stands before what its text shows. */
function breakingSection(
  { breaking, uncertain }: SurfaceChange,
  claims: readonly JudgedClaim[],
  told: Told,
  page: Page,
): ReportSection[] {
  const said = claims.filter(({ item }) => item.breaking === true).map((claim) => itemOf(claim, page));
  const named = new Set(claims.map(({ title }) => title));
  const isNew = ({ subject }: { readonly subject: string | null }): boolean =>
    !named.has(subject ?? '') && !told.names(subject ?? '');
  const rows = [...breaking, ...uncertain]
    .filter(isNew)
    .map((fact) => [codeSpan(clip(fact.subject ?? '', 60)), prose(howOf(fact)), placeOf(fact, page)]);
  const rest = rows.length - MOST_ROWS;
  return section(
    'Breaking',
    list(said),
    table(['Name', 'Change', 'Location'], rows.slice(0, MOST_ROWS)),
    text(rest > 0 ? `And ${count(rest, 'other')}.` : ''),
  );
}

function itemOf(claim: JudgedClaim, page: Page): ReportItem {
  const why = claim.claim === '' ? '' : ` — ${page.said(claim.claim)}`;
  return {
    text: `**${page.said(claim.title)}**${why} [${claim.id}]`,
    below: page.citations(claim.evidence).map((one) => one.text),
  };
}

const LONGEST_HOW = 110;

function howOf({ kind, data }: FactOf<'exports-diff'> | FactOf<'routes-diff'>): string {
  if (kind === 'routes-diff') return data.before === null ? data.change : `was ${data.before}`;
  const defaults = (data.defaults ?? []).map(
    ({ parameter, from, to }) => `default of ${parameter} ${from} → ${to}`,
  );
  const how = [...(data.breaks === null ? [] : [data.breaks]), ...defaults].join('; ');
  return clip(how === '' ? data.change : how, LONGEST_HOW);
}

function placeOf({ path, line, data }: FactOf<'exports-diff'> | FactOf<'routes-diff'>, page: Page): string {
  if (line !== null) return page.at({ path, line });
  return data.base === null
    ? ''
    : page.location({ path: data.base.path, start: data.base.line, side: 'base' });
}

/** By file, in the order of their paths. */
function additions({ additive }: SurfaceChange): string[][] {
  const files = [...Map.groupBy(additive, ({ path }) => path ?? '')].sort(([a], [b]) => compare(a, b));
  const rows = files.slice(0, MOST_FILES).map(([path, facts]) => {
    const names = [
      ...new Set(
        facts.map(
          ({ subject, data }) =>
            `${codeSpan(clip(subject ?? '', 60))}${data.change === 'extended' ? ' (extended)' : ''}`,
        ),
      ),
    ];
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return [codeSpan(path), `${names.slice(0, MOST_NAMES).join(', ')}${more}`];
  });
  return files.length > MOST_FILES ? [...rows, [`${files.length - MOST_FILES} other files`, '']] : rows;
}

function driftSection(pack: EvidencePack, told: Told, page: Page): ReportSection[] {
  const facts = factsOf(pack, 'docs-drift').filter(({ path, line }) => !told.cites(path ?? '', line ?? 0));
  const rows = facts
    .slice(0, MOST_ROWS)
    .map(({ path, line, subject }) => [page.at({ path, line }), codeSpan(subject ?? '')]);
  return section('Docs drift', table(['Document', 'Names what is removed'], rows));
}

function consumerSection(pack: EvidencePack, page: Page): ReportSection[] {
  const files = [...Map.groupBy(factsOf(pack, 'consumer'), ({ path }) => path ?? '')];
  const rows = files
    .slice(0, MOST_ROWS)
    .map(([path, facts]) => [
      page.at({ path, line: facts[0]?.line ?? null }),
      [...new Set(facts.map(({ subject }) => codeSpan(subject ?? '')))].slice(0, MOST_NAMES).join(', '),
    ]);
  const rest = files.length - rows.length;
  return section(
    'Consumers to warn',
    table(['Unchanged file', 'Names'], rows),
    text(rest > 0 ? `And ${count(rest, 'other file')}.` : ''),
  );
}
