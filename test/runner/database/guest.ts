/** Drives a guest-process: another Baton process at the same embedded server. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Guest {
  readonly url: string;
  readonly process: ChildProcess;
  query(sql: string): Promise<unknown[]>;
  /** Closes its database and waits for the process and its pipes to end. */
  close(): Promise<void>;
  /** kill -9, and waits until nobody holds its pipes any more. */
  kill(): Promise<void>;
}

export interface GuestOptions extends SpawnOptions {
  /** a command line that starts the guest, e.g. as another user */
  readonly through?: readonly string[];
}

export async function startGuest(home: string, options: GuestOptions = {}): Promise<Guest> {
  const script = fileURLToPath(new URL('./guest-process.ts', import.meta.url));
  const { through = [], ...rest } = options;
  const [file = '', ...args] = [...through, process.execPath, script, home];
  const child = spawn(file, args, { ...rest, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the guest has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the guest has gone');
    const said = JSON.parse(value) as { failed?: string; url?: string; rows?: unknown[] };
    if (said.failed !== undefined) throw new Error(said.failed);
    return said;
  };
  const { url = '' } = await hear();
  return {
    url,
    process: child,
    async query(sql) {
      stdin.write(`sql ${sql}\n`);
      return (await hear()).rows ?? [];
    },
    async close() {
      stdin.write('close\n');
      await hear();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
