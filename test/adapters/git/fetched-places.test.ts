import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAllowedHost } from '../../../adapters/git/allowed-hosts.ts';
import { fetchingEnvironment, gitVariables, readingEnvironment } from '../../../adapters/git/environment.ts';
import { createRefNames } from '../../../adapters/git/ref-list.ts';
import { createGitRepositories } from '../../../adapters/git/repositories.ts';
import { startCodeHost } from '../../setup/code-host.ts';
import { afterFile } from '../../setup/file-end.ts';
import { makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atPath, atUrl, refs, setting } from './projects.ts';

/** A server that is not meant to be asked anything. */
async function bystander(listener: RequestListener = (_, response) => response.end()) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

describe('what git may fetch from', () => {
  it.each([
    ['https://github.com/acme/shop', true],
    ['git@github.com:acme/shop.git', true],
    ['ssh://git@GitHub.com:22/acme/shop', true],
    ['https://git.example.com:8443/x', true],
    ['https://git.example.com/x', false],
    ['https://github.com.evil.example/x', false],
    ['https://evil.example/github.com', false],
    ['https://github.com@evil.example/x', false],
    ['git@evil.example:github.com/x', false],
    ['file:///srv/x', false],
    ['http://127.0.0.1/x', false],
  ])('%s is on the list or not', (url, allowed) => {
    expect(isAllowedHost(url, ['GitHub.com', 'git.example.com:8443'])).toBe(allowed);
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://2852039166/latest',
    'http://0xa9fea9fe/latest',
    'ssh://git@169.254.169.254/x',
    'git://0251.0376.0251.0376/x',
    'git@169.254.169.254:x',
    'http://[fe80::1]/x',
    'http://[::ffff:169.254.169.254]/x',
    'http://[fd00:ec2::254]/x',
    'http://0.0.0.0/x',
  ])('%s never is, list or not', (url) => {
    expect(isAllowedHost(url, null)).toBe(false);
    expect(isAllowedHost(url, ['169.254.169.254', '[fe80::1]', '0.0.0.0'])).toBe(false);
  });

  it('a URL whose host is not on the list is refused before anything is asked', async () => {
    const { url, heard } = await bystander();
    const options = {
      home: makeFolder(),
      environment: { PATH: process.env.PATH ?? '' },
      hosts: ['github.com'],
    };
    const pin = createGitRepositories({ ...options, log() {} }).pin(atUrl(`${url}/x.git`), refs());
    await expect(pin).rejects.toMatchObject({
      kind: 'refused',
      code: 'host_not_allowed',
      message: expect.stringContaining('git.hosts'),
    });
    await expect(createRefNames(options).list(atUrl(`${url}/x.git`))).rejects.toMatchObject({
      code: 'host_not_allowed',
    });
    expect(heard).toEqual([]);
  });

  it('a clone’s origin that is not on the list is not asked for a pull request', async () => {
    await using host = await startCodeHost(makeRepository({ files: { a: '1' } }));
    const clone = makeRepository({ files: { a: '1' } });
    clone.git('remote', 'add', 'origin', host.remote);
    const options = {
      home: makeFolder(),
      environment: { PATH: process.env.PATH ?? '' },
      hosts: ['github.com'],
    };
    const pull_request = { kind: 'github', url: host.page(1), number: 1 } as const;
    const pin = createGitRepositories({ ...options, log() {} }).pin(
      atPath(clone.path),
      refs({ pull_request }),
    );
    await expect(pin).rejects.toMatchObject({ code: 'host_not_allowed' });
    expect(host.fetches()).toBe(0);
  });
});

describe('a server that names another place', () => {
  it('by a redirect is not followed there, and the error says what to do', async () => {
    const target = await bystander();
    const { url } = await bystander((request, response) =>
      response.writeHead(302, { location: `${target.url}${request.url}` }).end(),
    );
    await expect(setting().repositories.pin(atUrl(`${url}/x.git`), refs())).rejects.toMatchObject({
      code: 'cannot_fetch',
      message: expect.stringContaining('redirects to another address, which Baton does not follow'),
    });
    expect(target.heard).toEqual([]);
  });

  it('by the alternates of dumb HTTP is not followed there', async () => {
    const target = await bystander();
    const { url, heard } = await bystander((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (path.endsWith('/info/refs')) response.end(`${'a'.repeat(40)}\trefs/heads/main\n`);
      else if (path.endsWith('/HEAD')) response.end('ref: refs/heads/main\n');
      else if (path.endsWith('alternates')) response.end(`${target.url}/objects\n`);
      else response.writeHead(404).end();
    });
    await expect(setting().repositories.pin(atUrl(`${url}/x.git`), refs())).rejects.toMatchObject({
      code: 'cannot_fetch',
    });
    expect(heard.some((path) => path.includes('/objects/'))).toBe(true);
    expect(target.heard).toEqual([]);
  });

  it('by a submodule is not followed there, nor by a checkout', async () => {
    const target = await bystander();
    const remote = makeRepository({ files: { a: '1' } });
    const sub = remote.git('rev-parse', 'HEAD');
    remote.git('config', '--file', join(remote.path, '.gitmodules'), 'submodule.x.path', 'x');
    remote.git(
      'config',
      '--file',
      join(remote.path, '.gitmodules'),
      'submodule.x.url',
      `${target.url}/x.git`,
    );
    remote.git('add', '.gitmodules');
    remote.git('update-index', '--add', '--cacheinfo', `160000,${sub},x`);
    remote.git('commit', '--quiet', '-m', 'A submodule');
    const { repositories } = setting();
    const project = atUrl(`file://${remote.path}`);
    const pin = await repositories.pin(project, refs());
    const checkout = await repositories.checkout(project, pin);
    expect(existsSync(join(checkout.path, 'x/a'))).toBe(false);
    expect(execFileSync('git', ['-C', checkout.path, 'log', '--format=%s', '-1']).toString()).toBe(
      'A submodule\n',
    );
    await checkout.remove();
    expect(target.heard).toEqual([]);
  });
});

it('git gets none of Baton’s own variables, and for reading none of the operator’s', () => {
  const given = {
    PATH: '/bin',
    HOME: '/home/ana',
    BATON_API_TOKEN: 't',
    OPENAI_API_KEY: 'k',
    GIT_DIR: '/x',
    SSH_AUTH_SOCK: '/s',
  };
  const names = (environment: object) => Object.keys(environment).filter((name) => name in given);
  expect(names(fetchingEnvironment(given, 'https://host/x')).sort()).toEqual([
    'HOME',
    'PATH',
    'SSH_AUTH_SOCK',
  ]);
  expect(names(gitVariables(given)).sort()).toEqual(['HOME', 'PATH', 'SSH_AUTH_SOCK']);
  expect(readingEnvironment(given)).toMatchObject({ HOME: '/nonexistent', GIT_ALLOW_PROTOCOL: '' });
  expect(names(readingEnvironment(given)).sort()).toEqual(['HOME', 'PATH']);
});

it('git gets the protocol of the URL, and those that an operator may replace it by', () => {
  const protocols = (url: string) => fetchingEnvironment({}, url).GIT_ALLOW_PROTOCOL;
  expect(protocols('https://host/x')).toBe('https:ssh');
  expect(protocols('http://host/x')).toBe('https:ssh:http');
  expect(protocols('git@host:x')).toBe('https:ssh');
  expect(protocols('file:///srv/x')).toBe('https:ssh:file');
});
