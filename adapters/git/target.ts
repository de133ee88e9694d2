/**
 * Determines whether a local path is a git repository (with a work tree or bare, a linked work tree, a submodule) or a
 * plain folder. Inspects files only; git merely parses the text of the target's config, without its includes.
 */
import type { Stats } from 'node:fs';
import { lstat, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import { brokenRepository, damaged, isMissing, unreadable } from './damage.ts';
import { readingEnvironment } from './environment.ts';
import { firstComplaint } from './git.ts';
import { runGit } from './git-process.ts';
import { exists } from './private-repository.ts';

export interface GitTarget {
  readonly kind: 'git';
  readonly gitDir: string;
  /** where objects and refs are; differs from `gitDir` in a linked work tree */
  readonly commonDir: string;
  /** null for a bare repository, and if the config puts the work tree elsewhere */
  readonly workTree: string | null;
  readonly head: string;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly shallow: boolean;
  /** a partial clone: some objects may be missing */
  readonly partial: boolean;
  /** the URL of the remote `origin`, which may hold a password; null if there is none */
  readonly origin: string | null;
  /** `-c` settings with plain values, without which the work tree would look changed */
  readonly settings: readonly string[];
}

export interface FolderTarget {
  readonly kind: 'folder';
  readonly path: string;
  readonly notes: readonly string[];
}

const PLAIN_SETTINGS = ['core.filemode', 'core.symlinks', 'core.ignorecase', 'core.autocrlf', 'core.eol'];
const PLAIN_VALUE = /^(true|false|input|lf|crlf|native)$/;

export async function examine(
  given: string,
  environment: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<GitTarget | FolderTarget> {
  const path = await realFolder(given);
  const found = await gitDirOf(path);
  if (found === null) return { kind: 'folder', path, notes: await notesOn(path) };
  const { gitDir, commonDir } = found;
  const config = await configFacts(join(commonDir, 'config'), environment, signal);
  if (config.get('extensions.refstorage')?.toLowerCase() === 'reftable') {
    const remedy = 'Migrate them with `git refs migrate --ref-format=files`, or clone it again.';
    throw new BatonError(
      'environment',
      'unsupported_repository',
      `${given} keeps its refs as a reftable. ${remedy}`,
    );
  }
  const elsewhere = config.get('core.worktree');
  const moved = elsewhere !== undefined && resolve(gitDir, elsewhere) !== path;
  return {
    kind: 'git',
    gitDir,
    commonDir,
    workTree: gitDir === path || moved ? null : path,
    head: await headOf(gitDir, given),
    objectFormat: config.get('extensions.objectformat')?.toLowerCase() === 'sha256' ? 'sha256' : 'sha1',
    shallow: ((await smallFile(join(commonDir, 'shallow'), 64e6)) ?? '').trim() !== '',
    partial: [...config.keys()].some((key) => key === 'extensions.partialclone' || key.endsWith('.promisor')),
    origin: config.get('remote.origin.url') ?? null,
    settings: PLAIN_SETTINGS.flatMap((key) => {
      const value = config.get(key)?.toLowerCase() ?? '';
      return PLAIN_VALUE.test(value) ? ['-c', `${key}=${value}`] : [];
    }),
  };
}

/** Returns the URL of the remote `origin` of a local repository, which may hold a password; null if it has none. */
export async function originOf(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  const target = await examine(path, readingEnvironment(environment));
  return target.kind === 'git' ? target.origin : null;
}

async function realFolder(given: string): Promise<string> {
  try {
    const path = await realpath(given);
    if ((await stat(path)).isDirectory()) return path;
  } catch (cause) {
    throw new BatonError('refused', 'no_such_path', `There is no folder ${given}, or it cannot be read.`, {
      cause,
    });
  }
  throw new BatonError('refused', 'no_such_path', `${given} is a file. Name the folder of a repository.`);
}

/** A folder with these is a git folder. */
const PARTS = ['HEAD', 'config', 'objects', 'refs'];

/** Returns null for a folder that is not a repository. Throws `broken_repository` for a repository that can't be read. */
async function gitDirOf(path: string): Promise<{ gitDir: string; commonDir: string } | null> {
  const dot = join(path, '.git');
  const info = await statOf(dot);
  if (info === null && (await lstat(dot).catch(() => null)) !== null) {
    throw broken(
      path,
      `${dot} is a link to ${await readlink(dot).catch(() => 'nothing')}, which does not exist`,
    );
  }
  const pointed = info?.isFile() === true ? await pointedTo(path, dot) : null;
  const gitDir = await realpath(pointed ?? (info === null ? path : dot));
  const common = await smallFile(join(gitDir, 'commondir'), 8_192);
  const commonDir = common === null ? gitDir : resolve(gitDir, common.trim());
  if (common !== null && (await statOf(commonDir)) === null) {
    throw broken(path, `it is a linked work tree of ${commonDir}, which does not exist`, REPAIR);
  }
  const missing = [];
  for (const part of PARTS) {
    const place = join(part === 'HEAD' ? gitDir : commonDir, part);
    // HEAD may be a link to a branch that has no commits
    if ((await statOf(place)) === null && (await lstat(place).catch(() => null)) === null) missing.push(part);
  }
  const needed = missing.filter((part) => part !== 'config');
  if (needed.length === 0) return { gitDir, commonDir: await realpath(commonDir) };
  const rest = PARTS.length - missing.length;
  if (pointed === null && rest < (info === null ? 3 : 2)) return null;
  throw broken(path, `${gitDir} has no ${needed.join(' and no ')}`);
}

const REPAIR = 'Put that repository back and run git worktree repair in it, or read the repository itself.';

/** Returns where a `.git` file points. Linked work trees and submodules have one. */
async function pointedTo(path: string, file: string): Promise<string> {
  const text = await smallFile(file, 8_192);
  const [, pointed] = /^gitdir: (.+?)\r?\n*$/s.exec(text ?? '') ?? [];
  if (pointed === undefined)
    throw broken(path, `the file ${file} does not say where the repository is (gitdir: …)`);
  const place = resolve(path, pointed);
  if ((await statOf(place)) !== null) return place;
  const linked = /[\\/]worktrees[\\/][^\\/]+$/.test(pointed);
  const why = linked ? 'it is a linked work tree, and its repository' : `${file} says that the repository`;
  throw broken(path, `${why} is at ${place}, which does not exist`, linked ? REPAIR : undefined);
}

function broken(path: string, why: string, remedy?: string): BatonError {
  const damage = damaged(why);
  return brokenRepository(
    `The repository ${path} cannot be read`,
    remedy === undefined ? damage : { why, remedy },
  );
}

/** Returns null if it does not exist. Throws `broken_repository` if that can't be determined. */
async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw brokenRepository('The repository cannot be read', unreadable(path, cause), { cause });
  }
}

async function notesOn(path: string): Promise<string[]> {
  if (await exists(join(path, '.git'))) return ['what is named .git there is not a git repository'];
  for (let above = dirname(path); above !== dirname(above); above = dirname(above)) {
    if (await exists(join(above, '.git', 'HEAD'))) return [`it lies inside the git repository ${above}`];
  }
  return [];
}

async function headOf(gitDir: string, given: string): Promise<string> {
  const file = join(gitDir, 'HEAD');
  const link = await readlink(file).catch(() => null);
  const text = link?.startsWith('refs/') ? `ref: ${link}` : ((await smallFile(file, 4_096)) ?? '').trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no ref name holds one
  if (/^(ref: *refs\/[^\u0000-\u0020\u007f]+|[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return text;
  throw brokenRepository(
    `HEAD of ${given} cannot be read`,
    damaged(text === '' ? 'its file is empty' : 'it names neither a branch nor a commit'),
  );
}

/** Reads the few settings that are needed to read the repository, without includes. */
async function configFacts(
  file: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const facts = new Map<string, string>();
  if ((await smallFile(file, 1e6)) === null) return facts;
  const pattern =
    '^(extensions\\.|core\\.(worktree|filemode|symlinks|ignorecase|autocrlf|eol)$|remote\\..*\\.promisor$|remote\\.origin\\.url$)';
  const outcome = await runGit({
    args: ['config', '--file', file, '--no-includes', '-z', '--get-regexp', pattern],
    cwd: '/',
    environment,
    time: 10_000,
    bytes: 1e6,
    signal,
  });
  // 1 means that none of the settings exists.
  if (outcome.code > 1) {
    throw brokenRepository(`${file} cannot be read`, damaged(firstComplaint(outcome.stderr)));
  }
  for (const item of outcome.stdout.toString().split('\0')) {
    const [key = '', ...value] = item.split('\n');
    // Of several URLs git fetches from the first.
    if (key !== '' && !(key === 'remote.origin.url' && facts.has(key))) facts.set(key, value.join('\n'));
  }
  return facts;
}

/**
 * Returns the text of a small regular file; null if there is none, or if it is something else, such as a pipe. Throws
 * `broken_repository` if it exists and can't be read.
 */
async function smallFile(path: string, most: number): Promise<string | null> {
  const info = await statOf(path);
  if (info === null || !info.isFile() || info.size > most) return null;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw brokenRepository('The repository cannot be read', unreadable(path, cause), { cause });
  }
}
