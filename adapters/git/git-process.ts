/**
 * Runs one git command as a child process: in its own process group, without a terminal, with a clean environment, a time
 * limit, an output limit and an abort signal. Everything in this folder runs git through it, except the long-lived reader
 * in `blob-reader.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { BatonError } from '../../runner/core/errors.ts';

export interface GitCall {
  /** a Buffer is an argument that is not valid UTF-8, such as a file name */
  readonly args: readonly (string | Buffer)[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** standard input; empty if not given */
  readonly input?: Buffer | undefined;
  /** milliseconds */
  readonly time: number;
  /** most bytes of standard output */
  readonly bytes: number;
  readonly signal?: AbortSignal | undefined;
  /** receives the output as it arrives; it is not collected then. Returning false ends the command. */
  readonly onOutput?: ((chunk: Buffer) => boolean) | undefined;
}

export interface GitOutcome {
  /** the exit code; 0 when `onOutput` ended it */
  readonly code: number;
  /** empty if `onOutput` received the output */
  readonly stdout: Buffer;
  readonly stderr: string;
}

const ERROR_BYTES = 64 * 1024;

/** A failing exit code is an outcome. Throws a `BatonError` if git is missing, takes too long or prints too much. */
export async function runGit(call: GitCall): Promise<GitOutcome> {
  call.signal?.throwIfAborted();
  const { command, args, input } = commandOf(call);
  const child = spawn(command, args, {
    cwd: call.cwd,
    env: call.environment,
    stdio: 'pipe',
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let fault: unknown;
  let stopped = false;
  const stop = (why?: unknown) => {
    fault ??= why;
    stopped = true;
    killGroup(child);
  };
  const abort = () => stop(call.signal?.reason);
  call.signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => stop(tookTooLong(call)), call.time);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  let bytes = 0;
  let errorBytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (stopped) return;
    bytes += chunk.length;
    if (bytes > call.bytes) stop(printedTooMuch(call));
    else if (call.onOutput === undefined) output.push(chunk);
    else if (!call.onOutput(chunk)) stop();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errorBytes += chunk.length;
    if (errorBytes <= ERROR_BYTES) errors.push(chunk);
  });
  try {
    const code = await ended(child, call.cwd);
    if (fault !== undefined) throw fault;
    return {
      code: stopped ? 0 : code,
      stdout: Buffer.concat(output),
      stderr: Buffer.concat(errors).toString(),
    };
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', abort);
  }
}

/** Kills a child and its process group, unless it has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Returns the exit code once every stream is closed; for a killed process the shell's code, to tell it from git's own 128. */
export function ended(child: ChildProcess, cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(cannotStart(cwd, cause)));
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 9 : constants.signals[signal])),
    );
  });
}

/** Node passes arguments as UTF-8 only; other names go through `xargs -0`, which passes bytes. */
function commandOf(call: GitCall): { command: string; args: string[]; input: Buffer | undefined } {
  if (call.args.every((arg) => typeof arg === 'string')) {
    return { command: 'git', args: [...call.args], input: call.input };
  }
  const end = Buffer.alloc(1);
  const list = call.args.flatMap((arg) => [typeof arg === 'string' ? Buffer.from(arg) : arg, end]);
  return { command: 'xargs', args: ['-0', 'git'], input: Buffer.concat(list) };
}

/** The subcommand, for messages. */
function nameOf(call: GitCall): string {
  const word = call.args.find(
    (arg, index) => typeof arg === 'string' && !arg.startsWith('-') && call.args[index - 1] !== '-c',
  );
  return `git ${String(word)}`;
}

function tookTooLong(call: GitCall): BatonError {
  const seconds = Math.round(call.time / 1000);
  return new BatonError('environment', 'git_timeout', `${nameOf(call)} took longer than ${seconds} s.`, {
    passing: true,
  });
}

function printedTooMuch(call: GitCall): BatonError {
  const megabytes = Math.round(call.bytes / 1e6);
  return new BatonError('environment', 'git_output', `${nameOf(call)} printed more than ${megabytes} MB.`);
}

function cannotStart(cwd: string, cause: Error): BatonError {
  if (existsSync(cwd)) {
    return new BatonError(
      'environment',
      'git_missing',
      'git could not be started. Install git 2.34 or newer.',
      {
        cause,
      },
    );
  }
  return new BatonError('environment', 'repository_gone', 'Baton’s private copy of the repository is gone.', {
    cause,
    passing: true,
  });
}
