/** Writes a report beside its run, each file whole or not at all. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

/** Refuses a folder that could not be written to, before there is a run. Creates nothing. */
export function checkOutFolder(folder: string): void {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory())
    throw refused(`${nearest} is a file, so ${folder} can't be a folder.`);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (cause) {
    throw refused(`${nearest} can't be written to.`, cause);
  }
}

/** `report.md`, when there is a report, and `run.json`. Answers the path of the report. */
export function writeReportFiles(folder: string, { run, steps, report }: RunDetail): string | null {
  writeWhole(join(folder, 'run.json'), `${JSON.stringify({ run, steps, report }, null, 2)}\n`);
  if (report === null) return null;
  const path = join(folder, 'report.md');
  writeWhole(path, report);
  return path;
}

/**
 * Creates the folders above it. A reader never sees half of it: a file is written beside its place and then renamed.
 * What is there already and is no plain file (a pipe, `/dev/stdout`) is written to, not replaced.
 */
export function writeWhole(path: string, text: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw refused(`${path} is a folder; name a file.`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (there === undefined || there.isFile()) {
      const place = there === undefined ? path : realpathSync(path);
      const beside = join(dirname(place), `.baton-${process.pid}.part`);
      writeFileSync(beside, text);
      renameSync(beside, place);
    } else {
      writeFileSync(path, text);
    }
  } catch (cause) {
    throw new BatonError('environment', 'unwritable', `Can't write ${path}: ${messageOf(cause)}.`, { cause });
  }
}

function refused(message: string, cause?: unknown): BatonError {
  return new BatonError('refused', 'bad_out', message, { path: '--out', cause });
}
