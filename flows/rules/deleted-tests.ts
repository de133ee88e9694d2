/** Tests that a change deletes while what they test stays. */
import { posix } from 'node:path';
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import type { Rule, RuleView } from './rule.ts';

/** What a test's name has more than that of its subject: `a.test.ts`, `test_a.py`, `a_spec.rb`, `ATest.java`. */
const AFFIX = /^(?:tests?|spec)[-_.]|[-_.](?:tests?|specs?|e2e)$|(?<=[a-z0-9])(?:Tests?|Specs?)$/;
/** Shorter ones, such as `index`, are names of many things. */
const COMMON = /^(?:index|main|mod|init|__init__|app|lib|util|utils|helpers?|types|common|.{1,2})$/i;

/**
 * One finding for all. A file that was renamed is not deleted; a test whose subject went too, or whose subject has another
 * test of the same name, has not gone. Impact: lines of the tests.
 */
export const deletedTest: Rule = {
  id: 'deleted-test',
  kinds: ['diff'],
  lenses: ['test-engineer', 'correctness-reviewer'],
  on: 'change',
  most: 1,
  apply(view) {
    const deleted = view.all('diff').filter(({ subject }) => subject === 'deleted');
    const tests = deleted.filter(({ data }) => data.role === 'test');
    if (tests.length === 0) return [];
    const subjectOf = subjectsIn(view, deleted);
    const found = tests.flatMap((fact) => {
      const subject = subjectOf(fact.path ?? '');
      return subject === null ? [] : [{ fact, subject }];
    });
    const [first] = found;
    if (first === undefined) return [];
    const lines = found.reduce((sum, { fact }) => sum + fact.data.deleted, 0);
    const isWhole = view.total('diff') === view.all('diff').length;
    const told = found.map(({ fact, subject }) => `${fact.path}, while ${subject} stays`);
    return [
      {
        title:
          found.length === 1
            ? `Deleted test: ${shortPath(first.fact.path ?? '', 60)} (${count(lines, 'line')})`
            : `${isWhole ? count(found.length, 'deleted test file') : 'Several deleted test files'}, for example ${shortPath(first.fact.path ?? '', 50)}`,
        kind: 'test-gap',
        impact: onScale(lines, [20, 2_000], [38, 50]),
        confidence: 75,
        claim: `The change deletes ${list(told, 3)}. No other test has ${found.length === 1 ? 'its name' : 'their names'} at the head.`,
        evidence: cite(...found.slice(0, 3).map(({ fact }) => fact)),
        figures: [found.length, Math.max(0, found.length - 3)],
        recommendation: 'Say where its cases are tested now, or keep it.',
        effort: 'S',
      },
    ];
  },
};

/** The source file that a deleted test is named after; null if there is none, or if another test has the name. */
function subjectsIn(view: RuleView, deleted: readonly FactOf<'diff'>[]): (test: string) => string | null {
  const byStem = Map.groupBy(view.files, ({ path }) => stemOf(path));
  const gone = new Set(
    deleted.filter(({ data }) => data.role === 'src').map(({ path }) => stemOf(path ?? '')),
  );
  return (test) => {
    const stem = stemOf(test);
    if (COMMON.test(stem) || gone.has(stem)) return null;
    const namesakes = (byStem.get(stem) ?? []).filter(({ path }) => path !== test);
    if (namesakes.some(({ role }) => role === 'test')) return null;
    return namesakes.find(({ role }) => role === 'src')?.path ?? null;
  };
}

/** The name of a file without extension and test affix. */
const stemOf = (path: string): string =>
  posix
    .basename(path)
    .replace(/\.\w+$/, '')
    .replace(AFFIX, '');
