/**
 * Sample reports of every flow, in `docs/flows/`: of the order service with its faults, by good agents in a medium run, and
 * without a model in a small one. `vitest -u` writes them.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { expectReport } from '../end-to-end/reports.ts';
import { HOUSE } from '../house/house.ts';
import { askedOf } from './asked.ts';
import { useEngine } from './engine.ts';
import { emptySections } from './every-run.ts';
import { type GoodAgents, goodAgents } from './good-agents.ts';
import { makeFaultyService, type OrderService } from './order-service.ts';
import { samplePage } from './sample-page.ts';

const engine = useEngine();
let service: OrderService;
let agents: GoodAgents;
beforeAll(() => {
  service = makeFaultyService();
  agents = goodAgents(service);
});

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('%s', (name, flow) => {
  const wanted = () => ({
    flow: name,
    path: service.repository.path,
    ...(flow.compares === true ? { base: 'main' } : {}),
    head: 'loyalty',
    ...askedOf(name),
  });

  test('has a sample of a run with a model, and of one without', async () => {
    const scripted = await engine.run({ ...wanted(), band: 'medium' }, agents);
    const failed = scripted.steps.filter(({ status }) => status === 'failed');
    expect(failed.map(({ step_id, error }) => `${step_id}: ${error}`)).toEqual([]);
    const offline = await engine.run(wanted());
    for (const ran of [scripted, offline]) {
      expectReport(ran, {
        title: flow.title,
        heading: / /,
        repository: service.repository.path,
        citations: 0,
      });
      expect(emptySections(ran.report)).toEqual([]);
    }
    const page = samplePage(flow, {
      asked: askedOf(name),
      scripted: scripted.report,
      offline: offline.report,
    });
    await expect(page).toMatchFileSnapshot(join(HOUSE, 'docs', 'flows', `${name}.md`));
  });
});
