import { describe, expect, test } from 'vitest';
import { projectGlobs } from '../../../bot/cli/commands/run.ts';

const shop = { id: 'shop', path: '/srv/shop', url: null, ref: null, host: 'here' };
const site = { id: 'site', path: null, url: 'https://example.org/site.git', ref: null, host: null };

describe('a --path glob', () => {
  test.each([
    ['src/**', '/srv/shop', 'src/**'],
    ['src/**', '/srv/shop/packages/api', 'packages/api/src/**'],
    ['../web/*.ts', '/srv/shop/packages/api', 'packages/web/*.ts'],
    ['./src', '/srv/shop', 'src'],
    ['.', '/srv/shop', '**'],
    ['.', '/srv/shop/packages', 'packages'],
    ['src/**', '/elsewhere', 'src/**'],
    ['/srv/shop/src/**', '/elsewhere', 'src/**'],
  ])('%s typed in %s is %s', (glob, caller, expected) => {
    expect(projectGlobs([glob], shop, caller)).toEqual([expected]);
  });

  test('counts from the top of a project with a URL', () => {
    expect(projectGlobs(['./src/*'], site, '/srv/shop/packages')).toEqual(['src/*']);
  });

  test.each(['../other', '/etc/passwd', '', ' '])('%j leads nowhere inside and is refused', (glob) => {
    expect(() => projectGlobs([glob], shop, '/srv/shop')).toThrow(/is not inside \/srv\/shop\.$/);
  });
});
