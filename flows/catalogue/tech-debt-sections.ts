/** The sections of a tech-debt report: hotspots, themes, the order in which fixing pays off, and what may stay as it is. */
import { SEVERITIES } from '../checks/severity.ts';
import { type JudgedClaim, shownFindings } from '../contracts/checked.ts';
import { type EvidencePack, type Fact, type FactKind, factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import { blocks, bullets, codeSpan, table } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { totalOf } from '../rules/rule.ts';

const MOST_HOTSPOTS = 10;
const MOST_PER_THEME = 3;

export function techDebtSections(model: ReportModel, page: Page): string {
  const { pack, verdict } = model;
  const shown = shownFindings(verdict);
  return blocks(
    pack === null ? '' : hotspots(pack, shown, page),
    themes(pack, shown, page),
    payoff(shown, page),
    fine(model, page),
  );
}

function hotspots(pack: EvidencePack, shown: readonly JudgedClaim[], page: Page): string {
  const spots = [...factsOf(pack, 'hotspot')].sort(descending).slice(0, MOST_HOTSPOTS);
  if (spots.length === 0) return '';
  const rows = spots.map(({ id, path, value, data }) => [
    codeSpan(path ?? ''),
    String(value),
    String(data.changes),
    String(data.complexity),
    String(data.fan_in),
    shown
      .filter(({ evidence }) => evidence.some((place) => place.path === path))
      .map((claim) => claim.id)
      .join(', ') || '–',
    page.refs(id),
  ]);
  return blocks(
    '## Top hotspots',
    table(['File', 'Risk', 'Changes', 'Complexity', 'Used by', 'Findings', 'Fact'], rows),
  );
}

function descending(a: Pick<Fact, 'value' | 'path'>, b: Pick<Fact, 'value' | 'path'>): number {
  return Number(b.value) - Number(a.value) || compare(a.path ?? '', b.path ?? '');
}

const FACT_THEMES: readonly { kind: FactKind; name: string }[] = [
  { kind: 'longfn', name: 'Long functions' },
  { kind: 'dup', name: 'Copies' },
  { kind: 'cycles', name: 'Import cycles' },
  { kind: 'todo', name: 'Oldest notes to self' },
  { kind: 'loose', name: 'Loose ends' },
];

function themes(pack: EvidencePack | null, shown: readonly JudgedClaim[], page: Page): string {
  const byKind = [...Map.groupBy(shown, ({ item }) => String(item.kind))].sort(([a], [b]) => compare(a, b));
  const fromFindings = byKind.map(
    ([kind, claims]) => `**${page.said(kind)}** — ${claims.map((claim) => `[${claim.id}]`).join(' ')}`,
  );
  const fromFacts = FACT_THEMES.flatMap(({ kind, name }) => {
    const facts = (pack?.facts ?? []).filter((fact) => fact.kind === kind).sort(descending);
    if (facts.length === 0) return [];
    const lines = facts.slice(0, MOST_PER_THEME).map((fact) => `  - ${page.fact(fact)}`);
    const total = pack === null ? null : totalOf(pack, kind);
    return [[`**${name}**${total === null ? '' : ` — ${total} in all`}`, ...lines].join('\n')];
  });
  const lines = [...fromFindings, ...fromFacts];
  return lines.length === 0 ? '' : blocks('## Debt themes', bullets(lines));
}

const EFFORTS = ['S', 'M', 'L', 'unknown'];

/** Severe and cheap first. */
function payoff(shown: readonly JudgedClaim[], page: Page): string {
  const cost = ({ item }: JudgedClaim): number => EFFORTS.indexOf(String(item.effort)) + 1 || EFFORTS.length;
  const gravity = ({ severity }: JudgedClaim): number => SEVERITIES.indexOf(severity ?? 'P3');
  const ordered = [...shown].sort(
    (a, b) => gravity(a) + cost(a) - gravity(b) - cost(b) || gravity(a) - gravity(b),
  );
  if (ordered.length === 0) return '';
  const lines = ordered.map(
    ({ id, severity, title, item }, at) =>
      `${at + 1}. [${id}] ${severity}, effort ${page.said(String(item.effort ?? 'unknown'))} — ${page.said(title)}`,
  );
  return blocks('## Payoff order', lines.join('\n'));
}

/** A complex file that hardly ever changes costs little, and a refuted claim costs nothing. */
function fine({ pack, verdict }: ReportModel, page: Page): string {
  const refuted = verdict.claims
    .filter(({ kind, outcome }) => kind === 'finding' && outcome === 'refuted')
    .map(({ id, title, because, counter }) =>
      [
        `${id} · ${page.said(title)}`,
        because === '' ? '' : `“${page.said(because)}”`,
        ...counter.map((citation) => page.citation(citation)),
      ]
        .filter((part) => part !== '')
        .join(' — '),
    );
  const lines = [...refuted, ...(pack === null ? [] : leftAlone(pack, page))];
  return lines.length === 0 ? '' : blocks('## What looks bad but is fine', bullets(lines));
}

const COMPLEX = 15;

function leftAlone(pack: EvidencePack, page: Page): string[] {
  // Only the measures have every file: one that is not among the kept facts may have changed often.
  const measures = pack.measures ?? [];
  if (measures.every(({ changes }) => changes === 0)) return [];
  const changed = new Set(measures.filter(({ changes }) => changes > 1).map(({ path }) => path));
  return [...factsOf(pack, 'complexity')]
    .filter(({ path, value }) => Number(value) >= COMPLEX && !changed.has(path ?? ''))
    .sort(descending)
    .slice(0, MOST_PER_THEME)
    .map(
      ({ id, path, value }) =>
        `${page.refs(id)} ${codeSpan(path ?? '')} is complex (${value}) but was hardly changed in the window`,
    );
}
