/** Baton's home: whether it can be written, and where it was said. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

export interface Home {
  /** an absolute path; empty when what BATON_HOME says is blank */
  readonly home: string;
  /** who says so, for messages, e.g. `the default, since BATON_HOME is not set` */
  readonly homeSource: string;
}

/** Makes the folder when there is none. Throws `home_not_writable`, which says why. */
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

/** Node's own recursive way never ends in some places, such as below /proc. */
function makeFolders(home: string): void {
  const missing: string[] = [];
  for (let here = home; !existsSync(here) && here !== dirname(here); here = dirname(here))
    missing.unshift(here);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process may have been faster.
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

/** Node says ENOENT or ENOTDIR for much that the nearest existing folder tells better. */
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
