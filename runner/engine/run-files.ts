/** Implements the port that reads files at a run's commit, in any process on a host that can read the repository. */
import { BatonError } from '../core/errors.ts';
import type { FileText, Pin, Repositories, Side } from '../core/ports/repository.ts';
import type { RunFile, RunFiles } from '../core/ports/run-files.ts';
import { shortId } from '../core/wording.ts';
import { unknownRun } from '../store/document-rows.ts';
import { answerOf } from '../store/outage.ts';
import { type RunRow, readRun } from '../store/run-rows.ts';
import { type Database, snapshot } from '../store/transaction.ts';
import { createRepositoryPool } from './repository-pool.ts';

export interface RunFilesOptions {
  readonly pool: Database;
  readonly repositories: Repositories;
  readonly host: string;
  /** the database's URL, for error messages */
  readonly url: string;
}

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;

export function createRunFiles({ pool, repositories, host, url }: RunFilesOptions): RunFiles & {
  close(): Promise<void>;
} {
  const open = createRepositoryPool(repositories);
  return {
    async read(run_id, file) {
      const found = await answerOf(
        url,
        snapshot(pool, (tx) => readRun(tx, run_id)),
        READ_MS,
      );
      if (found === null) throw unknownRun(run_id);
      const { run } = found;
      const pin = pinFor(run, host, file.side);
      const { repository, release } = await open.take(run, pin);
      try {
        const text = textOf(await repository.read(file.path, file.side), file.path);
        const commit_sha = file.side === 'base' ? (pin.base_sha ?? pin.commit_sha) : pin.commit_sha;
        return { commit_sha, ...text };
      } finally {
        release();
      }
    },
    close: () => open.close(),
  };
}

function pinFor({ id, project, pin }: RunRow, host: string, side: Side): Pin {
  if (project.host !== null && project.host !== host) {
    const message = `The repository is on the host ${project.host}, which this process can’t read.`;
    throw new BatonError('conflict', 'other_host', message);
  }
  if (pin === null || (side === 'base' && pin.base_sha === null)) {
    const message = `Run ${shortId(id)} has no ${side === 'base' ? 'base' : 'commit'} to read from.`;
    throw new BatonError('conflict', 'no_commit', message);
  }
  return pin;
}

const WITHOUT_TEXT: Readonly<Record<NonNullable<FileText['omitted']>, string>> = {
  binary: 'is binary',
  'too-large': 'is too large to be shown',
  'lfs-pointer': 'is kept in Git LFS',
  'not-in-clone': 'is not in the clone',
};

function textOf(file: FileText | null, path: string): Pick<RunFile, 'path' | 'text'> {
  const name = JSON.stringify(path);
  if (file === null) {
    throw new BatonError('not_found', 'no_such_file', `There is no file ${name} at that commit.`, {
      path: 'path',
    });
  }
  if (file.omitted === null) return { path: file.path, text: file.text };
  throw new BatonError('conflict', 'no_text', `${name} ${WITHOUT_TEXT[file.omitted]}.`, { path: 'path' });
}
