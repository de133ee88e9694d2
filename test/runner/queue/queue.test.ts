import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Queue, startQueue } from '../../../runner/queue/queue.ts';
import { createOutageLog } from '../../../runner/store/outage-log.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';

let database: FreshDatabase;
let queue: Queue | undefined;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await queue?.stop();
  await database.drop();
});

/** The database fails what the queue asks first of all, as one that goes away at that moment does. */
const fail = () =>
  database.pool.query(`
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON graphile_worker._private_tasks FOR EACH STATEMENT EXECUTE FUNCTION fail()`);

test('a queue whose very first question failed delivers as soon as the database answers', async () => {
  await fail();
  const failed = Promise.withResolvers<void>();
  const delivered = Promise.withResolvers<unknown>();
  queue = startQueue({
    url: database.url,
    host: 'here',
    agentSlots: 1,
    codeSlots: 1,
    handle: async (job) => delivered.resolve(job),
    handleQuestion: async () => undefined,
    onPool: () => undefined,
    outages: createOutageLog(() => undefined),
    log: (line) => {
      if (/starts again/.test(line)) failed.resolve();
    },
  });
  await failed.promise;
  await database.pool.query('DROP FUNCTION fail CASCADE');
  const job = { run_id: 'r', step_id: 's', attempt: 1 };
  await database.pool.query(`SELECT graphile_worker.add_job('code', $1)`, [job]);
  expect(await delivered.promise).toEqual(job);
});

test('an agent task, a code step and a question are each delivered to whom they are for', async () => {
  const delivered: string[] = [];
  const all = Promise.withResolvers<void>();
  const note = (what: string) => {
    delivered.push(what);
    if (delivered.length === 6) all.resolve();
  };
  queue = startQueue({
    url: database.url,
    host: 'here',
    agentSlots: 2,
    codeSlots: 2,
    handle: async ({ step_id }) => note(step_id),
    handleQuestion: async ({ question_id }) => note(question_id),
    onPool: () => undefined,
    outages: createOutageLog(() => undefined),
    log: () => undefined,
  });
  for (const name of ['agent', 'agent@here', 'code', 'code@here']) {
    await database.pool.query('SELECT graphile_worker.add_job($1, $2)', [
      name,
      { step_id: `step by ${name}` },
    ]);
  }
  for (const name of ['ask', 'ask@here', 'ask@there']) {
    await database.pool.query('SELECT graphile_worker.add_job($1, $2)', [
      name,
      { question_id: `question by ${name}` },
    ]);
  }
  await all.promise;
  expect(delivered.sort()).toEqual([
    'question by ask',
    'question by ask@here',
    'step by agent',
    'step by agent@here',
    'step by code',
    'step by code@here',
  ]);
});
