/** Writes the report and `run.json`, each file completely or not at all. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

/** The option that names the folder or file, where no other does. */
const OUT_OPTION = '--out';
const FILES = ['report.md', 'report.html', 'run.json'];

/**
 * Refuses a folder that can't be written to, before the run exists, by trying it: permissions don't show what a file
 * system rejects (`/proc`, too long a name, a read-only mount). Leaves nothing behind.
 */
export function checkOutFolder(folder: string): void {
  refuseGitFolder(folder, OUT_OPTION);
  const nearest = nearestAbove(folder);
  if (!statSync(nearest).isDirectory()) {
    const subject = nearest === folder ? 'it' : nearest;
    throw refused(`--out names ${folder}, which can't be a folder: ${subject} is a file.`);
  }
  tryFolder(folder, OUT_OPTION);
  const taken = FILES.map((name) => join(folder, name)).find(isFolder);
  if (taken !== undefined) throw refused(`--out names ${folder}, but ${taken} is a folder.`);
}

/**
 * Refuses a file that can't be written, like `checkOutFolder`. Returns its path, given what it is called if `typed` names
 * the folder for it.
 */
export function checkedOutFile(typed: string, from: string, option = OUT_OPTION): (name: string) => string {
  const path = resolve(from, typed);
  refuseGitFolder(path, option);
  const inFolder = isFolder(path) || /[/\\]$/.test(typed);
  if (inFolder || statSync(path, { throwIfNoEntry: false }) === undefined) {
    const nearest = nearestAbove(path);
    if (!statSync(nearest).isDirectory()) {
      throw refused(`${option} names ${path}, which can't be a file: ${nearest} is no folder.`, { option });
    }
    tryFolder(inFolder ? path : dirname(path), option);
  }
  return (name) => (inFolder ? join(path, name) : path);
}

/** Never writes to a repository's `.git`. */
function refuseGitFolder(path: string, option: string): void {
  if (!path.split(sep).includes('.git')) return;
  throw refused(`${option} names ${path}, which is inside a .git folder. Name a folder outside it.`, {
    option,
  });
}

function nearestAbove(path: string): string {
  let nearest = path;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  return nearest;
}

/** Creates one folder at a time: where the file system rejects it, `mkdir` with `recursive` retries forever. */
function tryFolder(folder: string, option: string): void {
  const made: string[] = [];
  try {
    for (const missing of missingFolders(folder)) {
      mkdirSync(missing);
      made.unshift(missing);
    }
    rmdirSync(mkdtempSync(join(folder, '.baton-')));
  } catch (cause) {
    throw refused(`${option} names ${folder}, which can't be written to: ${messageOf(cause)}.`, {
      option,
      cause,
    });
  } finally {
    removeEmpty(made);
  }
}

/** Returns the missing folders, the outermost first. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let here = folder; !existsSync(here); here = dirname(here)) missing.unshift(here);
  return missing;
}

function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // another process uses it by now
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Writes `run.json` and, as far as there are any, the report's text and its page. Returns the paths of those two. */
export function writeReportFiles(
  folder: string,
  { run, steps, report }: RunDetail,
  page: string | null,
): { readonly text: string | null; readonly page: string | null } {
  const written = (name: string, text: string | null): string | null => {
    if (text === null) return null;
    const path = join(folder, name);
    writeWhole(path, text);
    return path;
  };
  written('run.json', `${JSON.stringify({ run, steps, report }, null, 2)}\n`);
  return { text: written('report.md', report), page: written('report.html', page) };
}

/**
 * Creates the parent folders. Readers never see a partial file: it is written next to its destination and then renamed.
 * An existing special file (a pipe, `/dev/stdout`) is written to, not replaced.
 */
export function writeWhole(path: string, content: string | Uint8Array, option = OUT_OPTION): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true)
    throw refused(`${option} names the folder ${path}. Name a file.`, { option });
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (there === undefined || there.isFile()) {
      const place = there === undefined ? path : realpathSync(path);
      const beside = join(dirname(place), `.baton-${process.pid}.part`);
      writeFileSync(beside, content);
      renameSync(beside, place);
    } else {
      writeFileSync(path, content);
    }
  } catch (cause) {
    throw new BatonError('environment', 'unwritable', `Can't write ${path}: ${messageOf(cause)}.`, { cause });
  }
}

function refused(
  message: string,
  { option = OUT_OPTION, cause }: { readonly option?: string; readonly cause?: unknown } = {},
): BatonError {
  return new BatonError('refused', 'bad_out', message, { path: option, cause });
}
