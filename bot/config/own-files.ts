/**
 * Reads the files of the operator's own flows and personas: those directly in the folders that `baton.yaml` names. A file
 * that leads out of its folder, or is no text of a modest size, is a problem and is not read.
 */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { OwnFile, OwnFiles } from '../../flows/own/own-files.ts';
import type { Problem } from '../../flows/own/problem.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { Config } from './config.ts';
import { faultIn } from './text-file.ts';

type OwnKind = keyof OwnFiles;

export interface OwnFilesRead extends OwnFiles {
  readonly problems: readonly Problem[];
}

const MOST_BYTES = 64 * 1024;
/** A folder with more of them is another one than was meant. */
const MOST_FILES = 100;

type Configured = Pick<Config, 'ownFolders' | 'files' | 'lineOf' | 'settings'>;

export function readOwnFolders(config: Configured): OwnFilesRead {
  return joined(
    (['personas', 'flows'] as const).flatMap((kind) =>
      config.ownFolders[kind].map((folder, at) => {
        const read = readFolder(folder, [kind]);
        if (read !== null) return read;
        const message = `${kind}.${at} is ${JSON.stringify(config.settings[kind][at])}, which is no folder; create it or remove the entry`;
        const file = config.files.yaml ?? 'baton.yaml';
        return problem(file, message, config.lineOf([kind, at]));
      }),
    ),
  );
}

/** What a person names to have it checked. Throws `no_such_path` or `not_own` (kind `refused`). */
export function filesAt(paths: readonly string[], caller: string): OwnFilesRead {
  return joined(paths.map((path) => filesAtOne(resolve(caller, path), path)));
}

function filesAtOne(path: string, typed: string): OwnFilesRead {
  const refused = (code: string, message: string) =>
    new BatonError('refused', code, message, { path: typed });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw refused('no_such_path', `There is no file or folder ${typed}.`);
  const inside = found.isDirectory() ? readFolder(path, ['personas', 'flows']) : null;
  if (inside !== null) return inside;
  if (!found.isDirectory() && kindOf(path) !== null) return readOwnFile(path);
  throw refused('not_own', `${typed} is neither a flow (.yaml) nor a persona (.md), nor a folder of them.`);
}

/** The own files directly in a folder; null if it is none. */
function readFolder(folder: string, kinds: readonly OwnKind[]): OwnFilesRead | null {
  const entries = entriesOf(folder);
  if (entries === null) return null;
  const files = entries.flatMap(({ name }) => {
    const kind = kindOf(name);
    return kind === null || !kinds.includes(kind) ? [] : [join(folder, name)];
  });
  if (files.length > MOST_FILES) {
    return problem(
      folder,
      `holds ${files.length} files; the most is ${MOST_FILES}: name a folder of its own`,
    );
  }
  return joined(files.map(readOwnFile));
}

/** What a file holds by its name; null for a file that is none of the two. */
function kindOf(path: string): OwnKind | null {
  const name = basename(path);
  if (name.startsWith('.')) return null;
  if (/^readme\.md$/i.test(name)) return null;
  const kinds: Readonly<Record<string, OwnKind>> = { '.yaml': 'flows', '.yml': 'flows', '.md': 'personas' };
  return kinds[extname(name)] ?? null;
}

function readOwnFile(file: string): OwnFilesRead {
  try {
    const text = textOf(file);
    if (typeof text !== 'string') return problem(file, text.fault);
    const own: OwnFile = { file, text };
    return { ...NONE, [kindOf(file) ?? 'flows']: [own] };
  } catch (error) {
    return problem(file, `can't be read: ${messageOf(error)}`);
  }
}

function textOf(file: string): string | { readonly fault: string } {
  if (basename(file).startsWith('_')) {
    return {
      fault: `begins with _, as the instructions that all agents share; they can't be replaced: rename it`,
    };
  }
  const real = realpathSync(file);
  const way = relative(realpathSync(dirname(file)), real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    return { fault: 'is a link out of its folder; put a copy in its place' };
  }
  const found = statSync(real);
  if (!found.isFile()) return { fault: 'is no file; remove it' };
  if (found.size > MOST_BYTES)
    return { fault: `is larger than ${MOST_BYTES / 1024} KiB; check what this file is` };
  const bytes = readFileSync(real);
  const fault = faultIn(bytes);
  return fault === null ? new TextDecoder('utf-8').decode(bytes) : { fault: fault.replace(/\.$/, '') };
}

/** In the order of their names; null if it is no folder that can be read. */
function entriesOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return null;
  }
}

const NONE: OwnFilesRead = { flows: [], personas: [], problems: [] };

function problem(file: string, message: string, line = 1): OwnFilesRead {
  return { ...NONE, problems: [{ file, line, column: 1, message }] };
}

/** A file that two folders share counts once. */
function joined(parts: readonly OwnFilesRead[]): OwnFilesRead {
  const once = (files: readonly OwnFile[]): OwnFile[] => [
    ...new Map(files.map((each) => [realpathSync(each.file), each])).values(),
  ];
  return {
    flows: once(parts.flatMap(({ flows }) => flows)),
    personas: once(parts.flatMap(({ personas }) => personas)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
