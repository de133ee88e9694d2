/** What the facts say of a repository's tests. */
import { describe, expect, it } from 'vitest';
import {
  changedFiles,
  testLayout,
  unreadLanguages,
  untestedFiles,
} from '../../../flows/catalogue/tests-today.ts';
import type { EvidencePack, Fact, ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import type { FileMeasure } from '../../../flows/contracts/measures.ts';
import { changeOf, fact, file, packOf, scopeOf } from '../rules/fact-builder.ts';

const measure = (path: string, parts: Partial<FileMeasure> = {}): FileMeasure => ({
  path,
  changes: 0,
  complexity: 0,
  fan_in: 0,
  imports: [],
  tested: null,
  ...parts,
});

const packWith = (measures: readonly FileMeasure[], ...facts: readonly Fact[]): EvidencePack => ({
  ...packOf(...facts),
  measures,
});

const unreached = (path: string, fan_in = 0): Fact =>
  fact('test-reach', { path, value: 50, data: { fan_in } });

describe('files that no test reaches', () => {
  it('come by complexity × changes × importers, equal ones by path', () => {
    const measures = [
      measure('src/calm.ts', { complexity: 2 }),
      measure('src/hot.ts', { complexity: 30, changes: 9 }),
      measure('src/used.ts', { complexity: 30, changes: 2 }),
    ];
    const pack = packWith(
      measures,
      ...['src/b.ts', 'src/a.ts', 'src/calm.ts', 'src/hot.ts'].map((path) => unreached(path)),
      unreached('src/used.ts', 20),
    );
    expect(untestedFiles(pack).map(({ path }) => path)).toEqual([
      'src/used.ts',
      'src/hot.ts',
      'src/calm.ts',
      'src/a.ts',
      'src/b.ts',
    ]);
  });

  it('that speak of the focus come first', () => {
    const pack = packWith(
      [measure('src/hot.ts', { complexity: 300, changes: 99 })],
      unreached('src/hot.ts'),
      unreached('src/near.ts'),
      fact('mention', { path: 'src/near.ts', line: 1, data: { what: 'code', words: ['near'], sha: null } }),
    );
    expect(untestedFiles(pack).map(({ path, isNear }) => [path, isNear])).toEqual([
      ['src/near.ts', true],
      ['src/hot.ts', false],
    ]);
  });

  it('leave out the count of all', () => {
    const whole = fact('test-reach', { subject: 'all', value: 3, data: { fan_in: 0, of: 9 } });
    expect(untestedFiles(packWith([], whole))).toEqual([]);
  });
});

describe('the tests of changed files', () => {
  const diff = (path: string, role: ScopeFile['role'], risk = 1, subject = 'modified'): Fact =>
    fact('diff', { path, subject, value: 4, data: { added: 3, deleted: 1, role, risk } });
  const measures = [
    measure('src/shop.ts', { imports: ['src/cart.ts'] }),
    measure('test/shop.test.ts', { imports: ['src/shop.ts'] }),
  ];
  const changed = (...facts: readonly Fact[]) => {
    const pack = packWith(measures, ...facts);
    const paths = facts.flatMap(({ path }) => path ?? []);
    const files = [...paths, 'src/shop.ts', 'test/shop.test.ts'].map((path) =>
      file(path, path.startsWith('test/') ? 'test' : 'src'),
    );
    return changedFiles(pack, scopeOf(pack, { ...changeOf([]), files })).map(
      ({ fact: { path }, tests }) => [path, tests] as const,
    );
  };

  it('are found through the imports; those without one come first, then those of which it is not known', () => {
    expect(
      changed(
        diff('src/cart.ts', 'src', 9),
        diff('src/unknown.ts', 'src', 9),
        diff('src/alone.ts', 'src'),
        unreached('src/alone.ts'),
      ),
    ).toEqual([
      ['src/alone.ts', []],
      ['src/unknown.ts', null],
      ['src/cart.ts', ['test/shop.test.ts']],
    ]);
  });

  it('come in the order of their names: those of the file first, then those that the change touches', () => {
    const paths = ['test/a.test.ts', 'test/z.test.ts', 'test/order-list.test.ts', 'test/order.test.ts'];
    const pack = packWith(
      paths.map((path) => measure(path, { imports: ['src/order.ts'] })),
      diff('src/order.ts', 'src'),
    );
    const files = ['src/order.ts', ...paths].map((path) =>
      file(path, path.startsWith('test/') ? 'test' : 'src'),
    );
    const scope = scopeOf(pack, { ...changeOf([['test/z.test.ts', 1, 2]]), files });
    expect(changedFiles(pack, scope)[0]?.tests).toEqual([
      'test/order.test.ts',
      'test/order-list.test.ts',
      'test/z.test.ts',
      'test/a.test.ts',
    ]);
  });

  it('are not asked for tests, documents and deleted files', () => {
    expect(
      changed(
        diff('test/shop.test.ts', 'test'),
        diff('a.md', 'docs'),
        diff('src/old.ts', 'src', 1, 'deleted'),
      ),
    ).toEqual([]);
  });
});

describe('the layout of tests', () => {
  const layout = (...paths: readonly string[]): string[] =>
    testLayout(scopeOf(packOf(), { files: paths.map((path) => file(path, 'test')) })).map(
      ({ folder, pattern, files }) => `${folder}/${pattern} ${files}`,
    );

  it.each([
    ['test/cart.test.ts', 'test/*.test.ts'],
    ['src/cart.spec.js', 'null/*.spec.js'],
    ['tests/test_cart.py', 'tests/test_*.py'],
    ['shop/cart_test.go', 'null/*_test.go'],
    ['src/test/java/CartTest.java', 'src/test/*Test.java'],
    ['spec/cart_spec.rb', 'spec/*_spec.rb'],
    ['tests/cart.rs', 'tests/*.rs'],
    ['packages/a/__tests__/cart.ts', 'packages/a/__tests__/*.ts'],
    ['test/contest.ts', 'test/*.ts'],
  ])('%s is %s', (path, group) => {
    expect(layout(path)).toEqual([`${group} 1`]);
  });

  it('has the largest group first', () => {
    expect(layout('src/a.test.ts', 'test/b.test.ts', 'test/deep/c.test.ts')).toEqual([
      'test/*.test.ts 2',
      'null/*.test.ts 1',
    ]);
  });
});

describe('languages in which it is not known what tests reach', () => {
  it('are those with a share of the source that is worth telling', () => {
    const files = [
      file('src/a.ts'),
      { ...file('src/b.rb'), language: 'Ruby' },
      { ...file('src/c.lua', 'src', 5), language: 'Lua' },
      { ...file('test/d.java', 'test', 500), language: 'Java' },
    ];
    expect(unreadLanguages(scopeOf(packOf(), { files }))).toEqual(['Ruby']);
  });
});
