/** Checks that Baton's home can be written. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BatonError, codeOf, messageOf } from '../../runner/core/errors.ts';

export interface Home {
  /** an absolute path; empty if BATON_HOME is blank */
  readonly home: string;
  /** where it is configured, for messages, e.g. `the default, since BATON_HOME is not set` */
  readonly homeSource: string;
}

/** Creates the folder if it does not exist. Throws `home_not_writable` with the reason. */
export function checkHome(place: Home): void {
  const { home } = place;
  if (home === '') throw homeError(place, 'it is blank');
  const probe = join(home, `.probe-${randomUUID()}`);
  try {
    makeFolders(home);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw homeError(place, obstacleOf(home, error), error);
  }
}

/** Node's own `recursive` never ends in some places, such as below /proc. */
function makeFolders(home: string): void {
  const missing: string[] = [];
  for (let here = home; !existsSync(here) && here !== dirname(here); here = dirname(here))
    missing.unshift(here);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process may have created it.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** @param why half a sentence */
export function homeError({ home, homeSource }: Home, why: string, cause?: unknown): BatonError {
  const shown = home === '' ? '' : ` ${printable(home)}`;
  return new BatonError(
    'environment',
    'home_not_writable',
    `BATON_HOME${shown} (${homeSource}) cannot be written: ${why}. Set BATON_HOME to a folder that can be written.`,
    { path: 'BATON_HOME', cause },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  ERR_INVALID_ARG_VALUE: 'the path holds a zero byte',
};

/** Where Node reports only ENOENT or ENOTDIR, the nearest existing folder shows the real reason. */
function obstacleOf(home: string, error: unknown): string {
  const known = REASONS[codeOf(error)];
  if (known !== undefined) return known;
  const nearest = nearestExisting(home);
  if (!statSync(nearest).isDirectory()) {
    return nearest === home ? 'it is a file, not a folder' : `${printable(nearest)} is a file, not a folder`;
  }
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return messageOf(error);
  } catch (refusal) {
    return REASONS[codeOf(refusal)] ?? messageOf(refusal);
  }
}

function nearestExisting(path: string): string {
  for (let here = path; ; here = dirname(here)) {
    if (existsSync(here) || here === dirname(here)) return here;
  }
}

function printable(path: string): string {
  return path.replaceAll('\0', '\\0');
}
