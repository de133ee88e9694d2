import { describe, expect, it } from 'vitest';
import { BEGINNING, makeRepository } from '../../../setup/repositories.ts';
import { collected, draftsOf, open, openCommits } from '../fixture.ts';

const DAY = 86_400;
const day = (n: number): number => BEGINNING + n * DAY;

describe('the history collector', () => {
  it('counts the commits that changed a file, their lines and their authors', async () => {
    const repository = await openCommits(
      { files: { 'src/a.ts': 'one\n', 'src/b.ts': 'b\n' } },
      { files: { 'src/a.ts': 'one\ntwo\n' }, author: 'Ben' },
      { files: { 'src/a.ts': 'two\n' }, author: 'Ben' },
    );
    const [first, second] = await draftsOf(repository, 'history', 'churn');
    expect(first).toMatchObject({
      path: 'src/a.ts',
      value: 3,
      data: { added: 2, deleted: 1, authors: 2, last: '2024-01-01' },
    });
    expect(second).toMatchObject({ path: 'src/b.ts', value: 1 });
  });

  it('follows renames, and does not count a mere rename as a change', async () => {
    const made = makeRepository({ files: { 'src/old.ts': 'one\ntwo\nthree\nfour\n' } });
    made.commit({ files: { 'src/old.ts': 'one\ntwo\nthree\nFOUR\n' } });
    made.commit({ files: { 'src/old.ts': null, 'src/new.ts': 'one\ntwo\nthree\nFOUR\n' } });
    const churn = await draftsOf(await open(made.path), 'history', 'churn');
    expect(churn.map(({ path, value }) => [path, value])).toEqual([['src/new.ts', 2]]);
  });

  it('ignores a commit that touches more than 200 files', async () => {
    const all = (text: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`src/f${n}.ts`, `${text}${n}\n`]));
    const repository = await openCommits(
      { files: all('begin') },
      { files: all('formatted') },
      { files: { 'src/f7.ts': 'real\n' } },
    );
    const churn = await draftsOf(repository, 'history', 'churn');
    expect(churn.map(({ path, value }) => [path, value])).toEqual([['src/f7.ts', 1]]);
  });

  it('counts windows and ages from the date of the pinned commit', async () => {
    const repository = await openCommits(
      { files: { 'src/ancient.ts': 'a\n', 'src/a.ts': 'a\n' }, at: day(0) },
      { files: { 'src/a.ts': 'b\n' }, at: day(900) },
      { files: { 'src/new.ts': 'n\n' }, at: day(1_000) },
    );
    const churn = await draftsOf(repository, 'history', 'churn');
    expect(churn.map(({ path, value }) => [path, value])).toEqual([
      ['src/a.ts', 1],
      ['src/new.ts', 1],
    ]);
    const ages = await draftsOf(repository, 'history', 'age');
    expect(ages.map(({ path, value }) => [path, value])).toEqual([
      ['src/ancient.ts', 1_000],
      ['src/a.ts', 100],
      ['src/new.ts', 0],
    ]);
  });

  it('reports source files that change together', async () => {
    const together = (n: number) => ({
      files: { 'src/a.ts': `${n}\n`, 'src/b.ts': `${n}\n`, [`src/c${n}.ts`]: 'c\n' },
    });
    const repository = await openCommits(together(1), together(2), together(3), together(4));
    const [pair, ...others] = await draftsOf(repository, 'history', 'cochange');
    expect(pair).toMatchObject({
      path: 'src/a.ts',
      value: 4,
      data: { other: 'src/b.ts', share: 1, linked: false },
    });
    expect(others).toEqual([]);
  });

  it('reports the share of the main author of a file, without a name', async () => {
    const change = (n: number, author: string) => ({ files: { 'src/a.ts': `${n}\n` }, author });
    const repository = await openCommits(
      ...[1, 2, 3, 4].map((n) => change(n, 'Cleo Carter')),
      change(5, 'Dan Dover'),
    );
    const [owned] = await draftsOf(repository, 'history', 'ownership');
    expect(owned).toMatchObject({ path: 'src/a.ts', value: 80, data: { authors: 2, commits: 5 } });
    expect(JSON.stringify(owned)).not.toMatch(/Cleo|Dan/);
  });

  it('leaves generated files out', async () => {
    const repository = await openCommits({ files: { 'package-lock.json': '{}\n', 'src/a.ts': 'a\n' } });
    const churn = await draftsOf(repository, 'history', 'churn');
    expect(churn.map(({ path }) => path)).toEqual(['src/a.ts']);
  });

  it('notes that a shallow clone has no ages', async () => {
    const made = makeRepository({ commits: [1, 2, 3].map((n) => ({ files: { 'src/a.ts': `${n}\n` } })) });
    const clone = makeRepository();
    clone.git('fetch', '--quiet', '--depth', '2', `file://${made.path}`, 'main');
    clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const outcome = await collected(await open(clone.path), 'history');
    expect(outcome.facts.filter(({ kind }) => kind === 'age')).toEqual([]);
    expect(outcome.unavailable).toContainEqual({ kind: 'age', reason: expect.stringContaining('shallow') });
  });
});
