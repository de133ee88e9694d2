/**
 * Runs an agent as a child process: in its own process group, stopped in three steps (SIGINT, SIGTERM, SIGKILL), and
 * reported as ended only when none of its processes are left. In the sandbox a signal ends the whole process namespace,
 * whose first process is killed by its number too: bubblewrap ties it to its own life only after it has set up the rest.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../../runner/core/errors.ts';

export interface Launch {
  /** as the sandbox wrapped it */
  readonly command: readonly string[];
  /** whether the command is bubblewrap */
  readonly confined: boolean;
  /** all that the process sees of any environment */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** milliseconds between SIGINT and SIGTERM, and between SIGTERM and SIGKILL */
  readonly graceMs: number;
}

export interface ProcessExit {
  /** null where a signal ended it, or it never started */
  readonly code: number | null;
  /** why it could not be started; null if it was started */
  readonly startError: string | null;
  /** the end of what it wrote to standard error */
  readonly errorOutput: string;
}

export interface AgentProcess {
  readonly input: Writable;
  readonly output: Readable;
  /** Never rejects. */
  readonly ended: Promise<ProcessExit>;
  /** SIGINT, SIGTERM, SIGKILL, each after the grace. More calls change nothing. */
  stop(): void;
}

/** Only the last bytes of standard error are kept. */
const ERROR_OUTPUT_BYTES = 8_192;
/** How long streams may stay open after the process has exited: a process that holds them has left the group. */
const DRAIN_MS = 2_000;
/** Where bubblewrap says, before it lets it run, which process is the first of the namespace. */
const NAMESPACE_FD = 3;
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGKILL'];

/** Starts it. A missing program is reported by `ended`; what the system refuses at once (arguments too long) is thrown. */
export function startProcess(launch: Launch): AgentProcess {
  const [program = '', ...args] = launch.command;
  const told = launch.confined ? ['--info-fd', String(NAMESPACE_FD)] : [];
  const child = spawn(program, [...told, ...args], {
    cwd: launch.cwd,
    env: launch.environment,
    stdio: launch.confined ? ['pipe', 'pipe', 'pipe', 'pipe'] : 'pipe',
    detached: true,
  }) as ChildProcessWithoutNullStreams;
  // An error of writing to a process that has exited is ignored: its exit says more.
  child.stdin.on('error', () => undefined);
  let errorOutput = Buffer.alloc(0);
  child.stderr.on('data', (chunk: Buffer) => {
    errorOutput = Buffer.concat([errorOutput, chunk]).subarray(-ERROR_OUTPUT_BYTES);
  });
  const timers: NodeJS.Timeout[] = [];
  const firstOfNamespace = launch.confined ? firstProcessOf(child) : null;
  const ended = endOf(child, timers, firstOfNamespace).then(({ code, startError }) => ({
    code,
    startError,
    errorOutput: errorOutput.toString('utf8').trim(),
  }));
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    for (const [step, signal] of STOP_SIGNALS.entries()) {
      if (step === 0) signalGroup(child, signal);
      else timers.push(setTimeout(() => signalGroup(child, signal), step * launch.graceMs));
    }
  };
  return { input: child.stdin, output: child.stdout, ended, stop };
}

function endOf(
  child: ChildProcess,
  timers: NodeJS.Timeout[],
  firstOfNamespace: Promise<number | null> | null,
): Promise<{ code: number | null; startError: string | null }> {
  return new Promise((resolve) => {
    const settle = (code: number | null, startError: string | null) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, startError });
    };
    child.once('error', (error) => {
      if (child.pid === undefined) settle(null, messageOf(error));
    });
    child.once('exit', (code) => {
      for (const timer of timers.splice(0)) clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
      // With an exit code of its own, bubblewrap has seen the namespace end.
      if (code === null) void firstOfNamespace?.then(kill);
      timers.push(
        setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, DRAIN_MS),
      );
    });
    child.once('close', (code) => settle(code, null));
  });
}

async function firstProcessOf(child: ChildProcess): Promise<number | null> {
  const said = await text(child.stdio[NAMESPACE_FD] as Readable).catch(() => '');
  const pid = /"child-pid": (\d+)/.exec(said)?.[1];
  return pid === undefined ? null : Number(pid);
}

function kill(pid: number | null): void {
  try {
    if (pid !== null) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Signals the process and all others of its group that still run. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All have exited.
  }
}
