/** What many open pages cost while many runs work, and how soon they hear of what happens. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Frame } from '../../runner/core/frames.ts';
import type { Bench } from '../part.ts';
import { startBaton } from '../surroundings/baton-process.ts';
import { quantile, spread } from '../surroundings/figures.ts';
import { memoryOf, processorMs, tree } from '../surroundings/processes.ts';
import type { Section } from '../surroundings/table.ts';
import { furnish, startRun } from './home.ts';

export const OPEN_PAGES = 50;
export const RUNS = 20;

/** Agents think for a moment, then say their answer for a while. */
const SCRIPT = {
  '@skeptic': { delay_ms: 1_000, stream_ms: 2_000, answer: { verdicts: [] } },
  default: { delay_ms: 3_000 },
};
const WARM_UP_MS = 5_000;
const MEASURED_MS = 20_000;
const TARGET_MS = 1_000;

/** A step that changed, and when a page heard of it, in milliseconds since 1970. */
interface Heard {
  readonly run_id: string;
  readonly step_id: string;
  readonly status: string;
  readonly at: number;
}

interface Measured {
  readonly late: readonly number[];
  /** frames of all kinds that arrived in a second, at all pages */
  readonly frames: number;
  /** of one processor */
  readonly busy: { readonly service: number; readonly server: number };
  /** MB, of the service alone and with its collectors */
  readonly memory: { readonly service: number; readonly all: number };
}

export async function eventsSection(bench: Bench): Promise<Section> {
  await using undo = new AsyncDisposableStack();
  const server = await bench.server();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const folder = join(bench.folder, 'console-events');
  const variables = { ...(await furnish(folder, SCRIPT, bench.signal)), DATABASE_URL: ground.url };
  const service = await startBaton({ home: folder, settings: folder, variables }, bench.signal);
  undo.defer(() => service.stop());
  const pages = await openPages(service.address ?? '', bench.signal);
  undo.defer(() => pages.close());
  await pause(WARM_UP_MS, undefined, { signal: bench.signal });
  const measured: Measured[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.says(`console: open pages, round ${round} of ${bench.rounds}`);
    measured.push(
      await measure(pages, { pool: ground.pool, pid: service.pid, serverPid: server.pid }, bench.signal),
    );
  }
  const row = (says: string, pick: (each: Measured) => number, digits = 0) => [
    says,
    spread(measured.map(pick), digits),
  ];
  return {
    title: `console: ${OPEN_PAGES} open pages on ${RUNS} running runs (${bench.rounds} rounds of ${MEASURED_MS / 1000} s)`,
    columns: ['', 'median (range)'],
    rows: [
      row('from an event to a page, p50 ms', ({ late }) => quantile(late, 0.5)),
      row('the same, p99 ms', ({ late }) => quantile(late, 0.99)),
      row('events that a page heard of, a second', ({ late }) => late.length / (MEASURED_MS / 1000)),
      row('frames to all pages, a second', ({ frames }) => frames),
      row('the service with its runs, % of one processor', ({ busy }) => busy.service * 100),
      row('PostgreSQL, the same', ({ busy }) => busy.server * 100),
      row('memory of the service, MB', ({ memory }) => memory.service),
      row('with the processes that collect facts, MB', ({ memory }) => memory.all),
    ],
    notes: [
      `Target: an event within ${TARGET_MS} ms at p99. From the time that the database has for a step’s start or end until the frame arrives; each page counts. Half of the pages show the list, half a run with what its agents say, with the WebSockets that the console’s pages open. The service runs the agents too.`,
    ],
  };
}

interface Pages {
  /** the changes of steps heard since this was last asked, and the number of all frames */
  taken(): { readonly heard: readonly Heard[]; readonly frames: number };
  close(): Promise<void>;
}

/** Keeps so many runs running: for each that ends, another one starts, and the pages of the ended one turn to it. */
async function openPages(address: string, signal: AbortSignal): Promise<Pages> {
  const connections = openConnections(address);
  const over = new AbortController();
  let started = 0;
  let failed: unknown = null;

  const follow = async (place: number): Promise<void> => {
    started += 1;
    const id = await startRun(address, `number ${started}`);
    const again = (frame: Frame) => {
      const isEnd = frame.type === 'flow_run_step_updated' && (frame.run_status ?? 'running') !== 'running';
      if (!isEnd || frame.run_id !== id || over.signal.aborted) return;
      for (const page of pagesOf(place)) connections.leave(page);
      follow(place).catch((error: unknown) => {
        failed = error;
      });
    };
    for (const [at, page] of pagesOf(place).entries()) {
      await connections.open(page, `run_id=${id}&events=runs`, at === 0 ? again : undefined);
      await connections.open(page, `run_id=${id}`);
    }
  };
  for (let at = 0; at < OPEN_PAGES / 2; at++) await connections.open(`list ${at}`, 'events=runs');
  for (let place = 0; place < RUNS; place++) {
    signal.throwIfAborted();
    await follow(place);
  }
  return {
    taken() {
      if (failed !== null) throw failed;
      return connections.taken();
    },
    async close() {
      over.abort();
      connections.leaveAll();
    },
  };
}

/** The WebSockets of pages, by the page's name, and what they heard. */
function openConnections(address: string) {
  const sockets = new Map<string, WebSocket[]>();
  let heard: Heard[] = [];
  let frames = 0;
  const leave = (page: string) => {
    for (const socket of sockets.get(page) ?? []) socket.close();
    sockets.delete(page);
  };
  return {
    open(page: string, query: string, hears?: (frame: Frame) => void): Promise<void> {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/api/ws?${query}`);
      sockets.set(page, [...(sockets.get(page) ?? []), socket]);
      // A step that is running may say so again, with a line on what it does.
      const known = new Set<string>();
      socket.onmessage = ({ data }) => {
        const at = Date.now();
        frames += 1;
        const frame = JSON.parse(String(data)) as Frame;
        if (frame.type === 'flow_run_step_updated' && query.includes('events=runs')) {
          const change = `${frame.run_id} ${frame.step_id} ${frame.status}`;
          if (!known.has(change)) heard.push({ ...frame, at });
          known.add(change);
        }
        hears?.(frame);
      };
      return new Promise((resolve, reject) => {
        socket.onopen = () => resolve();
        socket.onerror = () => reject(new Error('a page was not connected'));
      });
    },
    leave,
    leaveAll() {
      for (const page of [...sockets.keys()]) leave(page);
    },
    taken() {
      const taken = { heard, frames };
      [heard, frames] = [[], 0];
      return taken;
    },
  };
}

/** The pages that show the run of a place: one, and two of the first places. */
const pagesOf = (place: number): string[] =>
  place < OPEN_PAGES / 2 - RUNS ? [`run ${place}`, `run ${place} again`] : [`run ${place}`];

interface Watched {
  readonly pool: pg.Pool;
  readonly pid: number;
  readonly serverPid: number;
}

async function measure(
  pages: Pages,
  { pool, pid, serverPid }: Watched,
  signal: AbortSignal,
): Promise<Measured> {
  pages.taken();
  const begun = Date.now();
  const before = [processorMs(pid), processorMs(serverPid)] as const;
  await pause(MEASURED_MS, undefined, { signal });
  const ms = Date.now() - begun;
  const busy = {
    service: (processorMs(pid) - before[0]) / ms,
    server: (processorMs(serverPid) - before[1]) / ms,
  };
  const memory = { service: memoryOf([pid]).rss_mb, all: memoryOf(tree(pid)).rss_mb };
  const { heard, frames } = pages.taken();
  return { late: await lateness(pool, heard), frames: frames / (ms / 1000), busy, memory };
}

/** The database's clock is this machine's. */
async function lateness(pool: pg.Pool, heard: readonly Heard[]): Promise<number[]> {
  const { rows } = await pool.query<{ key: string; started: number | null; ended: number | null }>(
    `SELECT run_id || ' ' || step_id AS key, extract(epoch FROM started_at)::float8 * 1000 AS started,
       extract(epoch FROM completed_at)::float8 * 1000 AS ended
     FROM flow_steps WHERE run_id = ANY ($1::uuid[])`,
    [[...new Set(heard.map(({ run_id }) => run_id))]],
  );
  const steps = new Map(rows.map((row) => [row.key, row]));
  return heard.flatMap(({ run_id, step_id, status, at }) => {
    const step = steps.get(`${run_id} ${step_id}`);
    const time = status === 'running' ? step?.started : status === 'completed' ? step?.ended : null;
    return time === null || time === undefined ? [] : [at - time];
  });
}
