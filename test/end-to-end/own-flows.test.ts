/** The example of own flows and personas, as a person copies it: on the command line and over the API, through every gate. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../flows/contracts/finding.ts';
import { type MadeRepository, makeRepository } from '../setup/repositories.ts';
import { cited, lensAnswer, scripted } from './answers.ts';
import { BATON_FOLDER, baton, ownFolder } from './processes.ts';
import { documentOf, expectReport } from './reports.ts';
import { type Service, startService } from './service-client.ts';

const home = ownFolder();

const ORDERS = `import { db } from './db.ts';

export function ordersOf(customer: string) {
  return db.query('SELECT id, total FROM orders WHERE customer = $1', [customer]);
}
`;
const SEARCH = `
export async function totals(customers: readonly string[]) {
  const sums: number[] = [];
  for (const customer of customers) {
    const rows = await ordersOf(customer);
    sums.push(rows.length);
  }
  return sums;
}
`;

/** On `main`; the branch `change` adds a query in a loop and drops a column. */
function makeStore(): MadeRepository {
  const store = makeRepository({
    files: {
      'migrations/001_orders.sql':
        'CREATE TABLE orders (id serial PRIMARY KEY, total numeric, customer text);\n',
      'src/db.ts': 'export const db = { query: async (_sql: string, _values: unknown[]) => [] };\n',
      'src/orders.ts': ORDERS,
    },
  });
  store.commit({
    branch: 'change',
    message: 'Sum up orders',
    files: {
      'migrations/002_drop_total.sql': 'ALTER TABLE orders DROP COLUMN total;\n',
      'src/orders.ts': ORDERS + SEARCH,
    },
  });
  return store;
}

const LOOP = cited('src/orders.ts', 10, '    const rows = await ordersOf(customer);');
const TRUE_ONE = {
  title: 'One query for each customer in totals',
  kind: 'performance',
  severity: 'P2',
  claim: '`totals` runs a query for each customer, one after the other.',
  failure: 'A report over a thousand customers waits for a thousand round trips.',
  evidence: [LOOP],
} satisfies Partial<Finding>;
const MADE_UP: Partial<Finding> = {
  title: 'A transaction without an end',
  claim: 'The transaction is never committed.',
  evidence: [cited('src/orders.ts', 3, "  await db.query('BEGIN TRANSACTION');")],
};
const REFUTED = {
  title: 'Orders can be read by injection',
  kind: 'security',
  severity: 'P1',
  claim: 'The customer is part of the text of the query.',
  failure: 'Anyone reads all orders.',
  evidence: [
    cited(
      'src/orders.ts',
      4,
      "  return db.query('SELECT id, total FROM orders WHERE customer = $1', [customer]);",
    ),
  ],
} satisfies Partial<Finding>;
const COUNTER = cited('src/orders.ts', 4, "'SELECT id, total FROM orders WHERE customer = $1', [customer]");

const SCRIPT = {
  'database-review/lens:query-reviewer': { answer: lensAnswer(TRUE_ONE, MADE_UP, REFUTED) },
  'database-review/skeptic-1': {
    answer: {
      verdicts: [
        { findingId: 'F1', ruling: 'refuted', because: 'The customer is a bound value.', counter: [COUNTER] },
        { findingId: 'F2', ruling: 'upheld', because: 'The loop waits.', counter: [] },
        { findingId: 'F3', ruling: 'upheld', because: 'It is read.', counter: [] },
      ],
    },
  },
};

let store: MadeRepository;
let service: Service;
beforeAll(async () => {
  store = makeStore();
  cpSync(join(BATON_FOLDER, 'examples', 'own-flows'), home, { recursive: true });
  const yaml = readFileSync(join(home, 'baton.yaml'), 'utf8');
  writeFileSync(join(home, 'baton.yaml'), `${yaml}projects: { store: { path: ${store.path} } }\n`);
  service = await startService({ home, variables: scripted(SCRIPT), limitMs: 400_000 });
});
afterAll(async () => {
  expect((await service.stop()).code).toBe(0);
});

const REVIEW = {
  project_id: 'store',
  flow_name: 'database-review',
  band: 'small',
  input: { question: 'Is it safe?' },
  base: 'main',
  head: 'change',
};

describe('the example', () => {
  test('has no errors, and finds what rules find without a model', async () => {
    const { code, out } = await baton(['flows', 'check'], { home });
    expect([code, out]).toEqual([0, '1 flow and 1 persona checked: no errors\n']);
    const argv = [
      'run',
      'database-review',
      '--project',
      'store',
      '--base',
      'main',
      '--head',
      'change',
      '--json',
    ];
    const options = ['--size', 'medium', '--backend', 'offline'];
    const run = documentOf(await baton([...argv, ...options], { home }));
    const heading = /^main\.\.change \([0-9a-f]{7}\) · medium · 4 agents · no model/;
    const text = expectReport(run, {
      title: 'Database review',
      heading,
      repository: store.path,
      citations: 1,
    });
    expect(text).toContain('DROP COLUMN total');
    expect(text).toContain('\n## Changed files, riskiest first\n');
  });

  test('passes every gate over the API, and its report stays when its files go', async () => {
    const { flows } = (await service.get('/api/flows')).body;
    expect(flows).toContainEqual(expect.objectContaining({ name: 'database-review', own: true }));
    const id = await service.start(REVIEW);
    const { run, steps } = await service.runOnce(id, (detail) => detail.run.status !== 'running', 200_000);
    expect(run.status).toBe('completed');
    const codes = steps
      .filter(({ kind }) => kind === 'code')
      .map(({ step_id, status }) => `${step_id} ${status}`);
    expect(codes).toEqual(GATES.map((gate) => `${gate} completed`));
    expect(steps.find(({ step_id }) => step_id === 'skeptic-1')?.status).toBe('completed');
    const titles = run.outcome?.findings.map(({ title }) => title);
    expect(titles).toContain(TRUE_ONE.title);
    expect(titles).not.toContain(MADE_UP.title);
    expect(titles).not.toContain(REFUTED.title);
    const report = (await service.get(`/api/runs/${id}/report.md`)).text;
    expect(report).toMatch(/^# Database review · store · /);
    rmSync(join(home, 'flows'), { recursive: true });
    const shown = await baton(['export', id, '--format', 'html'], { home });
    expect(shown.out).toContain('Database review');
  });
});

const GATES = [
  ...['scope', 'evidence', 'rules', 'triage', 'verify', 'merge'],
  ...['verify-verdicts', 'verdict', 'check', 'render'],
];
