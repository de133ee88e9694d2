import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDatabase } from '../../../runner/database/preparation.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';

const FLOCK = `
  create table if not exists sheep (name text);
  alter table sheep drop constraint if exists named;
  alter table sheep add constraint named check (name <> '');
`;

describe('the tables', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    await database.drop();
  });
  const apply = (schema: string) =>
    prepareDatabase([database.url], {
      schema,
      needed: 0,
      limits: {},
      signal: new AbortController().signal,
      log: () => undefined,
      notice: () => undefined,
    });
  const rows = async (sql: string) => (await database.pool.query(sql)).rows;
  const applied = () => rows('select hash, applied_at, xmin::text from baton_schema');

  it('makes the tables and remembers which text it has applied', async () => {
    await apply(FLOCK);
    expect(await rows('select * from sheep')).toEqual([]);
    expect(await applied()).toEqual([
      {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        applied_at: expect.any(Date),
        xmin: expect.any(String),
      },
    ]);
  });

  it('touches nothing when the same text is applied again', async () => {
    await apply(FLOCK);
    const before = await applied();
    const made = await rows(`select oid from pg_constraint where conname = 'named'`);
    await apply(FLOCK);
    expect(await applied()).toEqual(before);
    expect(await rows(`select oid from pg_constraint where conname = 'named'`)).toEqual(made);
  });

  it('applies a text that has changed, and keeps the rows', async () => {
    await apply(FLOCK);
    await database.pool.query(`insert into sheep values ('Dolly')`);
    await apply(`${FLOCK} alter table sheep add column if not exists age int;`);
    expect(await rows('select * from sheep')).toEqual([{ name: 'Dolly', age: null }]);
    expect(await applied()).toHaveLength(1);
  });

  it('applies a text once when several ask at the same time', async () => {
    const once = 'create table sheep (name text)';
    const prepared = await Promise.all([1, 2, 3, 4].map(() => apply(once)));
    expect(prepared.map(({ migrated }) => migrated).toSorted()).toEqual([false, false, false, true]);
    expect(await rows('select * from sheep')).toEqual([]);
    expect(await applied()).toHaveLength(1);
  });

  it('leaves everything as it was when the text is wrong', async () => {
    await apply(FLOCK);
    const before = await applied();
    await expect(apply('create table goats (name text); nonsense')).rejects.toMatchObject({
      kind: 'environment',
      code: 'schema_not_applied',
      message: expect.stringContaining('nonsense'),
    });
    expect(await rows(`select to_regclass('goats') as goats`)).toEqual([{ goats: null }]);
    expect(await applied()).toEqual(before);
  });

  it('waits for a table in use without holding up those who queue behind it', async () => {
    await apply(FLOCK);
    const reader = await database.pool.connect();
    await reader.query('begin; select * from sheep');
    const applying = apply(`${FLOCK} -- again`);
    const waiting = `select 1 from pg_locks where relation = 'sheep'::regclass and not granted`;
    await expect.poll(() => rows(waiting)).toHaveLength(1);
    // Queues behind the applier's lock, whose timeout lets it pass before the reader has ended.
    await database.pool.query('select * from sheep');
    await reader.query('commit');
    reader.release();
    await applying;
    expect(await applied()).toHaveLength(1);
  });

  it('brings what schema.sql made to the same again', async () => {
    const text = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
    const before = await catalogue();
    await database.pool.query(`update baton_schema set hash = 'that of another version'`);
    await apply(text);
    expect(await catalogue()).toEqual(before);
    expect(await applied()).toEqual([
      expect.objectContaining({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) }),
    ]);
  });

  it('brings a database of before there were chat platforms to the same', async () => {
    const text = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
    const before = await catalogue();
    await database.pool.query(`
      drop table questions, installations;
      alter table posts drop column calls, drop column settled, drop column revision, drop column error, drop column act_id;
      drop index posts_by_thread, posts_by_reference;
      alter table flow_runs add column post_to text;
      update baton_schema set hash = 'that of another version'`);
    await apply(text);
    expect(await catalogue()).toEqual(before);
  });

  it('turns the sentences of skipped steps into causes, once, and keeps what they say', async () => {
    const text = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
    const before = await catalogue();
    await database.pool.query(`
      alter table flow_steps drop column skip_cause, drop column fail_code, drop column delay_ms;
      insert into flow_runs (id, project_id, project, flow_name, band, backend, input, refs, requested_by)
           values ('00000000-0000-4000-8000-000000000001', 'p', '{}', 'f', 'small', 'b', '{"question": "q"}', '{}', 'me');
      insert into flow_steps (run_id, step_id, position, kind, label, needs, spec, status, error)
      select '00000000-0000-4000-8000-000000000001', name, 1, 'agent', name, '{}', '{}', status, error
        from (values ('a', 'skipped', 'not run: step gate failed'),
                     ('b', 'skipped', 'not run: budget of the run used up (9 of 9 tokens)'),
                     ('c', 'skipped', 'nothing of migrations here'),
                     ('d', 'failed', 'not run: step of its own words'),
                     ('e', 'completed', null)) as old (name, status, error);
      update baton_schema set hash = 'that of another version'`);
    await apply(text);
    const causes = () => rows('select step_id, skip_cause, error from flow_steps order by step_id');
    const filled = [
      { step_id: 'a', skip_cause: 'failure', error: 'step gate failed' },
      { step_id: 'b', skip_cause: 'budget', error: 'budget of the run used up (9 of 9 tokens)' },
      { step_id: 'c', skip_cause: 'condition', error: 'nothing of migrations here' },
      { step_id: 'd', skip_cause: null, error: 'not run: step of its own words' },
      { step_id: 'e', skip_cause: null, error: null },
    ];
    expect(await causes()).toEqual(filled);
    expect(await catalogue()).toEqual(before);
    await database.pool.query(`update baton_schema set hash = 'that of another version'`);
    await apply(text);
    expect(await causes()).toEqual(filled);
  });

  /** Every column, constraint and index of ours. */
  async function catalogue(): Promise<unknown[]> {
    return rows(`
      select table_name as place, column_name as name, concat(data_type, column_default, is_nullable) as what
        from information_schema.columns where table_schema = 'public'
      union all
      select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
      union all
      select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
      order by 1, 2, 3`);
  }
});
