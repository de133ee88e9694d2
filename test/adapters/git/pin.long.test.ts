/** Which commits a run reads, and what it tells the person about the choice. */
import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Refs } from '../../../runner/core/ports/repository.ts';
import { gitAt, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const pinned = (path: string, given: Partial<Refs> = {}) =>
  setting().repositories.pin(atPath(path), refs(given));
const compares = true;

function shop() {
  const repository = makeRepository({ files: { 'a.txt': 'a\n' } });
  const second = repository.commit({ files: { 'a.txt': 'b\n' } });
  const feature = repository.commit({ branch: 'feat/export', files: { 'b.txt': 'b\n' } });
  return { ...repository, second, feature };
}

describe('the work tree', () => {
  it('has a change of the same size that was made in the second of the commit', async () => {
    const second = (time: number) => Math.floor(time / 1000);
    let repository = makeRepository({ files: { 'a.txt': 'old\n' } });
    const file = () => join(repository.path, 'a.txt');
    const index = () => statSync(join(repository.path, '.git/index')).mtimeMs;
    writeFileSync(file(), 'new\n');
    while (second(statSync(file()).mtimeMs) !== second(index())) {
      repository = makeRepository({ files: { 'a.txt': 'old\n' } });
      writeFileSync(file(), 'new\n');
    }
    await vi.waitUntil(() => second(Date.now()) > second(index()), { timeout: 3_000 });
    const { notes } = await pinned(repository.path);
    expect(notes.join()).toContain('uncommitted changes (1 changed)');
  });
});

describe('the base of a run that compares', () => {
  it('is the merge base with main', async () => {
    const { path, git, second, feature, commit } = shop();
    commit({ branch: 'main', files: { 'c.txt': 'c\n' } });
    git('switch', '--quiet', 'feat/export');
    const pin = await pinned(path, { compares });
    expect(pin).toMatchObject({
      commit_sha: feature,
      base_sha: second,
      label: `main..feat/export (${feature.slice(0, 7)})`,
    });
    expect(pin.notes).toEqual([`compared with the merge base of main (${second.slice(0, 7)})`]);
  });

  it('is the merge base with what origin calls its default branch, before main', async () => {
    const { path, git, second, feature } = shop();
    git('update-ref', 'refs/remotes/origin/trunk', second);
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    git('update-ref', 'refs/heads/main', feature);
    expect(await pinned(path, { compares })).toMatchObject({
      base_sha: second,
      label: expect.stringMatching(/^trunk\.\./),
    });
  });

  it('is the commit before on the default branch itself', async () => {
    const { path, git, second } = shop();
    git('switch', '--quiet', 'main');
    const pin = await pinned(path, { compares });
    expect(pin.base_sha).toBe(git('rev-parse', `${second}~1`));
    expect(pin.label).toBe(`HEAD~1..main (${second.slice(0, 7)})`);
    expect(pin.notes.join()).toContain('main has this commit already');
  });

  it('is nothing where there is one commit only', async () => {
    const pin = await pinned(makeRepository({ files: { a: 'a' } }).path, { compares });
    expect(pin.base_sha).toBeNull();
    expect(pin.notes.join()).toContain('one commit only');
  });

  it('is the merge base of a named ref that has moved on, and says so', async () => {
    const { path, git, second, commit } = shop();
    commit({ branch: 'main', files: { 'c.txt': 'c\n' } });
    git('switch', '--quiet', 'feat/export');
    const pin = await pinned(path, { base: 'main', compares });
    expect(pin.base_sha).toBe(second);
    expect(pin.notes.join()).toContain('main has moved on');
  });

  it('may be a branch that only origin has', async () => {
    const { path, git, second } = shop();
    git('update-ref', 'refs/remotes/origin/release', second);
    expect(await pinned(path, { base: 'release', compares })).toMatchObject({ base_sha: second, notes: [] });
  });
});

describe('the head of a run', () => {
  it('is a detached HEAD as well', async () => {
    const { path, git, second } = shop();
    git('switch', '--quiet', '--detach', second);
    expect(await pinned(path)).toMatchObject({ commit_sha: second, label: second.slice(0, 7) });
  });

  it('is any branch, tag, short name or ancestor', async () => {
    const { path, git, second, feature } = shop();
    git('tag', '-a', 'v1', '-m', 'one', second);
    for (const [head, sha] of [
      ['v1', second],
      ['main', second],
      [feature.slice(0, 8), feature],
      ['feat/export~1', second],
      ['HEAD@{0}', feature],
    ]) {
      expect((await pinned(path, { head: head ?? null })).commit_sha, head).toBe(sha);
    }
  });

  it('names the nearest refs when it is unknown', async () => {
    const { path } = shop();
    await expect(pinned(path, { head: 'feat/exprot' })).rejects.toThrow(
      /no branch, tag or commit "feat\/exprot".*feat\/export/,
    );
  });

  it('is refused where there are no commits', async () => {
    const { path } = makeRepository();
    await expect(pinned(path)).rejects.toMatchObject({ kind: 'refused', code: 'no_commits' });
  });

  it('follows the target: a second run sees the new commit', async () => {
    const { path, commit } = makeRepository({ files: { a: 'a' } });
    const { repositories } = setting();
    await repositories.pin(atPath(path), refs());
    const sha = commit({ branch: 'next', files: { a: 'b' } });
    expect((await repositories.pin(atPath(path), refs())).commit_sha).toBe(sha);
  });
});

describe('the notes of a pin', () => {
  it('count what is not committed', async () => {
    const { path, write } = makeRepository({ files: { 'a.txt': 'a\n', '.gitignore': 'ignored\n' } });
    write({ 'a.txt': 'changed\n', 'new.txt': 'x', ignored: 'x' });
    const [note] = (await pinned(path)).notes;
    expect(note).toMatch(
      /^the work tree has uncommitted changes \(1 changed, 1 new\); read at HEAD \([0-9a-f]{7}\)$/,
    );
  });

  it('say nothing of a clean tree, even when its file times have changed', async () => {
    const { path } = makeRepository({ files: { 'a.txt': 'a\n' } });
    utimesSync(join(path, 'a.txt'), 1, 1);
    expect((await pinned(path)).notes).toEqual([]);
  });

  it('do not compare with a work tree that the config puts elsewhere', async () => {
    const { path, git } = makeRepository({ files: { 'a.txt': 'a\n' } });
    git('config', 'core.worktree', makeFolder());
    expect((await pinned(path)).notes).toEqual([]);
  });

  it('say that a clone is shallow, whose log and blame leave out what it cannot know', async () => {
    const { path } = makeRepository({
      commits: [{ files: { a: '1\n' } }, { files: { a: '1\n2\n' } }, { files: { a: '1\n2\n3\n' } }],
    });
    const clone = join(makeFolder(), 'clone');
    gitAt('/', ['clone', '--quiet', '--depth=2', `file://${path}`, clone]);
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(clone), refs());
    expect(pin).toMatchObject({
      history: 'shallow',
      notes: ['the clone is shallow: its history ends early'],
    });
    const opened = await repositories.open(atPath(clone), pin);
    expect((await opened.log({})).commits).toHaveLength(1);
    expect((await opened.blame('a', 1, 3)).map((line) => line.line)).toEqual([3]);
    await opened.close();
  });

  it('say that a clone is partial, whose missing files have no text', async () => {
    const { path } = makeRepository({ commits: [{ files: { a: 'old\n' } }, { files: { a: 'new\n' } }] });
    gitAt(path, ['config', 'uploadpack.allowFilter', 'true']);
    const clone = join(makeFolder(), 'clone');
    gitAt('/', ['clone', '--quiet', '--filter=blob:none', `file://${path}`, clone]);
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(clone), refs({ base: 'HEAD~1', compares }));
    expect(pin.notes.join()).toContain('the clone is partial');
    const opened = await repositories.open(atPath(clone), pin);
    expect((await opened.read('a'))?.text).toBe('new\n');
    expect(await opened.read('a', 'base')).toMatchObject({ text: '', omitted: 'not-in-clone' });
    await opened.close();
  });
});

describe('a path', () => {
  it('that does not exist is refused', async () => {
    for (const path of ['/no/such/place', join(makeRepository({ files: { a: 'a' } }).path, 'a')]) {
      await expect(pinned(path)).rejects.toMatchObject({ kind: 'refused', code: 'no_such_path' });
    }
  });

  it('may be a link to a repository', async () => {
    const { path, git } = makeRepository({ files: { a: 'a' } });
    const link = join(makeFolder(), 'link');
    symlinkSync(path, link);
    expect((await pinned(link)).commit_sha).toBe(git('rev-parse', 'HEAD'));
  });

  it('may hold blanks, quotes and line ends', async () => {
    const path = join(makeFolder(), 'a "b\\c\nd');
    gitAt('/', ['clone', '--quiet', makeRepository({ files: { a: 'hello' } }).path, path]);
    const { repositories } = setting();
    const opened = await repositories.open(atPath(path), await repositories.pin(atPath(path), refs()));
    expect((await opened.read('a'))?.text).toBe('hello');
    await opened.close();
  });
});

describe('a folder without git', () => {
  it('has the same commit for the same contents, wherever it is', async () => {
    const one = await pinned(makeFolder({ 'a/b.txt': 'x' }));
    const two = await pinned(makeFolder({ 'a/b.txt': 'x' }));
    const other = await pinned(makeFolder({ 'a/b.txt': 'y' }));
    expect(one.commit_sha).toBe(two.commit_sha);
    expect(one.commit_sha).not.toBe(other.commit_sha);
  });

  it('is refused when it is empty or ignores everything', async () => {
    for (const path of [makeFolder(), makeFolder({ '.gitignore': '*\n', 'a.txt': 'a' })]) {
      await expect(pinned(path)).rejects.toMatchObject({ kind: 'refused', code: 'empty_folder' });
    }
  });

  it('honours ignore files, keeps bytes, and leaves a nested repository out with a note', async () => {
    const path = makeFolder({
      '.gitignore': 'dist\n',
      '.gitattributes': '* text eol=crlf\n',
      'a.txt': 'a\r\nb\n',
      'dist/x': 'x',
    });
    mkdirSync(join(path, 'nested'));
    gitAt(join(path, 'nested'), ['init', '--quiet']);
    writeFileSync(join(path, 'nested', 'n.txt'), 'n');
    const { repositories } = setting();
    const pin = await repositories.pin(atPath(path), refs());
    expect(pin.notes.join()).toContain('repositories inside it are left out: nested');
    const opened = await repositories.open(atPath(path), pin);
    expect((await opened.list()).map((entry) => entry.path)).toEqual([
      '.gitattributes',
      '.gitignore',
      'a.txt',
    ]);
    expect((await opened.read('a.txt'))?.text).toBe('a\r\nb\n');
    await opened.close();
  });

  it('is read as it was pinned, even after its files have changed', async () => {
    const path = makeFolder({ 'a.txt': 'before' });
    const { repositories, home } = setting();
    const pin = await repositories.pin(atPath(path), refs());
    writeFileSync(join(path, 'a.txt'), 'after');
    const opened = await repositories.open(atPath(path), pin);
    expect((await opened.read('a.txt'))?.text).toBe('before');
    await opened.close();
    rmSync(join(home, 'repos'), { recursive: true });
    await expect(repositories.open(atPath(path), pin)).rejects.toMatchObject({ code: 'missing_commit' });
  });

  it('may hold Baton’s own home, which is not read', async () => {
    const path = makeFolder({ 'a.txt': 'a' });
    const { repositories } = setting(join(path, '.baton'));
    await repositories.pin(atPath(path), refs());
    const opened = await repositories.open(atPath(path), await repositories.pin(atPath(path), refs()));
    expect((await opened.list()).map((entry) => entry.path)).toEqual(['a.txt']);
    await opened.close();
  });
});
