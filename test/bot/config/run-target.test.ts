import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ConfiguredProject } from '../../../bot/config/config.ts';
import { resolveProject } from '../../../bot/config/projects.ts';
import { runTarget } from '../../../bot/config/run-target.ts';
import { pullRequestIn } from '../../../runner/core/pull-request.ts';
import { temporaryFolder } from '../surroundings.ts';

const home = { home: temporaryFolder(), homeSource: 'a test' };
const url = (id: string, at: string): ConfiguredProject => ({ id, path: null, url: at, ref: null });
const SITE = url('site', 'git@github.com:acme/site.git');
let checkout: string;
let bare: string;

beforeAll(() => {
  [checkout, bare] = [temporaryFolder(), temporaryFolder()];
  for (const folder of [checkout, bare]) execFileSync('git', ['init', '--quiet', folder]);
  execFileSync('git', ['-C', checkout, 'remote', 'add', 'origin', 'ssh://git@github.com:22/acme/shop']);
});

const local = (id: string, path: string): ConfiguredProject => ({ id, path, url: null, ref: null });
const config = (...projects: ConfiguredProject[]) => ({
  callerDirectory: bare,
  projects,
  roots: [],
  ...home,
});
const at = (typed: string) => pullRequestIn(`https://github.com/${typed}`);
const nobody = { project: null, usual: null };

describe('a pull request', () => {
  test('is found by the origin of a path, and by a URL in another form', async () => {
    const projects = config(local('gone', '/nowhere/at/all'), local('shop', checkout), SITE);
    const found = await runTarget({ ...nobody, change: at('acme/shop/pull/1') }, projects);
    expect(found).toMatchObject({ project: { id: 'shop', path: checkout }, pull_request: { number: 1 } });
    const site = await runTarget({ ...nobody, change: at('acme/site/pull/2') }, projects);
    expect(site).toMatchObject({ project: { id: 'site' }, pull_request: { number: 2 } });
  });

  test('is first looked for in the checkout that the person is in', async () => {
    const usual = resolveProject(checkout, config());
    const projects = config(url('mirror', 'https://github.com/acme/shop.git'));
    const found = await runTarget({ project: null, usual, change: at('acme/shop/pull/1') }, projects);
    expect(found?.project.id).toBe(checkout);
  });

  test('by its number is one of the project', async () => {
    const project = resolveProject(checkout, config());
    expect(await runTarget({ project, usual: null, change: 5 }, config())).toMatchObject({
      pull_request: { url: 'https://github.com/acme/shop/pull/5' },
    });
    expect(await runTarget({ ...nobody, change: 5 }, config(SITE))).toBeNull();
  });

  test('of no project is refused, and the refusal lists the projects', async () => {
    const projects = config(local('shop', checkout), SITE, local('plain', bare));
    const asked = runTarget({ ...nobody, change: at('evil/shop/pull/1') }, projects);
    await expect(asked).rejects.toMatchObject({
      kind: 'refused',
      code: 'foreign_request',
      message:
        'https://github.com/evil/shop/pull/1 cannot be reviewed here. It is of none of the projects: shop (github.com/acme/shop), site (github.com/acme/site), plain (no remote on a code host).',
    });
  });

  test('of another project than the named one is refused', async () => {
    const project = resolveProject(checkout, config());
    const asked = runTarget({ project, usual: null, change: at('acme/site/pull/1') }, config(SITE));
    await expect(asked).rejects.toMatchObject({ code: 'foreign_request' });
  });

  test('by its number is refused without a remote', async () => {
    const project = resolveProject(bare, config());
    const asked = runTarget({ project, usual: null, change: 5 }, config());
    await expect(asked).rejects.toMatchObject({ code: 'no_remote', path: 'pull_request' });
  });
});

test('without a change the named project is read, or else the usual one', async () => {
  const project = resolveProject(checkout, config());
  expect(await runTarget({ project: null, usual: project, change: null }, config())).toEqual({
    project,
    pull_request: null,
  });
  expect(await runTarget({ ...nobody, change: null }, config())).toBeNull();
});
