import { describe, expect, it } from 'vitest';
import { cloneOf } from '../../../../setup/clones.ts';
import { BEGINNING, type Change, makeRepository } from '../../../../setup/repositories.ts';
import { draftsOf, evidenceOf, open, openCommits } from '../../fixture.ts';

const DAY = 86_400;
const day = (n: number): number => BEGINNING + n * DAY;
const change = (n: number, more: Partial<Change> = {}): Change => ({
  files: { 'src/a.ts': `${n}\n` },
  ...more,
});

async function past(...commits: readonly Change[]) {
  const [fact] = await draftsOf(await openCommits(...commits), 'history', 'history');
  return fact;
}

describe('the past of a repository', () => {
  it('counts commits, and the people of the last 12 months without bots', async () => {
    const fact = await past(
      change(1, { at: day(0), author: 'Ada' }),
      change(2, { at: day(900), author: 'Ben' }),
      change(3, { at: day(950), author: 'dependabot[bot]' }),
      change(4, { at: day(1_000), author: 'Cleo' }),
    );
    expect(fact).toMatchObject({
      value: 4,
      data: { first: '2024-01-01', last: '2026-09-27', authors: 2, commits: 2, cut: null },
    });
  });

  it('is known of a single commit', async () => {
    expect(await past(change(1))).toMatchObject({
      value: 1,
      data: { authors: 1, commits: 1, concentration: 0 },
    });
  });

  it('has no negative age for a commit of the future', async () => {
    const fact = await past(change(1, { at: day(2_000) }), change(2, { at: day(10) }));
    expect(fact).toMatchObject({ value: 2, data: { last: '2024-01-11', first: '2024-01-11' } });
  });

  it('says which share of the changes falls on the ten most changed source files', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`src/f${n}.ts`, '0\n']));
    const hot = Array.from({ length: 60 }, (_, n) => ({ files: { [`src/f${n % 10}.ts`]: `${n + 1}\n` } }));
    const fact = await past({ files }, ...hot);
    expect(fact?.data).toMatchObject({ changes: 90, concentration: 78 });
  });
});

describe('what a clone lacks', () => {
  const made = () => makeRepository({ commits: [1, 2, 3].map((n) => change(n)) }).path;
  const gapsOf = async (path: string) =>
    (await evidenceOf(await open(path), { kinds: ['hotspot'] })).pack.gaps;

  it('is nothing of a whole clone', async () => {
    expect(await gapsOf(made())).toEqual([]);
  });

  it('is said with the commits that a shallow one has', async () => {
    expect(await gapsOf(cloneOf(made(), '--depth', '1'))).toEqual([{ kind: 'shallow-history', many: 1 }]);
    expect(await gapsOf(cloneOf(made(), '--depth', '2'))).toEqual([{ kind: 'shallow-history', many: 2 }]);
  });

  it('is the files that a partial one never fetched', async () => {
    expect(await gapsOf(cloneOf(made(), '--filter=blob:none', '--no-checkout'))).toEqual([
      { kind: 'missing-files', many: 1 },
    ]);
  });

  it('leaves the number of commits of one without old trees known', async () => {
    const [fact] = await draftsOf(await open(cloneOf(made(), '--filter=tree:0')), 'history', 'history');
    expect(fact).toMatchObject({ value: 3, data: { cut: null, concentration: 0 } });
  });

  it('does not hide a rename from one without old contents', async () => {
    const moved = makeRepository({ files: { 'src/old.ts': 'one\ntwo\n' } });
    moved.commit({ files: { 'src/old.ts': 'one\nTWO\n' } });
    moved.commit({ files: { 'src/old.ts': null, 'src/new.ts': 'one\nTWO\n' } });
    const repository = await open(cloneOf(moved.path, '--filter=blob:none'));
    const churn = await draftsOf(repository, 'history', 'churn');
    expect(churn.map(({ path, value }) => [path, value])).toEqual([['src/new.ts', 2]]);
  });
});
