/** Schema changes that cannot be undone. */

import type { FactOf } from '../contracts/evidence-pack.ts';
import { clip, count, list, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import type { Rule, RuleView } from './rule.ts';

const LENSES = ['data-steward', 'reliability-engineer', 'correctness-reviewer'];
/** Statements of tests, fixtures and examples run on no one's data. */
const SHIPPED: ReadonlySet<ReturnType<RuleView['role']>> = new Set([
  'src',
  'migration',
  'config',
  'data',
  null,
]);
const DESTRUCTIVE = /\bdrop\s+(?:table|column|schema|database)\b|^truncate\b/i;
/** The whole table: a statement that ends on its line and names no rows. */
const DELETES_ALL = /^\s*delete\s+from\s+(?!.*\bwhere\b)[^;]*;/i;
/** Files that undo another migration: what they drop, that one made. */
const UNDOING = /(?:^|[/._-])(?:down|undo|rollback|revert)(?:[._-][^/]*)?$/i;

/** So many other migrations that can be undone make it the habit of a repository. */
const LEAST_HABIT = 3;

/**
 * A migration without a step back where the others have one. Many tools only go forward, and then it is no finding.
 * Impact: fixed; the schema stays behind after a rollback.
 */
export const oneWayMigration: Rule = {
  id: 'one-way-migration',
  kinds: ['migrations'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const oneWay = view.facts('migrations').filter((fact) => fact.data.reversible === false);
    const paths = oneWay.map((fact) => fact.path ?? '');
    if (oneWay.length === 0 || !isHabit(view, new Set(paths))) return [];
    return [
      {
        title: `${count(oneWay.length, 'migration')} without a step back`,
        kind: 'data',
        ...(oneWay.length > 1 ? { per: 'run' } : {}),
        impact: 45,
        confidence: 75,
        claim: `${list(paths)} ${oneWay.length === 1 ? 'has' : 'have'} no step that undoes it, as other migrations here have. When the release is rolled back, the schema stays.`,
        evidence: cite(...oneWay.slice(0, 3)),
        figures: [oneWay.length],
        recommendation:
          'Write the step back, or say in the release notes that the former release must run on the new schema.',
        effort: 'S',
      },
    ];
  },
};

function isHabit(view: RuleView, changed: ReadonlySet<string>): boolean {
  const others = view.all('migrations').filter(({ path }) => !changed.has(path ?? ''));
  const back = others.filter(({ data }) => data.reversible === true).length;
  const none = others.filter(({ data }) => data.reversible === false).length;
  return back >= LEAST_HABIT && back > 4 * none;
}

/**
 * Migrations of the change that remove a table or a column, one finding each.
 * Impact: number of statements; lost data needs a backup.
 */
export const destructiveSql: Rule = {
  id: 'destructive-sql',
  kinds: ['sql', 'migrations'],
  lenses: LENSES,
  on: 'change',
  apply(view) {
    const migrations = new Set(view.all('migrations').map(({ path }) => path));
    const statements = view
      .facts('sql')
      .filter(({ path }) => migrations.has(path) && SHIPPED.has(view.role(path)) && !UNDOING.test(bare(path)))
      .filter(isDestructive);
    return [...Map.groupBy(statements, ({ path }) => path).values()].flatMap((within) => {
      const [first] = within;
      if (first === undefined) return [];
      const told = list(
        within.map(({ data }) => clip(data.statement, 80)),
        2,
      );
      return [
        {
          title: `Data loss: ${shortPath(first.path ?? '')} ${within.length === 1 ? `has ${clip(first.data.statement, 40)}` : `removes data ${count(within.length, 'time')}`}`,
          kind: 'data' as const,
          ...(within.length > 1 ? { per: 'file' as const } : {}),
          impact: onScale(within.length, [1, 20], [50, 70]),
          confidence: 75 as const,
          claim: `The migration has ${told}, ${within.length === 1 ? '' : 'first '}at ${place({ ...first, end: null })}. What it removes can't be brought back without a backup.`,
          evidence: cite(...within.slice(0, 3)),
          figures: [within.length],
          recommendation:
            'Stop writing and reading it in one release, remove it in a later one, and check the backup before.',
          effort: 'M' as const,
        },
      ];
    });
  },
};

function isDestructive({ data, quote }: FactOf<'sql'>): boolean {
  return DESTRUCTIVE.test(data.statement) || DELETES_ALL.test(quote ?? '');
}

function bare(path: string | null): string {
  return (path ?? '').replace(/\.sql$/i, '');
}
