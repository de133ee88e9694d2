/** Baton as a person starts it: a process of its own, with a home in the benchmark's folder and no settings but those named. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BATON_FOLDER } from '../../bot/config/places.ts';

const DEADLINE_MS = 60_000;
const FAREWELL_MS = 15_000;

export interface Home {
  readonly home: string;
  /** where `baton.yaml` is; without it there is none */
  readonly settings?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface BatonService {
  readonly pid: number;
  /** where it listens; null for a worker */
  readonly address: string | null;
  /** Ends it as Ctrl-C does, and by force when that takes too long; it takes its server along when it is the last to use it. */
  stop(): Promise<void>;
}

/** Resolves once it says that it is there. Throws when it ends before that, or takes longer than a minute. */
export async function startBaton(
  home: Home,
  signal: AbortSignal,
  role: 'all' | 'bot' | 'worker' = 'all',
): Promise<BatonService> {
  const child = await batonProcess(['start', '--role', role], home);
  const stop = () => end(child);
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const address = await announced(child, patience);
    // What it says from now on nobody reads, but it must be able to say it.
    child.stdout?.resume();
    return { pid: child.pid ?? 0, address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs one command to its end. Throws unless it ends with 0, with the last line that it printed to stderr. */
export async function runBaton(args: readonly string[], home: Home, signal: AbortSignal): Promise<void> {
  const child = await batonProcess(args, home, 'pipe');
  child.stdout?.resume();
  let lastLine = '';
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLine = line;
    });
  }
  try {
    const [code] = await once(child, 'close', { signal });
    if (code !== 0) throw new Error(`baton ${args.join(' ')} ended with ${code}: ${lastLine}`);
  } finally {
    await end(child);
  }
}

async function batonProcess(
  args: readonly string[],
  where: Home,
  stderr: 'inherit' | 'pipe' = 'inherit',
): Promise<ChildProcess> {
  const { home, settings = join(home, 'no-settings'), variables = {} } = where;
  await mkdir(settings, { recursive: true });
  const own = { HOME: home, BATON_HOME: home, BATON_CONFIG: settings, PORT: '0' };
  return spawn(process.execPath, [join(BATON_FOLDER, 'bot', 'baton.js'), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', stderr],
    env: { PATH: process.env.PATH, ...own, ...variables },
  });
}

async function announced(child: ChildProcess, signal: AbortSignal): Promise<string | null> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout, signal })) {
    const found = /^Baton (?:works|listens on (http:\S+))/.exec(line);
    if (found !== null) return found[1] ?? null;
  }
  signal.throwIfAborted();
  throw new Error('baton start ended before it was there');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
  await ended;
  clearTimeout(limit);
}
