/** The part `latency`: how long a step waits on a runner that has nothing else to do. */
import pg from 'pg';
import type { Flow } from '../runner/core/step-spec.ts';
import { toyFlow, toyRequest, toyRunner, toyStep } from '../test/setup/toy-runner.ts';
import type { Bench, Part } from './part.ts';
import { watchFinish } from './six-steps/contestant.ts';
import { quantile, spread } from './surroundings/figures.ts';
import type { Server } from './surroundings/server.ts';
import type { Section } from './surroundings/table.ts';

const WARM_UP = 20;
const SAMPLES = 100;

/** Of one step, in milliseconds until its code runs or its back end is called. */
interface Waited {
  /** since `start` was called, which stores the run */
  readonly asked: number;
  /** since the transaction that handed the step out was committed */
  readonly committed: number;
}

export const latencyPart: Part = {
  name: 'latency',
  measures: 'how long a step waits between being handed out and being started, on an idle runner',
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  const server = await bench.server();
  const rows: string[][] = [];
  for (const kind of ['code', 'agent'] as const) {
    const rounds: Waited[][] = [];
    for (let round = 1; round <= bench.rounds; round++) {
      bench.says(`latency: round ${round} of ${bench.rounds}, ${kind} step`);
      rounds.push(await measure(server, kind, bench.signal));
    }
    const figure = (share: number, pick: (waited: Waited) => number): string =>
      spread(rounds.map((round) => quantile(round.map(pick), share)));
    rows.push(
      [`${kind} step, committed → started`, ...[0.5, 0.99].map((share) => figure(share, (w) => w.committed))],
      [
        `${kind} step, start() called → started`,
        ...[0.5, 0.99].map((share) => figure(share, (w) => w.asked)),
      ],
    );
  }
  return [
    {
      title: `latency: of a step on an idle runner (${bench.rounds} rounds of ${SAMPLES} runs of one step)`,
      columns: ['', 'p50 ms', 'p99 ms'],
      rows,
      notes: [
        'From the commit as the client hears of it: with the answer on its way back the queue is already at work. What lies between is the hint, the fetch of the job and the claim. "start() called" also stores the run.',
      ],
    },
  ];
}

async function measure(server: Server, kind: 'code' | 'agent', signal: AbortSignal): Promise<Waited[]> {
  await using undo = new AsyncDisposableStack();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const listener = new pg.Client({ connectionString: ground.url });
  await listener.connect();
  const finish = await watchFinish(ground, listener);
  undo.defer(() => finish.close());
  let started = Promise.withResolvers<number>();
  const begin = async () => {
    started.resolve(performance.now());
    return 'done';
  };
  const runner = await toyRunner(ground, {
    flow: oneStep(kind),
    code: async () => ({ output: await begin() }),
    agent: begin,
  });
  undo.defer(() => runner.close());
  const work = await runner.startWork();
  undo.defer(() => work.stop());
  const waits: Waited[] = [];
  for (let sample = 0; sample < WARM_UP + SAMPLES; sample++) {
    signal.throwIfAborted();
    started = Promise.withResolvers();
    const asked = performance.now();
    const { run_id } = await runner.service.start(toyRequest());
    const committed = performance.now();
    const at = await started.promise;
    waits.push({ asked: at - asked, committed: Math.max(0, at - committed) });
    await finish.wait(run_id);
  }
  return waits.slice(WARM_UP);
}

function oneStep(kind: 'code' | 'agent'): Flow {
  return toyFlow([toyStep('only', [], { kind })]);
}
