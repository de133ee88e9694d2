/** Schema changes that cannot be undone. */

import { clip, count, list, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import type { Rule } from './rule.ts';

const LENSES = ['data-steward', 'reliability-engineer', 'correctness-reviewer'];
const DESTRUCTIVE = /\b(drop\s+(table|column|schema|database)|truncate|delete\s+from)\b/i;

/** Impact: fixed; the schema stays behind after a rollback. */
export const oneWayMigration: Rule = {
  id: 'one-way-migration',
  kinds: ['migrations'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const oneWay = view.facts('migrations').filter((fact) => fact.data.reversible === false);
    const paths = oneWay.map((fact) => fact.path ?? '');
    if (oneWay.length === 0) return [];
    return [
      {
        title: `${count(oneWay.length, 'migration')} of this change ${oneWay.length === 1 ? 'has' : 'have'} no way back`,
        kind: 'data',
        impact: 50,
        confidence: 75,
        claim: `${list(paths)} ${oneWay.length === 1 ? 'has' : 'have'} no step that undoes it. When the release is rolled back, the schema stays.`,
        evidence: cite(...oneWay.slice(0, 3)),
        figures: [oneWay.length],
        recommendation:
          'Write the step back, or say in the release notes that the former release must run on the new schema.',
        effort: 'S',
      },
    ];
  },
};

/** Impact: fixed; lost data needs a backup. */
export const destructiveSql: Rule = {
  id: 'destructive-sql',
  kinds: ['sql'],
  lenses: LENSES,
  on: 'change',
  apply: (view) =>
    view
      .facts('sql')
      .filter((fact) => view.area(fact.path) !== 'test')
      .filter((fact) => DESTRUCTIVE.test(`${fact.data.statement} ${fact.quote ?? ''}`))
      .map((fact) => {
        const statement = `${fact.data.statement} ${fact.subject ?? ''}`.trim();
        return {
          title: `${shortPath(fact.path ?? '')} destroys data: ${clip(statement, 40)}`,
          kind: 'data',
          impact: 60,
          confidence: 75,
          claim: `The change has the statement ${clip(statement, 160)} at ${place({ ...fact, end: null })}. What it removes can't be brought back without a backup.`,
          evidence: cite(fact),
          recommendation:
            'Stop writing and reading it in one release, remove it in a later one, and check the backup before.',
          effort: 'M',
        };
      }),
};
