/** Drives worker-process.ts: another machine's worker, as far as anybody can tell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './harness.ts';

export interface WorkerChild {
  readonly pid: number;
  /** Waits until it has said so. */
  said(line: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

export async function startWorkerChild(
  url: string,
  { host = 'toy-host', manner = 'holds' }: { host?: string; manner?: 'holds' | 'works' } = {},
): Promise<WorkerChild> {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, host, manner], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const said = async (line: string) => {
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the worker has gone without saying: ${line}`);
      return lines.includes(line);
    });
  };
  await said('ready');
  return {
    pid: child.pid ?? 0,
    said,
    signal: (name) => child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
