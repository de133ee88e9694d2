/** Fetches refs into a mirror: the settings of every fetch, and what a killed one leaves behind. */
import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Git } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import { INCOMING } from './mirror-refs.ts';
import type { Network } from './remote-refs.ts';
import type { Remote } from './remote-url.ts';

const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0', 'maintenance.auto=false'];
const SLOW = ['http.lowSpeedLimit=1000', 'http.lowSpeedTime=30'];
/** A server names no other place to fetch from: by a redirect, by dumb HTTP's alternates, by bundles or packs elsewhere. */
const NOWHERE_ELSE = ['http.followRedirects=false', 'transfer.bundleURI=false', 'fetch.uriProtocols='];
/** Git would open the clone to list its refs, and set the times of objects there that it receives once more. */
const BORROWING = ['core.alternateRefsCommand=true', 'fetch.unpackLimit=1'];
export const SETTINGS = [
  ...SAFE,
  ...SLOW,
  ...BORROWING,
  ...NOWHERE_ELSE,
  'fetch.recurseSubmodules=no',
  'protocol.ext.allow=never',
];
export const FETCH_OPTIONS = [
  ...['--quiet', '--force', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'],
  // Needed to fetch from a remote that is a shallow clone itself.
  '--update-shallow',
];
export const FETCH_TIME = 900_000;

export interface Transfer {
  readonly remote: Remote;
  readonly git: Git;
  readonly network: Network;
}

/** Fetches these refs to below `refs/baton/incoming`. A failing exit code is an outcome. */
export async function fetchRefs(
  names: readonly string[],
  shallow: boolean,
  transfer: Transfer,
): Promise<GitOutcome> {
  const input = Buffer.from(names.map((name) => `+${name}:${INCOMING}${name}\n`).join(''), 'latin1');
  // Removes boundaries of the history that the remote no longer has.
  const options = [...FETCH_OPTIONS, ...(shallow ? ['--unshallow'] : []), '--stdin'];
  const fetch = () =>
    transfer.network(transfer.git.dir, ['fetch', ...options, '--', transfer.remote.url], {
      time: FETCH_TIME,
      input,
    });
  const outcome = await fetch();
  return outcome.code !== 0 && (await removedStaleLock(outcome, transfer.git.dir)) ? await fetch() : outcome;
}

/** Removes a lock file that a killed fetch left behind: while Baton holds its own lock, no other fetch runs. */
async function removedStaleLock(outcome: GitOutcome, dir: string): Promise<boolean> {
  const [, file] = /Unable to create '([^']+\.lock)': File exists/.exec(outcome.stderr) ?? [];
  if (file === undefined || !file.startsWith(dir + sep)) return false;
  await rm(file, { force: true });
  return true;
}
