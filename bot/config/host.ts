/**
 * Which host this is. A project's path can be read on its own host only, so runs, jobs and workers carry its id. It
 * lives in BATON_HOME, not in the machine's name, which changes with networks and containers.
 *
 * The id is made once, from the machine's id and its name at that time, so that two homes on one machine are one host
 * and two machines of one name are two.
 */
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hostId, hostName, isHostId } from '../../runner/core/hosts.ts';
import { checkHome, type Home, homeError } from './home.ts';

const known = new Map<string, string>();

/** The host of this home. Throws `home_not_writable` when it has none yet and it can't be stored. */
export function hostOf(place: Home): string {
  const host = known.get(place.home) ?? storedHost(place) ?? storeHost(place);
  known.set(place.home, host);
  return host;
}

/** What runs of this host may have been stored with by a version that knew it by the machine's name. */
export function formerHosts(place: Home): string[] {
  return [...new Set([hostName(hostOf(place)), hostname()])];
}

function fileOf({ home }: Home): string {
  return join(home, 'host');
}

/** Null when there is none, or one that was damaged. */
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

/** Several processes may do this at once: the first one's id is everybody's, and it is there whole or not at all. */
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

/** False when it is there already, and on a file system without links. */
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

/** Empty where the system keeps none, as in many containers; their names differ. */
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
