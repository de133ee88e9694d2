/** What runs on this machine, as far as the tests need to know it, read from `/proc`. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** when it began, in ticks since boot: with the pid, who it is */
  readonly began: string;
  readonly command: string;
}

/** Every process but zombies, which have ended and wait to be noticed. */
export function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === undefined || parent === undefined || state === 'Z' || state === 'X') return [];
      const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), parent: Number(parent), began: rest[17] ?? '', command }];
    });
}

/** Those that were started for a folder: it is in their command line, their environment, or where they are. */
export function processesIn(folder: string): Process[] {
  return allProcesses().filter(
    ({ pid, command }) =>
      pid !== process.pid &&
      (command.includes(folder) ||
        folderOf(pid).startsWith(folder) ||
        read(`/proc/${pid}/environ`).includes(folder)),
  );
}

/** A process and everything below it. */
export function familyOf(pid: number): Process[] {
  const all = allProcesses();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

/** Which of them still run. */
export function stillThere(processes: readonly Process[]): Process[] {
  const now = new Map(allProcesses().map((one) => [one.pid, one.began]));
  return processes.filter(({ pid, began }) => now.get(pid) === began);
}

const LIMIT_MS = 60_000;

/** Waits for something that comes about by itself; rejects when it does not within a minute, or the milliseconds given. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
  for (const limit = performance.now() + limitMs; !(await holds()); ) {
    if (performance.now() > limit) throw new Error(`never came about: ${holds}`);
    await pause(20);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
