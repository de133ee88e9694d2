import { describe, expect, it } from 'vitest';
import {
  belongsTo,
  codeHostOf,
  headRef,
  linkText,
  type PullRequest,
  parsePullRequest,
  pullRequestAt,
  pullRequestIn,
  repositoryOf,
  shortName,
  shownRemote,
} from '../../../runner/core/pull-request.ts';

const HUB = 'https://github.com/acme/shop/pull/123';
const LAB = 'https://gitlab.com/acme/apps/shop/-/merge_requests/7';
const TEA = 'https://codeberg.org/acme/shop/pulls/5';

function at(url: string): PullRequest {
  const request = pullRequestIn(url);
  if (request === null) throw new Error(`${url} is no request`);
  return request;
}

describe('the URL of a request', () => {
  it.each([
    [HUB, 'github', HUB, 123],
    [`${HUB}/files`, 'github', HUB, 123],
    [`${HUB}/commits/0a1b2c3`, 'github', HUB, 123],
    [`${HUB}/files?diff=split&w=1#diff-0a1b`, 'github', HUB, 123],
    [`${HUB}#issuecomment-1`, 'github', HUB, 123],
    [`${HUB}/`, 'github', HUB, 123],
    [`  <${HUB}>  `, 'github', HUB, 123],
    [`<${HUB}|shop#123>`, 'github', HUB, 123],
    ['HTTPS://GitHub.com/Acme/Shop/pull/1', 'github', 'https://github.com/Acme/Shop/pull/1', 1],
    [
      'https://git.acme.example:8443/a.b/c-d_e/pull/9',
      'github',
      'https://git.acme.example:8443/a.b/c-d_e/pull/9',
      9,
    ],
    ['http://127.0.0.1:8080/acme/shop/pull/2', 'github', 'http://127.0.0.1:8080/acme/shop/pull/2', 2],
    [LAB, 'gitlab', LAB, 7],
    [`${LAB}/diffs?commit_id=1#note_2`, 'gitlab', LAB, 7],
    [
      'https://gitlab.acme.example/a/b/c/d/-/merge_requests/12',
      'gitlab',
      'https://gitlab.acme.example/a/b/c/d/-/merge_requests/12',
      12,
    ],
    ['https://gitlab.com/a/b/merge_requests/3', 'gitlab', 'https://gitlab.com/a/b/-/merge_requests/3', 3],
    [TEA, 'gitea', TEA, 5],
    [`${TEA}/files`, 'gitea', TEA, 5],
    ['https://acme.example/git/acme/shop/pulls/6', 'gitea', 'https://acme.example/git/acme/shop/pulls/6', 6],
  ])('%s is one of %s', (typed, kind, url, number) => {
    expect(parsePullRequest(typed)).toEqual({ request: { kind, url, number } });
  });

  it.each(['123', '#123', '!123', ' 123 '])('can be left out for a number: %s', (typed) => {
    expect(parsePullRequest(typed)).toEqual({ request: 123 });
  });

  it.each([
    ['ftp://github.com/acme/shop/pull/1', /neither https:\/\/ nor http:\/\//],
    ['javascript:alert(1)//github.com/acme/shop/pull/1', /neither/],
    ['ext::sh -c id', /neither/],
    ['file:///acme/shop/pull/1', /neither/],
    ['git@github.com:acme/shop.git', /neither|not "git@/],
    ['github.com/acme/shop/pull/1', /not "github\.com/],
    ['--upload-pack=id', /not "--upload-pack=id"/],
    ['https://github.com/acme/shop', /is another page/],
    ['https://github.com/acme/shop/issues/1', /is another page/],
    ['https://github.com/acme/shop/pull/0', /is another page/],
    ['https://github.com/acme/shop/pull/1x', /is another page/],
    ['https://github.com/acme/shop/pull/12345678901', /is another page/],
    ['https://github.com/acme/../pull/1', /is another page/],
    ['https://github.com/ac%0ame/shop/pull/1', /is another page/],
    ['https://github.com/acme/shop/compare?token=hush', /is another page/],
    ['https://bitbucket.org/acme/shop/pull-requests/4', /Bitbucket/],
    ['https://ana:hush@github.com/acme/shop/pull/1', /user name or a password/],
    ['https:// github.com/acme/shop/pull/1', /cannot be parsed/],
    ['0', /not "0"/],
    ['-3', /not "-3"/],
    ['main', /not "main"/],
  ])('is refused in words: %s', (typed, words) => {
    const parsed = parsePullRequest(typed);
    expect(parsed).toEqual({ fault: expect.stringMatching(words) });
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });

  it('is told from other words of a focus', () => {
    expect(
      ['123', 'why', 'https://github.com/acme/shop', HUB].map((word) => pullRequestIn(word)?.number),
    ).toEqual([undefined, undefined, undefined, 123]);
  });
});

it.each([
  [HUB, 'refs/pull/123/head', 'pr-123', 'pull request #123', 'acme/shop'],
  [LAB, 'refs/merge-requests/7/head', 'mr-7', 'merge request !7', 'acme/apps/shop'],
  [TEA, 'refs/pull/5/head', 'pr-5', 'pull request #5', 'acme/shop'],
])('%s has a ref, a name and a repository', (url, ref, name, text, path) => {
  const request = at(url);
  expect([headRef(request), shortName(request), linkText(request)]).toEqual([ref, name, text]);
  expect(repositoryOf(request)).toEqual({ host: new URL(url).host, path });
});

describe('a request belongs to a remote', () => {
  it.each([
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop',
    'https://github.com/Acme/Shop/',
    'http://github.com/acme/shop.git',
    'https://robot:secret@github.com/acme/shop.git',
    'https://www.github.com/acme/shop',
    'git@github.com:acme/shop.git',
    'github.com:acme/shop',
    'git@github.com:/acme/shop.git',
    'ssh://git@github.com/acme/shop.git',
    'ssh://git@github.com:22/acme/shop',
    'ssh://git@ssh.github.com:443/acme/shop.git',
    'git+ssh://git@github.com/acme/shop.git',
    'git://github.com/acme/shop.git',
  ])('%s', (remote) => {
    expect(belongsTo(at(HUB), remote)).toBe(true);
  });

  it.each([
    'https://github.com/acme/shop-2.git',
    'https://github.com/evil/shop.git',
    'https://github.com.evil.example/acme/shop.git',
    'https://evil.example/github.com/acme/shop.git',
    'https://github.com@evil.example/acme/shop.git',
    'https://github.com:8443/acme/shop.git',
    'git@gitlab.com:acme/shop.git',
    '/srv/git/acme/shop.git',
    '../acme/shop',
    'file:///acme/shop.git',
    'C:/acme/shop.git',
    '',
  ])('but not to %s', (remote) => {
    expect(belongsTo(at(HUB), remote)).toBe(false);
  });

  it('on the port of its pages; the port of ssh is another', () => {
    const request = at('https://git.acme.example:8443/acme/shop/pulls/1');
    expect(belongsTo(request, 'https://git.acme.example:8443/acme/shop.git')).toBe(true);
    expect(belongsTo(request, 'ssh://git@git.acme.example:7999/acme/shop.git')).toBe(true);
    expect(belongsTo(request, 'https://git.acme.example/acme/shop.git')).toBe(false);
  });
});

describe('a number', () => {
  it.each([
    ['git@github.com:acme/shop.git', HUB],
    ['https://github.com/acme/shop', HUB],
    [
      'ssh://git@gitlab.acme.example:2222/a/b/c.git',
      'https://gitlab.acme.example/a/b/c/-/merge_requests/123',
    ],
    ['https://codeberg.org/acme/shop.git', 'https://codeberg.org/acme/shop/pulls/123'],
    ['http://gitea.local:3000/acme/shop.git', 'http://gitea.local:3000/acme/shop/pulls/123'],
  ])('is one of %s', (remote, url) => {
    expect(pullRequestAt(remote, 123)).toMatchObject({ request: { url, number: 123 } });
  });

  it.each([
    ['https://git.acme.example/acme/shop.git', /git\.acme\.example may be GitHub, GitLab or Gitea/],
    ['/srv/git/shop.git', /is on no code host/],
    ['git@github.com:shop.git', /has no requests of shop/],
  ])('needs more than the remote %s', (remote, words) => {
    expect(pullRequestAt(remote, 123)).toEqual({ fault: expect.stringMatching(words) });
  });
});

it('a remote is shown without what may be secret in it', () => {
  expect(shownRemote('https://robot:hush@github.com/acme/shop.git?token=hush')).toBe('github.com/acme/shop');
  expect(shownRemote('ssh://git@host.example:22/a/b')).toBe('host.example/a/b');
  expect(shownRemote('/srv/shop.git')).toBeNull();
  expect([
    codeHostOf('git@host.example:a/b.git'),
    codeHostOf('http://h.example:81/a/b'),
    codeHostOf('/a'),
  ]).toEqual(['host.example', 'h.example:81', null]);
});
