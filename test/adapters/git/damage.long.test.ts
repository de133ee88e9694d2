/** Local repositories of which something can't be read: an error of the environment, never "no commits" or "no such branch". */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Refs } from '../../../runner/core/ports/repository.ts';
import { gitAt, type MadeRepository, makeFolder, makeRepository } from '../../setup/repositories.ts';
import { atPath, refs, setting } from './projects.ts';

const pinned = (path: string, given: Partial<Refs> = {}) =>
  setting().repositories.pin(atPath(path), refs(given));
const broken = (message: RegExp) => ({
  kind: 'environment',
  code: 'broken_repository',
  message: expect.stringMatching(message),
});

function made(): MadeRepository {
  return makeRepository({
    commits: [{ files: { 'a.txt': '1\n', 'src/b.txt': '1\n' } }, { files: { 'a.txt': '2\n' } }],
  });
}

function looseFile({ path, git }: MadeRepository, name: string): string {
  const sha = git('rev-parse', name);
  const file = join(path, '.git', 'objects', sha.slice(0, 2), sha.slice(2));
  chmodSync(file, 0o644);
  return file;
}

function packFile({ path, git }: MadeRepository, end: string): string {
  git('gc', '--quiet');
  const packs = join(path, '.git', 'objects', 'pack');
  const file = join(packs, readdirSync(packs).find((name) => name.endsWith(end)) ?? '');
  chmodSync(file, 0o644);
  return file;
}

type Harm = [what: string, message: RegExp, harm: (repository: MadeRepository) => void];

const HEADS: readonly Harm[] = [
  [
    'the ref of HEAD is empty',
    /^HEAD is at refs\/heads\/main, which cannot be read: the file of refs\/heads\/main is empty\. Try git fsck/,
    ({ path }) => writeFileSync(join(path, '.git/refs/heads/main'), ''),
  ],
  [
    'the ref of HEAD is garbage',
    /refs\/heads\/main holds no object name/,
    ({ path }) => writeFileSync(join(path, '.git/refs/heads/main'), 'garbage\n'),
  ],
  [
    'the ref of HEAD is zeros',
    /HEAD is at refs\/heads\/main, which cannot be read: 0000000/,
    ({ path }) => writeFileSync(join(path, '.git/refs/heads/main'), `${'0'.repeat(40)}\n`),
  ],
  [
    'an empty folder stands in the place of the ref',
    /refs\/heads\/main is an empty folder/,
    ({ path }) => {
      rmSync(join(path, '.git/refs/heads/main'));
      mkdirSync(join(path, '.git/refs/heads/main'));
    },
  ],
  [
    'the ref is gone, but its reflog is not',
    /refs\/heads\/main is gone, though its reflog has commits/,
    ({ path }) => rmSync(join(path, '.git/refs/heads/main')),
  ],
  [
    'packed refs are cut short',
    /unterminated line in \.git\/packed-refs/,
    ({ path, git }) => {
      git('pack-refs', '--all');
      truncateSync(join(path, '.git/packed-refs'), 60);
    },
  ],
  [
    'packed refs are garbage',
    /unexpected line in \.git\/packed-refs/,
    ({ path, git }) => {
      git('pack-refs', '--all');
      writeFileSync(join(path, '.git/packed-refs'), 'garbage\n');
    },
  ],
  ['HEAD is missing', /\.git has no HEAD\. Try git fsck/, ({ path }) => rmSync(join(path, '.git/HEAD'))],
  ['HEAD is empty', /HEAD of .* its file is empty/, ({ path }) => writeFileSync(join(path, '.git/HEAD'), '')],
  [
    'HEAD is garbage',
    /HEAD of .* names neither a branch nor a commit/,
    ({ path }) => writeFileSync(join(path, '.git/HEAD'), 'garbage'),
  ],
  [
    'the config is garbage',
    /config cannot be read: .*bad config line 1/,
    ({ path }) => writeFileSync(join(path, '.git/config'), '[core\n'),
  ],
];

const OBJECTS: readonly Harm[] = [
  [
    'the commit is garbage',
    /^HEAD is at refs\/heads\/main, which cannot be read: [0-9a-f]{7}: .*inflate.*Try git fsck/,
    (made) => writeFileSync(looseFile(made, 'HEAD'), 'garbage'),
  ],
  [
    'the commit is empty',
    /HEAD is at refs\/heads\/main.*is empty/,
    (made) => writeFileSync(looseFile(made, 'HEAD'), ''),
  ],
  [
    'the commit is missing',
    /HEAD is at refs\/heads\/main, which cannot be read/,
    (made) => rmSync(looseFile(made, 'HEAD')),
  ],
  [
    'the commit of a detached HEAD is missing',
    /HEAD is at a commit, which cannot be read/,
    (made) => {
      made.git('checkout', '--quiet', '--detach');
      rmSync(looseFile(made, 'HEAD'));
    },
  ],
  [
    'the tree is missing',
    /The files of [0-9a-f]{7} cannot be listed/,
    (made) => rmSync(looseFile(made, 'HEAD^{tree}')),
  ],
  [
    'the tree of a folder is garbage',
    /The files of [0-9a-f]{7} cannot be listed/,
    (made) => writeFileSync(looseFile(made, 'HEAD:src'), 'garbage'),
  ],
  ['a pack’s index is cut short', /\.idx is too small/, (made) => truncateSync(packFile(made, '.idx'), 500)],
  ['a pack is missing', /\.idx is there, but .*\.pack is not/, (made) => rmSync(packFile(made, '.pack'))],
  ['a pack is cut short', /cannot be read/, (made) => truncateSync(packFile(made, '.pack'), 40)],
  [
    'the objects are gone',
    /\.git has no objects/,
    ({ path }) => rmSync(join(path, '.git/objects'), { recursive: true }),
  ],
];

describe('a repository that can’t be read', () => {
  it.each([...HEADS, ...OBJECTS])('is said to be broken when %s', async (_, message, harm) => {
    const repository = made();
    harm(repository);
    await expect(pinned(repository.path)).rejects.toMatchObject(broken(message));
  });

  it.each([
    ['head', OBJECTS[0]],
    ['base', OBJECTS[2]],
    ['head', HEADS[0]],
    ['base', HEADS[1]],
  ] as const)(
    'is said to be broken when the ref of --%s is there and can’t be read',
    async (option, harm) => {
      const repository = made();
      repository.git('branch', 'side', 'HEAD~1');
      harm?.[2](repository);
      repository.git('symbolic-ref', 'HEAD', 'refs/heads/side');
      const asked = pinned(repository.path, { [option]: 'main', compares: true });
      await expect(asked).rejects.toMatchObject({
        ...broken(new RegExp(`^--${option} main cannot be read: `)),
        path: `--${option}`,
      });
    },
  );

  it('is not compared with another branch when its default branch can’t be read', async () => {
    const repository = made();
    repository.git('switch', '--quiet', '--create', 'side', 'HEAD~1');
    writeFileSync(join(repository.path, '.git/refs/heads/main'), '');
    const asked = pinned(repository.path, { compares: true });
    await expect(asked).rejects.toMatchObject(
      broken(/^The default branch, refs\/heads\/main, cannot be read/),
    );
  });

  it('is read where only what nobody asked for is damaged', async () => {
    const repository = made();
    const sha = repository.git('rev-parse', 'HEAD~1');
    repository.git('branch', 'side', sha);
    writeFileSync(looseFile(repository, 'HEAD'), 'garbage');
    expect((await pinned(repository.path, { head: 'side' })).commit_sha).toBe(sha);
  });

  it('is said to be broken when the commit before, which it is compared with, is missing', async () => {
    const repository = made();
    rmSync(looseFile(repository, 'HEAD~1'));
    const asked = pinned(repository.path, { compares: true });
    await expect(asked).rejects.toMatchObject(broken(/^The commit before [0-9a-f]{7} cannot be read/));
  });

  it('is said to be broken when its alternates are gone, and where they were', async () => {
    const { path } = made();
    const clone = join(makeFolder(), 'clone');
    gitAt('/', ['clone', '--quiet', '--shared', path, clone]);
    expect((await pinned(clone)).notes).toEqual([]);
    renameSync(path, `${path}-moved`);
    await expect(pinned(clone)).rejects.toMatchObject(
      broken(/alternates names .*\/\.git\/objects, which does not exist/),
    );
  });

  it('is said to be broken when it is a work tree whose repository is gone', async () => {
    const { path, git } = made();
    const tree = join(makeFolder(), 'tree');
    git('worktree', 'add', '--quiet', tree);
    renameSync(path, `${path}-moved`);
    await expect(pinned(tree)).rejects.toMatchObject(
      broken(
        /it is a linked work tree, and its repository is at .* which does not exist\. .*git worktree repair/,
      ),
    );
  });

  it('is said to be broken when it is a submodule whose repository is gone', async () => {
    const { path, git } = made();
    git('submodule', '--quiet', 'add', made().path, 'inner');
    rmSync(join(path, '.git/modules'), { recursive: true });
    await expect(pinned(join(path, 'inner'))).rejects.toMatchObject(
      broken(/\.git says that the repository is at/),
    );
  });

  it.each([
    ['is empty', (dot: string) => writeFileSync(dot, '')],
    ['is garbage', (dot: string) => writeFileSync(dot, 'garbage')],
    ['is a link to nothing', (dot: string) => symlinkSync('/no/such/place', dot)],
  ])('is said to be broken when what is named .git %s', async (_, lay) => {
    const folder = makeFolder({ 'a.txt': 'a' });
    lay(join(folder, '.git'));
    await expect(pinned(folder)).rejects.toMatchObject(broken(/^The repository .* cannot be read/));
  });

  it('is said to be broken when it is bare and has no HEAD', async () => {
    const bare = join(makeFolder(), 'bare.git');
    gitAt('/', ['clone', '--quiet', '--bare', made().path, bare]);
    rmSync(join(bare, 'HEAD'));
    await expect(pinned(bare)).rejects.toMatchObject(broken(/bare\.git has no HEAD/));
  });
});

describe('a repository without commits', () => {
  it('is refused, bare or not, and whatever HEAD is called', async () => {
    for (const init of [[], ['--bare'], ['--initial-branch=trunk']]) {
      await expect(pinned(makeRepository({ init }).path)).rejects.toMatchObject({
        kind: 'refused',
        code: 'no_commits',
        message: expect.stringContaining('The repository has no commits yet.'),
      });
    }
  });

  it('on the branch that HEAD names is refused with another branch', async () => {
    const { path, git } = made();
    git('symbolic-ref', 'HEAD', 'refs/heads/new');
    await expect(pinned(path)).rejects.toMatchObject({
      kind: 'refused',
      code: 'no_commits',
      message:
        'HEAD is at refs/heads/new, which has no commits. Name what to read with --head, e.g. --head main.',
    });
  });
});

describe('a repository that this user may not read', () => {
  /** Pins as an ordinary user, since root may read everything. */
  function pinAsUser(path: string): { kind: string; code: string; message: string } {
    const home = makeFolder();
    chmodSync(home, 0o777);
    const script = `
      import { createGitRepositories } from ${JSON.stringify(new URL('../../../adapters/git/repositories.ts', import.meta.url).href)};
      const environment = { PATH: process.env.PATH };
      const repositories = createGitRepositories({ home: ${JSON.stringify(home)}, environment, log() {} });
      const project = { id: 'x', path: ${JSON.stringify(path)}, url: null, ref: null, host: 'here' };
      await repositories.pin(project, { base: null, head: null, compares: false }).then(
        () => console.log('{}'),
        ({ kind, code, message }) => console.log(JSON.stringify({ kind, code, message })),
      );`;
    const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      ...identity,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(output.toString());
  }

  it.each(['.git', '.git/HEAD', '.git/config', '.git/objects', '.git/refs/heads', '.git/refs/heads/main'])(
    'is said to be so, with the place: %s',
    (place) => {
      const { path } = made();
      open(path);
      chmodSync(join(path, place), 0o000);
      const said = pinAsUser(path);
      chmodSync(join(path, place), 0o755);
      expect(said).toMatchObject(broken(/this user may not read .*\.git/));
      expect(said.message).toContain('Run Baton as a user that may');
    },
  );

  /** Lets everybody in down to the repository. */
  function open(path: string): void {
    const above = join(path, '..');
    if (existsSync(above)) chmodSync(above, 0o755);
    chmodSync(path, 0o755);
  }
});
