/** What a person is told when two refs leave nothing to compare, and when one name means two things. */
import { describe, expect, it } from 'vitest';
import type { Refs } from '../../../runner/core/ports/repository.ts';
import { makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const pinned = (path: string, given: Partial<Refs> = {}) =>
  setting().repositories.pin(atPath(path), refs({ compares: true, ...given }));

function shop() {
  const repository = makeRepository({ commits: [{ files: { docs: '1\n' } }, { files: { docs: '2\n' } }] });
  const feature = repository.commit({ branch: 'feature', files: { b: '1\n' } });
  return { ...repository, feature };
}

describe('a comparison without changes', () => {
  it('is said to be reversed when the base has every commit of the head', async () => {
    const { path } = shop();
    const pin = await pinned(path, { base: 'feature', head: 'main' });
    expect(pin.no_changes).toEqual({ because: 'reversed', base: 'feature', head: 'main' });
    expect(pin.notes.join()).toMatch(
      /^nothing to compare: feature \(\w{7}\) has every commit of main \(\w{7}\) already; swap --base and --head\?$/,
    );
  });

  it('is said to be of one commit when base and head are the same', async () => {
    const { path, feature } = shop();
    const pin = await pinned(path, { base: feature, head: 'feature' });
    expect(pin.no_changes).toMatchObject({ because: 'same', head: 'feature' });
    expect(pin.notes.join()).toContain('is the commit that is read');
  });

  it('is not said of one that has changes', async () => {
    expect(await pinned(shop().path, { base: 'main' })).not.toHaveProperty('no_changes');
  });
});

describe('a ref that means two things', () => {
  it('is read as the tag when it is a branch too, which is said, with a name for the branch', async () => {
    const { path, git, feature } = shop();
    git('tag', 'main', feature);
    const pin = await pinned(path, { head: 'main' });
    expect(pin.commit_sha).toBe(feature);
    expect(pin.notes).toContain(
      '"main" is both a tag and a branch; refs/tags/main was taken (name the other as refs/heads/main)',
    );
    const branch = await pinned(path, { head: 'refs/heads/main' });
    expect(branch.commit_sha).toBe(git('rev-parse', 'refs/heads/main'));
    expect(branch.notes.join()).not.toContain('is both');
  });

  it('is read as the branch when it is the beginning of a commit too', async () => {
    const { path, git, feature } = shop();
    const name = git('rev-parse', 'main').slice(0, 7);
    git('branch', name, feature);
    const pin = await pinned(path, { head: name });
    expect(pin.commit_sha).toBe(feature);
    expect(pin.notes.join()).toContain(`"${name}" is a branch and the beginning of commit ${name}`);
  });

  it('is read as the branch when a file has its name too', async () => {
    const { path, git } = shop();
    git('branch', 'docs', 'main');
    expect((await pinned(path, { base: 'docs' })).notes.join()).toContain(
      '"docs" is a branch and a file or folder; refs/heads/docs was taken',
    );
  });

  it('is refused with the way to read a file, when only a file has that name', async () => {
    const { path } = shop();
    await expect(pinned(path, { head: 'docs' })).rejects.toThrow(/--path docs narrows the run to it/);
  });
});
