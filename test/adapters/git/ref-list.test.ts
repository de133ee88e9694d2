/** The branches and tags of a project, as they are suggested. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRefNames } from '../../../adapters/git/ref-list.ts';
import type { RefNames } from '../../../runner/core/ports/ref-names.ts';
import { makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atPath, atUrl, refs, setting } from './projects.ts';

const environment = { PATH: process.env.PATH ?? '', HOME: makeFolder() };
const names = (home = makeFolder()): RefNames => createRefNames({ home, environment });

describe('the names of a local repository', () => {
  it('are its branches and tags, the newest first, those of origin without the prefix', async () => {
    const origin = makeRepository({ files: { a: '1' } });
    origin.commit({ branch: 'theirs', files: { a: '2' } });
    const clone = makeRepository({ files: { b: '1' } });
    clone.git('tag', 'v1');
    clone.commit({ branch: 'feat/new', files: { b: '2' }, at: 1_900_000_000 });
    clone.git('fetch', '--quiet', origin.path, '+refs/heads/*:refs/remotes/origin/*');
    clone.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/theirs');
    const listed = await names().list(atPath(clone.path));
    expect(listed[0]).toBe('feat/new');
    expect([...listed].sort()).toEqual(['feat/new', 'main', 'theirs', 'v1']);
  });

  it('leave out what can not be typed as a ref', async () => {
    const repository = makeRepository({ files: { a: '1' } });
    const sha = repository.git('rev-parse', 'HEAD');
    const packed = ['@everyone', 'a‮b', '--output=x', 'main'].map((name) => `${sha} refs/heads/${name}`);
    const odd = Buffer.concat([
      Buffer.from(`${packed.join('\n')}\n${sha} refs/heads/`),
      Buffer.from([0xff, 0x0a]),
    ]);
    writeFileSync(join(repository.path, '.git', 'packed-refs'), odd);
    const listed = await names().list(atPath(repository.path));
    expect([...listed].sort()).toEqual(['@everyone', 'a‮b', 'main']);
  });

  it('are none for a plain folder', async () => {
    expect(await names().list(atPath(makeFolder({ a: '1' })))).toEqual([]);
  });
});

describe('the names of a remote repository', () => {
  it('are asked of the remote before it was ever fetched', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    remote.git('tag', 'v1');
    remote.git('branch', 'süd');
    const listed = await names().list(atUrl(`file://${remote.path}`));
    expect([...listed].sort()).toEqual(['main', 'süd', 'v1']);
  });

  it('are those of the last fetch afterward, also while the remote is gone', async () => {
    const { repositories, home } = setting();
    const remote = makeRepository({ files: { a: '1' } });
    const project = atUrl(`file://${remote.path}`);
    await repositories.pin(project, refs());
    remote.git('branch', 'later');
    expect(await names(home).list(project)).toEqual(['main']);
  });

  it('of one that can not be reached are an error', async () => {
    const project = atUrl('git://127.0.0.1:9/shop.git');
    await expect(names().list(project)).rejects.toMatchObject({ code: 'cannot_fetch' });
  });
});
