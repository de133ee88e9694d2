import { afterEach, describe, expect, it } from 'vitest';
import {
  type CollectorPool,
  type CollectorPoolOptions,
  createCollectorPool,
} from '../../../bot/collectors/pool.ts';
import type { CollectorOutcome, CollectRequest } from '../../../flows/contracts/collecting.ts';
import type { Scope } from '../../../flows/contracts/evidence-pack.ts';
import {
  evidenceOf,
  git,
  ofKind,
  open,
  projectAt,
  scopeOf,
  stepInput,
} from '../../flows/evidence/fixture.ts';
import { makeRepository } from '../../setup/repositories.ts';

const pools: CollectorPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function poolWith(options: Partial<CollectorPoolOptions> = {}): CollectorPool {
  const pool = createCollectorPool({ processes: 1, git, log: () => undefined, ...options });
  pools.push(pool);
  return pool;
}

const HANGING = { entry: new URL('./hanging-child.ts', import.meta.url), limitMs: 2_000 };
const never = new AbortController().signal;

async function requestFor(path: string): Promise<(collector: string) => CollectRequest> {
  const repository = await open(path);
  const { run, pin } = stepInput(repository, { handler: 'evidence', project: projectAt(path) });
  const scope: Scope = await scopeOf(repository);
  return (collector) => ({ collector, run, pin, scope });
}

function saidBy(outcome: CollectorOutcome): string {
  return outcome.status === 'done' ? (outcome.facts[0]?.text ?? '') : outcome.reason;
}

const made = makeRepository({ files: { 'src/a.ts': 'export const a = process.env.SHOP_URL;\n' } });

describe('the pool of collector processes', () => {
  it('collects the facts of a repository', async () => {
    const { run, pin } = stepInput(await open(made.path), {
      handler: 'evidence',
      project: projectAt(made.path),
    });
    const pool = poolWith({ processes: 2 });
    const { pack } = await evidenceOf(await open(made.path), {
      collect: (request, signal) => pool.collect({ ...request, run, pin }, signal),
    });
    expect(pack.unavailable).toEqual([]);
    expect(ofKind(pack, 'env')).toMatchObject([{ subject: 'SHOP_URL', path: 'src/a.ts', line: 1 }]);
  });

  it('returns what collecting in the same process returns', async () => {
    const { run, pin } = stepInput(await open(made.path), {
      handler: 'evidence',
      project: projectAt(made.path),
    });
    const pool = poolWith();
    const apart = await evidenceOf(await open(made.path), {
      collect: (request, signal) => pool.collect({ ...request, run, pin }, signal),
    });
    expect(apart.output).toBe((await evidenceOf(await open(made.path))).output);
  });

  it('uses a process again, and sends it the scope once', async () => {
    const request = await requestFor(made.path);
    const pool = poolWith(HANGING);
    const [first, second] = [
      saidBy(await pool.collect(request('notes'), never)).split(' '),
      saidBy(await pool.collect(request('secrets'), never)).split(' '),
    ];
    expect([first?.[1], second?.[1]]).toEqual(['reads', 'knows']);
    expect(second?.[0]).toBe(first?.[0]);
  });

  it('ends a collector at its time limit, and goes on with a new process', async () => {
    const request = await requestFor(made.path);
    const pool = poolWith(HANGING);
    expect(await pool.collect(request('syntax'), never)).toEqual({
      status: 'unavailable',
      reason: 'syntax took longer than 2 s',
    });
    expect(saidBy(await pool.collect(request('notes'), never))).toContain('reads the scope');
  });

  it('survives a collector that crashes', async () => {
    const request = await requestFor(made.path);
    const pool = poolWith(HANGING);
    expect(await pool.collect(request('history'), never)).toEqual({
      status: 'unavailable',
      reason: 'the collector crashed (SIGSEGV)',
    });
    expect((await pool.collect(request('notes'), never)).status).toBe('done');
  });

  it('names a collector that does not exist', async () => {
    const request = await requestFor(made.path);
    expect(await poolWith().collect(request('nonsense'), never)).toEqual({
      status: 'unavailable',
      reason: 'there is no collector called nonsense',
    });
  });

  it('stops at once when the run is stopped', async () => {
    const request = await requestFor(made.path);
    const pool = poolWith({ ...HANGING, limitMs: 60_000 });
    const stop = new AbortController();
    const collecting = pool.collect(request('syntax'), stop.signal);
    setImmediate(() => stop.abort(new Error('cancelled')));
    await expect(collecting).rejects.toThrow('cancelled');
  });

  it('ends its processes when it is closed and when they are idle', async () => {
    const request = await requestFor(made.path);
    const [closing, idling] = [poolWith(HANGING), poolWith({ ...HANGING, idleMs: 50 })];
    const [closed = '', idle = ''] = [
      saidBy(await closing.collect(request('notes'), never)).split(' ')[0],
      saidBy(await idling.collect(request('notes'), never)).split(' ')[0],
    ];
    await closing.close();
    expect(isRunning(Number(closed))).toBe(false);
    await expect.poll(() => isRunning(Number(idle))).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
