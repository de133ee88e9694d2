/**
 * What a local path is: a git repository (with a work tree or bare, a linked work tree, a submodule), or a folder.
 * Found out by looking at files; git is asked only to parse the text of the target's config, without its includes.
 */
import { lstat, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import { runGit } from './git-process.ts';
import { exists } from './private-repository.ts';

export interface GitTarget {
  readonly kind: 'git';
  readonly gitDir: string;
  /** where objects and refs are; differs from `gitDir` in a linked work tree */
  readonly commonDir: string;
  /** null for a bare repository, and where the config puts the work tree elsewhere */
  readonly workTree: string | null;
  readonly head: string;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly shallow: boolean;
  /** a partial clone: some objects may be missing */
  readonly partial: boolean;
  /** `-c` settings, plain values only, without which its work tree would look changed */
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
    settings: PLAIN_SETTINGS.flatMap((key) => {
      const value = config.get(key)?.toLowerCase() ?? '';
      return PLAIN_VALUE.test(value) ? ['-c', `${key}=${value}`] : [];
    }),
  };
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

async function gitDirOf(path: string): Promise<{ gitDir: string; commonDir: string } | null> {
  const dot = join(path, '.git');
  const info = await stat(dot).catch(() => null);
  let candidate = info === null ? path : dot;
  if (info?.isFile()) {
    const [, pointed] = /^gitdir: (.+?)\r?\n*$/s.exec((await smallFile(dot, 8_192)) ?? '') ?? [];
    if (pointed === undefined) return null;
    candidate = resolve(path, pointed);
  }
  const gitDir = await realpath(candidate).catch(() => null);
  if (gitDir === null || (await lstat(join(gitDir, 'HEAD')).catch(() => null)) === null) return null;
  const common = await smallFile(join(gitDir, 'commondir'), 8_192);
  const commonDir = common === null ? gitDir : resolve(gitDir, common.trim());
  if (!(await exists(join(commonDir, 'objects'))) || !(await exists(join(commonDir, 'refs')))) return null;
  return { gitDir, commonDir: await realpath(commonDir) };
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
  throw new BatonError(
    'environment',
    'broken_repository',
    `${given} has a HEAD that git would not understand.`,
  );
}

/** The few settings that say how to read the repository; nothing is included, nothing is run. */
async function configFacts(
  file: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const facts = new Map<string, string>();
  if ((await smallFile(file, 1e6)) === null) return facts;
  const pattern =
    '^(extensions\\.|core\\.(worktree|filemode|symlinks|ignorecase|autocrlf|eol)$|remote\\..*\\.promisor$)';
  const { stdout } = await runGit({
    args: ['config', '--file', file, '--no-includes', '-z', '--get-regexp', pattern],
    cwd: '/',
    environment,
    time: 10_000,
    bytes: 1e6,
    signal,
  });
  for (const item of stdout.toString().split('\0')) {
    const [key = '', ...value] = item.split('\n');
    if (key !== '') facts.set(key, value.join('\n'));
  }
  return facts;
}

/** The text of a regular file of a sane size; null for anything else, such as a pipe. */
async function smallFile(path: string, most: number): Promise<string | null> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile() || info.size > most) return null;
  return readFile(path, 'utf8').catch(() => null);
}
