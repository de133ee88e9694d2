import { describe, expect, it } from 'vitest';
import { severityOfImpact } from '../../../flows/rules/impact.ts';
import { unreached, untestedChange } from '../../../flows/rules/reach.ts';
import { changeView, fact, treeView } from './fact-builder.ts';
import { changed, complex, hot, reach, reachOfAll } from './source-facts.ts';

const churned = (path: string, value: number) =>
  fact('churn', { path, value, data: { added: 9, deleted: 1, authors: 1, last: '2026-01-02' } });

describe('what tests do not reach', () => {
  it('ranks hot files before large ones', () => {
    const drafts = unreached.apply(
      treeView(
        reachOfAll(2, 9),
        reach('src/large.ts', 900),
        reach('src/hot.ts', 40),
        hot('src/hot.ts', 6, 20),
        churned('src/hot.ts', 6),
      ),
    );
    expect(drafts.map((draft) => [draft.title, severityOfImpact(draft.impact, false)])).toEqual([
      ['No test reaches src/hot.ts (40 lines)', 'P2'],
      ['No test reaches src/large.ts (900 lines)', 'P3'],
    ]);
    expect(drafts[0]?.claim).toBe(
      'No test file reaches src/hot.ts through its imports. It has 40 lines, and 2 files import it; 6 recent commits changed it. Next by risk: src/large.ts.',
    );
  });

  it('names the function to begin with', () => {
    const [draft] = unreached.apply(
      treeView(reachOfAll(1, 9), reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11)),
    );
    expect(draft?.recommendation).toBe(
      'Begin with `parse()` at line 7, the hardest to follow (complexity 11).',
    );
  });

  it('cites no lines, which would make it one with the hotspot of the same file', () => {
    const [draft] = unreached.apply(
      treeView(reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11), hot('src/a.ts', 6, 20)),
    );
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 900 }]);
  });

  it.each([
    ['the small', reach('src/a.ts', 99)],
    ['what one file alone depends on', reach('src/a.ts', 900, 1)],
  ])('leaves out %s if it is no hotspot', (_name, file) => {
    expect(unreached.apply(treeView(reachOfAll(1, 9), file))).toEqual([]);
  });

  it('is reported for hot files alone where tests reach less than half of the source', () => {
    const drafts = unreached.apply(
      treeView(
        reachOfAll(6, 9),
        reach('src/large.ts', 900),
        reach('src/hot.ts', 40),
        hot('src/hot.ts', 6, 20),
      ),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['No test reaches src/hot.ts (40 lines)']);
  });

  it('does not say that nothing imports a file', () => {
    const [draft] = unreached.apply(
      treeView(reachOfAll(1, 9), reach('src/a.ts', 900, 0), hot('src/a.ts', 6, 20)),
    );
    expect(draft?.claim).toBe('No test file reaches src/a.ts through its imports. It has 900 lines.');
  });

  const whole = (untested: number) =>
    fact('test-reach', { subject: 'all', value: untested, data: { fan_in: 0, of: 20, folders: [] } });
  const inChange = (lines: number, untested: number) =>
    untestedChange.apply(
      changeView(
        [['src/a.ts', 1, lines]],
        ...[changed('src/a.ts', 42), reach('src/a.ts', 100), reach('src/b.ts', 100), whole(untested)],
      ),
    );

  it('in a change, is reported for changed source only', () => {
    expect(inChange(41, 2).map((draft) => draft.title)).toEqual([
      'No test reaches src/a.ts (41 added lines)',
    ]);
  });

  it.each([
    ['where the lines only moved', 5, 2],
    ['where tests reach little of the source', 41, 12],
  ])('in a change is not reported %s', (_, lines, untested) => {
    expect(inChange(lines, untested)).toEqual([]);
  });

  it('in a change is one finding for all files', () => {
    const view = changeView(
      [
        ['src/a.ts', 1, 40],
        ['src/b.ts', 1, 20],
      ],
      ...[changed('src/a.ts', 42), changed('src/b.ts', 22), reach('src/a.ts', 100), reach('src/b.ts', 100)],
      whole(2),
    );
    expect(untestedChange.apply(view).map(({ title }) => title)).toEqual([
      'No test reaches 2 changed files (62 added lines)',
    ]);
  });
});
