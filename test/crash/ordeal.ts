/**
 * The crash test: workers, a service and an embedded database server as real processes, one of them killed with -9 in
 * every round at a random moment, until all runs that were started have ended. Then everything is accounted for.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../runner/core/seeded.ts';
import { killProcessesIn, postmasterPid, processesIn } from '../runner/database/servers.ts';
import { type Account, accountOf } from './account.ts';
import { type Child, type ChildOptions, type Role, startChild } from './child.ts';
import { type Observer, observe } from './observer.ts';
import { beginningsIn } from './steps.ts';

export interface Ordeal {
  readonly seed: number;
  readonly rounds: number;
  readonly workers: number;
  /** told what happens, a line at a time */
  readonly say: (line: string) => void;
}

export interface Outcome extends Account {
  /** seconds from each kill of a worker until each step that it had was claimed again, by the database's clock */
  readonly claimedAgain: readonly number[];
  /** server processes that were still there after everyone had left */
  readonly leftBehind: number;
}

type Victim = Role | 'server';

const CLAIM_LIMIT_MS = 30_000;
const SERVER_LIMIT_MS = 30_000;
const END_LIMIT_MS = 120_000;

export async function undergo(ordeal: Ordeal): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-crash-'));
  const home = join(folder, 'home');
  const data = join(home, 'pg', 'cluster', 'data');
  const scene = new Scene({
    home,
    sideLog: join(folder, 'side.log'),
    log: join(folder, 'children.log'),
  });
  try {
    await scene.raise('service');
    await Promise.all(Array.from({ length: ordeal.workers }, () => scene.raise('worker')));
    const observer = observe(scene.url());
    try {
      const { claimedAgain, serverKills } = await strike(ordeal, scene, observer, data);
      await scene.dismissServices();
      await allEnded(observer);
      const account = await accountOf(observer, beginningsIn(scene.options.sideLog), serverKills);
      await observer.close();
      await scene.dismissAll();
      return { ...account, claimedAgain, leftBehind: (await processesIn(data)).length };
    } finally {
      await observer.close().catch(() => undefined);
    }
  } catch (error) {
    ordeal.say(
      `the processes said:\n${(await readFile(scene.options.log, 'utf8').catch(() => '')).slice(-20_000)}`,
    );
    throw error;
  } finally {
    await scene.killAll();
    await killProcessesIn(data);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The processes that are alive. */
class Scene {
  readonly options: ChildOptions;
  private children: Child[] = [];

  constructor(options: ChildOptions) {
    this.options = options;
  }

  url(): string {
    return this.children[0]?.url ?? '';
  }

  of(role: Role): readonly Child[] {
    return this.children.filter((child) => child.role === role);
  }

  async raise(role: Role): Promise<void> {
    this.children.push(await startChild(role, this.options));
  }

  async kill(child: Child): Promise<void> {
    this.children = this.children.filter((other) => other !== child);
    await child.kill();
  }

  /** No more runs are started: one that is being started is stored before its service leaves. */
  async dismissServices(): Promise<void> {
    for (const service of this.of('service')) await service.dismiss();
    this.children = this.children.filter(({ role }) => role !== 'service');
  }

  async dismissAll(): Promise<void> {
    for (const child of this.children) await child.dismiss();
    this.children = [];
  }

  async killAll(): Promise<void> {
    await Promise.all(this.children.map((child) => child.kill()));
    this.children = [];
  }
}

interface Toll {
  readonly claimedAgain: number[];
  /** milliseconds since 1970 */
  readonly serverKills: number[];
}

/** Kills one process a round and raises it again. */
async function strike(ordeal: Ordeal, scene: Scene, observer: Observer, data: string): Promise<Toll> {
  const random = seeded(ordeal.seed);
  const claimedAgain: number[] = [];
  const serverKills: number[] = [];
  for (let round = 1; round <= ordeal.rounds; round++) {
    await pause(300 + random.below(900));
    const victim = victimOf(round, random.next());
    const delay = random.below(600);
    if (victim === 'server') {
      serverKills.push(Date.now());
      await killServer(data);
      await settled(observer, ordeal.workers);
      ordeal.say(`round ${round}: the database server was killed and is back`);
      continue;
    }
    const child = random.pick(scene.of(victim));
    const seconds = victim === 'worker' ? await killWorker(scene, child, observer) : [];
    if (victim === 'service') await scene.kill(child);
    claimedAgain.push(...seconds);
    const slowest =
      seconds.length > 0
        ? `, its ${seconds.length} steps claimed again within ${Math.max(...seconds).toFixed(2)} s`
        : '';
    ordeal.say(`round ${round}: a ${victim} was killed${slowest}`);
    await pause(delay);
    await scene.raise(victim);
    await settled(observer, ordeal.workers);
  }
  return { claimedAgain, serverKills };
}

/** Kills it, and waits for another in its place: for a moment the dead one's connections still answer. */
async function killServer(data: string): Promise<void> {
  const killed = await postmasterPid(data);
  process.kill(killed, 'SIGKILL');
  const limit = performance.now() + SERVER_LIMIT_MS;
  while ((await postmasterPid(data).catch(() => killed)) === killed) {
    if (performance.now() > limit) throw new Error(`after ${SERVER_LIMIT_MS} ms still no server`);
    await pause(20);
  }
}

/** The first rounds see one of each; after that mostly workers. */
function victimOf(round: number, chance: number): Victim {
  const first = (['worker', 'server', 'service'] as const)[round - 1];
  return first ?? (chance < 0.6 ? 'worker' : chance < 0.8 ? 'server' : 'service');
}

interface HeldStep {
  run_id: string;
  step_id: string;
  attempt: number;
}

/** Kills it while it has steps, and waits until others have them. Seconds by the database's clock, one for each step. */
async function killWorker(scene: Scene, child: Child, observer: Observer): Promise<number[]> {
  const held = `SELECT run_id, step_id, attempt FROM flow_steps
                 WHERE status = 'running' AND worker_id IN (SELECT id FROM workers WHERE pid = $1)`;
  await observer.until('a worker has a step in hand', CLAIM_LIMIT_MS, held, [child.pid]);
  const [killed] = await observer.ask<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const killing = scene.kill(child);
  const steps = await observer.ask<HeldStep>(
    `SELECT run_id, step_id, attempt FROM flow_steps WHERE status = 'running' AND worker_id LIKE '%:' || $1 || ':%'`,
    [child.pid],
  );
  await killing;
  const waits = await Promise.all(steps.map((step) => untilClaimed(observer, step, killed?.at ?? '')));
  return waits.filter((seconds) => seconds !== null);
}

/** Null for a step whose completion was on its way to the server when its worker died, and was stored. */
async function untilClaimed(observer: Observer, step: HeldStep, since: string): Promise<number | null> {
  const [row] = await observer.until<{ again: boolean; seconds: number }>(
    `step ${step.step_id} of run ${step.run_id} is claimed again`,
    CLAIM_LIMIT_MS,
    `SELECT attempt > $3 AS again, extract(epoch FROM started_at - $4::timestamptz)::float8 AS seconds FROM flow_steps
      WHERE run_id = $1 AND step_id = $2 AND started_at IS NOT NULL AND (attempt > $3 OR status = 'completed')`,
    [step.run_id, step.step_id, step.attempt, since],
  );
  return row?.again === true ? row.seconds : null;
}

/** Until all workers are known and no dead one is any more, so that a round begins as the first one did. */
async function settled(observer: Observer, workers: number): Promise<void> {
  await observer.until(
    'all workers are back',
    CLAIM_LIMIT_MS,
    `SELECT FROM workers HAVING count(*) = $1
        AND (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (SELECT lock_id::oid FROM workers)) >= $1`,
    [workers],
  );
}

async function allEnded(observer: Observer): Promise<void> {
  await observer.until(
    'all runs have ended',
    END_LIMIT_MS,
    `SELECT FROM flow_runs HAVING count(*) FILTER (WHERE status = 'running') = 0`,
  );
}
