import { describe, expect, it } from 'vitest';
import { clone, newClone } from '../../../flows/rules/clones.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

const dup = (path: string, line: number, other: string, at: number, value: number) =>
  fact('dup', {
    path,
    line,
    end: line + value - 1,
    value,
    quote: 'const options = readOptions(argv);',
    data: { other: { path: other, line: at, end: at + value - 1 }, tokens: value * 7 },
  });

describe('clone', () => {
  it('names both places and says how many lines', () => {
    const [draft] = clone.apply(treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 31)));
    expect(draft?.title).toBe('31 lines of src/a.ts stand again in src/b.ts');
    expect(draft?.claim).toContain(
      'The 31 lines at src/a.ts:10-40 stand again in src/b.ts, from line 50 to 80.',
    );
    expect(draft?.evidence).toMatchObject([
      { path: 'src/a.ts', start: 10 },
      { type: 'fact', value: 31 },
    ]);
  });

  it('reports all duplicates of two files in one finding, the largest first', () => {
    const drafts = clone.apply(
      treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 8), dup('src/b.ts', 100, 'src/a.ts', 200, 20)),
    );
    expect(drafts).toHaveLength(1);
    expect(drafts[0]?.title).toBe('28 lines of src/b.ts stand again in src/a.ts');
    expect(drafts[0]?.claim).toContain(
      'So does 1 further stretch of the two (src/a.ts:10-17), 28 lines in all.',
    );
  });

  it('speaks of one file when both places are in it', () => {
    expect(clone.apply(treeView(dup('src/a.ts', 10, 'src/a.ts', 50, 8)))[0]?.title).toBe(
      '8 lines stand twice in src/a.ts',
    );
  });

  it('leaves out clones that touch a test', () => {
    expect(clone.apply(treeView(dup('src/a.ts', 10, 'test/b.ts', 50, 8)))).toEqual([]);
  });
});

describe('new clone', () => {
  const facts = dup('src/a.ts', 10, 'src/b.ts', 50, 8);

  it('is reported when either place was changed', () => {
    expect(newClone.apply(changeView([['src/a.ts', 17, 30]], facts))).toHaveLength(1);
    expect(newClone.apply(changeView([['src/b.ts', 1, 50]], facts))).toHaveLength(1);
  });

  it('is not reported when the change is elsewhere in the files', () => {
    expect(
      newClone.apply(
        changeView(
          [
            ['src/a.ts', 18, 30],
            ['src/b.ts', 1, 49],
          ],
          facts,
        ),
      ),
    ).toEqual([]);
  });
});
