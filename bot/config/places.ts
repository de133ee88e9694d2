/**
 * Where Baton lives and reads its own files from. The target repository and the current directory are never among
 * these places: what Baton reads must not configure it.
 */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BatonError } from '../../runner/core/errors.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The folder that holds `package.json`. */
export const BATON_FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface SettingsFiles {
  /** null when there is none */
  readonly env: string | null;
  readonly yaml: string | null;
}

/**
 * The folder the person is in. npm changes to Baton's own folder and keeps theirs in INIT_CWD; anywhere else that
 * variable is left over from another script, and the current directory is the truth.
 */
export function callerDirectory(variables: Variables, current: string, own: string): string {
  const here = realpathSync(current);
  const given = variables.INIT_CWD ?? '';
  return here === realpathSync(own) && given !== '' && isFolder(given) ? realpathSync(given) : here;
}

/** `.env` and `baton.yaml`: of BATON_CONFIG's folder, else of Baton's own when it is a checkout and has one, else of its home. */
export function settingsFiles(variables: Variables, own: string, caller: string): SettingsFiles {
  const named = variables.BATON_CONFIG ?? '';
  if (named !== '') return namedFiles(resolve(caller, named));
  const files = isCheckout(own) ? filesIn(own) : null;
  if (files !== null && (files.env !== null || files.yaml !== null)) return files;
  const home = homeFolder(variables, own, caller);
  return home === '' ? { env: null, yaml: null } : filesIn(home);
}

/** Who says where the home is. */
export function homeSource(real: Variables, envFile: string | null, all: Variables): string {
  if ((real.BATON_HOME ?? '') !== '') return 'set in the environment';
  if ((all.BATON_HOME ?? '') !== '') return `set in ${envFile}`;
  return 'the default, since BATON_HOME is not set';
}

/** Empty when BATON_HOME is blank. BATON_HOME, else `.baton` in Baton's own folder when it is a checkout one may write to, else the user's data folder. */
export function homeFolder(variables: Variables, own: string, caller: string): string {
  const named = variables.BATON_HOME ?? '';
  if (named !== '') return named.trim() === '' ? '' : resolve(caller, named);
  if (isCheckout(own) && isWritable(own)) return join(own, '.baton');
  const data = variables.XDG_DATA_HOME ?? '';
  return join(data.startsWith('/') ? data : join(homedir(), '.local', 'share'), 'baton');
}

function namedFiles(path: string): SettingsFiles {
  if (isFolder(path)) return filesIn(path);
  if (!existsSync(path)) {
    throw new BatonError('refused', 'no_config', `BATON_CONFIG names ${path}, which does not exist.`, {
      path: 'BATON_CONFIG',
    });
  }
  return { env: present(join(dirname(path), '.env')), yaml: path };
}

function filesIn(folder: string): SettingsFiles {
  return { env: present(join(folder, '.env')), yaml: present(join(folder, 'baton.yaml')) };
}

function present(path: string): string | null {
  return existsSync(path) && !isFolder(path) ? path : null;
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
