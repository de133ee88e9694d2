/** A repository in a few rows: what it is, its size, its age, who works on it, what is copied and untested. Each row only where its fact is complete. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, type FactKind, factsOf } from '../contracts/evidence-pack.ts';
import { clip, count, list } from '../wording.ts';
import { prose } from './markdown.ts';
import type { ReportModel } from './report-model.ts';
import { list as items, section } from './sections.ts';

export function atAGlance(model: Pick<ReportModel, 'pack' | 'failure' | 'date'>): ReportSection[] {
  const { pack } = model;
  if (pack === null || model.failure !== null) return [];
  const rows = [
    ...whatItIs(pack),
    ...languages(pack),
    ...past(model.date, pack),
    ...duplicated(pack),
    ...untested(pack),
  ];
  return section('At a glance', items(rows));
}

const LONGEST_DESCRIPTION = 160;

/** The packages at the root, with the first description that one of them has. */
function whatItIs(pack: EvidencePack): string[] {
  const root = factsOf(pack, 'manifests').filter(
    ({ subject, path }) => subject !== null && path !== null && !path.includes('/'),
  );
  if (root.length === 0) return [];
  const named = list(root.map(({ subject, data }) => `${subject} (${data.ecosystem})`));
  const described = root.find(({ data }) => data.description !== undefined)?.data.description;
  return [
    `Package: ${prose(named)}${described === undefined ? '' : ` — ${prose(clip(described, LONGEST_DESCRIPTION))}`}`,
  ];
}

const MOST_LANGUAGES = 4;

/** Of source that people write: no tests, examples or generated files. */
function languages(pack: EvidencePack): string[] {
  const known = factsOf(pack, 'langs').toSorted((a, b) => b.data.lines - a.data.lines);
  if (known.length === 0) return [];
  const named = known
    .slice(0, MOST_LANGUAGES)
    .map(({ subject, data }) => `${subject} ${grouped(data.lines)}`);
  const others = known.length - named.length;
  const more = others > 0 ? `; ${count(others, 'other language')}` : '';
  return [`Source lines: ${prose(named.join(', '))}${more}`];
}

/** How old and busy it is, and how much of its change falls on few files. What a cut history does not hold is not counted. */
function past(date: string, pack: EvidencePack): string[] {
  const [history] = factsOf(pack, 'history');
  if (history === undefined) return [`Last commit: ${date}`];
  const { first, commits, authors, cut, changes, concentration } = history.data;
  const who = `${count(authors, 'author')} and ${count(commits, 'commit')} in 12 months`;
  return [
    `Last commit: ${date}${cut === null ? `, the first ${first}; ${who}` : ''}`,
    ...(concentration === 0
      ? []
      : [
          `Concentration: ${concentration} % of the ${grouped(changes)} changes of source files in 12 months fall on ten files`,
        ]),
  ];
}

/** The share of source lines that are in repeated functions, where all source was compared and something is repeated. */
function duplicated(pack: EvidencePack): string[] {
  if (isPartial(pack, 'dup')) return [];
  return factsOf(pack, 'dup-share')
    .filter(({ data }) => data.lines > 0)
    .map(({ value }) => `Duplicated code: ${value} % of source lines`);
}

/** The share of source files that no test reaches, where all of them are counted and there are tests. */
function untested(pack: EvidencePack): string[] {
  if (isPartial(pack, 'test-reach')) return [];
  return factsOf(pack, 'test-reach').flatMap(({ path, value, data: { of } }) =>
    path !== null || of === undefined
      ? []
      : [
          value === 0
            ? `Tests reach each of ${count(of, 'source file')} through imports`
            : `No test reaches ${value} of ${count(of, 'source file')} through imports (${percent(Number(value), of)})`,
        ],
  );
}

/** Whether a collector left something out, other than facts beyond a limit. */
function isPartial({ unavailable }: EvidencePack, of: FactKind): boolean {
  return unavailable.some(({ kind, cut }) => kind === of && cut !== true);
}

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}
