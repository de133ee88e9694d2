/** A review of a small shop, as code steps make its report; parts of it are put in by the tests. */
import { expect } from 'vitest';
import { CLOSING } from '../../../flows/catalogue/handlers.ts';
import type { Evidence, Finding } from '../../../flows/contracts/finding.ts';
import { markdownOf } from '../../../flows/report/report-markdown.ts';
import type { CodeHandler, StepResult } from '../../../runner/core/ports/catalogue.ts';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import { ReportDocument } from '../../../runner/core/report-document.ts';
import type { RunOutcome } from '../../../runner/core/run-outcome.ts';
import {
  fact,
  finding,
  pack,
  type RunParts,
  runThrough,
  scope,
  smallSteps,
  step,
} from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import { measure } from '../rules/source-facts.ts';
import { citationsIn } from './read-back.ts';

export const TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
export const TEXTS = {
  'package.json': '{\n  "name": "shop",\n  "scripts": { "test": "vitest run" }\n}\n',
  'src/export.ts': [
    'export async function listOrders(params: Params) {',
    '  const rows = await find(params.id);',
    '  return rows.map(toOrder);',
    '}',
    `const token = '${TOKEN}';`,
    'const greeting = `@everyone, see ``here`` <!channel> <@U123>`;',
    'export function later(task: Task) {',
    '  try { task.run(); } catch {}',
    '}',
  ].join('\n'),
  'src/router.ts': "router.get('/orders/export', listOrders);\nrouter.use(requireUser);\n",
};
const BASE = {
  ...TEXTS,
  'src/export.ts': TEXTS['src/export.ts'].replace('find(params.id)', 'findOwn(params)'),
};
const DIFF = [
  {
    path: 'src/export.ts',
    from: null,
    status: 'modified' as const,
    binary: false,
    added: 1,
    deleted: 1,
    hunks: [{ base_start: 2, base_lines: 1, head_start: 2, head_lines: 1 }],
  },
];

export const code = (path: string, start: number, quote: string): Evidence => ({
  type: 'code',
  path,
  start,
  end: start,
  quote,
  side: 'head',
});
export const ROWS = code('src/export.ts', 2, 'const rows = await find(params.id);');
const OWN: Evidence = {
  type: 'code',
  path: 'src/export.ts',
  start: 2,
  end: 2,
  quote: 'findOwn(params)',
  side: 'base',
};
export const CATCH = code('src/export.ts', 8, 'try { task.run(); } catch {}');

export const lens = (findings: readonly Finding[]) => ({
  lens: 'security-reviewer',
  filesRead: Object.keys(TEXTS),
  findings,
  notChecked: ['the queue'],
});
export const SECURITY = step('lens:security', { persona: 'security-reviewer' });
export const CORRECTNESS = step('lens:correctness', { persona: 'correctness-reviewer' });
const MEASURES = { changes: 1, complexity: 40, fan_in: 0, imports: [], tested: null };

const KEPT = pack([
  fact({
    id: 'K1',
    kind: 'diff',
    subject: 'modified',
    value: 2,
    data: { added: 1, deleted: 1, role: 'src', risk: 9 },
  }),
  fact({
    id: 'K2',
    kind: 'hotspot',
    text: '31 changes × complexity 4',
    value: 124,
    data: { ...measure('listOrders', 4), changes: 31, recent: 9, fan_in: 1 },
  }),
  fact({
    id: 'K3',
    kind: 'longfn',
    text: 'listOrders is 4 lines long',
    value: 4,
    line: 1,
    end: 4,
    quote: 'export async function listOrders(params: Params) {',
    data: measure('listOrders', 4),
  }),
  fact({
    id: 'K4',
    kind: 'complexity',
    path: 'src/router.ts',
    value: 40,
    data: { ...measure('route', 40), functions: 1 },
  }),
  fact({
    id: 'K5',
    kind: 'churn',
    value: 31,
    data: { added: 1, deleted: 1, authors: 1, last: '2026-10-01' },
  }),
]);
export const FACTS = {
  ...KEPT,
  totals: { longfn: 57 },
  measures: [
    { ...MEASURES, path: 'src/export.ts', changes: 31 },
    { ...MEASURES, path: 'src/router.ts' },
  ],
};

const FINDINGS = [
  finding({
    severity: 'P0',
    evidence: [ROWS, OWN],
    claim: 'The query in `listOrders` takes no tenant, see `src/export.ts:2` and `src/router.ts:77`.',
  }),
  finding({
    title: 'Errors vanish',
    kind: 'reliability',
    claim: 'The catch is empty.',
    failure: 'A task that fails looks done.',
    evidence: [CATCH],
    recommendation: 'Log it and throw.',
  }),
  finding({ title: 'Invented', evidence: [code('src/export.ts', 3, 'return everything.at.once();')] }),
  finding({
    title: 'Not so',
    severity: 'P1',
    claim: 'The router lets anyone in.',
    failure: 'Strangers read orders.',
    evidence: [ROWS],
    kind: 'bug',
  }),
];

export function reviewRun(parts: Partial<RunParts> = {}): RunParts {
  return {
    steps: smallSteps([CORRECTNESS, SECURITY]),
    repository: memoryRepository(TEXTS, { base: BASE, diff: DIFF }),
    outputs: {
      scope: scope(Object.keys(TEXTS), {
        base: 'b'.repeat(40),
        changed: [{ path: 'src/export.ts', status: 'modified', added: 1, deleted: 1 }],
      }),
      evidence: FACTS,
      rules: [],
      'lens:correctness': lens([
        finding({ title: 'Export has no tenant', evidence: [ROWS], confidence: 50 }),
      ]),
      'lens:security': lens(FINDINGS),
      'skeptic-1': {
        verdicts: [
          { findingId: 'F1', ruling: 'upheld', because: 'no scope in the caller', counter: [] },
          { findingId: 'F2', ruling: 'upheld', because: 'see src/nowhere.ts:4', counter: [] },
          {
            findingId: 'F3',
            ruling: 'refuted',
            because: 'the router asks for a user',
            counter: [code('src/router.ts', 2, 'router.use(requireUser);')],
          },
        ],
      },
      synth: {
        verdict: 'Fine.',
        headline: [{ text: 'Orders leak [F1]', refs: ['F1'] }],
        answer: 'Yes, orders leak [F1]. It runs 99 queries [F1].',
        nextSteps: [{ text: 'Pass the tenant', refs: ['F1'] }],
        openQuestions: [],
      },
    },
    ...parts,
    run: { focused: true, question: 'Does @everyone <see> the orders?', ...parts.run },
  };
}

export interface ClosedRun {
  readonly report: string;
  readonly outcome: RunOutcome;
  readonly document: ReportDocument;
}

/** What the closing step leaves. Fails unless the document has its shape and the report is made of it alone. */
export async function closedRun(parts: RunParts): Promise<ClosedRun> {
  const results: StepResult[] = [];
  const render: CodeHandler = async (input) => {
    const closed = await CLOSING.render?.(input);
    if (closed === undefined) throw new Error('There is no closing step.');
    results.push(closed);
    return closed;
  };
  await runThrough(parts, { ...CLOSING, render });
  const { output: report, outcome, document } = results[0] ?? {};
  if (report === undefined || outcome === undefined || document === undefined) {
    throw new Error('The closing step left no report, outcome or document.');
  }
  const stored: unknown = JSON.parse(JSON.stringify(document));
  expect(ReportDocument.parse(stored)).toEqual(document);
  expect(markdownOf(ReportDocument.parse(stored))).toBe(report);
  return { report, outcome, document };
}

export const reportOf = async (parts: RunParts) => (await closedRun(parts)).report;

export async function expectCitationsToResolve(report: string, repository: Repository): Promise<number> {
  const citations = citationsIn(report);
  for (const { path, start, end, lines, side } of citations) {
    const text = ((await repository.read(path, side))?.text ?? '').split('\n');
    expect(lines.length, `${path}:${start}`).toBeLessThanOrEqual(end - start + 1);
    lines.forEach((line, at) => {
      expect(line.test(text[start - 1 + at]?.trim() ?? ''), `${path}:${start + at}`).toBe(true);
    });
  }
  return citations.length;
}
