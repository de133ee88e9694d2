/** Remotes that answer oddly: what did not arrive is never read as if it had, and an older commit never without a word. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderFor } from '../../../adapters/git/private-repository.ts';
import { withoutSecrets } from '../../../adapters/git/remote-url.ts';
import { gitAt, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atUrl, refs, setting } from './projects.ts';

const THREE = [{ files: { a: '1\n' } }, { files: { a: '2\n' } }, { files: { a: '3\n' } }];
const SHALLOW = 'the remote is a shallow clone itself: its history ends early';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a remote that is a shallow clone', () => {
  it('is read at its commit, as shallow history', async () => {
    const { path, git } = makeRepository({ commits: THREE });
    const shallow = join(makeFolder(), 'shallow');
    gitAt('/', ['clone', '--quiet', '--depth=1', `file://${path}`, shallow]);
    const pin = await setting().repositories.pin(atUrl(`file://${shallow}`), refs());
    expect(pin).toMatchObject({ commit_sha: git('rev-parse', 'HEAD'), history: 'shallow', notes: [SHALLOW] });
  });

  it('is read at its new commit after it was read whole, and whole again once it is', async () => {
    const { path, commit } = makeRepository({ commits: THREE });
    const clone = join(makeFolder(), 'clone');
    gitAt('/', ['clone', '--quiet', `file://${path}`, clone]);
    const { repositories } = setting();
    const project = atUrl(`file://${clone}`);
    expect(await repositories.pin(project, refs())).toMatchObject({ history: 'full', notes: [] });
    const sha = commit({ files: { a: '4\n' } });
    rmSync(clone, { recursive: true });
    gitAt('/', ['clone', '--quiet', '--depth=1', `file://${path}`, clone]);
    expect(await repositories.pin(project, refs())).toMatchObject({ commit_sha: sha, history: 'shallow' });
    gitAt(clone, ['fetch', '--quiet', '--unshallow']);
    expect(await repositories.pin(project, refs())).toMatchObject({
      commit_sha: sha,
      history: 'full',
      notes: [],
    });
  });
});

describe('a remote’s default branch', () => {
  it('is followed when it was renamed', async () => {
    const { path, git, commit } = makeRepository({ commits: THREE });
    const { repositories } = setting();
    await repositories.pin(atUrl(`file://${path}`), refs());
    git('branch', '--move', 'main', 'main/renamed');
    const sha = commit({ files: { a: '4\n' } });
    expect((await repositories.pin(atUrl(`file://${path}`), refs())).commit_sha).toBe(sha);
  });

  it('is asked for when its HEAD names none, and is not needed where a head was named', async () => {
    const { path, git } = makeRepository({ commits: THREE });
    const { repositories } = setting();
    await repositories.pin(atUrl(`file://${path}`), refs());
    git('branch', 'other');
    git('symbolic-ref', 'HEAD', 'refs/heads/gone');
    git('branch', '--delete', '--force', 'main');
    const asked = repositories.pin(atUrl(`file://${path}`), refs());
    await expect(asked).rejects.toMatchObject({
      kind: 'refused',
      code: 'no_default_branch',
      message: expect.stringContaining('its HEAD names a branch that was renamed or deleted'),
    });
    const pin = await repositories.pin(atUrl(`file://${path}`), refs({ head: 'other' }));
    expect(pin.commit_sha).toBe(git('rev-parse', 'other'));
  });

  it('may be a detached HEAD that no branch has', async () => {
    const { path, git } = makeRepository({ commits: THREE });
    git('checkout', '--quiet', '--detach');
    git('commit', '--quiet', '--allow-empty', '-m', 'Aside');
    const pin = await setting().repositories.pin(atUrl(`file://${path}`), refs());
    expect(pin.commit_sha).toBe(git('rev-parse', 'HEAD'));
  });
});

describe('a remote without commits', () => {
  it('is refused, and what was read of it before is kept', async () => {
    const { path } = makeRepository({ commits: THREE });
    const { repositories } = setting();
    const project = atUrl(`file://${path}`);
    const pin = await repositories.pin(project, refs());
    renameSync(path, `${path}-moved`);
    gitAt('/', ['init', '--quiet', path]);
    await expect(repositories.pin(project, refs())).rejects.toMatchObject({
      kind: 'refused',
      code: 'no_commits',
      message: expect.stringContaining('has no branches and no tags: there are no commits yet'),
    });
    await (await repositories.open(project, pin)).close();
  });
});

describe('a remote that is damaged', () => {
  it('leaves the mirror as it was, and the error has git’s words', async () => {
    const { path, git, commit } = makeRepository({ commits: THREE });
    const { repositories } = setting();
    const project = atUrl(`file://${path}`);
    const pin = await repositories.pin(project, refs());
    commit({ files: { a: '4\n', b: '4\n' } });
    const blob = git('rev-parse', 'HEAD:b');
    rmSync(join(path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    await expect(repositories.pin(project, refs())).rejects.toMatchObject({
      kind: 'environment',
      code: 'cannot_fetch',
    });
    await (await repositories.open(project, pin)).close();
  });

  it('that can’t read its own default branch is not read at an older commit', async () => {
    const { path } = makeRepository({ commits: THREE });
    const { repositories } = setting();
    const project = atUrl(`file://${path}`);
    await repositories.pin(project, refs());
    writeFileSync(join(path, '.git/refs/heads/main'), '');
    await expect(repositories.pin(project, refs())).rejects.toMatchObject({ name: 'BatonError' });
  });
});

describe('a mirror that is damaged', () => {
  it('is fetched anew', async () => {
    const { path, git } = makeRepository({ commits: THREE });
    const { repositories, home } = setting();
    const project = atUrl(`file://${path}`);
    const pin = await repositories.pin(project, refs());
    const objects = join(folderFor(home, 'mirror', `file://${path}`), 'objects');
    rmSync(objects, { recursive: true });
    gitAt('/', ['init', '--quiet', '--bare', `${objects}-empty`]);
    renameSync(join(`${objects}-empty`, 'objects'), objects);
    expect(await repositories.pin(project, refs())).toEqual(pin);
    expect(pin.commit_sha).toBe(git('rev-parse', 'HEAD'));
  });
});

describe('a remote behind HTTP', () => {
  it.each([
    ['a web page', 200, /The server did not answer as a git repository/],
    ['404', 404, /Check the URL; a repository that this host may not see looks the same/],
    ['401', 401, /Check the credentials/],
    ['403', 403, /Check the credentials/],
  ])('is an error that says what to check when it answers with %s', async (_, status, message) => {
    const origin = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="x"' });
      response.end('<!doctype html><title>Log in</title>');
    });
    const asked = setting().repositories.pin(atUrl(`${origin}/shop.git`), refs());
    await expect(asked).rejects.toMatchObject({
      kind: 'environment',
      code: 'cannot_fetch',
      passing: false,
      message: expect.stringMatching(message),
    });
  });

  it('is an error when it redirects to a login page, whose address keeps its secrets', async () => {
    const origin = await serve((request, response) => {
      if (request.url?.startsWith('/login') === true)
        response.writeHead(200, { 'content-type': 'text/html' }).end('Log in');
      else
        response.writeHead(302, { location: '/login/info/refs?service=git-upload-pack&token=s3cr3t' }).end();
    });
    const asked = setting().repositories.pin(atUrl(`${origin}/shop.git`), refs());
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'environment', code: 'cannot_fetch' });
    expect(String(error)).not.toContain('s3cr3t');
  });

  it('is read as it was last fetched, with a note and the commit, while it answers 503', async () => {
    const { git, path } = makeRepository({ commits: THREE });
    const origin = await serve((_request, response) => void response.writeHead(503).end());
    const url = `${origin}/shop.git`;
    const { repositories, home } = setting();
    await repositories.pin(atUrl(`file://${path}`), refs());
    renameSync(folderFor(home, 'mirror', `file://${path}`), folderFor(home, 'mirror', url));
    const pin = await repositories.pin(atUrl(url), refs());
    const short = git('rev-parse', 'HEAD').slice(0, 7);
    expect(pin.notes).toEqual([`${url} could not be reached; read as it was last fetched, at ${short}`]);
    await expect(repositories.pin(atUrl(url), refs({ head: 'v9' }))).rejects.toMatchObject({
      kind: 'environment',
      passing: true,
      message: expect.stringContaining('v9 is not in what was fetched before'),
    });
  });
});

describe('an empty repository behind HTTP', () => {
  it('is refused as one without commits', async () => {
    const line = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      const none = `${'0'.repeat(40)} capabilities^{}\0agent=x\n`;
      response.end(`${line('# service=git-upload-pack\n')}0000${line(none)}0000`);
    });
    const asked = setting().repositories.pin(atUrl(`${origin}/shop.git`), refs());
    await expect(asked).rejects.toMatchObject({ kind: 'refused', code: 'no_commits' });
  });
});

describe('a ref that is no branch and no tag', () => {
  it('is fetched anew each time, and is gone once the remote has it no more', async () => {
    const { path, git } = makeRepository({ commits: THREE });
    git('update-ref', 'refs/pull/1/head', 'HEAD~2');
    const { repositories } = setting();
    const project = atUrl(`file://${path}`);
    const asked = refs({ head: 'refs/pull/1/head' });
    expect((await repositories.pin(project, asked)).commit_sha).toBe(git('rev-parse', 'HEAD~2'));
    git('update-ref', 'refs/pull/1/head', 'HEAD~1');
    expect((await repositories.pin(project, asked)).commit_sha).toBe(git('rev-parse', 'HEAD~1'));
    git('update-ref', '-d', 'refs/pull/1/head');
    await expect(repositories.pin(project, asked)).rejects.toMatchObject({ code: 'unknown_ref' });
  });
});

describe('the secrets of a URL', () => {
  it.each([
    [
      "unable to access 'https://ana:pw@host/x.git/': refused",
      "unable to access 'https://***@host/x.git/': refused",
    ],
    ['https://ghp_token@host/x', 'https://***@host/x'],
    ['ssh://git:pw@host/x and https://host/y?token=1#f', 'ssh://***@host/x and https://host/y'],
    ['https://host/a@b', 'https://host/a@b'],
  ])('are taken out of what git says: %s', (given, shown) => {
    expect(withoutSecrets(given)).toBe(shown);
  });
});
