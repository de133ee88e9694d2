import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ConfiguredProject } from '../../../bot/config/config.ts';
import { hostOf } from '../../../bot/config/host.ts';
import {
  offeredProjects,
  resolveAllowedProject,
  resolveProject,
  scheduledProject,
} from '../../../bot/config/projects.ts';
import { temporaryFolder } from '../surroundings.ts';

let root: string;
const home = { home: temporaryFolder(), homeSource: 'a test' };
const at = (name: string) => join(root, name);

function config(caller: string, projects: ConfiguredProject[] = [], roots: string[] = []) {
  return { callerDirectory: caller, projects, roots, ...home };
}
const local = (id: string, path: string): ConfiguredProject => ({ id, path, url: null, ref: null });
const remote = (id: string, url: string): ConfiguredProject => ({ id, path: null, url, ref: 'main' });

beforeEach(() => {
  root = temporaryFolder();
  mkdirSync(at('shop/.git'), { recursive: true });
  mkdirSync(at('shop/src/deep'), { recursive: true });
  mkdirSync(at('plain'));
  writeFileSync(at('shop/.git/HEAD'), 'ref: refs/heads/trunk\n');
  writeFileSync(at('file.txt'), '');
  symlinkSync(at('shop'), at('link'));
});

describe('the project of a run from the command line', () => {
  test('is the git top level of the folder that the person is in', () => {
    expect(resolveProject(null, config(at('shop/src/deep')))).toEqual({
      id: at('shop'),
      path: at('shop'),
      url: null,
      ref: null,
      host: hostOf(home),
    });
  });

  test('is the folder itself where there is no git repository', () => {
    expect(resolveProject(null, config(at('plain'))).path).toBe(at('plain'));
  });

  test('is found by a path relative to the person, through links', () => {
    expect(resolveProject('../link', config(at('plain'))).path).toBe(at('shop'));
  });

  test('has the configured id when its real path matches one', () => {
    expect(resolveProject(at('shop'), config(root, [local('store', at('link'))])).id).toBe('store');
  });

  test('is found by its configured id, before a folder of that name', () => {
    expect(resolveProject('plain', config(root, [local('plain', at('shop'))])).path).toBe(at('shop'));
  });

  test('can be a URL, under the configured id if it has one', () => {
    const url = 'https://example.org/site.git';
    expect(resolveProject(url, config(root))).toEqual({ id: url, path: null, url, ref: null, host: null });
    expect(resolveProject(url, config(root, [remote('site', url)]))).toMatchObject({
      id: 'site',
      ref: 'main',
    });
  });

  test.each([
    ['an unknown id', 'shpo', /no project or folder "shpo"\. Did you mean shop\?/],
    ['a path that is not there', './nowhere', /There is no folder .*nowhere/],
    ['a file', 'file.txt', /file\.txt is not a folder/],
    ['a blank', ' ', /blank/],
    [
      'a URL with a password',
      'https://ana:secret@example.org/x.git',
      /^This URL holds a user name or a password/,
    ],
    ['a transport that runs a command', 'ext::sh -c id', /no project or folder/],
  ])('is refused for %s', (_name, given, message) => {
    expect(() => resolveProject(given, config(root, [local('shop', at('shop'))]))).toThrow(message);
  });
});

describe('the project of a run from the API', () => {
  test('is one that is configured, by id or by path', () => {
    const configured = config(at('plain'), [local('store', at('shop'))]);
    expect(resolveAllowedProject('store', configured).path).toBe(at('shop'));
    expect(resolveAllowedProject(at('link'), configured).id).toBe('store');
  });

  test('is any folder below a root', () => {
    expect(resolveAllowedProject(at('plain'), config(at('shop'), [], [root])).path).toBe(at('plain'));
  });

  test('is the repository that the service was started in when none is configured', () => {
    expect(resolveAllowedProject(at('shop'), config(at('shop/src'))).path).toBe(at('shop'));
  });

  test.each([
    ['a folder elsewhere', () => at('plain')],
    ['a relative path', () => '.'],
    ['a URL', () => 'https://example.org/x.git'],
    ['a link that leads out of the root', () => at('shop/out')],
  ])('is not %s', (_name, given) => {
    symlinkSync(at('plain'), at('shop/out'));
    expect(() =>
      resolveAllowedProject(given(), config(at('plain'), [local('store', at('shop'))], [at('shop')])),
    ).toThrow(/no project or folder/);
  });
});

test('a schedule reads any folder only if it was added at the command line', () => {
  const around = config(at('shop'), [local('store', at('shop'))]);
  expect(scheduledProject(at('plain'), 'cli:ana', around).path).toBe(at('plain'));
  for (const owner of ['api', 'slack:T1:U1', 'web', null]) {
    expect(() => scheduledProject(at('plain'), owner, around)).toThrow(/no project or folder/);
  }
});

describe('a folder below a root that keeps its repository elsewhere', () => {
  test.each<readonly [string, (folder: string, other: string) => void]>([
    ['by a .git file', (folder, other) => writeFileSync(join(folder, '.git'), `gitdir: ${other}/.git\n`)],
    ['by a link', (folder, other) => symlinkSync(join(other, '.git'), join(folder, '.git'))],
    [
      'as a linked work tree',
      (folder, other) => {
        mkdirSync(join(folder, '.git'));
        writeFileSync(join(folder, '.git/commondir'), `${other}/.git\n`);
      },
    ],
    [
      'by its refs',
      (folder, other) => {
        mkdirSync(join(folder, '.git'));
        symlinkSync(join(other, '.git/refs'), join(folder, '.git/refs'));
      },
    ],
    [
      'by borrowed objects, also of one that it borrows from',
      (folder, other) => {
        mkdirSync(join(folder, '.git/objects/info'), { recursive: true });
        mkdirSync(join(folder, 'between/info'), { recursive: true });
        writeFileSync(join(folder, '.git/objects/info/alternates'), '# a remark\n../../between\n');
        writeFileSync(join(folder, 'between/info/alternates'), `"${other}/.git/objects"\n`);
      },
    ],
  ])('%s is read from the API only if that is below a root too', (_name, tie) => {
    const [inside, folder] = [at('inside'), at('inside/tied')];
    for (const name of ['refs', 'objects']) mkdirSync(at(`shop/.git/${name}`));
    mkdirSync(folder, { recursive: true });
    tie(folder, at('shop'));
    expect(() =>
      resolveAllowedProject(folder, config(at('plain'), [local('x', at('plain'))], [inside])),
    ).toThrow(expect.objectContaining({ kind: 'refused', code: 'outside_roots' }));
    expect(resolveAllowedProject(folder, config(at('plain'), [], [root])).path).toBe(folder);
    const named = config(at('plain'), [local('tied', folder)], [inside]);
    expect(resolveAllowedProject('tied', named).path).toBe(folder);
  });
});

test.each([
  'https://ana:HUNTER22@exa mple.org/x.git',
  'ftp://ana:HUNTER22@example.org/x',
  'htps://ana:HUNTER22@example.org/x',
])('the password of %s, which is not a repository’s URL, is not shown', (given) => {
  const telling = (resolve: () => unknown) => {
    try {
      return String(resolve());
    } catch (error) {
      return String(error);
    }
  };
  const around = config(root, []);
  expect(telling(() => resolveProject(given, around))).toMatch(/There is no (?!.*HUNTER22)/s);
  expect(telling(() => resolveAllowedProject(given, around))).toMatch(/There is no (?!.*HUNTER22)/s);
});

describe('the projects on offer', () => {
  test('are the configured ones, a URL shown without its password', () => {
    const projects = [local('store', at('shop')), remote('site', 'https://ana:secret@example.org/x.git')];
    expect(offeredProjects(config(root, projects))).toEqual([
      { id: 'store', path: at('shop'), default_branch: 'trunk' },
      { id: 'site', url: 'https://example.org/x.git', default_branch: 'main' },
    ]);
  });

  test("are the repository of the service's folder when none is configured", () => {
    mkdirSync(at('shop/.git/refs/remotes/origin'), { recursive: true });
    writeFileSync(at('shop/.git/refs/remotes/origin/HEAD'), 'ref: refs/remotes/origin/main\n');
    expect(offeredProjects(config(at('shop/src')))).toEqual([
      { id: at('shop'), path: at('shop'), default_branch: 'main' },
    ]);
  });
});
