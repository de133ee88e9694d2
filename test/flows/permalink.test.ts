import { describe, expect, test } from 'vitest';
import { codeHostOf } from '../../flows/permalink.ts';

const SHA = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0';
const link = (remote: string, end = 12): string | undefined =>
  codeHostOf(remote)?.permalink({ path: 'src/a.ts', sha: SHA, start: 10, end });

describe('a permalink', () => {
  test.each([
    ['https://github.com/acme/shop.git', `https://github.com/acme/shop/blob/${SHA}/src/a.ts#L10-L12`],
    ['git@github.com:acme/shop.git', `https://github.com/acme/shop/blob/${SHA}/src/a.ts#L10-L12`],
    ['ssh://git@ssh.github.com:443/acme/shop', `https://github.com/acme/shop/blob/${SHA}/src/a.ts#L10-L12`],
    ['https://gitlab.com/acme/web/shop/', `https://gitlab.com/acme/web/shop/-/blob/${SHA}/src/a.ts#L10-12`],
    [
      'git@gitlab.acme.example:web/shop.git',
      `https://gitlab.acme.example/web/shop/-/blob/${SHA}/src/a.ts#L10-12`,
    ],
    ['https://bitbucket.org/acme/shop', `https://bitbucket.org/acme/shop/src/${SHA}/src/a.ts#lines-10:12`],
    ['https://codeberg.org/acme/shop', `https://codeberg.org/acme/shop/src/commit/${SHA}/src/a.ts#L10-L12`],
    [
      'https://forgejo.acme.example:8443/a/b',
      `https://forgejo.acme.example:8443/a/b/src/commit/${SHA}/src/a.ts#L10-L12`,
    ],
  ])('of %s is %s', (remote, expected) => {
    expect(link(remote)).toBe(expected);
  });

  test.each([
    'https://example.com/acme/shop',
    'https://github.com.evil.example/acme/shop',
    'https://github.com/acme',
    'https://github.com/acme/shop/tree/main',
    'https://github.com/acme/..',
    'https://github.com/acme/sh"op)',
    'file:///srv/github.com/acme/shop',
    '/srv/github.com/acme/shop',
    'ext::sh -c whoami',
  ])('is not made for %s', (remote) => {
    expect(link(remote)).toBeUndefined();
  });

  test('holds nothing of a user, a password or a query', () => {
    const made = link('https://ana:ghp_secret@github.com/acme/shop.git?token=1');
    expect(made).toBe(`https://github.com/acme/shop/blob/${SHA}/src/a.ts#L10-L12`);
  });

  test('names one line, or a whole file', () => {
    expect(link('https://github.com/acme/shop', 10)).toMatch(/a\.ts#L10$/);
    const whole = codeHostOf('https://github.com/acme/shop')?.permalink({
      path: 'a.ts',
      sha: SHA,
      start: null,
      end: null,
    });
    expect(whole).toMatch(/a\.ts$/);
  });

  test('encodes what would end the address or the Markdown around it', () => {
    const made = codeHostOf('https://github.com/acme/shop')?.permalink({
      path: 'app/(shop)/a b#1?.ts',
      sha: SHA,
      start: 1,
      end: 1,
    });
    expect(made).toBe(`https://github.com/acme/shop/blob/${SHA}/app/%28shop%29/a%20b%231%3F.ts#L1`);
  });
});
