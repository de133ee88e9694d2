import { describe, expect, it } from 'vitest';
import type { FlowInput } from '../../../runner/core/flow-input.ts';
import { inputOf, missingIn, type Said, settleInput } from '../../../runner/core/settled-input.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';

const flow = (name: string, ...inputs: FlowInput[]): Flow => ({
  name,
  category: 'Planning',
  title: name,
  purpose: name,
  question: `What does ${name} ask?`,
  compares: false,
  inputs,
  steps: [],
});

const CAUSE = flow(
  'root-cause',
  { name: 'symptom', needed: true, focus: true, or: 'log' },
  { name: 'log', needed: false },
  { name: 'since', needed: false },
);
const PLAN = flow('implementation-plan', { name: 'ticket', needed: true, focus: true });
const MIGRATION = flow('migration-plan', { name: 'from', needed: true }, { name: 'to', needed: true });
const RUNBOOK = flow('runbook', { name: 'service', needed: false, focus: true });
const DEBT = flow('tech-debt');
const FLOWS = [CAUSE, PLAN, MIGRATION, RUNBOOK, DEBT];
const TRACE = 'TypeError: x\n    at f (a.js:1:2)';

function settled(of: Flow, question: string | null, given: Said['given'] = {}): Said {
  const outcome = settleInput(of, FLOWS, { question, given });
  if ('refusals' in outcome) throw outcome.refusals[0] ?? new Error('refused');
  return outcome.said;
}

function refused(of: Flow, question: string | null, given: Said['given'] = {}) {
  const outcome = settleInput(of, FLOWS, { question, given }, ({ name }) => `--${name}`);
  if ('said' in outcome) throw new Error('it was not refused');
  return outcome.refusals.map(({ code, path, message }) => ({ code, path, message }));
}

describe('what is said', () => {
  it.each<[Flow, string | null, Said['given'], Said]>([
    [DEBT, 'the cache', {}, { question: 'the cache', given: {} }],
    [PLAN, 'add CSV export', {}, { question: null, given: { ticket: 'add CSV export' } }],
    [PLAN, 'the API only', { ticket: 'CSV' }, { question: 'the API only', given: { ticket: 'CSV' } }],
    [CAUSE, 'it hangs', {}, { question: null, given: { symptom: 'it hangs' } }],
    [CAUSE, TRACE, {}, { question: null, given: { log: TRACE } }],
    [CAUSE, `it hangs\n${TRACE}`, {}, { question: null, given: { symptom: 'it hangs', log: TRACE } }],
    [
      CAUSE,
      null,
      { symptom: `it hangs\n${TRACE}` },
      { question: null, given: { symptom: 'it hangs', log: TRACE } },
    ],
    [CAUSE, null, { symptom: TRACE }, { question: null, given: { log: TRACE } }],
    [CAUSE, TRACE, { symptom: 'it hangs' }, { question: null, given: { symptom: 'it hangs', log: TRACE } }],
    [CAUSE, 'it hangs', { log: TRACE }, { question: null, given: { symptom: 'it hangs', log: TRACE } }],
    [
      CAUSE,
      'it hangs since v1.2.0, always',
      {},
      { question: null, given: { symptom: 'it hangs since v1.2.0, always', since: 'v1.2.0' } },
    ],
    [
      CAUSE,
      'slow since 2026-05-01.',
      {},
      { question: null, given: { symptom: 'slow since 2026-05-01.', since: '2026-05-01' } },
    ],
    [CAUSE, 'slow since we moved', {}, { question: null, given: { symptom: 'slow since we moved' } }],
    [MIGRATION, 'moment → date-fns', {}, { question: null, given: { from: 'moment', to: 'date-fns' } }],
    [
      MIGRATION,
      'replace moment with date-fns in src/ui',
      {},
      { question: 'replace moment with date-fns in src/ui', given: { from: 'moment', to: 'date-fns' } },
    ],
    [
      MIGRATION,
      'from a to b',
      { from: 'x', to: 'y' },
      { question: 'from a to b', given: { from: 'x', to: 'y' } },
    ],
    [RUNBOOK, 'the billing service', {}, { question: null, given: { service: 'the billing service' } }],
    [RUNBOOK, 'how do we roll back?', {}, { question: 'how do we roll back?', given: {} }],
    [RUNBOOK, null, {}, { question: null, given: {} }],
  ])('to %o as %j, with %j, is understood, once and for all', (of, question, given, expected) => {
    expect(settled(of, question, given)).toEqual(expected);
    expect(settled(of, expected.question, expected.given)).toEqual(expected);
  });

  it('may be longer than a focus where the flow takes what it holds', () => {
    const ticket = 'x'.repeat(20_000);
    expect(settled(PLAN, ticket).given).toEqual({ ticket });
    const log = `${TRACE}\n${'    at g (b.js:3:4)\n'.repeat(400)}`.trim();
    expect(settled(CAUSE, `it hangs\n${log}`).given).toEqual({ symptom: 'it hangs', log });
  });

  it('keeps a part of a log that is too long, and says so', () => {
    const long = Array.from({ length: 3000 }, (_, at) => `2026-05-01T10:00:00Z INFO line ${at}`).join('\n');
    const outcome = settleInput(CAUSE, FLOWS, { question: null, given: { log: long } });
    if ('refusals' in outcome) throw outcome.refusals[0] ?? new Error('refused');
    expect(outcome.cutLog).toBe(true);
    expect(outcome.said.given.log?.length).toBeLessThanOrEqual(20_000);
    expect(outcome.said.given.log).toMatch(/^\[[\d,]+ earlier lines left out\]\n[\s\S]*line 2999$/);
  });
});

describe('what is refused', () => {
  it.each<[Flow, string | null, Said['given'], readonly object[]]>([
    [
      DEBT,
      null,
      { ticket: 'x' },
      [
        {
          code: 'no_such_input',
          path: 'input.ticket',
          message: '--ticket is no input of the flow tech-debt; these take it: implementation-plan.',
        },
      ],
    ],
    [
      DEBT,
      null,
      { audience: 'x' },
      [
        {
          code: 'no_such_input',
          path: 'input.audience',
          message: '--audience is no input of the flow tech-debt; no flow takes it.',
        },
      ],
    ],
    [
      PLAN,
      null,
      {},
      [
        {
          code: 'missing_input',
          path: 'input.ticket',
          message: 'The flow implementation-plan needs the ticket or idea.',
        },
      ],
    ],
    [
      CAUSE,
      null,
      { since: 'v1' },
      [
        {
          code: 'missing_input',
          path: 'input.symptom',
          message: 'The flow root-cause needs what goes wrong or a stack trace or log.',
        },
      ],
    ],
    [
      MIGRATION,
      'how long does it take?',
      { to: 'y' },
      [
        {
          code: 'missing_input',
          path: 'input.from',
          message: 'The flow migration-plan needs what to migrate from.',
        },
      ],
    ],
    [
      DEBT,
      'x'.repeat(4001),
      {},
      [
        {
          code: 'long_focus',
          path: 'input.question',
          message: '--focus has 4,001 characters; the most is 4,000.',
        },
      ],
    ],
    [
      PLAN,
      'x'.repeat(20_001),
      {},
      [
        {
          code: 'long_focus',
          path: 'input.question',
          message: '--focus has 20,001 characters; the most is 20,000.',
        },
      ],
    ],
  ])('by %o for %.20s, with %j', (of, question, given, expected) => {
    expect(refused(of, question, given)).toEqual(expected);
  });

  it('is named input by input', () => {
    const outcome = settleInput(MIGRATION, FLOWS, { question: null, given: {} });
    const refusals = 'refusals' in outcome ? outcome.refusals : [];
    expect(missingIn(MIGRATION, refusals)).toEqual(['from', 'to']);
    expect(refusals.map(({ message }) => message)).toEqual(
      Array(2).fill('The flow migration-plan needs what to migrate from, and what to migrate to.'),
    );
  });
});

describe('what a run keeps', () => {
  const request = { paths: [], pull_request: null };

  it('is the question of the flow and what it was given', () => {
    const kept = inputOf(PLAN, FLOWS, { ...request, question: 'add CSV export', given: {} });
    expect(kept).toEqual({
      question: 'What does implementation-plan ask?',
      focused: false,
      paths: [],
      given: { ticket: 'add CSV export' },
    });
  });

  it('has no inputs where none were given', () => {
    const kept = inputOf(DEBT, FLOWS, { ...request, question: 'the cache', given: {} });
    expect(kept).toEqual({ question: 'the cache', focused: true, paths: [] });
  });

  it('is refused like everything else that is wrong', () => {
    expect(() => inputOf(PLAN, FLOWS, { ...request, question: null, given: {} })).toThrow('needs the ticket');
  });
});
