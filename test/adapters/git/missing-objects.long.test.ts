/** Reading clones that lack objects: what is missing is left out and said, and everything else is read. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Pin, Repository } from '../../../runner/core/ports/repository.ts';
import { cloneOf, damageObject, emptyObject, loseFromPack, loseObject, unpack } from '../../setup/clones.ts';
import { fingerprint, gitAt, makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const LONG = Array.from({ length: 200 }, (_, line) => `export const v${line} = ${line};\n`).join('');

/** Three commits: `a.js` and the large `docs/deep/long.js` change in each of them. */
function story(): string {
  const { path } = makeRepository({
    commits: [
      { files: { 'a.js': 'one\n', 'docs/deep/long.js': LONG, 'moved/x.js': 'moves\n', 'src/b.js': 'b\n' } },
      { files: { 'a.js': 'one\ntwo\n', 'docs/deep/long.js': `${LONG}// 2\n` }, author: 'Bo' },
      {
        files: {
          'a.js': 'one\ntwo\nthree\n',
          'docs/deep/long.js': `${LONG}// 3\n`,
          'moved/x.js': null,
          'src/x.js': 'moves\n',
          'src/c.js': 'c\n',
        },
        author: 'Cy',
      },
    ],
  });
  return path;
}

async function opened(
  path: string,
  base: string | null = null,
): Promise<{ repository: Repository; pin: Pin }> {
  const { repositories } = setting();
  const pin = await repositories.pin(atPath(path), refs({ base, compares: base !== null }));
  const repository = await repositories.open(atPath(path), pin);
  onTestFinished(() => repository.close());
  return { repository, pin };
}

const missingOf = async (repository: Repository, side: 'head' | 'base' = 'head'): Promise<string[]> =>
  (await repository.list(side)).filter((entry) => entry.missing).map(({ path }) => path);

describe('a clone without blobs', () => {
  it('lists every file, and reads none of them, and fetches nothing', async () => {
    const clone = cloneOf(story(), '--filter=blob:none', '--no-checkout');
    const before = fingerprint(join(clone, '.git'));
    const { repository } = await opened(clone);
    expect(await missingOf(repository)).toEqual([
      'a.js',
      'docs/deep/long.js',
      'src/b.js',
      'src/c.js',
      'src/x.js',
    ]);
    expect(await repository.read('a.js')).toEqual({
      path: 'a.js',
      text: '',
      bytes: 0,
      omitted: 'not-in-clone',
    });
    expect(await repository.read('none.js')).toBeNull();
    expect(await repository.grep({ pattern: 'one', fixed: true })).toEqual([]);
    expect(await repository.blame('a.js', 1, 2)).toEqual([]);
    expect(fingerprint(join(clone, '.git'))).toBe(before);
  });

  it('has its history by names, without lines', async () => {
    const { repository } = await opened(cloneOf(story(), '--filter=blob:none', '--bare'));
    const log = await repository.log({});
    expect(log).toMatchObject({ counted: false, cut: false });
    expect(log.commits.map(({ author, files }) => [author, files.length])).toEqual([
      // what moved with the same content is one file
      ['Cy', 4],
      ['Bo', 2],
      ['Ana', 4],
    ]);
    expect(log.commits[1]?.files).toEqual([
      { path: 'a.js', added: null, deleted: null, from: null },
      { path: 'docs/deep/long.js', added: null, deleted: null, from: null },
    ]);
    const sha = log.commits[1]?.sha ?? '';
    expect((await repository.log({ only: sha, path: 'a.js' })).commits).toHaveLength(1);
  });

  it('compares what it can: a file that came, and one that only moved', async () => {
    const { repository } = await opened(cloneOf(story(), '--filter=blob:none'), 'HEAD~1');
    const diff = await repository.diff();
    expect(diff.map(({ path, status, from, missing = false }) => [path, status, from, missing])).toEqual([
      ['a.js', 'modified', null, true],
      ['docs/deep/long.js', 'modified', null, true],
      ['src/c.js', 'added', null, false],
      ['src/x.js', 'renamed', 'moved/x.js', false],
    ]);
    expect(diff[2]?.hunks).toHaveLength(1);
    expect(await repository.read('a.js')).toMatchObject({ text: 'one\ntwo\nthree\n', omitted: null });
  });

  it('is read where it was not checked out but has the objects, as a sparse clone has', async () => {
    const clone = cloneOf(story(), '--sparse');
    expect(existsSync(join(clone, 'src'))).toBe(false);
    const { repository } = await opened(clone);
    expect(await missingOf(repository)).toEqual([]);
    expect(await repository.read('src/c.js')).toMatchObject({ text: 'c\n', omitted: null });
  });

  it('reads what a sparse checkout fetched', async () => {
    const { repository } = await opened(cloneOf(story(), '--filter=blob:none', '--sparse'));
    expect(await repository.read('a.js')).toMatchObject({ omitted: null });
    expect(await repository.read('src/c.js')).toMatchObject({ omitted: 'not-in-clone' });
    expect(await repository.grep({ pattern: 'two', fixed: true })).toMatchObject([{ path: 'a.js' }]);
  });

  it('lacks only what is larger than its limit', async () => {
    const { repository } = await opened(
      cloneOf(story(), '--filter=blob:limit=1k', '--no-checkout'),
      'HEAD~1',
    );
    expect(await missingOf(repository)).toEqual(['docs/deep/long.js']);
    const diff = await repository.diff();
    expect(diff.find(({ path }) => path === 'a.js')).toMatchObject({ added: 1, deleted: 0 });
    expect(diff.filter(({ missing }) => missing).map(({ path }) => path)).toEqual(['docs/deep/long.js']);
    expect((await repository.blame('a.js', 1, 3)).map(({ author }) => author)).toEqual(['Ana', 'Bo', 'Cy']);
  });

  it('is whole again after the command that the report names, in the same process', async () => {
    const clone = cloneOf(story(), '--filter=blob:none', '--no-checkout');
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(clone), refs());
    const first = await repositories.open(atPath(clone), pin);
    expect((await first.log({})).counted).toBe(false);
    expect(await missingOf(first)).toHaveLength(5);
    await first.close();
    gitAt(clone, ['fetch', '--quiet', '--refetch', '--no-filter']);
    const second = await repositories.open(atPath(clone), pin);
    expect(await missingOf(second)).toEqual([]);
    expect((await second.log({})).counted).toBe(true);
    await second.close();
  });
});

describe('a clone without trees', () => {
  it('is refused with the command that fetches them when its own root is missing', async () => {
    const clone = cloneOf(story(), '--filter=tree:0', '--no-checkout');
    await expect(setting().repositories.pin(atPath(clone), refs())).rejects.toMatchObject({
      kind: 'environment',
      code: 'missing_tree',
      message: expect.stringContaining(
        'is not in the clone, which is partial or damaged. Fetch it with: git fetch --refetch --no-filter',
      ),
    });
    gitAt(clone, ['fetch', '--quiet', '--refetch', '--no-filter']);
    const { repository } = await opened(clone);
    expect(await missingOf(repository)).toEqual([]);
  });

  it('is read at its head, with its history cut and nothing to compare with', async () => {
    const clone = cloneOf(story(), '--filter=tree:0');
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(clone), refs({ compares: true }));
    expect(pin.base_sha).toBeNull();
    expect(pin.notes.join()).toContain('is not in the clone), so the whole tree is read');
    const repository = await repositories.open(atPath(clone), pin);
    onTestFinished(() => repository.close());
    expect(await missingOf(repository)).toEqual([]);
    expect(await repository.log({})).toEqual({ commits: [], counted: false, cut: true });
    const base = repositories.pin(atPath(clone), refs({ base: 'HEAD~1', compares: true }));
    await expect(base).rejects.toMatchObject({ code: 'missing_tree', path: '--base' });
  });

  it('lists a missing folder as one entry, and reads and compares the rest', async () => {
    const path = story();
    unpack(path);
    loseObject(path, 'HEAD:docs');
    // As a clone that fetches objects when they are asked for; in any other one a missing folder is damage.
    gitAt(path, ['config', 'remote.origin.promisor', 'true']);
    const { repository } = await opened(path, 'HEAD~1');
    expect((await repository.list()).map(({ path: name, kind }) => `${name} ${kind}`)).toEqual([
      'a.js file',
      'docs/ folder',
      'src/b.js file',
      'src/c.js file',
      'src/x.js file',
    ]);
    expect(await repository.read('docs/deep/long.js')).toBeNull();
    expect(await repository.grep({ pattern: '^(one|c)$', fixed: false })).toHaveLength(2);
    const diff = await repository.diff();
    expect(diff.map(({ path: name, missing = false }) => [name, missing])).toEqual([
      ['a.js', false],
      ['docs/', true],
      ['src/c.js', false],
      ['src/x.js', false],
    ]);
  });

  it('cuts the history at the first tree that is missing', async () => {
    const path = story();
    unpack(path);
    loseObject(path, 'HEAD~2^{tree}');
    const { repository } = await opened(path);
    const log = await repository.log({});
    expect(log).toMatchObject({ counted: false, cut: true });
    expect(log.commits.map(({ author }) => author)).toEqual(['Cy']);
  });
});

describe('a damaged clone', () => {
  const WAYS = {
    'a loose blob that was deleted': (path: string) => loseObject(path, 'HEAD:a.js'),
    'a loose blob that is garbage': (path: string) => damageObject(path, 'HEAD:a.js'),
    'a loose blob that is an empty file': (path: string) => emptyObject(path, 'HEAD:a.js'),
    'a pack without one entry': (path: string) => loseFromPack(path, 'HEAD:a.js'),
  };

  it.each(Object.entries(WAYS))('with %s loses that file alone', async (_, damage) => {
    const path = story();
    unpack(path);
    damage(path);
    const { repository } = await opened(path, 'HEAD~1');
    const texts = await Promise.all(
      (await repository.list()).map(async (entry) => [
        entry.path,
        (await repository.read(entry.path))?.omitted,
      ]),
    );
    expect(Object.fromEntries(texts)).toEqual({
      ...{ 'a.js': 'not-in-clone', 'docs/deep/long.js': null },
      ...{ 'src/b.js': null, 'src/c.js': null, 'src/x.js': null },
    });
    expect(await repository.grep({ pattern: 'moves', fixed: true })).toHaveLength(1);
    const diff = await repository.diff();
    expect(diff.filter(({ missing }) => missing).map(({ path: name }) => name)).toEqual(['a.js']);
    expect(diff.find(({ path: name }) => name === 'docs/deep/long.js')).toMatchObject({ added: 1 });
    expect(await repository.log({})).toMatchObject({ counted: false, cut: false });
  });

  it('says that the commit is gone when the whole repository disappears while it is read', async () => {
    const path = story();
    const { repository } = await opened(path);
    await repository.list();
    unpack(path);
    loseObject(path, 'HEAD:a.js');
    loseObject(path, 'HEAD');
    await expect(repository.read('a.js')).rejects.toMatchObject({ code: 'missing_commit' });
  });
});

describe('a checkout of a clone that lacks files', () => {
  it('has the files that are there, and does not show the others as deleted', async () => {
    const clone = cloneOf(story(), '--filter=blob:none', '--sparse');
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(clone), refs());
    const checkout = await repositories.checkout(atPath(clone), pin);
    onTestFinished(() => checkout.remove());
    expect(readFileSync(join(checkout.path, 'a.js'), 'utf8')).toBe('one\ntwo\nthree\n');
    expect(existsSync(join(checkout.path, 'src/c.js'))).toBe(false);
    expect(gitAt(checkout.path, ['status', '--porcelain'])).toBe('');
    expect(gitAt(checkout.path, ['log', '--format=%an'])).toBe('Cy\nBo\nAna');
    expect(await checkout.changed()).toEqual([]);
  });

  it('goes around a damaged file and a missing folder', async () => {
    const path = story();
    unpack(path);
    damageObject(path, 'HEAD:a.js');
    loseObject(path, 'HEAD:docs');
    // As a clone that fetches objects when they are asked for; in any other one a missing folder is damage.
    gitAt(path, ['config', 'remote.origin.promisor', 'true']);
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(path), refs());
    const checkout = await repositories.checkout(atPath(path), pin);
    onTestFinished(() => checkout.remove());
    expect(readFileSync(join(checkout.path, 'src/c.js'), 'utf8')).toBe('c\n');
    expect(existsSync(join(checkout.path, 'a.js'))).toBe(false);
    expect(existsSync(join(checkout.path, 'docs'))).toBe(false);
  });
});
