/** Starts, kills and dismisses the processes of the crash test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Role = 'worker' | 'service';

export interface Child {
  readonly role: Role;
  readonly pid: number;
  /** of the database that it works on */
  readonly url: string;
  /** kill -9; resolves once it is gone */
  kill(): Promise<void>;
  /** Lets it hand back what it has and leave. */
  dismiss(): Promise<void>;
}

export interface ChildOptions {
  readonly home: string;
  readonly sideLog: string;
  /** where it says what it met */
  readonly log: string;
}

/** Resolves once it is ready; rejects when it ends before that. */
export async function startChild(role: Role, options: ChildOptions): Promise<Child> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url));
  const args = [script, role, options.home, options.sideLog];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.on('data', (text: Buffer) => appendFileSync(options.log, text));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit');
  const url = await Promise.race([readiness(child), ended.then(() => null)]);
  if (url === null) throw new Error(`a ${role} ended before it was ready; see ${options.log}`);
  return {
    role,
    pid: child.pid ?? 0,
    url,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async dismiss() {
      child.stdin.write('close\n');
      await ended;
    },
  };
}

async function readiness({ stdout }: ChildProcess): Promise<string | null> {
  if (stdout === null) return null;
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('ready ')) return line.slice('ready '.length);
  }
  return null;
}
