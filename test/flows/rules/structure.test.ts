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

const knotOf = (knot: number, changes = 0, files = ['src/a.ts', 'src/b.ts']) =>
  fact('cycles', {
    path: files[0] ?? '',
    value: files.length,
    data: { files, type_only: false, knot, changes },
  });

describe('import cycles', () => {
  it('are reported with their path', () => {
    const [draft] = importCycle.apply(treeView(knotOf(5)));
    expect(draft?.claim).toBe(
      'src/a.ts → src/b.ts → src/a.ts: each file imports the next when it is loaded (imports of types are not counted). 5 files depend on each other in this way: none loads without the others, and what one uses while it loads may not be there yet.',
    );
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 2 }]);
  });

  it.each([
    [['src/a.ts', 'src/b.ts'], 'Circular dependency of 9 files, for example src/a.ts ↔ src/b.ts'],
    [
      ['packages/core/src/code_assist/codeAssist.ts', 'packages/core/src/core/content.ts'],
      'Circular dependency of 9 files, for example code_assist/codeAssist.ts ↔ core/content.ts',
    ],
    [
      [
        'client/src/Components/design-elements/BaseChart.tsx',
        'client/src/Components/design-elements/index.tsx',
      ],
      'Circular dependency of 9 files, for example design-elements/BaseChart.tsx ↔ index.tsx',
    ],
  ])('of %j are named by their files', (files, title) => {
    const [draft] = importCycle.apply(treeView(knotOf(9, 0, files)));
    expect(draft?.title).toBe(title);
  });

  it('of four files or fewer are not reported', () => {
    expect(importCycle.apply(treeView(knotOf(4, 99)))).toEqual([]);
  });

  it('through a barrel ask for imports past it', () => {
    const files = ['src/ui/Chart.tsx', 'src/ui/index.tsx'];
    expect(importCycle.apply(treeView(knotOf(8, 0, files)))[0]?.recommendation).toBe(
      'Where a file that src/ui/index.tsx exports imports that file, import the file that is meant instead.',
    );
  });

  it('weigh more the more files and changes they have', () => {
    const impactOf = (knot: number, changes: number): number =>
      importCycle.apply(treeView(knotOf(knot, changes)))[0]?.impact ?? 0;
    expect(impactOf(5, 40)).toBeGreaterThan(impactOf(5, 4));
    expect(impactOf(20, 4)).toBeGreaterThan(impactOf(5, 4));
  });

  it('are not reported if they are of types only', () => {
    const soft = fact('cycles', {
      path: 'src/a.ts',
      value: 2,
      data: { files: ['src/a.ts', 'src/b.ts'], type_only: true, knot: 9, changes: 0 },
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
    const [draft] = hiddenCoupling.apply(treeView(together('src/a.ts', 'lib/b.ts', 12)));
    expect(draft?.title).toBe('Change coupling without an import: src/a.ts and lib/b.ts');
    expect(draft?.claim).toContain(
      '12 commits of the last 24 months changed both src/a.ts and lib/b.ts, 50 % of all that changed either',
    );
  });

  it('joins pairs that have a file in common', () => {
    const drafts = hiddenCoupling.apply(
      treeView(
        together('src/a.ts', 'lib/b.ts', 9),
        together('src/x.ts', 'lib/y.ts', 8),
        together('lib/b.ts', 'src/c.ts', 10),
      ),
    );
    expect(drafts.map(({ title }) => title)).toEqual([
      'Change coupling without an import: src/x.ts and lib/y.ts',
      'Change coupling without an import: lib/b.ts, src/c.ts and 1 more',
    ]);
  });

  it.each([
    ['with an import', 12, true],
    ['where the imports are not known', 12, null],
    ['for files that seldom change together', 7, false],
    ['for siblings in one folder', 12, false, 'src/c.ts'],
  ] as const)('is not reported %s', (_name, value, linked, other?: string) => {
    const pair = together('src/a.ts', other ?? 'lib/b.ts', value, linked);
    expect(hiddenCoupling.apply(treeView(pair))).toEqual([]);
  });
});
