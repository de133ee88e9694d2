/**
 * Identifies this host. A project's path can be read on its own host only, so runs, jobs and workers carry the host's id.
 * The id is stored in BATON_HOME, since the machine's name changes with networks and containers.
 *
 * It is made once, from the machine's id and its name at that time: two homes on one machine are one host, and two
 * machines with the same name are two.
 */
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hostId, hostName, isHostId } from '../../runner/core/hosts.ts';
import { checkHome, type Home, homeError } from './home.ts';

const known = new Map<string, string>();

/** Returns the id of this home's host. Throws `home_not_writable` if it has to be created and can't be stored. */
export function hostOf(place: Home): string {
  const host = known.get(place.home) ?? storedHost(place) ?? storeHost(place);
  known.set(place.home, host);
  return host;
}

/** Returns the ids under which earlier versions, which used the machine's name, may have stored this host's runs. */
export function formerHosts(place: Home): string[] {
  return [...new Set([hostName(hostOf(place)), hostname()])];
}

function fileOf({ home }: Home): string {
  return join(home, 'host');
}

/** Null if there is none, or if it is damaged. */
function storedHost(place: Home): string | null {
  let text: string;
  try {
    text = readFileSync(fileOf(place), 'utf8').trim();
  } catch (error) {
    if (isMissing(error)) return null;
    throw homeError(place, `its file "host" cannot be read`, error);
  }
  return isHostId(text) ? text : null;
}

/** Several processes may do this at once: all of them use the first one's id. A link makes the file appear whole. */
function storeHost(place: Home): string {
  checkHome(place);
  const file = fileOf(place);
  const draft = `${file}-${randomUUID()}`;
  const host = newHost();
  try {
    writeFileSync(draft, `${host}\n`);
    if (!linked(draft, file) && storedHost(place) === null) renameSync(draft, file);
    return storedHost(place) ?? host;
  } catch (error) {
    throw homeError(place, `its file "host" cannot be made`, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** False if the file exists already, and on a file system without links. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch {
    return false;
  }
}

function newHost(): string {
  const name = hostname();
  const mark = createHash('sha256').update(`${machineId()}\n${name}`).digest('hex').slice(0, 8);
  return hostId(name, mark);
}

/** Empty if the system has none, as in many containers; those have different names. */
function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
