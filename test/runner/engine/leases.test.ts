/** Leases: exclusive rights among processes. */
import { describe, expect, it } from 'vitest';
import type { Lease, Leases } from '../../../runner/core/ports/leases.ts';
import { harness, terminate, until } from './harness.ts';

const on = harness();

async function leased(leases: Leases, workspace = 'T1'): Promise<Lease> {
  const lease = await leases.acquire('slack', workspace);
  if (lease === null) throw new Error('it is held already');
  on.onEnd(() => lease.release());
  return lease;
}

const lost = (lease: Lease) =>
  new Promise<void>((resolve) => {
    if (lease.lost.aborted) resolve();
    lease.lost.addEventListener('abort', () => resolve(), { once: true });
  });

describe('a lease', () => {
  it('is held by one process at a time, each workspace for itself', async () => {
    const [one, other] = [await on.runner(), await on.runner()];
    await leased(one.leases);
    expect(await other.leases.acquire('slack', 'T1')).toBeNull();
    expect(await one.leases.acquire('slack', 'T1')).toBeNull();
    await leased(other.leases, 'T2');
    expect(await one.leases.acquire('slack', 'T2')).toBeNull();
  });

  it('goes to one of many that ask at the same moment', async () => {
    const runners = await Promise.all([on.runner(), on.runner(), on.runner()]);
    const acquired = await Promise.all(
      [...runners, ...runners].map(({ leases }) => leases.acquire('slack', 'T1')),
    );
    expect(acquired.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it('is free for others once it is given back, and giving it back twice is no more', async () => {
    const [one, other] = [await on.runner(), await on.runner()];
    const first = await leased(one.leases);
    await first.release();
    expect(first.lost.aborted).toBe(false);
    await leased(other.leases);
    await first.release();
    expect(await one.leases.acquire('slack', 'T1')).toBeNull();
  });

  it('is lost with its connection, and can be taken again', async () => {
    const [one, other] = [await on.runner(), await on.runner()];
    const lease = await leased(one.leases);
    const second = await leased(one.leases, 'T2');
    expect(await terminate(on.pool(), `application_name = 'baton leases' AND query LIKE '%lock%'`)).toBe(1);
    await Promise.all([lost(lease), lost(second)]);
    await until(() => other.leases.acquire('slack', 'T1'));
    await leased(one.leases, 'T2');
  });

  it('is free for others once its process has closed', async () => {
    const [one, other] = [await on.runner(), await on.runner()];
    const lease = await leased(one.leases);
    await one.close();
    expect(lease.lost.aborted).toBe(true);
    await until(() => other.leases.acquire('slack', 'T1'));
  });

  it('costs its process one connection, however many workspaces there are', async () => {
    const { leases } = await on.runner();
    await Promise.all(Array.from({ length: 10 }, (_, index) => leased(leases, `T${index}`)));
    const [connections] = await on.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'baton leases'`,
    );
    expect(connections).toEqual({ n: 1 });
  });
});
