/** Pull requests of a repository that is served over HTTP, read through a project with its URL and through a clone. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project, Refs } from '../../../runner/core/ports/repository.ts';
import { pullRequestIn } from '../../../runner/core/pull-request.ts';
import { type CodeHost, startCodeHost } from '../../setup/code-host.ts';
import {
  fingerprint,
  gitAt,
  type MadeRepository,
  makeFolder,
  makeRepository,
} from '../../setup/repositories.ts';
import { atPath, atUrl, setting } from './projects.ts';

let source: MadeRepository;
let host: CodeHost;
/** commits by name */
const at: Record<string, string> = {};

beforeAll(async () => {
  source = makeRepository({ files: { 'a.ts': '1\n', 'b.ts': '1\n' } });
  at.begin = source.git('rev-parse', 'HEAD');
  host = await startCodeHost(source);
  at.first = source.commit({ branch: 'feat', files: { 'a.ts': '2\n' } });
  at.feat = source.commit({ files: { 'a.ts': '3\n' } });
  host.request(1, at.feat);
  source.git('switch', '--quiet', 'main');
  at.main = source.commit({ files: { 'b.ts': '2\n' } });
  at.side = source.commit({ branch: 'release', files: { 'b.ts': '3\n' } });
  at.fix = source.commit({ branch: 'fix', files: { 'a.ts': '4\n' } });
  host.request(2, at.fix);
  host.push(at.main, 'main');
  host.push(at.side, 'release');
});
afterAll(() => host[Symbol.asyncDispose]());

/** Cloned from the disk: the host answers in this process, which a command would block. */
function clone(...options: string[]): string {
  const path = join(makeFolder(), 'clone');
  gitAt('/', ['clone', '--quiet', ...options, `file://${host.bare}`, path]);
  gitAt(path, ['remote', 'set-url', 'origin', host.remote]);
  return path;
}

function refs(number: number, over: Partial<Refs> = {}): Refs {
  const pull_request = pullRequestIn(host.page(number));
  if (pull_request === null) throw new Error('no request');
  return { base: null, head: null, compares: true, pull_request, ...over };
}

async function changedIn(project: Project, wanted: Refs, { repositories } = setting()) {
  const pin = await repositories.pin(project, wanted);
  const repository = await repositories.open(project, pin);
  const paths = (await repository.diff()).map(({ path }) => path);
  await repository.close();
  return { pin, paths };
}

describe('the commits of an earlier run', () => {
  it.each([
    ['a project with a URL', () => atUrl(host.remote)],
    ['a clone', () => atPath(clone())],
  ])(
    'are read again after the pull request and its base have moved on, through %s',
    async (_name, project) => {
      const where = setting();
      const of = project();
      const commits = { head: at.first ?? '', base: at.begin ?? '' };
      const { pin, paths } = await changedIn(of, refs(1, { commits }), where);
      expect(pin).toMatchObject({
        commit_sha: at.first,
        base_sha: at.begin,
        label: `${at.begin?.slice(0, 7)}..pr-1 (${at.first?.slice(0, 7)})`,
        pull_request: { number: 1, url: host.page(1) },
      });
      expect(paths).toEqual(['a.ts']);
    },
  );

  it('keep the names that were typed', async () => {
    const commits = { head: at.side ?? '', base: at.begin ?? '' };
    const typed = { base: 'main', head: 'release', compares: true, commits };
    const { pin } = await changedIn(atUrl(host.remote), typed);
    expect(pin).toMatchObject({
      commit_sha: at.side,
      base_sha: at.begin,
      label: `main..release (${at.side?.slice(0, 7)})`,
    });
  });

  it('are not compared in a flow that compares nothing', async () => {
    const commits = { head: at.side ?? '', base: at.begin ?? '' };
    const { pin } = await changedIn(atUrl(host.remote), { base: null, head: null, compares: false, commits });
    expect(pin).toMatchObject({ commit_sha: at.side, base_sha: null, label: at.side?.slice(0, 7) });
  });

  it('are refused when they are gone', async () => {
    const commits = { head: 'c'.repeat(40), base: null };
    await expect(changedIn(atUrl(host.remote), refs(1, { commits }))).rejects.toMatchObject({
      kind: 'refused',
      code: 'unknown_ref',
      path: 'commits',
      message: expect.stringContaining('Run at the newest commits'),
    });
  });
});

describe.each([
  ['a project with a URL', () => atUrl(host.remote)],
  ['a project with a URL that is read at another branch', () => atUrl(host.remote, 'release')],
  ['a clone', () => atPath(clone())],
  ['a clone that is bare', () => atPath(clone('--bare'))],
  ['a shallow clone', () => atPath(clone('--depth=1', '--single-branch'))],
])('a pull request, read through %s,', (_name, project) => {
  it('is its head against the merge base with the default branch, and says so', async () => {
    const { pin, paths } = await changedIn(project(), refs(1));
    expect(pin).toMatchObject({
      commit_sha: at.feat,
      base_sha: at.begin,
      label: `main..pr-1 (${at.feat?.slice(0, 7)})`,
      history: 'full',
      pull_request: { number: 1, url: host.page(1) },
    });
    expect(pin.notes).toEqual([
      `compared with the merge base of the default branch, main (${at.begin?.slice(0, 7)})`,
    ]);
    expect(paths).toEqual(['a.ts']);
  });
});

describe('the base of a pull request', () => {
  it('is the one that its code host names', async () => {
    const base = { branch: 'release', sha: at.side ?? '' };
    const { pin, paths } = await changedIn(atUrl(host.remote), refs(2, { pull_request_base: base }));
    expect(pin).toMatchObject({ base_sha: at.side, label: `release..pr-2 (${at.fix?.slice(0, 7)})` });
    expect(paths).toEqual(['a.ts']);
  });

  it('is the one that was typed, before that', async () => {
    const base = { branch: 'release', sha: at.side ?? '' };
    const wanted = refs(2, { pull_request_base: base, base: 'main' });
    const { pin } = await changedIn(atPath(clone()), wanted);
    expect(pin).toMatchObject({ base_sha: at.main, label: `main..pr-2 (${at.fix?.slice(0, 7)})` });
  });

  it.each([
    ['a branch that is gone', { branch: 'gone', sha: '0'.repeat(40) }],
    ['a name that is none', { branch: '--upload-pack=id', sha: 'HEAD~1' }],
    ['blanks', { branch: '', sha: '' }],
  ])('is the default branch’s where the code host names %s', async (_what, base) => {
    const { pin } = await changedIn(atUrl(host.remote), refs(1, { pull_request_base: base }));
    expect(pin.base_sha).toBe(at.begin);
  });

  it('of a merged one is what the branch was before the merge', async () => {
    const merged = makeRepository({ files: { 'a.ts': '1\n', 'b.ts': '1\n' } });
    await using own = await startCodeHost(merged);
    const begin = merged.git('rev-parse', 'HEAD');
    merged.commit({ branch: 'feat', files: { 'a.ts': '2\n' } });
    const head = merged.commit({ files: { 'a.ts': '3\n' } });
    own.request(1, head);
    merged.git('switch', '--quiet', 'main');
    merged.commit({ files: { 'b.ts': '2\n' } });
    merged.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'feat');
    own.push('main', 'main');
    const request = pullRequestIn(own.page(1));
    const wanted = { base: null, head: null, compares: true, ...(request && { pull_request: request }) };
    const { pin, paths } = await changedIn(atUrl(own.remote), wanted);
    expect(pin).toMatchObject({ commit_sha: head, base_sha: begin });
    expect(pin.notes[0]).toMatch(/^pull request 1 is merged: compared with what main was before/);
    expect(paths).toEqual(['a.ts']);
  });

  it('leaves nothing to compare where the request brings nothing', async () => {
    const empty = makeRepository({ files: { 'a.ts': '1\n' } });
    await using own = await startCodeHost(empty);
    own.request(1, 'main');
    const request = pullRequestIn(own.page(1));
    const wanted = { base: null, head: null, compares: true, ...(request && { pull_request: request }) };
    const { pin, paths } = await changedIn(atUrl(own.remote), wanted);
    expect(pin.no_changes).toEqual({ because: 'merged', base: 'main', head: 'pr-1' });
    expect(paths).toEqual([]);
  });
});

describe('a clone', () => {
  it('stays byte for byte as it was, its times too', async () => {
    const path = clone();
    const before = fingerprint(path);
    const shared = setting();
    await changedIn(atPath(path), refs(1), shared);
    await changedIn(atPath(path), refs(2), shared);
    expect(fingerprint(path)).toEqual(before);
    expect(existsSync(join(path, '.git', 'FETCH_HEAD'))).toBe(false);
  });

  it('lends its objects: what it has is not fetched again', async () => {
    const path = clone();
    const { repositories, home } = setting();
    await repositories.pin(atPath(path), refs(1));
    const stored = storedIn(home);
    expect(stored).toContain(at.feat);
    expect(stored).not.toContain(at.main);
  });

  it('lends nothing when it is shallow', async () => {
    const { repositories, home } = setting();
    await repositories.pin(atPath(clone('--depth=1')), refs(1));
    expect(storedIn(home)).toEqual(expect.arrayContaining([at.feat, at.main, at.begin]));
  });

  it('is fetched anew where the objects that it lent are gone', async () => {
    const path = clone();
    const { repositories } = setting();
    await repositories.pin(atPath(path), refs(1));
    rmSync(join(path, '.git', 'objects', 'pack'), { recursive: true });
    expect((await repositories.pin(atPath(path), refs(2))).commit_sha).toBe(at.fix);
  });
});

/** The objects that Baton has itself, without those that are borrowed. */
function storedIn(home: string): string[] {
  const repos = join(home, 'repos');
  const files = readdirSync(repos, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.idx'))
    .flatMap((name) => gitAt(repos, ['show-index'], {}, join(repos, name)).split('\n'))
    .map((line) => line.split(' ')[1] ?? '');
}

describe('a pull request is refused', () => {
  it('when there is none of that number', async () => {
    await expect(setting().repositories.pin(atUrl(host.remote), refs(99))).rejects.toMatchObject({
      kind: 'refused',
      code: 'unknown_request',
      message: expect.stringMatching(/There is no pull request 99 of 127\.0\.0\.1:\d+\/acme\/shop/),
    });
  });

  it.each([
    ['a project with another URL', () => atUrl('https://github.com/acme/other.git')],
    ['a clone without a remote', () => atPath(makeRepository({ files: { a: '1' } }).path)],
    ['a folder that is no repository', () => atPath(makeFolder({ a: '1' }))],
  ])('when it is not one of %s, and nothing is fetched', async (_name, project) => {
    const before = host.fetches();
    await expect(setting().repositories.pin(project(), refs(1))).rejects.toMatchObject({
      code: 'foreign_request',
    });
    expect(host.fetches()).toBe(before);
  });
});

describe('a head that moves', () => {
  it('is pinned, and read as pinned after a force push', async () => {
    const moving = makeRepository({ files: { 'a.ts': '1\n' } });
    await using own = await startCodeHost(moving);
    const head = moving.commit({ branch: 'feat', files: { 'a.ts': '2\n' } });
    own.request(1, head);
    const request = pullRequestIn(own.page(1));
    const wanted = { base: null, head: null, compares: true, ...(request && { pull_request: request }) };
    const { repositories } = setting();
    const project = atUrl(own.remote);
    const pin = await repositories.pin(project, wanted);
    moving.git('commit', '--quiet', '--amend', '-m', 'Again');
    const again = moving.git('rev-parse', 'HEAD');
    own.request(1, again);
    expect((await repositories.pin(project, wanted)).commit_sha).toBe(again);
    const opened = await repositories.open(project, pin);
    expect((await opened.read('a.ts'))?.text).toBe('2\n');
    await opened.close();
  });

  it('is read as it was last fetched while the host is away, with a note', async () => {
    const left = makeRepository({ files: { 'a.ts': '1\n' } });
    const own = await startCodeHost(left);
    own.request(1, left.commit({ branch: 'feat', files: { 'a.ts': '2\n' } }));
    const request = pullRequestIn(own.page(1));
    const wanted = { base: null, head: null, compares: true, ...(request && { pull_request: request }) };
    const { repositories } = setting();
    const pin = await repositories.pin(atUrl(own.remote), wanted);
    await own[Symbol.asyncDispose]();
    const later = await repositories.pin(atUrl(own.remote), wanted);
    expect(later.commit_sha).toBe(pin.commit_sha);
    expect(later.notes[0]).toMatch(/could not be reached; read as it was last fetched/);
    await expect(setting().repositories.pin(atUrl(own.remote), wanted)).rejects.toMatchObject({
      code: 'cannot_fetch',
    });
  });
});
