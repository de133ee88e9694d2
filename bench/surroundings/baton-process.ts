/** Baton as a person starts it: a process of its own, with a home in the benchmark's folder and no other settings. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BATON_FOLDER } from '../../bot/config/places.ts';

const PATIENCE_MS = 60_000;
const FAREWELL_MS = 15_000;

export interface BatonService {
  readonly pid: number;
  /** Ends it as Ctrl-C does; it takes its server along when it is the last to use it. */
  stop(): Promise<void>;
}

/** Resolves once it answers that it is ready. Throws when it ends before that, or takes longer than a minute. */
export async function startBaton(home: string, signal: AbortSignal): Promise<BatonService> {
  const child = await batonProcess(['start'], home);
  const stop = () => end(child);
  try {
    const address = await listeningAddress(
      child,
      AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    );
    // What it says from now on nobody reads, but it must be able to say it.
    child.stdout?.resume();
    const { status } = await fetch(`${address}/readyz`, { signal });
    if (status !== 200) throw new Error(`/readyz answers ${status}`);
    return { pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs one command to its end. Throws unless it ends with 0. */
export async function runBaton(args: readonly string[], home: string, signal: AbortSignal): Promise<void> {
  const child = await batonProcess(args, home);
  child.stdout?.resume();
  try {
    const [code] = await once(child, 'exit', { signal });
    if (code !== 0) throw new Error(`baton ${args.join(' ')} ended with ${code}`);
  } finally {
    await end(child);
  }
}

async function batonProcess(args: readonly string[], home: string): Promise<ChildProcess> {
  const settings = join(home, 'no-settings');
  await mkdir(settings, { recursive: true });
  return spawn(process.execPath, [join(BATON_FOLDER, 'bot', 'baton.js'), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, HOME: home, BATON_HOME: home, BATON_CONFIG: settings, PORT: '0' },
  });
}

async function listeningAddress(child: ChildProcess, signal: AbortSignal): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout, signal });
  for await (const line of lines) {
    const address = /listens on (http:\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('baton start ended before it listened');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
  await ended;
  clearTimeout(limit);
}
