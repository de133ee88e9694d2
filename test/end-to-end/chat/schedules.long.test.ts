/** Schedules of bots that are killed: while they fire, and for days. No worker runs, so what they start stays unfinished. */
import { expect, test } from 'vitest';
import type { Database } from '../../../runner/database/open.ts';
import { until } from '../process-table.ts';
import { keepServer } from '../processes.ts';
import type { Service } from '../service-client.ts';
import { type Harness, setStage } from './harness.ts';

const LIMIT_MS = 240_000;
/** A minute begins, and what is told is looked for every 15 seconds. */
const MINUTE_MS = 75_000;

interface Stage extends Harness {
  readonly pool: Database['pool'];
  /** the bots that live */
  readonly bots: readonly [Service, Service];
}

async function twoBots(): Promise<Stage & AsyncDisposable> {
  const harness = await setStage({ mode: 'slack-socket', role: 'bot' });
  const { pool } = await keepServer(harness.home);
  return { ...harness, pool, bots: [harness.service, await harness.another('--role', 'bot')] };
}

async function kill(bot: Service): Promise<void> {
  bot.process.signal('SIGKILL');
  await bot.process.ended;
}

async function add({ service, place }: Harness, when: string): Promise<string> {
  const { body, text } = await service.post('/api/schedules', {
    project_id: 'shop',
    flow_name: 'tech-debt',
    when,
    post_to: `slack:${place.channelId('shop')}`,
  });
  expect(body?.id, text).toBeDefined();
  return body.id;
}

const fires = async (pool: Stage['pool']) =>
  (await pool.query('SELECT fire_time, outcome, run_id FROM schedule_fires ORDER BY fire_time')).rows;
const runCount = async (pool: Stage['pool']) => (await pool.query('SELECT FROM flow_runs')).rows.length;

test(
  'of two bots that fire in the same minute, one is killed in the middle of it: one run is started',
  async () => {
    await using stage = await twoBots();
    const { pool, bots, place, card } = stage;
    const id = await add(stage, '* * * * *');
    // Both wait for the schedule, each with a run that it is about to store.
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM schedules WHERE id = $1 FOR UPDATE', [id]);
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%schedule_fires%'`;
    await until(async () => (await pool.query(waiting)).rows.length === 2, MINUTE_MS);
    await kill(bots[0]);
    await holder.query('COMMIT');
    holder.release();
    await until(async () => (await fires(pool)).length > 0);
    await card('shop', /by schedule/);
    const [first] = await fires(pool);
    expect(first).toMatchObject({ outcome: 'started' });
    expect(await runCount(pool)).toBe(1);
    expect(await place.cards('shop')).toHaveLength(1);
  },
  LIMIT_MS,
);

test(
  'bots that were down for three fires catch up one, and say once that the next is skipped while its run works',
  async () => {
    await using stage = await twoBots();
    const { pool, bots, place, another, card } = stage;
    // Nothing fires by itself while this is tested.
    const hour = (new Date().getUTCHours() + 12) % 24;
    const id = await add(stage, `every day at ${hour}:00`);
    let living = bots;
    const restartAfter = async (days: number) => {
      await Promise.all(living.map(kill));
      for (const [table, column] of [
        ['schedules', 'counts_from'],
        ['schedule_fires', 'fire_time'],
      ]) {
        await pool.query(`UPDATE ${table} SET ${column} = ${column} - $1 * interval '1 day'`, [days]);
      }
      living = await Promise.all([another('--role', 'bot'), another('--role', 'bot')]);
    };
    await restartAfter(3);
    await until(async () => (await fires(pool)).length > 0);
    await card('shop', /by schedule/);
    expect(await fires(pool)).toEqual([expect.objectContaining({ outcome: 'started' })]);
    expect(await runCount(pool)).toBe(1);
    const [{ run_id }] = await fires(pool);
    await restartAfter(1);
    await until(async () => (await fires(pool)).length === 2);
    expect((await fires(pool))[1]).toMatchObject({ outcome: 'overlap', run_id });
    await card('shop', new RegExp(`skipped its run[\\s\\S]*${run_id.slice(0, 8)}[\\s\\S]*still works`));
    // A bot that dies before it has stored this looks for the message first, minutes later.
    const allIsTold = async () => (await pool.query('SELECT FROM schedule_notices')).rows.length === 0;
    await until(allIsTold);
    await restartAfter(1);
    await until(async () => (await fires(pool)).length === 3);
    await until(allIsTold);
    expect((await place.cards('shop')).filter(({ says }) => says.includes('skipped its run'))).toHaveLength(
      1,
    );
    expect(await runCount(pool)).toBe(1);
    const { body } = await living[0].get(`/api/schedules/${id}`);
    expect(body).toMatchObject({ paused: false, last_fire: { outcome: 'overlap' } });
  },
  LIMIT_MS,
);
