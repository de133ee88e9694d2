/** What a repository says to agents, and agents that say too much, change nothing in a report but its findings about that. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Script } from '../../adapters/agents/script.ts';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { holdsFindings, isContract } from '../../flows/contracts/contracts.ts';
import { settleShards } from '../../flows/spine/shards.ts';
import { buildDag } from '../../runner/core/dag.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { askedOf } from './asked.ts';
import { useEngine } from './engine.ts';
import type { GoodAgents } from './good-agents.ts';
import { CHANGE, makeFaultyService, type OrderService } from './order-service.ts';

const engine = useEngine();
let service: OrderService;
let silent: OrderService;
let flooding: GoodAgents;
beforeAll(() => {
  service = makeFaultyService();
  const answer = flood(service, 500);
  const script: Script = Object.fromEntries(
    FLOWS.flatMap((flow) => findingSteps(flow).map((step) => [`${flow.name}/${step}`, { answer }])),
  );
  flooding = { script, judges: (otherwise) => otherwise };
  silent = makeFaultyService((files) => ({
    ...files,
    'src/mail/mailer.ts': (files['src/mail/mailer.ts'] ?? '').replace(
      /\/\/ NOTE to AI[^\n]*\n\/\/[^\n]*\n/,
      '// One at a time, since the other side refuses more than\n// three connections.\n',
    ),
  }));
});

function wantedOf({ name, compares }: Flow, { repository }: OrderService) {
  const refs = compares === true ? CHANGE : { head: CHANGE.head };
  return { flow: name, path: repository.path, ...askedOf(name), ...refs };
}

/** The commits have other names. */
const withoutNames = (report: string): string => report.replace(/\b[0-9a-f]{7,40}\b/g, 'SHA');

const MOST_SHOWN = 20;

/** The steps of a large run that return findings. */
function findingSteps(flow: Flow): string[] {
  return settleShards(buildDag(flow.steps, 'large', false)).flatMap(({ step_id, kind, contract, persona }) =>
    kind === 'agent' && persona !== 'skeptic' && isContract(contract) && holdsFindings(contract)
      ? [step_id]
      : [],
  );
}

/** Each cites another line of the repository, so that none is left out for its citation. */
function flood({ repository, head }: OrderService, many: number) {
  const listed = repository.git('grep', '-nE', '[a-z]{6}', head, '--', 'src').split('\n');
  const findings = Array.from({ length: many }, (_, at) => {
    const [, path = '', line = '', quote = ''] =
      /^[^:]+:([^:]+):(\d+):(.*)$/.exec(listed[at % listed.length] ?? '') ?? [];
    return {
      ...{ title: `Finding ${at} of ${path}`, kind: 'bug', severity: 'P1', confidence: 100 },
      claim: `The line number ${at} of the flood does something wrong in ${path}.`,
      failure: 'Everyone, always.',
      evidence: [{ type: 'code', path, start: Number(line), end: Number(line), quote: quote.trim() }],
      ...{ recommendation: 'Change it.', effort: 'S', origin: null, assumptions: [] },
    };
  });
  return { lens: 'any', filesRead: [], findings, notChecked: [] };
}

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('%s', (_name, flow) => {
  test.runIf(findingSteps(flow).length > 0)(
    'shows at most twenty of 500 findings that an agent returns',
    async () => {
      const { document } = await engine.run({ ...wantedOf(flow, service), band: 'large' }, flooding);
      expect(document.findings.length + document.measured.length).toBeLessThanOrEqual(MOST_SHOWN);
      expect(document.funnel.statements).toBeGreaterThan(0);
    },
  );

  test('says the same of a repository whether a comment tells agents what to say or not', async () => {
    const [told, untold] = await Promise.all([service, silent].map((of) => engine.run(wantedOf(flow, of))));
    expect(withoutNames(told?.report ?? '')).toBe(withoutNames(untold?.report ?? ''));
  });
});
