/**
 * Baton as a person runs it: `bot/baton.js` in child processes that see a home of their own and nothing of this
 * machine's configuration. After a test file all of them are ended, and a file that left one behind fails.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';
import { type Database, openDatabase } from '../../runner/database/open.ts';
import { processesIn, until } from './process-table.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

export const BATON_FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A command that takes longer than this has hung; a service is to live for longer where a story says so. */
const LIMIT_MS = 90_000;

const root = makeRoot(tmpdir());
/** By the folder that they are in. */
const roots = new Map([[tmpdir(), root]]);
const started: ChildProcess[] = [];
const kept: Database[] = [];

afterAll(async () => {
  for (const database of kept.splice(0)) await database.close();
  for (const child of started) endGroup(child);
  const inRoots = () => [...roots.values()].flatMap(processesIn);
  const left = inRoots();
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  await until(() => inRoots().length === 0);
  for (const one of roots.values()) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ command }) => command).join('; ')}`);
});

/**
 * A fresh folder that goes with the test file, for homes, scripts and reports; `below` another folder than the temporary
 * one for who refuses to live there.
 */
export function ownFolder(below = tmpdir()): string {
  const parent = roots.get(below) ?? makeRoot(below);
  roots.set(below, parent);
  return mkdtempSync(join(parent, 'own-'));
}

function makeRoot(below: string): string {
  return realpathSync(mkdtempSync(join(below, 'baton-story-')));
}

/**
 * Joins the embedded server of a home for the length of the test file, as a service beside the commands would. They
 * need not start it each, and a test can look into the tables.
 */
export async function keepServer(home: string): Promise<Database> {
  const schema = readFileSync(join(BATON_FOLDER, 'schema.sql'), 'utf8');
  const database = await openDatabase({ url: null, home, schema, log: () => undefined, poolSize: 3 });
  kept.push(database);
  return database;
}

export interface Surroundings {
  /** empty: neither BATON_HOME nor BATON_CONFIG is set */
  readonly home: string;
  /** of another copy of Baton than this one */
  readonly launcher?: string;
  /** where the person is; some empty folder when absent */
  readonly folder?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** the way of the README: `npm run -s baton -- …`, or `npm start` for the arguments `start` */
  readonly throughNpm?: boolean;
  /** words to put before the command, such as another program that runs it */
  readonly before?: readonly string[];
  /** when it is ended at the latest, in milliseconds after it was started */
  readonly limitMs?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Waits until either stream holds the pattern. Rejects when the process ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** To the process alone, or to its whole group as a terminal does. */
  signal(name: NodeJS.Signals, to?: 'process' | 'group'): void;
}

/** Runs one command to its end. Rejects, and ends it, when it hangs. */
export async function baton(argv: readonly string[], around: Surroundings): Promise<Ended> {
  return await startBaton(argv, around).ended;
}

export function startBaton(argv: readonly string[], around: Surroundings): Started {
  const { before = [], throughNpm = false } = around;
  const command = commandOf(argv, throughNpm, around.launcher);
  const [file = '', ...rest] = [...before, ...command];
  const child = spawn(file, rest, {
    cwd: around.folder ?? root,
    env: environmentOf(around),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  started.push(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    const limit = setTimeout(() => {
      endGroup(child);
      reject(new Error(`baton ${argv.join(' ')} hangs\n${said.out}\n${said.err}`));
    }, around.limitMs ?? LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, ...said });
    });
  });
  ended.catch(() => undefined);
  const pid = child.pid ?? 0;
  return {
    pid,
    ended,
    async says(pattern) {
      const search = () => pattern.exec(said.out) ?? pattern.exec(said.err);
      await until(() => search() !== null || child.exitCode !== null || child.signalCode !== null);
      const found = search();
      if (found === null) throw new Error(`never said ${pattern}:\n${said.out}\n${said.err}`);
      return found;
    },
    signal: (name, to = 'process') => void process.kill(to === 'group' ? -pid : pid, name),
  };
}

/** The words of a command line. */
export function commandOf(
  argv: readonly string[],
  throughNpm: boolean,
  launcher = join(BATON_FOLDER, 'bot', 'baton.js'),
): readonly string[] {
  if (!throughNpm) return [process.execPath, launcher, ...argv];
  const npm = ['npm', '--prefix', BATON_FOLDER];
  return argv[0] === 'start' ? [...npm, '-s', ...argv] : [...npm, 'run', '-s', 'baton', '--', ...argv];
}

/** All that a process sees of its environment; the compile cache is there for speed alone. */
export function environmentOf({ home, variables }: Surroundings): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: join(root, 'person'),
    LANG: 'C.UTF-8',
    NODE_COMPILE_CACHE: join(BATON_FOLDER, 'node_modules', '.cache', 'stories'),
    ...(home === '' ? {} : { BATON_HOME: home, BATON_CONFIG: home }),
    ...variables,
  };
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}
