import { describe, expect, it } from 'vitest';
import { severityOfImpact } from '../../../flows/rules/impact.ts';
import { unreached, untestedChange } from '../../../flows/rules/reach.ts';
import { changeView, treeView } from './fact-builder.ts';
import { changed, complex, hot, reach, reachOfAll } from './source-facts.ts';

/** The worst hotspots, which say themselves that no test reaches them. */
const worse = ['x', 'y', 'z'].map((name) => hot(`src/${name}.ts`, 99, 90));

describe('what tests do not reach', () => {
  it('is one finding, with hot files before large ones', () => {
    const drafts = unreached.apply(
      treeView(
        reachOfAll(2, 9),
        reach('src/large.ts', 900, 5),
        reach('src/hot.ts', 40),
        ...worse,
        hot('src/hot.ts', 6, 40),
      ),
    );
    expect(drafts.map((draft) => [draft.title, severityOfImpact(draft.impact, false)])).toEqual([
      ['No test reaches src/hot.ts (40 lines) and 1 more file', 'P2'],
    ]);
    expect(drafts[0]?.claim).toBe(
      'No test file reaches src/hot.ts through its imports. It has 40 lines, and 2 files import it; 6 commits of the last 24 months changed it. The same holds for src/large.ts (900 lines).',
    );
  });

  it('leaves out moderate hotspots', () => {
    const facts = [...worse, hot('src/a.ts', 90, 20)];
    expect(unreached.apply(treeView(reachOfAll(6, 9), reach('src/a.ts', 900), ...facts))).toEqual([]);
  });

  it('leaves the reported hotspots to say it themselves', () => {
    expect(unreached.apply(treeView(reach('src/x.ts', 400), ...worse))).toEqual([]);
  });

  it('names the function to begin with', () => {
    const [draft] = unreached.apply(
      treeView(reachOfAll(1, 9), reach('src/a.ts', 900, 5), complex('src/a.ts', 'parse', 7, 11)),
    );
    expect(draft?.recommendation).toBe(
      'Begin with `parse()` at line 7, the hardest to follow (complexity 11).',
    );
  });

  it('cites no lines, which would make it one with the hotspot of the same file', () => {
    const [draft] = unreached.apply(
      treeView(reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11), ...worse, hot('src/a.ts', 6, 40)),
    );
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 900 }]);
  });

  it.each([
    ['the small', reach('src/a.ts', 299, 9)],
    ['what one file alone depends on', reach('src/a.ts', 900, 1)],
  ])('leaves out %s if it is no hotspot', (_name, file) => {
    expect(unreached.apply(treeView(reachOfAll(1, 9), file))).toEqual([]);
  });

  it('is reported for hot files alone where tests reach less than half of the source', () => {
    const drafts = unreached.apply(
      treeView(
        reachOfAll(6, 9),
        reach('src/large.ts', 900, 9),
        reach('src/hot.ts', 40),
        ...worse,
        hot('src/hot.ts', 6, 40),
      ),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['No test reaches src/hot.ts (40 lines)']);
  });

  it('does not say that nothing imports a file', () => {
    const [draft] = unreached.apply(
      treeView(reachOfAll(1, 9), reach('src/a.ts', 900, 0), ...worse, hot('src/a.ts', 6, 40)),
    );
    expect(draft?.claim).toBe(
      'No test file reaches src/a.ts through its imports. It has 900 lines; 6 commits of the last 24 months changed it.',
    );
  });

  it('in a change, is reported for changed source only', () => {
    const drafts = untestedChange.apply(
      changeView(
        [['src/a.ts', 1, 9]],
        changed('src/a.ts', 42),
        reach('src/a.ts', 100),
        reach('src/b.ts', 100),
      ),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['No test reaches src/a.ts (41 added lines)']);
  });

  it('in a change of a few lines is not reported', () => {
    const view = changeView([['src/a.ts', 1, 9]], changed('src/a.ts', 10), reach('src/a.ts', 100));
    expect(untestedChange.apply(view)).toEqual([]);
  });
});
