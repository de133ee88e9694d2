/** Planted faults are told by every flow that must see them, and a service without faults is left alone. */
import { beforeAll, describe, expect, test } from 'vitest';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { BANDS, type Flow } from '../../runner/core/step-spec.ts';
import { askedOf } from './asked.ts';
import { type RanFlow, useEngine } from './engine.ts';
import { CHANGE, makeCleanService, makeFaultyService, type OrderService } from './order-service.ts';
import { PLANTED_FAULTS } from './planted-faults.ts';

const engine = useEngine();
let faulty: OrderService;
let clean: OrderService;
beforeAll(() => {
  faulty = makeFaultyService();
  clean = makeCleanService();
});

/** Flows that can compare do, so that they see what the change brings. */
function wantedOf({ name, compares }: Flow, { repository }: OrderService) {
  const refs = compares === false ? { head: CHANGE.head } : CHANGE;
  return { flow: name, path: repository.path, ...askedOf(name), ...refs };
}

const reports = new Map<string, Promise<RanFlow>>();
function reportOf(flow: Flow): Promise<RanFlow> {
  const ran = reports.get(flow.name) ?? engine.run({ ...wantedOf(flow, faulty), band: 'large' });
  reports.set(flow.name, ran);
  return ran;
}

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('%s', (name, flow) => {
  const seen = PLANTED_FAULTS.filter(({ flows }) => flows.includes(name));

  test.runIf(seen.length > 0).each(seen)('tells of $what ($id)', async ({ shows }) => {
    const { report } = await reportOf(flow);
    expect(report).toMatch(shows);
  });

  test('finds nothing above P3 in the service without faults, in any size', async () => {
    for (const band of BANDS) {
      const { document } = await engine.run({ ...wantedOf(flow, clean), band });
      const told = [...document.findings, ...document.measured].filter(({ severity }) => severity !== 'P3');
      expect(told.map(({ severity, title }) => `${severity} ${title}`)).toEqual([]);
    }
  });
});

test('every planted fault is for flows that exist', () => {
  const names = FLOWS.map(({ name }) => name);
  const unknown = PLANTED_FAULTS.flatMap(({ flows }) => flows.filter((flow) => !names.includes(flow)));
  expect(unknown).toEqual([]);
});
