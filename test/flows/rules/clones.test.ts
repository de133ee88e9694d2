import { describe, expect, it } from 'vitest';
import { clone, newClone } from '../../../flows/rules/clones.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { changeView, fact, packOf, scopeOf, treeView } from './fact-builder.ts';

const dup = (path: string, line: number, other: string, at: number, value: number, changes = 0) =>
  fact('dup', {
    path,
    line,
    end: line + value - 1,
    value,
    quote: 'const options = readOptions(argv);',
    data: {
      other: { path: other, line: at, end: at + value - 1, quote: 'const options = readOptions(args);' },
      tokens: value * 7,
      changes,
    },
  });

describe('duplicated code', () => {
  it('names both files and how many lines, and quotes both places', () => {
    const [draft] = clone.apply(treeView(dup('src/in/tsv.ts', 10, 'src/in/csv.ts', 50, 39)));
    expect(draft?.title).toBe('Duplicated code: 39 lines shared by tsv.ts and csv.ts');
    expect(draft?.claim).toBe(
      'The 39 lines of code at tsv.ts:10-48 are also at csv.ts:50-88. A change to one is due in the other.',
    );
    expect(draft?.evidence).toMatchObject([
      { path: 'src/in/tsv.ts', start: 10 },
      { path: 'src/in/csv.ts', start: 50 },
      { type: 'fact', value: 39 },
    ]);
  });

  it.each([
    ['src/a/index.ts', 'src/b/index.ts', 'a/index.ts and b/index.ts'],
    ['src/client/ui/index.ts', 'src/server/ui/index.ts', 'client/…/index.ts and server/…/index.ts'],
    ['a.ts', 'src/a.ts', 'a.ts and src/a.ts'],
  ])('tells %s from %s', (path, other, names) => {
    const [draft] = clone.apply(treeView(dup(path, 10, other, 50, 20)));
    expect(draft?.title).toBe(`Duplicated code: 20 lines shared by ${names}`);
  });

  it('sums the parts that two files share', () => {
    const [draft, ...others] = clone.apply(
      treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 16), dup('src/b.ts', 90, 'src/a.ts', 80, 9)),
    );
    expect(others).toEqual([]);
    expect(draft?.title).toBe('Duplicated code: 25 lines shared by a.ts and b.ts');
    expect(draft?.claim).toContain('1 further part is the same (b.ts:90-98), 25 lines in all.');
  });

  it('names and cites the third of three copies, not one of the two again', () => {
    const [draft] = clone.apply(
      treeView(dup('src/a.ts', 10, 'src/a.ts', 50, 22), dup('src/a.ts', 50, 'src/a.ts', 90, 20)),
    );
    expect(draft?.claim).toContain('1 further part is the same (a.ts:90-109), 42 lines in all.');
    expect(draft?.evidence.flatMap((one) => (one.type === 'code' ? one.start : []))).toEqual([10, 50, 90]);
  });

  it('names files of one name by their paths', () => {
    const [draft] = clone.apply(
      treeView(
        dup('src/a/chat.py', 10, 'src/b/chat.py', 50, 22),
        dup('src/b/chat.py', 90, 'src/a/chat.py', 80, 9),
      ),
    );
    expect(draft?.claim).toContain('at src/a/chat.py:10-31 are also at src/b/chat.py:50-71.');
    expect(draft?.claim).toContain('(src/b/chat.py:90-98)');
  });

  it('sums nothing where the list was cut', () => {
    const pack = packOf(dup('src/a.ts', 10, 'src/b.ts', 50, 22), dup('src/b.ts', 90, 'src/a.ts', 80, 9));
    const [draft] = clone.apply(viewOf({ ...pack, totals: { dup: 300 } }, scopeOf(pack)));
    expect(draft?.title).toBe('Duplicated code: 22 lines shared by a.ts and b.ts');
  });

  it('names the folders where several of their files share lines', () => {
    const [draft, ...others] = clone.apply(
      treeView(
        dup('src/client/a.ts', 10, 'src/server/a.ts', 50, 22),
        dup('src/client/b.ts', 10, 'src/server/b.ts', 50, 18),
      ),
    );
    expect(others).toEqual([]);
    expect(draft?.title).toBe('Duplicated code: 40 lines shared by client/ and server/');
  });

  it('tells a third file with the same lines within one finding', () => {
    const [draft, ...others] = clone.apply(
      treeView(dup('src/b.ts', 10, 'src/a.ts', 50, 30), dup('src/c.ts', 7, 'src/a.ts', 55, 20)),
    );
    expect(others).toEqual([]);
    expect(draft?.claim).toContain('Some of it is in src/c.ts too.');
  });

  it('has more impact the more lines there are and the more often both files changed', () => {
    const impact = (lines: number, changes: number) =>
      clone.apply(treeView(dup('src/a.ts', 10, 'src/b.ts', 50, lines, changes)))[0]?.impact ?? 0;
    expect(impact(40, 0)).toBeGreaterThan(impact(20, 0));
    expect(impact(20, 9)).toBeGreaterThan(impact(40, 0));
    expect([impact(20, 0), impact(300, 400)]).toEqual([15, 75]);
  });

  it('says how often both files changed, where that is known', () => {
    const said = (changes: number) =>
      clone.apply(treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 20, changes)))[0]?.claim;
    expect(said(7)).toContain('Each of the two files changed at least 7 times in 24 months.');
    for (const changes of [0, 1]) expect(said(changes)).not.toContain('changed');
  });

  it('calls a copy within one file what it is, and reports only a long one', () => {
    const drafts = clone.apply(
      treeView(dup('src/a.ts', 90, 'src/a.ts', 10, 20), dup('src/b.ts', 90, 'src/b.ts', 10, 19)),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['Duplicated code: 20 lines repeated in src/a.ts']);
  });

  it('says when the two sides are in different packages', () => {
    const manifest = (path: string) =>
      fact('manifests', {
        ...{ path, subject: path, value: 0 },
        data: { ecosystem: 'npm', dependencies: [], devDependencies: [], scripts: [] },
      });
    const claimOf = (...paths: string[]) =>
      clone.apply(treeView(dup('a/x.ts', 10, 'b/y.ts', 50, 30), ...paths.map(manifest)))[0]?.claim;
    expect(claimOf('package.json', 'a/package.json', 'b/package.json')).toContain('in different packages.');
    expect(claimOf('package.json')).not.toContain('packages');
    expect(claimOf()).not.toContain('packages');
  });

  it('leaves small copies, many small parts and tests alone', () => {
    const facts = [
      dup('src/a.ts', 10, 'src/b.ts', 50, 14),
      dup('src/a.ts', 30, 'src/b.ts', 70, 14),
      dup('src/e.ts', 10, 'src/f.ts', 50, 19),
      dup('src/c.ts', 10, 'test/d.test.ts', 50, 40),
    ];
    expect(clone.apply(treeView(...facts))).toEqual([]);
  });
});

describe('duplicated code in a change', () => {
  it('is reported where the change adds one of the places', () => {
    const copy = dup('src/a.ts', 10, 'src/b.ts', 50, 12);
    const titles = (path: string, line: number) =>
      newClone.apply(changeView([[path, line, line + 11]], copy)).map(({ title }) => title);
    const title = 'Duplicated code: 12 lines shared by a.ts and b.ts';
    expect(titles('src/a.ts', 10)).toEqual([title]);
    expect(titles('src/b.ts', 50)).toEqual([title]);
    expect(titles('src/b.ts', 200)).toEqual([]);
  });
});
