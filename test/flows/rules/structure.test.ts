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
const together = (path: string, other: string, value: number, linked = false) =>
  fact('cochange', { path, value, data: { other, share: 0.5, linked } });

describe('import cycles', () => {
  it('are reported with their path', () => {
    const [draft] = importCycle.apply(treeView(cycle('src/a.ts', 'src/b.ts')));
    expect(draft?.claim).toContain('src/a.ts → src/b.ts → src/a.ts: each imports the next');
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 2 }]);
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
    expect(newCycle.apply(status('added'))[0]?.title).toBe(
      'The new file src/b.ts is part of an import cycle',
    );
    expect(newCycle.apply(status('modified'))).toEqual([]);
  });
});

describe('hidden coupling', () => {
  it('is reported for files that change together without an import', () => {
    const [draft] = hiddenCoupling.apply(treeView(together('src/a.ts', 'src/b.ts', 12)));
    expect(draft?.claim).toContain(
      '12 recent commits changed both src/a.ts and src/b.ts, 50 % of all that changed either',
    );
  });

  it('is not reported with an import, or for files that seldom change together', () => {
    expect(
      hiddenCoupling.apply(
        treeView(together('src/a.ts', 'src/b.ts', 12, true), together('src/a.ts', 'src/c.ts', 3)),
      ),
    ).toEqual([]);
  });
});
