/**
 * Finds Baton's home and its settings files. The target repository and the current directory are never among these
 * places: a repository that Baton reads must not configure it.
 */
import { accessSync, constants, existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

/** Variables as the system or `.env` gives them, unchecked. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** The folder that holds `package.json`. */
export const BATON_FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface SettingsFiles {
  /** where to look, in this order; the first folder that has one of the two files is used */
  readonly folders: readonly string[];
  /** whether BATON_CONFIG names the place */
  readonly named: boolean;
  /** null if the file does not exist */
  readonly env: string | null;
  readonly yaml: string | null;
}

/**
 * Returns the folder in which the person typed the command. npm changes to Baton's own folder and keeps theirs in
 * INIT_CWD. In any other folder that variable is left over from another script and is ignored.
 */
export function callerDirectory(variables: RawEnvironment, current: string, own: string): string {
  const here = realpathSync(current);
  const given = variables.INIT_CWD ?? '';
  return here === realpathSync(own) && given !== '' && isFolder(given) ? realpathSync(given) : here;
}

/**
 * Returns `.env` and `baton.yaml` of BATON_CONFIG's folder, else of Baton's own folder if that is a checkout and has one of
 * them, else of its home.
 */
export function settingsFiles(variables: RawEnvironment, own: string, caller: string): SettingsFiles {
  const named = variables.BATON_CONFIG;
  if (named !== undefined) return namedFiles(named, caller);
  const home = homeFolder(variables, own, caller);
  const folders = home === '' ? [] : [home];
  const none = { env: null, yaml: null };
  const inHome = home === '' ? none : filesIn(home);
  if (!isCheckout(own)) return { folders, named: false, ...inHome };
  const files = filesIn(own);
  if (files.env !== null || files.yaml !== null) return { folders: [own], named: false, ...files };
  return { folders: [own, ...folders], named: false, ...inHome };
}

/** Returns where the home is configured, for messages. */
export function homeSource(real: RawEnvironment, envFile: string | null, all: RawEnvironment): string {
  if ((real.BATON_HOME ?? '') !== '') return 'set in the environment';
  if ((all.BATON_HOME ?? '') !== '') return `set in ${envFile}`;
  return 'the default, since BATON_HOME is not set';
}

/**
 * Returns BATON_HOME, else `.baton` in Baton's own folder if that is a writable checkout, else the user's data folder.
 * Empty if BATON_HOME is blank.
 */
export function homeFolder(variables: RawEnvironment, own: string, caller: string): string {
  const named = variables.BATON_HOME ?? '';
  if (named !== '') return named.trim() === '' ? '' : resolve(caller, named);
  if (isCheckout(own) && isWritable(own)) return join(own, '.baton');
  const data = variables.XDG_DATA_HOME ?? '';
  return join(isAbsolute(data) ? data : join(personHome(), '.local', 'share'), 'baton');
}

/** Returns HOME; if it is empty or relative, which would lead below the current directory, the account's own folder. */
function personHome(): string {
  const home = homedir();
  if (isAbsolute(home)) return home;
  try {
    const { homedir: folder } = userInfo();
    if (isAbsolute(folder)) return folder;
  } catch {
    // The account has no entry in the user database.
  }
  const message = `HOME is ${JSON.stringify(home)}, which is no absolute path. Set BATON_HOME to a folder that Baton may write to.`;
  throw new BatonError('refused', 'no_home', message, { path: 'HOME' });
}

function namedFiles(named: string, caller: string): SettingsFiles {
  if (named.trim() === '') throw badPlace('BATON_CONFIG is set to nothing. Unset it, or name a folder');
  const path = resolve(caller, named);
  if (!isThere(path, named))
    throw badPlace(`BATON_CONFIG names ${path}, which does not exist. Name a folder`);
  if (isFolder(path)) return { folders: [path], named: true, ...filesIn(path) };
  if (/^\.env\b/.test(basename(path))) {
    throw badPlace(`BATON_CONFIG names the file ${path}. Name the folder`);
  }
  return { folders: [dirname(path)], named: true, env: present(join(dirname(path), '.env')), yaml: path };
}

function badPlace(message: string): BatonError {
  return new BatonError('refused', 'no_config', `${message} that holds .env or baton.yaml.`, {
    path: 'BATON_CONFIG',
  });
}

function isThere(path: string, named: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    const why = `BATON_CONFIG names ${JSON.stringify(named)}, which can't be read: ${messageOf(cause)}`;
    throw new BatonError('refused', 'no_config', why, { path: 'BATON_CONFIG', cause });
  }
}

function filesIn(folder: string): Pick<SettingsFiles, 'env' | 'yaml'> {
  return { env: present(join(folder, '.env')), yaml: present(join(folder, 'baton.yaml')) };
}

/** A folder or a dangling link counts as present, so that reading it fails with a message. */
function present(path: string): string | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : path;
  } catch {
    // The parent is not a folder, or this user may not enter it.
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A linked work tree has `.git` as a file. */
function isCheckout(folder: string): boolean {
  return existsSync(join(folder, '.git'));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
