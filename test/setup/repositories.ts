/**
 * Small real git repositories for tests, in a temporary folder that is removed after the test file. Authors and dates
 * are fixed, so the same changes give the same commits.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterFile } from './file-end.ts';

/** The content of a file, a link's target, or null to remove it. */
export type Content = string | Buffer | { readonly link: string } | { readonly executable: string } | null;

/** One commit. A key of `files` is a path; bytes that are not UTF-8 are written as latin1 with the prefix `latin1:`. */
export interface Change {
  readonly files: Readonly<Record<string, Content>>;
  readonly message?: string;
  readonly author?: string;
  /** seconds since 1970; otherwise an hour after the commit before */
  readonly at?: number;
  /** the branch to make the commit on; made from the current one if new */
  readonly branch?: string;
}

export interface MadeRepository {
  readonly path: string;
  /** Runs git in it and gives what it printed, trimmed. */
  git(...args: readonly string[]): string;
  /** Writes files without committing. */
  write(files: Change['files']): void;
  /** The new commit's sha. */
  commit(change: Change): string;
}

/** When the first commit of a made repository happens, in seconds since 1970: 2024-01-01. */
export const BEGINNING = 1_704_067_200;

let root: string | null = null;

/** A fresh folder below the file's temporary folder. */
export function makeFolder(files: Change['files'] = {}): string {
  root ??= makeRoot();
  const path = mkdtempSync(join(root, 'folder-'));
  writeFiles(path, files);
  return path;
}

function makeRoot(): string {
  const made = mkdtempSync(join(tmpdir(), 'baton-repositories-'));
  afterFile(() => {
    root = null;
    rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  });
  return made;
}

/** A repository on branch `main` with a commit per change; `files` alone means one commit. */
export function makeRepository(
  made: {
    readonly files?: Change['files'];
    readonly commits?: readonly Change[];
    readonly init?: readonly string[];
    /** what its folder is called; default: a name drawn by chance */
    readonly name?: string;
  } = {},
): MadeRepository {
  const path = join(makeFolder(), made.name ?? '');
  mkdirSync(path, { recursive: true });
  gitAt(path, ['init', '--quiet', '--initial-branch=main', ...(made.init ?? [])]);
  let clock = BEGINNING;
  const repository: MadeRepository = {
    path,
    git: (...args) => gitAt(path, args),
    write: (files) => writeFiles(path, files),
    commit: (change) => {
      const { branch, author = 'Ana', at = clock } = change;
      if (branch !== undefined) switchTo(path, branch);
      writeFiles(path, change.files);
      gitAt(path, ['add', '--all', '--force']);
      const date = {
        GIT_AUTHOR_DATE: `${at} +0000`,
        GIT_COMMITTER_DATE: `${at} +0000`,
        GIT_AUTHOR_NAME: author,
      };
      gitAt(path, ['commit', '--quiet', '--allow-empty', '-m', change.message ?? 'Change'], date);
      clock = at + 3_600;
      return gitAt(path, ['rev-parse', 'HEAD']);
    },
  };
  const first = made.files === undefined ? [] : [{ files: made.files, message: 'Begin' }];
  for (const change of [...first, ...(made.commits ?? [])]) repository.commit(change);
  return repository;
}

/** Runs git with nothing of the machine's configuration; `input` names a file to read as standard input. */
export function gitAt(
  path: string,
  args: readonly string[],
  environment: Record<string, string> = {},
  input: string | null = null,
): string {
  const output = execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: path,
    ...(input === null ? {} : { input: readFileSync(input) }),
    stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ana',
      GIT_AUTHOR_EMAIL: 'ana@example.org',
      GIT_COMMITTER_NAME: 'Ana',
      GIT_COMMITTER_EMAIL: 'ana@example.org',
      ...environment,
    },
  });
  return output.toString().trim();
}

export function writeFiles(root: string, files: Change['files']): void {
  for (const [name, content] of Object.entries(files)) {
    const path = name.startsWith('latin1:')
      ? Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name.slice(7), 'latin1')])
      : join(root, name);
    if (typeof path === 'string') mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    if (content === null) continue;
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.executable);
      chmodSync(path, 0o755);
    }
  }
}

/** One hash over every name, kind, mode, time and byte below a folder: equal before and after means nothing was touched. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  // The folder's own times tell of a file that was made in it and removed again.
  const { mode, mtimeNs, ctimeNs } = lstatSync(folder, { bigint: true });
  hash.update(`${mode} ${mtimeNs} ${ctimeNs}\0`);
  const folders: Buffer[] = [Buffer.from(folder)];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const name of readdirSync(at, { encoding: 'buffer' }).sort(Buffer.compare)) {
      const path = Buffer.concat([at, Buffer.from('/'), name]);
      const info = lstatSync(path, { bigint: true });
      hash.update(path).update(`\0${info.mode} ${info.size} ${info.mtimeNs} ${info.ctimeNs} ${info.ino}\0`);
      if (info.isDirectory()) folders.push(path);
      else if (info.isSymbolicLink()) hash.update(readlinkSync(path));
      else if (info.isFile()) hash.update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}

function switchTo(path: string, branch: string): void {
  try {
    gitAt(path, ['switch', '--quiet', branch]);
  } catch {
    gitAt(path, ['switch', '--quiet', '--create', branch]);
  }
}
