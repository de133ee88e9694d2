/** The part `writes`: what one step asks of PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { AgentBackend } from '../runner/core/ports/agent.ts';
import { createPool } from '../runner/database/connection.ts';
import { toyRequest, toyRunner } from '../test/setup/toy-runner.ts';
import type { Bench, Part } from './part.ts';
import { STEPS, watchFinish } from './six-steps/contestant.ts';
import { median, spread } from './surroundings/figures.ts';
import type { Server } from './surroundings/server.ts';
import { countStatements } from './surroundings/statements.ts';
import type { Section } from './surroundings/table.ts';

const WARM_UP_RUNS = 5;
const RUNS = 60;
const AT_A_TIME = 16;
const AGENT_STEPS = 4;
const IDLE_MS = 3000;
const TARGET = 4.5;

export const writesPart: Part = {
  name: 'writes',
  measures: 'write transactions and statements per step; those for the activity of agents apart',
  run,
};

/** Of the six-step DAG, per step; what an idle runner does in the same time is taken off. */
interface Counted {
  readonly transactions: number;
  readonly statements: ReadonlyMap<string, number>;
}

type Case = { readonly says: string; readonly atATime: number; readonly streaming: boolean };

const CASES: readonly Case[] = [
  { says: 'one run at a time', atATime: 1, streaming: false },
  { says: `${AT_A_TIME} runs at a time`, atATime: AT_A_TIME, streaming: false },
  { says: 'one run at a time, agents that stream', atATime: 1, streaming: true },
];

async function run(bench: Bench): Promise<readonly Section[]> {
  const server = await bench.server();
  const counted = CASES.map((): Counted[] => []);
  for (let round = 1; round <= bench.rounds; round++) {
    for (const [at, each] of CASES.entries()) {
      bench.says(`writes: round ${round} of ${bench.rounds}, ${each.says}`);
      counted[at]?.push(await count(server, each, bench.signal));
    }
  }
  return [transactions(counted, bench.rounds), statements(counted)];
}

async function count(server: Server, { atATime, streaming }: Case, signal: AbortSignal): Promise<Counted> {
  await using undo = new AsyncDisposableStack();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const { sent, ignore, stop } = countStatements();
  undo.defer(stop);
  const observing = createPool(ground.url, 2, () => undefined);
  ignore(observing);
  undo.defer(() => observing.end());
  const runner = await toyRunner(ground, streaming ? { options: { backends: [streamingBackend] } } : {});
  undo.defer(() => runner.close());
  const work = await runner.startWork();
  undo.defer(() => work.stop());
  const observer = new pg.Client({ connectionString: ground.url });
  await observer.connect();
  const finish = await watchFinish({ ...ground, pool: observing }, observer);
  undo.defer(() => finish.close());
  const once = async () => {
    const { run_id } = await runner.service.start(toyRequest());
    await finish.wait(run_id);
  };
  /** What happens while `body` runs, per millisecond and altogether. */
  const during = async (body: () => Promise<unknown>) => {
    const begin = { at: performance.now(), xid: await nextXid(observing), sent: new Map(sent) };
    await body();
    const ms = performance.now() - begin.at;
    const made = [...sent].map(([name, now]): [string, number] => [name, now - (begin.sent.get(name) ?? 0)]);
    return { ms, transactions: (await nextXid(observing)) - begin.xid, sent: new Map(made) };
  };
  for (let warm = 0; warm < WARM_UP_RUNS; warm++) await once();
  const idle = await during(() => pause(IDLE_MS, undefined, { signal }));
  let left = RUNS;
  const lane = async () => {
    while (left-- > 0) {
      signal.throwIfAborted();
      await once();
    }
  };
  const busy = await during(async () => {
    await Promise.all(Array.from({ length: atATime }, lane));
    // The last jobs are taken off the queue after their run has ended.
    await pause(100);
  });
  const steps = RUNS * STEPS.length;
  const share = busy.ms / idle.ms;
  const less = (made: number, idly: number): number => Math.max(0, made - idly * share) / steps;
  return {
    transactions: less(busy.transactions, idle.transactions),
    statements: new Map([...busy.sent].map(([name, made]) => [name, less(made, idle.sent.get(name) ?? 0)])),
  };
}

/** The id that the next transaction gets that writes or locks anything; others get none. Asking takes none. */
async function nextXid(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ xid: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid',
  );
  return Number(rows[0]?.xid);
}

const streamingBackend: AgentBackend = {
  name: 'toy',
  needsCheckout: false,
  probe: async () => ({ ok: true }),
  async *run(task) {
    yield { type: 'started', model: 'toy', agentVersion: '1' };
    yield { type: 'tool', id: '1', name: 'read', status: 'started', title: 'Reads a file' };
    yield { type: 'text', delta: 'Found ' };
    yield { type: 'text', delta: 'nothing.' };
    yield { type: 'usage', inputTokens: 100, outputTokens: 10 };
    yield { type: 'done', stop: 'end_turn', output: `answer of ${task.prompt}` };
  },
};

const isFrame = (name: string): boolean => name === 'BEGIN' || name === 'COMMIT';
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const statementsOf = ({ statements: all }: Counted): number =>
  sum([...all].filter(([name]) => !isFrame(name)).map(([, times]) => times));

function transactions(counted: readonly (readonly Counted[])[], rounds: number): Section {
  const [alone = [], together = [], streaming = []] = counted;
  const activity = streaming.map(
    (each, round) => ((each.transactions - (alone[round]?.transactions ?? 0)) * STEPS.length) / AGENT_STEPS,
  );
  const row = (says: string, figures: readonly Counted[]): string[] => [
    says,
    spread(figures.map((each) => each.transactions)),
    spread(figures.map(statementsOf)),
  ];
  return {
    title: `writes: of the six-step DAG, per step (${rounds} rounds of ${RUNS} runs, median and range)`,
    columns: ['', 'write transactions', 'statements'],
    rows: [
      row('one run at a time', alone),
      row(`${AT_A_TIME} runs at a time`, together),
      ['and for the activity of an agent that streams, per agent step', spread(activity), ''],
    ],
    notes: [
      `Everything counts: storing the run, handing out, fetching, claiming, completing, and the queue's own. Target: at most ${TARGET} write transactions a step without activity, which is stored at most once a second. A write transaction is one that PostgreSQL gave an id; statements leave out BEGIN and COMMIT. What an idle runner does in the same time is taken off.`,
    ],
  };
}

function statements(counted: readonly (readonly Counted[])[]): Section {
  const [alone = [], together = []] = counted;
  const names = new Set([...alone, ...together].flatMap((each) => [...each.statements.keys()]));
  const of = (figures: readonly Counted[], name: string): number =>
    median(figures.map((each) => each.statements.get(name) ?? 0));
  const rows = [...names]
    .map((name) => ({ name, alone: of(alone, name), together: of(together, name) }))
    .filter((row) => row.alone + row.together >= 0.01)
    .sort((a, b) => b.together - a.together)
    .map((row) => [row.name, row.alone.toFixed(2), row.together.toFixed(2)]);
  return {
    title: 'writes: statements per step',
    columns: ['', 'one run at a time', `${AT_A_TIME} runs at a time`],
    rows,
    notes: ['What a run does once, such as storing it, counts a sixth in each of its steps.'],
  };
}
