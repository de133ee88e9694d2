/** What Linux tells about processes: how much memory they have and how much time they used. */
import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;

interface Usage {
  readonly parent: number;
  /** milliseconds of processor time: its own, and of the children that it outlived */
  readonly own_ms: number;
  readonly outlived_ms: number;
}

/** Null for a process that is gone, and where there is no /proc. */
function usageOf(pid: number): Usage | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; what follows it is numbers.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0] = fields.slice(1);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11);
    return { parent, own_ms: (user + system) * TICK_MS, outlived_ms: (childUser + childSystem) * TICK_MS };
  } catch {
    return null;
  }
}

function allPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** The process and everything below it. */
export function tree(pid: number): number[] {
  const parents = new Map(allPids().map((each) => [each, usageOf(each)?.parent]));
  const members = [pid];
  for (const member of members) {
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  }
  return members;
}

/** Processor time of a process, its children, and those that have ended, in milliseconds. */
export function processorMs(pid: number): number {
  return tree(pid)
    .map(usageOf)
    .reduce((sum, usage) => sum + (usage === null ? 0 : usage.own_ms + usage.outlived_ms), 0);
}

export interface Memory {
  /** resident: pages shared between processes count in each */
  readonly rss_mb: number;
  /** proportional: a page that several share counts as its part in each */
  readonly pss_mb: number;
}

/** Of all these processes together; those that end meanwhile count nothing. */
export function memoryOf(pids: readonly number[]): Memory {
  const rollups = pids.map(rollupOf).filter((rollup) => rollup !== null);
  const total = (name: string): number =>
    rollups.reduce(
      (sum, text) => sum + Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0),
      0,
    ) / 1024;
  return { rss_mb: total('Rss'), pss_mb: total('Pss') };
}

function rollupOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch {
    return null;
  }
}
