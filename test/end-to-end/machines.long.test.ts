/** One database, several machines: a process that serves, processes that work, each with a home of its own. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../setup/database.ts';
import type { MadeRepository } from '../setup/repositories.ts';
import { ownFolder, type Started, startBaton } from './processes.ts';
import { expectReport } from './reports.ts';
import { type Service, startService } from './service-client.ts';
import { makeShop } from './shop.ts';

/** Gives a process a host name of its own, where the system lets it. */
const ELSEWHERE = [
  'unshare',
  '--user',
  '--map-root-user',
  '--uts',
  'sh',
  '-c',
  'hostname elsewhere && exec "$@"',
  'sh',
];
const hasOtherHosts = spawnSync(ELSEWHERE[0] ?? '', [...ELSEWHERE.slice(1), 'true']).status === 0;

let shop: MadeRepository;
let database: FreshDatabase;
let variables: Record<string, string>;
let bot: Service;
beforeAll(async () => {
  shop = makeShop();
  database = await freshDatabase();
  variables = { DATABASE_URL: database.url };
  const home = ownFolder();
  const here = `here: { path: ${shop.path} }`;
  writeFileSync(
    join(home, 'baton.yaml'),
    `projects:\n  ${here}\n  far: { url: "file://${shop.path}", ref: feat }\n`,
  );
  bot = await startService({ home, variables }, '--role', 'bot');
});
afterAll(async () => {
  await bot.stop();
  await database.drop();
});

async function startWorker(home: string, ...before: string[]): Promise<Started> {
  const worker = startBaton(['start', '--role', 'worker'], { home, variables, before });
  await worker.says(/Baton works/);
  return worker;
}

async function stop(worker: Started): Promise<void> {
  worker.signal('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}

const request = (project_id: string) => ({
  project_id,
  flow_name: 'code-review',
  band: 'small',
  input: { question: 'May it be merged?' },
});

/** What needs a model and has none waits for nothing. */
const waits = ({ status, skip_cause }: { status: string; skip_cause: string | null }): boolean =>
  status === 'pending' || skip_cause === 'no_model';

describe('a service that only serves', () => {
  test('hands the run of a URL to a worker anywhere, and that of a path to one on its own host', async () => {
    const [local, far] = [await bot.start(request('here')), await bot.start(request('far'))];
    const waiting = await bot.runOnce(far, () => true);
    expect(waiting.steps.every(waits)).toBe(true);

    const disk = ownFolder();
    const stranger = await startWorker(disk, ...(hasOtherHosts ? ELSEWHERE : []));
    const fetched = await bot.runOnce(far, ({ run }) => run.status !== 'running');
    expect(fetched.run).toMatchObject({
      status: 'completed',
      project_id: 'far',
      commit_sha: shop.git('rev-parse', 'feat'),
      base_sha: shop.git('rev-parse', 'main'),
    });
    const heading = /^main\.\.feat \([0-9a-f]{7}\) · small · 3 agents · no model configured · /;
    expectReport(fetched, { title: 'Code review', heading, repository: shop.path, citations: 1 });
    expect(readdirSync(disk)).not.toEqual([]);
    const left = await bot.runOnce(local, () => true);
    if (hasOtherHosts) expect(left.steps.every(waits)).toBe(true);
    await stop(stranger);

    const neighbour = await startWorker(ownFolder());
    const ended = await bot.runOnce(local, ({ run }) => run.status !== 'running');
    expect(ended.run).toMatchObject({ status: 'completed', project_id: 'here' });
    await stop(neighbour);
  });
});
