#!/usr/bin/env node
/**
 * A program that stands in for an agent: it does what the JSON list of acts on its standard input says, as a real child
 * process. What it found out it prints as lines `{"type":"found", …}`. It is started by its path, inside the sandbox.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

export type UserAction =
  /** a line on standard output, as it is */
  | { readonly print: string }
  /** standard output without an end of the line */
  | { readonly mutter: string }
  /** a line on standard error */
  | { readonly complain: string }
  | { readonly write: string }
  | { readonly read: string }
  | { readonly list: string }
  | { readonly run: readonly string[] }
  /** prints its environment; `file`: writes that and its arguments there instead */
  | { readonly show: 'environment'; readonly file?: string }
  | { readonly ignore: readonly NodeJS.Signals[] }
  /** starts `sleep` with this argument in the background and goes on; `session`: out of the process group */
  | { readonly leave: string; readonly session?: boolean }
  | { readonly flood: 'lines' | 'line' | 'errors' }
  /** prints lines that tell nothing, for so many milliseconds */
  | { readonly tick: number }
  | { readonly hang: true }
  | { readonly exit: number };

function found(what: object): void {
  process.stdout.write(`${JSON.stringify({ type: 'found', ...what })}\n`);
}

function attempt(name: string, act: () => unknown): void {
  try {
    found({ [name]: act() ?? 'done' });
  } catch (error) {
    found({ [name]: 'refused', why: String(error) });
  }
}

async function flood(kind: 'lines' | 'line' | 'errors'): Promise<never> {
  const stream = kind === 'errors' ? process.stderr : process.stdout;
  const piece = kind === 'line' ? 'x'.repeat(65_536) : `${'x'.repeat(1_023)}\n`.repeat(64);
  for (;;) if (!stream.write(piece)) await once(stream, 'drain');
}

async function tick(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    process.stdout.write('{"type":"tick"}\n');
    await setTimeout(100);
  }
}

async function run([program = '', ...args]: readonly string[]): Promise<void> {
  const child = spawn(program, args);
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close');
  const [stdout, stderr] = await said;
  found({ ran: program, code, stdout, stderr });
}

async function perform(act: UserAction): Promise<void> {
  if ('print' in act) process.stdout.write(`${act.print}\n`);
  if ('mutter' in act) process.stdout.write(act.mutter);
  if ('complain' in act) process.stderr.write(`${act.complain}\n`);
  if ('write' in act) attempt('write', () => writeFileSync(act.write, 'written'));
  if ('read' in act) attempt('read', () => readFileSync(act.read, 'utf8'));
  if ('list' in act) attempt('list', () => readdirSync(act.list));
  if ('run' in act) await run(act.run);
  if ('show' in act) {
    const { argv, env } = process;
    if (act.file === undefined) found(env);
    else writeFileSync(act.file, JSON.stringify({ arguments: argv.slice(2), environment: env }));
  }
  if ('ignore' in act) for (const signal of act.ignore) process.on(signal, () => undefined);
  if ('leave' in act) {
    const child = spawn('sleep', [act.leave], { stdio: 'ignore', detached: act.session === true });
    await once(child, 'spawn');
    child.unref();
  }
  if ('flood' in act) await flood(act.flood);
  if ('tick' in act) await tick(act.tick);
  if ('hang' in act) {
    setInterval(() => undefined, 60_000);
    await new Promise(() => undefined);
  }
  if ('exit' in act) {
    process.exitCode = act.exit;
    process.stdout.end();
  }
}

if (process.argv.includes('--version')) {
  process.stdout.write('9.8.7 (stand-in)\n');
} else {
  for (const act of JSON.parse(await text(process.stdin)) as UserAction[]) await perform(act);
}
