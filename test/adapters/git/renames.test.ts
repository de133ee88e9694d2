/** Following files from an earlier commit, where the clone allows it and where it does not. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import { cloneOf } from '../../setup/clones.ts';
import { fingerprint, type MadeRepository, makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const LINES = Array.from({ length: 20 }, (_, line) => `export const v${line} = ${line};\n`).join('');

async function opened(path: string): Promise<Repository> {
  const { repositories } = setting();
  const pin = await repositories.pin(atPath(path), refs());
  const repository = await repositories.open(atPath(path), pin);
  onTestFinished(() => repository.close());
  return repository;
}

/** One file is renamed as it is, one is renamed and edited, one is removed. */
function moving(): MadeRepository & { readonly first: string } {
  const made = makeRepository({
    files: {
      'a/same.ts': `${LINES}// same\n`,
      'a/edited.ts': LINES.replaceAll('v', 'w'),
      'a/gone.ts': 'gone = 1\n',
    },
  });
  const first = made.git('rev-parse', 'HEAD');
  made.commit({
    files: {
      'a/same.ts': null,
      'b/same.ts': `${LINES}// same\n`,
      'a/edited.ts': null,
      'b/edited.ts': `${LINES.replaceAll('v', 'w')}export const more = 1;\n`,
      'a/gone.ts': null,
    },
  });
  return { ...made, first };
}

describe('renames since a commit', () => {
  it('are found by content, over several commits', async () => {
    const { path, first, commit } = moving();
    commit({ files: { 'b/edited.ts': null, 'c/edited.ts': LINES.replaceAll('v', 'w') } });
    expect(await (await opened(path)).renames(first)).toEqual({
      renamed: new Map([
        ['a/edited.ts', 'c/edited.ts'],
        ['a/same.ts', 'b/same.ts'],
      ]),
      deleted: new Set(['a/gone.ts']),
      complete: true,
    });
  });

  it('do not follow a copy while the file is still there', async () => {
    const { path, commit, git } = makeRepository({ files: { 'a.ts': LINES } });
    const first = git('rev-parse', 'HEAD');
    commit({ files: { 'copy.ts': LINES } });
    expect(await (await opened(path)).renames(first)).toMatchObject({ renamed: new Map(), complete: true });
  });

  it('follow names that cannot be printed', async () => {
    const { path, commit, git } = makeRepository({ files: { 'a\nb.ts': LINES } });
    const first = git('rev-parse', 'HEAD');
    commit({ files: { 'a\nb.ts': null, 'latin1:caf\xe9.ts': LINES } });
    const { renamed } = await (await opened(path)).renames(first);
    expect(renamed).toEqual(new Map([['"a\\nb.ts"', '"caf\\351.ts"']]));
  });

  it('are not affected by what the repository sets for git', async () => {
    const { path, first, git } = moving();
    git('config', 'diff.renames', 'false');
    git('config', 'diff.renameLimit', '1');
    expect((await (await opened(path)).renames(first)).renamed.size).toBe(2);
  });

  it('are those without an edit in a clone without contents, which fetches nothing', async () => {
    const { path, first } = moving();
    const clone = cloneOf(path, '--filter=blob:none', '--no-checkout');
    const before = fingerprint(join(clone, '.git'));
    const repository = await opened(clone);
    expect(await repository.renames(first)).toEqual({
      renamed: new Map([['a/same.ts', 'b/same.ts']]),
      deleted: new Set(['a/edited.ts', 'a/gone.ts']),
      complete: false,
    });
    expect(await repository.ancestors([first])).toEqual(new Set([first]));
    expect(fingerprint(join(clone, '.git'))).toBe(before);
  });

  it('are not known in a clone without trees, nor beyond the end of a shallow one', async () => {
    const { path, first } = moving();
    for (const option of ['--filter=tree:0', '--depth=1']) {
      const clone = cloneOf(path, option);
      const before = fingerprint(join(clone, '.git'));
      const repository = await opened(clone);
      const none = { renamed: new Map(), deleted: new Set(), complete: false };
      expect(await repository.renames(first), option).toEqual(none);
      expect(fingerprint(join(clone, '.git'))).toBe(before);
    }
  });
});

describe('the history of a commit', () => {
  it('does not have the commits of another branch, those that a rewrite replaced, and later ones', async () => {
    const made = makeRepository({ files: { 'a.ts': 'one\n' } });
    const root = made.git('rev-parse', 'HEAD');
    const beside = made.commit({ branch: 'other', files: { 'b.ts': 'other\n' } });
    made.git('checkout', '--quiet', 'main');
    const replaced = made.commit({ files: { 'a.ts': 'two\n' } });
    made.git('reset', '--quiet', '--hard', root);
    const head = made.commit({ files: { 'a.ts': 'three\n' } });
    const repository = await opened(made.path);
    const later = made.commit({ files: { 'a.ts': 'four\n' } });
    const asked = [root, beside, replaced, head, later];
    expect(await repository.ancestors(asked)).toEqual(new Set([root, head]));
  });

  it('ends where a shallow clone ends', async () => {
    const { path, first, git } = moving();
    const repository = await opened(cloneOf(path, '--depth=1'));
    const head = git('rev-parse', 'HEAD');
    expect(await repository.ancestors([first, head])).toEqual(new Set([head]));
  });
});
