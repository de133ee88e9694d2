/** Reads objects by name through one `git cat-file --batch` process, started on the first read and kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { BatonError } from '../../runner/core/errors.ts';
import { FATAL, type Git } from './git.ts';
import { ended, killGroup } from './git-process.ts';

export interface BlobReader {
  /** null if the object is missing or damaged */
  read(oid: string): Promise<Buffer | null>;
  close(): Promise<void>;
}

interface Waiting {
  readonly oid: string;
  readonly resolve: (blob: Buffer | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Time limit for one blob. */
const TIME_LIMIT_MS = 30_000;

export function createBlobReader(git: Git): BlobReader {
  let process: BatchProcess | null = null;
  const abort = () => process?.end(git.signal?.reason);
  git.signal?.addEventListener('abort', abort, { once: true });
  const running = (): BatchProcess => {
    if (process === null || process.isOver) process = startBatch(git, (rest) => void restart(rest));
    return process;
  };
  /** git exits at a damaged object: that one counts as missing, and the others are requested again. */
  const restart = async ([damaged, ...rest]: readonly Waiting[]): Promise<void> => {
    try {
      // This also happens if the whole repository has been removed; then every object counts as missing.
      const there = await git.run(['rev-parse', '--git-dir']);
      if (there.code !== 0) throw broken('ended');
      damaged?.resolve(null);
      for (const waiting of rest) running().ask(waiting);
    } catch (error) {
      for (const waiting of [damaged, ...rest]) waiting?.reject(error);
    }
  };
  return {
    read: async (oid) => {
      git.signal?.throwIfAborted();
      return new Promise((resolve, reject) => running().ask({ oid, resolve, reject }));
    },
    close: async () => {
      git.signal?.removeEventListener('abort', abort);
      process?.end(new Error('the repository was closed'));
      await process?.gone;
    },
  };
}

interface BatchProcess {
  readonly isOver: boolean;
  readonly gone: Promise<unknown>;
  ask(waiting: Waiting): void;
  end(why: unknown): void;
}

/** `gaveUp` gets the requests that were unanswered when git exited; the first of them is the cause. */
function startBatch(git: Git, gaveUp: (rest: readonly Waiting[]) => void): BatchProcess {
  const child: ChildProcess = spawn('git', ['cat-file', '--batch'], {
    cwd: git.dir,
    env: git.environment,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const queue: Waiting[] = [];
  let isOver = false;
  const end = (why: unknown) => {
    isOver = true;
    clearTimeout(timer);
    killGroup(child);
    for (const waiting of queue.splice(0)) waiting.reject(why);
  };
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(timer);
    if (queue.length > 0) timer = setTimeout(() => end(broken('did not answer')), TIME_LIMIT_MS);
  };
  const answers = createAnswerParser((blob) => {
    queue.shift()?.resolve(blob);
    watch();
  });
  child.stdin?.on('error', () => undefined);
  child.stdout?.on('data', answers);
  const gone = ended(child, git.dir).then(
    (code) => {
      const rest = code === FATAL && !isOver ? queue.splice(0) : [];
      end(broken('ended'));
      if (rest.length > 0) gaveUp(rest);
    },
    (error: unknown) => end(error),
  );
  return {
    get isOver() {
      return isOver;
    },
    gone,
    end,
    ask: (waiting) => {
      queue.push(waiting);
      if (queue.length === 1) watch();
      child.stdin?.write(`${waiting.oid}\n`);
    },
  };
}

/** Splits the stream `<oid> blob <size>\n<bytes>\n` or `<oid> missing\n` into answers. */
function createAnswerParser(answer: (blob: Buffer | null) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let wanted: number | null = null;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (wanted === null) {
        const line = rest.indexOf(10);
        if (line < 0) return;
        const [, , size] = rest.toString('latin1', 0, line).split(' ');
        rest = rest.subarray(line + 1);
        if (size === undefined) answer(null);
        else wanted = Number(size);
      } else {
        if (rest.length <= wanted) return;
        answer(Buffer.from(rest.subarray(0, wanted)));
        rest = rest.subarray(wanted + 1);
        wanted = null;
      }
    }
  };
}

function broken(how: string): BatonError {
  return new BatonError('environment', 'git_failed', `git cat-file ${how} while a file was read.`, {
    passing: true,
  });
}
