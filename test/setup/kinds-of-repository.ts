/**
 * The same two commits in every kind of repository that a run may read, each with a work tree that git would like to
 * refresh its index for. `watched` is everything that belongs to it, which a run must leave as it is.
 */
import { chmodSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneOf } from './clones.ts';
import { gitAt, type MadeRepository, makeFolder, makeRepository } from './repositories.ts';

export interface Target {
  /** what is named as the project */
  readonly path: string;
  /** the folders that nothing may be written into */
  readonly watched: readonly string[];
}

const FIRST = { 'src/a.ts': 'export const a = 1;\n', 'README.md': '# Till\n' };
const SECOND = { 'src/a.ts': 'export const a = 1;\n// TODO begin\n', 'src/b.ts': "import './a.ts';\n" };

/** By what it is called; each call makes a fresh one. */
export const KINDS_OF_REPOSITORY: Readonly<Record<string, () => Target>> = {
  'a plain repository': () => alone(stale(till()).path),
  'a bare repository': () => {
    const bare = join(makeFolder(), 'till.git');
    gitAt('/', ['clone', '--quiet', '--bare', till().path, bare]);
    return alone(bare);
  },
  'a linked work tree': () => {
    const main = till();
    const linked = join(makeFolder(), 'linked');
    main.git('worktree', 'add', '--quiet', '-b', 'side', linked);
    age(linked);
    return { path: linked, watched: [linked, main.path] };
  },
  'a submodule': () => {
    const outer = superproject();
    const inner = join(outer.path, 'inner');
    age(inner);
    return { path: inner, watched: [outer.path] };
  },
  'a repository with a submodule': () => alone(stale(superproject()).path),
  'a shallow clone': () => {
    const clone = cloneOf(till().path, '--depth=1');
    age(clone);
    return alone(clone);
  },
  'a partial clone': () => {
    const origin = till();
    const clone = cloneOf(origin.path, '--filter=blob:none');
    age(clone);
    return { path: clone, watched: [clone, origin.path] };
  },
  'a repository with locks that another git holds': () => {
    const { path } = stale(till());
    for (const name of ['index', 'HEAD', 'packed-refs', 'config', 'shallow', 'refs/heads/main'])
      writeFileSync(join(path, '.git', `${name}.lock`), '');
    return alone(path);
  },
  'a clone with alternates': () => {
    const origin = till();
    const clone = join(makeFolder(), 'clone');
    gitAt('/', ['clone', '--quiet', '--shared', origin.path, clone]);
    age(clone);
    return { path: clone, watched: [clone, origin.path] };
  },
  'a repository whose packs have no index of commits': () => {
    const repository = stale(till());
    repository.git('repack', '-a', '-d', '-q');
    repository.git('pack-refs', '--all');
    rmSync(join(repository.path, '.git', 'objects', 'info', 'commit-graph'), { force: true });
    return alone(repository.path);
  },
  'a plain folder': () => alone(makeFolder({ ...FIRST, ...SECOND })),
};

/** A plain repository that not even its owner may write into. */
export function readOnlyRepository(): Target {
  const { path } = stale(till());
  makeReadOnly(path);
  return alone(path);
}

function till(): MadeRepository {
  return makeRepository({ commits: [{ files: FIRST }, { files: SECOND }] });
}

function superproject(): MadeRepository {
  const outer = till();
  outer.git('submodule', '--quiet', 'add', till().path, 'inner');
  outer.commit({ files: {}, message: 'Add a submodule' });
  return outer;
}

function stale(repository: MadeRepository): MadeRepository {
  age(repository.path);
  return repository;
}

/** Gives a file times that the index does not know, so that a plain `git status` writes the index anew. */
function age(workTree: string): void {
  utimesSync(join(workTree, 'README.md'), 1_600_000_000, 1_600_000_000);
}

function alone(path: string): Target {
  return { path, watched: [path] };
}

function makeReadOnly(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadOnly(path);
    else chmodSync(path, 0o444);
  }
  chmodSync(folder, 0o555);
}
