/** What the tests need to know about running servers: their processes, seen from outside. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** The pid that the server of this data folder has written down. */
export async function postmasterPid(data: string): Promise<number> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

/** The pids of all processes that work in this data folder: a server's, and those of its backends. */
export async function processesIn(data: string): Promise<number[]> {
  const wanted = await realpath(data);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
  return pids.filter((_, index) => folders[index] === wanted).map(Number);
}

/** The server's main processes, of which there may be one at most. */
export async function postmastersIn(data: string): Promise<number[]> {
  const pids = await processesIn(data);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, index) => {
    const parent = parents[index] ?? null;
    return parent !== null && !pids.includes(parent);
  });
}

/** Null for a process that is gone: backends come and go while they are counted. */
async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Ends what a test that failed half-way has left running. */
export async function killProcessesIn(data: string): Promise<void> {
  for (const pid of await processesIn(data).catch(() => [])) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its postmaster.
    }
  }
}
