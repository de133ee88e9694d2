/** What is stored for operators: the audit log page by page, and what was used today. */
import { afterEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../runner/core/inspection.ts';
import { createOperatorRecords } from '../../../runner/engine/operator-records.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { harness } from './harness.ts';

const on = harness();
afterEach(() => on.query('DELETE FROM audit_log'));

const records = (page?: number) => createOperatorRecords(on.pool(), on.url(), page);

async function log(since: string | null, page?: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const each of records(page).audit(since)) entries.push(...each);
  return entries;
}

async function note(action: string, at: string): Promise<void> {
  await on.query('INSERT INTO audit_log (actor, action, at, detail) VALUES ($1, $2, $3, $4)', [
    'api',
    action,
    at,
    { to: 'C1' },
  ]);
}

describe('the audit log', () => {
  test('is given with a version in each entry, oldest first', async () => {
    await note('second', '2026-03-02T00:00:00Z');
    await note('first', '2026-03-01T00:00:00Z');
    expect(await log(null)).toEqual([
      {
        ...{ version: 1, id: expect.any(Number), at: '2026-03-01T00:00:00.000Z', actor: 'api' },
        ...{ action: 'first', run_id: null, detail: { to: 'C1' } },
      },
      expect.objectContaining({ action: 'second' }),
    ]);
  });

  test('is given from a time on, that time included', async () => {
    for (const day of [1, 2, 3]) await note(`day ${day}`, `2026-03-0${day}T12:00:00Z`);
    const actions = (await log('2026-03-02T14:00:00+02:00')).map(({ action }) => action);
    expect(actions).toEqual(['day 2', 'day 3']);
  });

  test.each([1, 2, 3, 5, 6])('is whole in pages of %i, also within one microsecond', async (page) => {
    const times = ['.000001', '.000001', '.000001', '.000002', '.1'];
    for (const [index, time] of times.entries()) await note(`${index}`, `2026-03-01T12:00:00${time}Z`);
    expect((await log(null, page)).map(({ action }) => action)).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('what was used today', () => {
  test('is summed for each project, without what was used before', async () => {
    const runner = await on.runner({ flow: toyFlow([toyStep('a', [], { kind: 'agent' })]) });
    const run_id = await on.start(runner);
    let asked = 0;
    const use = async (at: string, tokens: number, cost: number | null) => {
      asked += 1;
      await on.query(
        `INSERT INTO questions (id, run_id, step_id, chat_id, n, asked_by, question, asked_at, input_tokens, output_tokens, cost)
         SELECT gen_random_uuid(), run_id, step_id, chat_id, $2, 'api', 'Why?', ${at}, $3, 1, $4
           FROM flow_steps WHERE run_id = $1`,
        [run_id, asked, tokens, cost],
      );
    };
    await use('now()', 10, 0.5);
    await use('now()', 20, null);
    await use(`date_trunc('day', now(), 'UTC') - interval '1 second'`, 4000, 3);
    const spent = { tokens: 32, cost: 0.5 };
    expect(await runner.records.spentToday()).toEqual({
      day: spent,
      projects: [{ project_id: 'toy', ...spent }],
    });
  });
});
