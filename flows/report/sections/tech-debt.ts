/** Sections of a tech-debt report: where change is dear, what makes it so, in which order paying off pays, what may stay. */
import type { JudgedClaim } from '../../contracts/checked.ts';
import { type EvidencePack, type Fact, type FactKind, factsOf } from '../../contracts/evidence-pack.ts';
import { shownFindings } from '../../quality/compose.ts';
import { compare } from '../../quality/severity.ts';
import { citationLine, factLine } from '../citations.ts';
import type { Said } from '../finding-block.ts';
import { blocks, bullets, codeSpan, table } from '../markdown.ts';
import type { ReportModel } from '../report-model.ts';

const MOST_HOTSPOTS = 10;
const MOST_PER_THEME = 3;

export function techDebtSections(model: ReportModel, said: Said): string {
  const { pack, verdict } = model;
  const shown = shownFindings(verdict);
  return blocks(
    pack === null ? '' : hotspots(pack, shown),
    themes(pack, shown, said),
    payoff(shown, said),
    fine(model, said),
  );
}

function hotspots(pack: EvidencePack, shown: readonly JudgedClaim[]): string {
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
    `[${id}]`,
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

function themes(pack: EvidencePack | null, shown: readonly JudgedClaim[], said: Said): string {
  const byKind = [...Map.groupBy(shown, ({ item }) => String(item.kind))].sort(([a], [b]) => compare(a, b));
  const fromFindings = byKind.map(
    ([kind, claims]) => `**${said(kind)}** — ${claims.map((claim) => `[${claim.id}]`).join(' ')}`,
  );
  const fromFacts = FACT_THEMES.flatMap(({ kind, name }) => {
    const facts = (pack?.facts ?? []).filter((fact) => fact.kind === kind).sort(descending);
    if (facts.length === 0) return [];
    const lines = facts.slice(0, MOST_PER_THEME).map((fact) => `  - ${factLine(fact)}`);
    return [[`**${name}** — ${facts.length} in the facts`, ...lines].join('\n')];
  });
  const lines = [...fromFindings, ...fromFacts];
  return lines.length === 0 ? '' : blocks('## Debt themes', bullets(lines));
}

const EFFORTS = ['S', 'M', 'L', 'unknown'];

/** What is grave and cheap first. */
function payoff(shown: readonly JudgedClaim[], said: Said): string {
  const cost = ({ item }: JudgedClaim): number => EFFORTS.indexOf(String(item.effort)) + 1 || EFFORTS.length;
  const gravity = ({ severity }: JudgedClaim): number => Number(severity?.slice(1) ?? 3);
  const ordered = [...shown].sort(
    (a, b) => gravity(a) + cost(a) - gravity(b) - cost(b) || gravity(a) - gravity(b),
  );
  if (ordered.length === 0) return '';
  const lines = ordered.map(
    ({ id, severity, title, item }, at) =>
      `${at + 1}. [${id}] ${severity}, effort ${said(String(item.effort ?? 'unknown'))} — ${said(title)}`,
  );
  return blocks('## Payoff order', lines.join('\n'));
}

/** A complex file that hardly ever changes costs little; a claim that was refuted costs nothing. */
function fine({ pack, verdict }: ReportModel, said: Said): string {
  const refuted = verdict.claims
    .filter(({ kind, outcome }) => kind === 'finding' && outcome === 'refuted')
    .map(({ id, title, because, counter }) =>
      [`${id} · ${said(title)}`, because === '' ? '' : `“${said(because)}”`, ...counter.map(citationLine)]
        .filter((part) => part !== '')
        .join(' — '),
    );
  const lines = [...refuted, ...(pack === null ? [] : leftAlone(pack))];
  return lines.length === 0 ? '' : blocks('## What looks bad but is fine', bullets(lines));
}

const COMPLEX = 15;

function leftAlone(pack: EvidencePack): string[] {
  const churn = factsOf(pack, 'churn');
  if (churn.length === 0) return [];
  const changed = new Set(churn.filter(({ value }) => Number(value) > 1).map(({ path }) => path));
  return [...factsOf(pack, 'complexity')]
    .filter(({ path, value }) => Number(value) >= COMPLEX && !changed.has(path))
    .sort(descending)
    .slice(0, MOST_PER_THEME)
    .map(
      ({ id, path, value }) =>
        `[${id}] ${codeSpan(path ?? '')} is complex (${value}) but was hardly changed in the window`,
    );
}
