/** A repository in a few rows: what it is, its size, its age, who works on it. Each row only where its fact is complete. */
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { list } from '../wording.ts';
import { bullets, prose } from './markdown.ts';
import type { ReportModel } from './report-model.ts';

export function atAGlance(model: ReportModel): string {
  const { pack } = model;
  if (pack === null || model.failure !== null) return '';
  const rows = [
    ...whatItIs(pack),
    ...languages(pack),
    ...activity(model),
    ...untested(model, pack),
    ...past(pack),
  ];
  return rows.length === 0 ? '' : `## At a glance\n\n${bullets(rows)}`;
}

/** The package at the root, or the packages there are. */
function whatItIs(pack: EvidencePack): string[] {
  const manifests = factsOf(pack, 'manifests').filter(({ subject }) => subject !== null);
  const root = manifests.filter(({ path }) => path !== null && !path.includes('/'));
  const named = root.map(({ subject, data }) => `${subject} (${data.ecosystem})`);
  return named.length === 0 ? [] : [`Package: ${prose(list(named))}`];
}

const MOST_LANGUAGES = 4;

/** Lines of all files of a language, tests and examples among them. */
function languages(pack: EvidencePack): string[] {
  const known = factsOf(pack, 'langs').toSorted((a, b) => b.data.lines - a.data.lines);
  if (known.length === 0) return [];
  const named = known
    .slice(0, MOST_LANGUAGES)
    .map(({ subject, data }) => `${subject} ${data.lines.toLocaleString('en-US')}`);
  return [`Lines: ${prose(named.join(', '))}`];
}

function activity({ date, authors }: ReportModel): string[] {
  const by = authors === null ? '' : `; ${authors === 1 ? '1 author' : `${authors} authors`} in 12 months`;
  return [`Last commit: ${date}${by}`];
}

/** The share of source files that no test reaches, where all of them are counted and there are tests. */
function untested({ scope }: ReportModel, { totals, unavailable }: EvidencePack): string[] {
  const unreached = totals?.['test-reach'];
  const isWhole = !unavailable.some(({ kind, cut }) => kind === 'test-reach' && cut !== true);
  const sources = scope?.files.filter(({ area, omitted }) => area === 'src' && omitted === null).length ?? 0;
  if (unreached === undefined || !isWhole || sources === 0) return [];
  return [`No test reaches ${unreached} of ${sources} source files (${percent(unreached, sources)})`];
}

/** How old and busy it is, and how much of its change falls on few files; a clone without older commits says so elsewhere. */
function past(pack: EvidencePack): string[] {
  return factsOf(pack, 'history').flatMap(({ value, data }) => {
    const { first, commits, cut, changes, concentration } = data;
    return [
      ...(cut === null
        ? [
            `History: ${Number(value).toLocaleString('en-US')} commits since ${first}; ${commits} in 12 months`,
          ]
        : []),
      ...(concentration === 0
        ? []
        : [
            `${concentration} % of the ${changes.toLocaleString('en-US')} changes of source files in 12 months fall on ten files`,
          ]),
    ];
  });
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}
