import { describe, expect, it } from 'vitest';
import { severityOfImpact } from '../../../flows/rules/impact.ts';
import { unreached, untestedChange } from '../../../flows/rules/reach.ts';
import { changeView, fact, treeView } from './fact-builder.ts';
import { changed, complex, hot, reach } from './source-facts.ts';

const churned = (path: string, value: number) =>
  fact('churn', { path, value, data: { added: 9, deleted: 1, authors: 1, last: '2026-01-02' } });

describe('what tests do not reach', () => {
  it('ranks hot files before large ones', () => {
    const drafts = unreached.apply(
      treeView(
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
      'No test file reaches src/hot.ts through its imports. It has 40 lines, 1 file imports it, and 6 recent commits changed it. Next by risk: src/large.ts.',
    );
  });

  it('names the function to begin with', () => {
    const [draft] = unreached.apply(treeView(reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11)));
    expect(draft?.recommendation).toBe('Begin with parse at line 7: it has the most branches (11).');
  });

  it('cites no lines, which would make it one with the hotspot of the same file', () => {
    const [draft] = unreached.apply(
      treeView(reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11), hot('src/a.ts', 6, 20)),
    );
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 900 }]);
  });

  it('leaves out the very small', () => {
    expect(unreached.apply(treeView(reach('src/a.ts', 19)))).toEqual([]);
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
    expect(drafts.map((draft) => draft.title)).toEqual([
      'src/a.ts changes by 42 lines, and no test reaches it',
    ]);
  });
});
