/** How soon the list's first page is answered by a service whose database holds many runs. */
import { join } from 'node:path';
import type pg from 'pg';
import type { Bench } from '../part.ts';
import { startBaton } from '../surroundings/baton-process.ts';
import { quantile, spread } from '../surroundings/figures.ts';
import type { Section } from '../surroundings/table.ts';
import { furnish, startRun } from './home.ts';

export const STORED_RUNS = 10_000;

const TIMES = 40;
const TARGET_MS = 200;
const PATHS = [
  ['the list’s first page', '/api/runs?limit=50'],
  ['the same, of one status', '/api/runs?limit=50&status=completed'],
  ['the same, with a text that few have', '/api/runs?limit=50&text=number+77'],
  ['the counts of its tabs', '/api/runs/counts'],
] as const;

export async function listSection(bench: Bench): Promise<Section> {
  await using undo = new AsyncDisposableStack();
  const ground = await (await bench.server()).ground();
  undo.defer(() => ground.drop());
  const folder = join(bench.folder, 'console-list');
  const variables = { ...(await furnish(folder, { default: {} }, bench.signal)), DATABASE_URL: ground.url };
  const service = await startBaton({ home: folder, settings: folder, variables }, bench.signal);
  undo.defer(() => service.stop());
  const address = service.address ?? '';
  bench.says(`console: storing ${STORED_RUNS} runs`);
  const first = await startRun(address, 'number 1');
  await completed(address, first, bench.signal);
  await multiply(ground.pool, first);
  const taken = PATHS.map(() => [] as number[][]);
  for (let round = 1; round <= bench.rounds; round++) {
    bench.says(`console: the list, round ${round} of ${bench.rounds}`);
    for (const [at, [, path]] of PATHS.entries())
      taken[at]?.push(await timesOf(`${address}${path}`, bench.signal));
  }
  const share = (rounds: readonly number[][] = [], part: number) =>
    spread(
      rounds.map((times) => quantile(times, part)),
      1,
    );
  return {
    title: `console: the list of ${STORED_RUNS} runs, over HTTP (${bench.rounds} rounds of ${TIMES} requests)`,
    columns: ['', 'p50 ms', 'p95 ms'],
    rows: PATHS.map(([says], at) => [says, share(taken[at], 0.5), share(taken[at], 0.95)]),
    notes: [
      `Target: the first page within ${TARGET_MS} ms. Each run has the steps, the outcome and the report of a real one.`,
    ],
  };
}

async function completed(address: string, run_id: string, signal: AbortSignal): Promise<void> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/ws?run_id=${run_id}&events=runs`);
  try {
    await new Promise<void>((resolve, reject) => {
      const look = async () => {
        const { run } = (await (await fetch(`${address}/api/runs/${run_id}`)).json()) as {
          run: { status: string };
        };
        if (run.status !== 'running') resolve();
      };
      socket.onopen = look;
      socket.onmessage = look;
      socket.onerror = () => reject(new Error('the service hung up'));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    socket.close();
  }
}

/** Stores copies of a run with its steps, a minute apart, until there are so many; one in ten failed. */
async function multiply(pool: pg.Pool, run_id: string): Promise<void> {
  await pool.query(
    `INSERT INTO flow_runs
     SELECT (jsonb_populate_record(run, jsonb_build_object(
       'id', gen_random_uuid(), 'created_at', run.created_at - n * interval '1 minute',
       'status', CASE n % 10 WHEN 0 THEN 'failed' ELSE 'completed' END,
       'input', run.input || jsonb_build_object('question', 'number ' || n)))).*
     FROM flow_runs run, generate_series(2, $2) n WHERE run.id = $1`,
    [run_id, STORED_RUNS],
  );
  await pool.query(
    `INSERT INTO flow_steps
     SELECT (jsonb_populate_record(step, jsonb_build_object('run_id', run.id))).*
     FROM flow_steps step, flow_runs run WHERE step.run_id = $1 AND run.id <> $1`,
    [run_id],
  );
  await pool.query('ANALYZE');
}

async function timesOf(url: string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < TIMES; at++) {
    const begun = performance.now();
    const answer = await fetch(url, { signal });
    await answer.text();
    if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}`);
    times.push(performance.now() - begun);
  }
  return times;
}
