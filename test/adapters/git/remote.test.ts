/** Projects with a URL: what is fetched, what is refused, and where secrets do not go. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderFor } from '../../../adapters/git/private-repository.ts';
import { parseRemote } from '../../../adapters/git/remote-url.ts';
import { makeRepository } from '../../setup/repositories.ts';
import { atUrl, refs, setting } from './projects.ts';

/** Nothing listens there. */
const NOWHERE = 'git://127.0.0.1:9/shop.git';

describe('a project with a URL', () => {
  it('reads its own ref, else the remote’s default branch', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const trunk = remote.commit({ branch: 'trunk', files: { a: '2' } });
    const side = remote.commit({ branch: 'side', files: { a: '3' } });
    remote.git('switch', '--quiet', 'trunk');
    const { repositories, lines } = setting();
    const url = `file://${remote.path}`;
    expect((await repositories.pin(atUrl(url), refs())).commit_sha).toBe(trunk);
    expect((await repositories.pin(atUrl(url, 'side'), refs())).commit_sha).toBe(side);
    const pin = await repositories.pin(atUrl(url, 'side'), refs({ compares: true }));
    expect(pin).toMatchObject({ base_sha: trunk, label: `trunk..side (${side.slice(0, 7)})` });
    expect(lines[0]).toBe(`fetched ${url}`);
  });

  it('sees what was pushed since, a force push and a removed branch included', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const { repositories } = setting();
    const project = atUrl(`file://${remote.path}`);
    remote.git('branch', 'feat');
    await repositories.pin(project, refs({ head: 'feat' }));
    remote.git('branch', '-D', 'feat');
    remote.git('commit', '--quiet', '--amend', '-m', 'Again');
    remote.git('branch', 'feat/deeper');
    expect((await repositories.pin(project, refs())).commit_sha).toBe(remote.git('rev-parse', 'HEAD'));
    await repositories.pin(project, refs({ head: 'feat/deeper' }));
    await expect(repositories.pin(project, refs({ head: 'feat' }))).rejects.toMatchObject({
      code: 'unknown_ref',
    });
  });

  it('opens a pinned commit while the remote is gone', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const { repositories } = setting();
    const project = atUrl(`file://${remote.path}`);
    const pin = await repositories.pin(project, refs());
    renameSync(remote.path, `${remote.path}-moved`);
    const opened = await repositories.open(project, pin);
    expect((await opened.read('a'))?.text).toBe('1');
    await opened.close();
    await expect(repositories.pin(project, refs())).rejects.toMatchObject({
      kind: 'environment',
      code: 'cannot_fetch',
    });
  });

  it('fetches a pinned commit that another machine chose, though no branch has it any more', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    remote.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const project = atUrl(`file://${remote.path}`);
    const pin = await setting().repositories.pin(project, refs());
    remote.git('commit', '--quiet', '--amend', '-m', 'Again');
    const opened = await setting().repositories.open(project, pin);
    expect(opened.pin.commit_sha).toBe(pin.commit_sha);
    await opened.close();
  });

  it('is fetched by several at once', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const { repositories, home } = setting();
    const others = setting(home).repositories;
    const project = atUrl(`file://${remote.path}`);
    const pins = await Promise.all(
      [repositories, others, repositories, others].map((one) => one.pin(project, refs())),
    );
    expect(new Set(pins.map((pin) => pin.commit_sha)).size).toBe(1);
    expect(readdirSync(join(home, 'repos')).filter((name) => name.includes('.lock'))).toEqual([]);
  });

  it('takes over from a process that died while it fetched', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const { repositories, home } = setting();
    const project = atUrl(`file://${remote.path}`);
    await repositories.pin(project, refs());
    const [mirror = ''] = readdirSync(join(home, 'repos'));
    const lock = join(home, 'repos', `${mirror}.lock`);
    writeFileSync(lock, 'someone');
    utimesSync(lock, 1, 1);
    writeFileSync(join(home, 'repos', mirror, 'shallow.lock'), '');
    mkdirSync(join(home, 'repos', mirror, 'refs', 'baton', 'incoming', 'refs', 'heads'), { recursive: true });
    writeFileSync(join(home, 'repos', mirror, 'refs', 'baton', 'incoming', 'refs', 'heads', 'main.lock'), '');
    const sha = remote.commit({ files: { a: '2' } });
    expect((await repositories.pin(project, refs())).commit_sha).toBe(sha);
  });

  it('hands its credentials to the host alone', async () => {
    const asked: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers);
      response.writeHead(request.headers.authorization === undefined ? 401 : 404, {
        'www-authenticate': 'Basic realm="x"',
      });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { repositories, home, lines } = setting();
    const project = atUrl(`http://robot:s3cr3t%2Fx@127.0.0.1:${port}/shop.git`);
    const error: unknown = await repositories.pin(project, refs()).catch((reason: unknown) => reason);
    server.close();
    expect(error).toMatchObject({ kind: 'environment', code: 'cannot_fetch' });
    expect(String(error)).toContain(`http://127.0.0.1:${port}/shop.git`);
    expect(`${String(error)}${lines.join()}${execFileSync('find', [home]).toString()}`).not.toMatch(
      /s3cr3t|robot/,
    );
    expect(asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from('robot:s3cr3t/x').toString('base64')}`);
  });

  it('says that a host cannot be reached', async () => {
    const pin = setting().repositories.pin(atUrl(NOWHERE), refs());
    await expect(pin).rejects.toMatchObject({ kind: 'environment', code: 'cannot_fetch', passing: true });
  });

  it('goes on with the mirror it has when the host cannot be reached, and says so', async () => {
    const remote = makeRepository({ files: { a: '1' } });
    const { repositories, home } = setting();
    await repositories.pin(atUrl(`file://${remote.path}`), refs());
    const [mirror = ''] = readdirSync(join(home, 'repos'));
    renameSync(join(home, 'repos', mirror), folderFor(home, 'mirror', NOWHERE));
    const pin = await repositories.pin(atUrl(NOWHERE), refs());
    expect(pin.commit_sha).toBe(remote.git('rev-parse', 'HEAD'));
    expect(pin.notes).toEqual([
      `${NOWHERE} could not be reached; read as it was last fetched, at ${pin.commit_sha.slice(0, 7)}`,
    ]);
  });
});

describe('the URL of a project', () => {
  it('is refused when git would take it for something else', () => {
    for (const url of [
      'ext::sh -c touch% /tmp/x',
      'ext::x',
      'fd::3',
      '--upload-pack=/tmp/x',
      '-oProxyCommand=x',
      'ssh://-oProxyCommand=x/y',
      '/srv/shop',
      'ftp://host/x',
      'https://',
      'https://host/a b',
      'file:///',
      'javascript:alert(1)',
      '',
    ]) {
      expect(() => parseRemote(url), url).toThrow(
        expect.objectContaining({ kind: 'refused', code: 'bad_url' }),
      );
    }
  });

  it('is shown without its secrets', () => {
    expect(parseRemote('https://ana:pw@host/x.git?token=1#f')).toMatchObject({ shown: 'https://host/x.git' });
    expect(parseRemote('https://ghp_token@host/x.git').url).toBe('https://host/x.git');
    expect(parseRemote('ssh://git:pw@host/x.git').url).toBe('ssh://git@host/x.git');
    expect(parseRemote('git@host:acme/x.git')).toMatchObject({ url: 'git@host:acme/x.git', credentials: {} });
  });
});
