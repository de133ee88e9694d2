/** What rules measured beside what agents read, and the numbers that findings have in the report. */
import { describe, expect, test } from 'vitest';
import { finding, smallSteps } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import {
  CATCH,
  CORRECTNESS,
  closedRun,
  code,
  expectCitationsToResolve,
  lens,
  ROWS,
  reviewRun,
  SECURITY,
  TEXTS,
} from './review-run.ts';

const measured = finding({
  title: 'Hotspot: `later()` in export.ts',
  kind: 'debt',
  severity: 'P2',
  impact: 60,
  failure: '',
  claim: 'It changes often.',
  evidence: [CATCH],
  source: 'rule',
});
const read = finding({ title: 'Export has no tenant', severity: 'P3', evidence: [ROWS] });

/** An analysis, in which nothing is old or new. */
function analysis() {
  return reviewRun({
    repository: memoryRepository(TEXTS),
    steps: smallSteps([CORRECTNESS, SECURITY], 'Analysis'),
  });
}

function runOf(rules: readonly (typeof measured)[], agents: readonly (typeof measured)[]) {
  const parts = analysis();
  const { synth: _, ...outputs } = parts.outputs;
  return closedRun({
    ...parts,
    outputs: {
      ...outputs,
      rules: [{ lens: 'any', filesRead: [], findings: rules, notChecked: [] }],
      'lens:security': lens(agents),
      'lens:correctness': lens([]),
      'skeptic-1': { verdicts: [], challenged: false },
    },
  });
}

describe('what rules measured while agents read', () => {
  test('stands in a table of its own, after what agents found', async () => {
    const { report, outcome } = await runOf([measured], [read]);
    expect(report).toMatch(/^### F1 · P3 · Export has no tenant$/m);
    expect(report).not.toContain('### F2');
    expect(report.slice(report.indexOf('## Measured'))).toContain(
      '| F2 | P2 medium | Hotspot: `later()` in export.ts | src/export.ts:8 | S |',
    );
    expect(outcome.findings.map(({ id, impact }) => [id, impact])).toEqual([
      ['F1', null],
      ['F2', 60],
    ]);
    expect(outcome.verdict).toBe('Start with F1: Export has no tenant. 1 low; 1 medium measured by rules.');
  });

  test('takes no place of what agents found', async () => {
    const flood = Array.from({ length: 9 }, (_, at) =>
      finding({ ...measured, title: `Hotspot ${at}`, claim: `It is number ${at * 7919}.` }),
    );
    const { outcome } = await runOf(flood, [read]);
    expect(outcome.findings[0]?.title).toBe('Export has no tenant');
  });

  test('is a finding in full when an agent reports the same', async () => {
    const { report } = await runOf(
      [measured],
      [finding({ title: 'Hotspot: `later()` changes often', claim: 'It changes often.', evidence: [CATCH] })],
    );
    expect(report).not.toContain('## Measured');
  });
});

describe('findings', () => {
  test('have numbers in the order shown, in agents’ texts too', async () => {
    const parts = analysis();
    const { report, outcome } = await closedRun({
      ...parts,
      outputs: {
        ...parts.outputs,
        'lens:correctness': lens([]),
        'lens:security': lens([
          finding({
            title: 'Not so',
            claim: 'The router lets anyone in.',
            evidence: [code('src/router.ts', 2, 'router.use(requireUser);')],
          }),
          finding({
            title: 'Errors vanish',
            severity: 'P2',
            claim: 'The catch is empty.',
            evidence: [CATCH],
          }),
        ]),
        'skeptic-1': {
          verdicts: [
            {
              findingId: 'F1',
              ruling: 'refuted',
              because: 'unlike F2',
              counter: [code('src/router.ts', 2, 'router.use(requireUser);')],
            },
            { findingId: 'F2', ruling: 'upheld', because: '', counter: [] },
          ],
        },
        synth: {
          verdict: 'Fine.',
          headline: [],
          answer: 'Errors vanish [F2].',
          nextSteps: [],
          openQuestions: [],
        },
      },
    });
    expect(outcome.findings.map(({ id, title }) => [id, title])).toEqual([['F1', 'Errors vanish']]);
    expect(outcome.answer).toBe('Errors vanish [F1].');
    expect(report).toContain('F2 · P1 · confidence 75 % · Not so — “unlike F1”');
  });
});

test('citations link to the commit on the code host', async () => {
  const parts = reviewRun();
  const repository = memoryRepository(TEXTS, { remote: 'https://github.com/acme/shop' });
  const { report } = await closedRun({ ...parts, repository });
  const sha = repository.pin.commit_sha;
  expect(report).toContain(
    `[\`src/export.ts:2\`](https://github.com/acme/shop/blob/${sha}/src/export.ts#L2)\n\`\`\`ts\n`,
  );
  expect(report).toContain(
    `| [src/export.ts:2](https://github.com/acme/shop/blob/${sha}/src/export.ts#L2) |`,
  );
  expect(await expectCitationsToResolve(report, repository)).toBeGreaterThan(1);
});
