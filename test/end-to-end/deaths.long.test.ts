/** A process that dies without a word, half-way through a run. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { MadeRepository } from '../setup/repositories.ts';
import { scripted } from './answers.ts';
import { familyOf, stillThere, until } from './process-table.ts';
import { baton, keepServer, ownFolder, startBaton } from './processes.ts';
import { type Document, expectReport } from './reports.ts';
import { makeShop } from './shop.ts';

const home = ownFolder();
let shop: MadeRepository;
beforeAll(() => {
  shop = makeShop();
});

async function shown(id: string): Promise<Document> {
  const { code, out, err } = await baton(['show', id, '--json'], { home });
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

describe('baton run that is killed', () => {
  test('is found by the next command, and completed by the next worker with what was done kept', async () => {
    const variables = scripted({ '*/skeptic-1': { fault: 'hang' } });
    const killed = startBaton(['run', 'tech-debt'], { home, folder: shop.path, variables });
    const [, short = ''] = await killed.says(/Run (\w{8}):/);
    await killed.says(/running +Skeptic/);
    const family = familyOf(killed.pid);
    killed.signal('SIGKILL');
    expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
    // All but the database server ends with it.
    const alone = family.filter(({ command }) => !command.includes('postgres'));
    await until(() => stillThere(alone).length === 0);

    expect((await baton(['runs'], { home })).out).toMatch(new RegExp(`^${short} +running +tech-debt`, 'm'));
    const before = await shown(short);
    const done = before.steps.filter(({ status }) => status === 'completed');
    expect(done.map(({ step_id }) => step_id)).toEqual(
      expect.arrayContaining(['scope', 'evidence', 'lens:maintainability', 'merge']),
    );

    const database = await keepServer(home);
    const worker = startBaton(['start', '--role', 'worker'], { home, variables: scripted({}) });
    await worker.says(/Baton works/);
    await until(async () => {
      const { rows } = await database.pool.query(`select 1 from flow_runs where status <> 'running'`);
      return rows.length > 0;
    });
    const after = await shown(short);
    worker.signal('SIGTERM');
    expect((await worker.ended).code).toBe(0);

    expect(after.run).toMatchObject({
      id: before.run.id,
      status: 'completed',
      commit_sha: before.run.commit_sha,
    });
    const kept = after.steps.filter(({ step_id }) => done.some((step) => step.step_id === step_id));
    expect(kept).toEqual(done);
    expect(after.steps.find(({ step_id }) => step_id === 'skeptic-1')).toMatchObject({
      status: 'completed',
      attempt: 2,
    });
    expectReport(after, {
      title: 'Tech debt',
      heading: / · small · 3 agents · model /,
      repository: shop.path,
      citations: 1,
    });
    const { runs } = JSON.parse((await baton(['runs', '--json'], { home })).out);
    expect(runs).toHaveLength(1);
  });
});
