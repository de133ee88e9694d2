import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../flows/rules/rule.ts';
import { hiddenCoupling, importCycle, newCycle } from '../../../flows/rules/structure.ts';
import { fact, packOf, scopeOf, treeView } from './fact-builder.ts';
import { changed } from './source-facts.ts';

const cycle = (...files: string[]) =>
  fact('cycles', {
    path: files[0] ?? '',
    value: files.length,
    data: { files, type_only: false, knot: files.length, changes: 0 },
  });
const together = (path: string, other: string, value: number, linked: boolean | null = false) =>
  fact('cochange', { path, value, data: { other, share: 0.5, linked } });

describe('import cycles', () => {
  it('are reported with their path', () => {
    const [draft] = importCycle.apply(treeView(cycle('src/a.ts', 'src/b.ts')));
    expect(draft?.claim).toContain('src/a.ts → src/b.ts → src/a.ts: each file imports the next');
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 2 }]);
  });

  it.each([
    [2, 'Circular dependency: src/a.ts ↔ src/b.ts'],
    [9, 'Circular dependency of 9 files: src/a.ts ↔ src/b.ts'],
  ])('of %i files are named by their files', (knot, title) => {
    const data = { files: ['src/a.ts', 'src/b.ts'], type_only: false, knot, changes: 0 };
    const [draft] = importCycle.apply(treeView(fact('cycles', { path: 'src/a.ts', value: 2, data })));
    expect(draft?.title).toBe(title);
  });

  it('weigh more the more files and changes they have', () => {
    const impactOf = (knot: number, changes: number): number => {
      const data = { files: ['src/a.ts', 'src/b.ts'], type_only: false, knot, changes };
      const [draft] = importCycle.apply(treeView(fact('cycles', { path: 'src/a.ts', value: 2, data })));
      return draft?.impact ?? 0;
    };
    expect(impactOf(2, 40)).toBeGreaterThan(impactOf(2, 4));
    expect(impactOf(20, 4)).toBeGreaterThan(impactOf(2, 4));
  });

  it('are not reported if they are of types only', () => {
    const soft = fact('cycles', {
      path: 'src/a.ts',
      value: 2,
      data: { files: ['src/a.ts', 'src/b.ts'], type_only: true, knot: 2, changes: 0 },
    });
    expect(importCycle.apply(treeView(soft))).toEqual([]);
  });

  it('in a change, are reported if one of their files is new', () => {
    const pack = packOf(cycle('src/a.ts', 'src/b.ts'), changed('src/b.ts', 30, 'added'));
    const status = (word: string) =>
      viewOf(
        pack,
        scopeOf(pack, { base: 'b', changed: [{ path: 'src/b.ts', status: word, added: 29, deleted: 1 }] }),
      );
    expect(newCycle.apply(status('added'))[0]?.claim).toContain('The new file src/b.ts is part of it.');
    expect(newCycle.apply(status('modified'))).toEqual([]);
  });
});

describe('hidden coupling', () => {
  it('is reported for files that change together without an import', () => {
    const [draft] = hiddenCoupling.apply(treeView(together('src/a.ts', 'src/b.ts', 12)));
    expect(draft?.title).toBe('Change coupling without an import: src/a.ts and src/b.ts');
    expect(draft?.claim).toContain(
      '12 commits of the last 24 months changed both src/a.ts and src/b.ts, 50 % of all that changed either',
    );
  });

  it('joins pairs that have a file in common', () => {
    const drafts = hiddenCoupling.apply(
      treeView(
        together('src/a.ts', 'src/b.ts', 9),
        together('src/x.ts', 'src/y.ts', 8),
        together('src/b.ts', 'src/c.ts', 10),
      ),
    );
    expect(drafts.map(({ title }) => title)).toEqual([
      'Change coupling without an import: src/x.ts and src/y.ts',
      'Change coupling without an import: src/b.ts, src/c.ts and 1 more',
    ]);
  });

  it.each([
    ['with an import', 12, true],
    ['where the imports are not known', 12, null],
    ['for files that seldom change together', 7, false],
  ] as const)('is not reported %s', (_name, value, linked) => {
    expect(hiddenCoupling.apply(treeView(together('src/a.ts', 'src/b.ts', value, linked)))).toEqual([]);
  });
});
