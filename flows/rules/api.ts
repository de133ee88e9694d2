/** Changes to exported symbols. Importers outside this repository are unknown. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { clip, count, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { type FindingDraft, inSource, type Rule, type RuleView } from './rule.ts';

type ExportChange = FactOf<'exports-diff'>;
const LENSES = ['api-steward', 'correctness-reviewer'];

export const removedExport: Rule = {
  id: 'removed-export',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  apply: (view) => [...perFile(view, 'removed')].map(([path, facts]) => removedDraft(path, facts)),
};

/** Impact: symbols removed. */
function removedDraft(path: string, facts: readonly ExportChange[]): FindingDraft {
  const names = facts.map((fact) => fact.subject ?? '');
  return {
    title: `${list(names, 2)} ${facts.length === 1 ? 'is' : 'are'} no longer exported from ${shortPath(path, 36)}`,
    kind: 'api',
    impact: onScale(facts.length, [1, 50], [50, 70]),
    confidence: 75,
    claim: `${path} exported ${list(names, 5)} at the base and does not at the head: ${count(facts.length, 'symbol')} gone from its surface. Importers within this repository show up in its build; those outside don't.`,
    evidence: cite(...facts.slice(0, 5)),
    figures: [facts.length],
    recommendation:
      'If anyone outside imports from here, keep the old name as an alias for a release and announce its end.',
    effort: 'S',
    assumptions: ['someone outside this repository may import it'],
  };
}

export const changedExport: Rule = {
  id: 'changed-export',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  most: 2,
  apply: (view) => [...perFile(view, 'changed')].map(([path, facts]) => changedDraft(path, facts)),
};

/** Impact: symbols changed, at most P3. */
function changedDraft(path: string, facts: readonly ExportChange[]): FindingDraft {
  const names = facts.map((fact) => fact.subject ?? '');
  const { before, after } = facts[0]?.data ?? { before: null, after: null };
  const how =
    before === null || after === null
      ? ''
      : ` ${names[0]} was ${clip(before, 90)} and is ${clip(after, 90)}.`;
  return {
    title: `${count(facts.length, 'exported symbol')} of ${shortPath(path)} ${facts.length === 1 ? 'changes' : 'change'}: ${list(names, 2)}`,
    kind: 'api',
    impact: onScale(facts.length, [1, 50], [20, BELOW_MEDIUM]),
    confidence: 75,
    claim: `The declaration of ${list(names, 5)} in ${path} differs between base and head.${how} Whether that breaks a caller depends on how it is called.`,
    evidence: cite(...facts.slice(0, 3)),
    figures: [facts.length],
    recommendation:
      'Compare the two declarations from a caller outside this repository, and say in the change log what they must do.',
    effort: 'S',
    assumptions: ['someone outside this repository may import it'],
  };
}

function perFile(view: RuleView, change: ExportChange['data']['change']): Map<string, ExportChange[]> {
  const facts = view
    .all('exports-diff')
    .filter((fact) => fact.data.change === change && isSource(view, fact.path));
  return Map.groupBy(facts, (fact) => fact.path ?? '');
}

/** A deleted file has no area at the head any more; its exports count as source. */
function isSource(view: RuleView, path: string | null): boolean {
  return view.area(path) === 'src' || view.area(path) === null;
}

export const changedRoute: Rule = {
  id: 'changed-route',
  kinds: ['routes'],
  lenses: ['api-steward'],
  on: 'change',
  most: 1,
  apply(view) {
    const routes = inSource(view, 'routes');
    const [first] = routes;
    if (first === undefined) return [];
    const names = routes.map((fact) => fact.subject ?? '');
    return [
      {
        title: `The change touches ${view.tally('routes', routes.length, 'route')}: ${clip(list(names, 2), 60)}`,
        kind: 'api',
        impact: 15,
        confidence: 50,
        claim: `The lines that declare ${clip(list(names, 5), 300)} are part of the change.`,
        evidence: cite(...routes.slice(0, 3)),
        figures: [routes.length],
        recommendation: 'Check that the clients and the documentation of these routes still fit.',
        effort: 'S',
      },
    ];
  },
};
