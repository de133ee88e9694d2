/** What is deleted after how many days, in small batches and by several processes at once. */
import { describe, expect, it } from 'vitest';
import { deleteOld } from '../../../runner/store/retention.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();

const RETENTION = { runs: 90, transcripts: 2, audit: 365 };
const NEVER = new AbortController().signal;
const toy = { flow: toyFlow([toyStep('a', []), toyStep('end', ['a'], { always: true })]) };

async function count(table: string): Promise<number> {
  const [row] = await on.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`);
  return row?.rows ?? 0;
}

/** Ended runs that ended so many days ago. */
async function endedRuns(number: number, days: number): Promise<void> {
  const runner = await on.working(toy);
  const ids = await Promise.all(Array.from({ length: number }, () => on.start(runner)));
  for (const id of ids) await ended(runner, id);
  await on.query(
    `UPDATE flow_runs SET created_at = created_at - $1 * interval '1 day', completed_at = completed_at - $1 * interval '1 day'
      WHERE id = ANY ($2)`,
    [days, ids],
  );
}

describe('what is too old', () => {
  it('goes, runs with all that belongs to them, and what is not stays', async () => {
    await endedRuns(45, 91);
    await endedRuns(2, 89);
    const deleted = await deleteOld(on.pool(), RETENTION, NEVER);
    expect(deleted.runs).toBe(45);
    expect(await count('flow_runs')).toBe(2);
    expect(await count('flow_steps')).toBe(4);
  });

  it('does not go while its run is at work', async () => {
    const runner = await on.runner(toy);
    await on.start(runner);
    await on.query(`UPDATE flow_runs SET created_at = created_at - interval '1 year'`);
    expect((await deleteOld(on.pool(), RETENTION, NEVER)).runs).toBe(0);
  });

  it('goes by kind: what agents said, and the audit log, have times of their own', async () => {
    const runner = await on.runner({ flow: toyFlow([toyStep('a', [], { kind: 'agent' })]) });
    await on.start(runner);
    await on.query(`
      INSERT INTO chat_frames (chat_id, frame, created_at)
      SELECT id, '{}', clock_timestamp() - days * interval '1 day' FROM chats, unnest(ARRAY[0, 1, 3, 4]) AS days`);
    await on.query(`DELETE FROM audit_log`);
    await on.query(`
      INSERT INTO audit_log (at, actor, action)
      SELECT clock_timestamp() - days * interval '1 day', 'ana', 'start' FROM unnest(ARRAY[0, 364, 366]) AS days`);
    expect(await deleteOld(on.pool(), RETENTION, NEVER)).toEqual({ runs: 0, transcripts: 2, audit: 1 });
    expect([await count('chat_frames'), await count('audit_log')]).toEqual([2, 2]);
  });

  it('is deleted once, by however many processes', async () => {
    await endedRuns(60, 91);
    const by = await Promise.all([0, 1, 2].map(() => deleteOld(on.pool(), RETENTION, NEVER)));
    expect(by.reduce((sum, { runs }) => sum + runs, 0)).toBe(60);
    expect(await count('flow_runs')).toBe(0);
  });

  it('stays when the process is told to stop', async () => {
    await endedRuns(3, 91);
    expect((await deleteOld(on.pool(), RETENTION, AbortSignal.abort())).runs).toBe(0);
    expect(await count('flow_runs')).toBe(3);
  });
});
