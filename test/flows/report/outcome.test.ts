/** The outcome beside a report agrees with the report, in every run. */
import { describe, expect, test } from 'vitest';
import { prose } from '../../../flows/report/markdown.ts';
import { RunOutcome } from '../../../runner/core/run-outcome.ts';
import { seeded } from '../../runner/core/seeded.ts';
import { finding, type RunParts, smallSteps } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import {
  CATCH,
  CORRECTNESS,
  closedRun,
  code,
  lens,
  ROWS,
  reviewRun,
  SECURITY,
  TEXTS,
  TOKEN,
} from './review-run.ts';

/** What a reader finds in the report. */
function read(report: string) {
  const line = (pattern: RegExp): string | null => pattern.exec(report)?.[1] ?? null;
  const headings = [...report.matchAll(/^### (F\d+) · (P\d) · (.*)\n\n.*\bconfidence (\d+) %/gm)];
  const number = (pattern: RegExp): number => Number(line(pattern) ?? 0);
  return {
    verdict: line(/^\*\*Verdict:\*\* (.*)$/m),
    answer: line(/^\*\*Answer to your focus “.*?”:\*\* (.*)$/m),
    findings: headings.map(([, id, severity, title, confidence]) => [
      id,
      severity,
      Number(confidence),
      title,
    ]),
    rows: [...report.matchAll(/^\| (F\d+) \| (P\d) /gm)].map(([, id, severity]) => [id, severity]),
    statements: number(/ (\d+) statements? → /),
    shown: number(/ statements? → (\d+) shown/),
    refuted: number(/ shown, (\d+) refuted/),
  };
}

/** Fails unless the outcome is complete and agrees with the report. */
async function expectSame(parts: RunParts): Promise<RunOutcome> {
  const { report, outcome } = await closedRun(parts);
  const shown = read(report);
  expect(RunOutcome.parse(outcome)).toEqual(outcome);
  expect(prose(outcome.verdict)).toBe(shown.verdict);
  if (outcome.answer === null)
    expect(shown.answer ?? 'none that rests on what was checked.').toMatch(/^none that/);
  else expect(prose(outcome.answer)).toBe(shown.answer);
  expect(
    outcome.findings.map(({ id, severity, confidence, title }) => [id, severity, confidence, prose(title)]),
  ).toEqual(shown.findings);
  expect(outcome.findings.map(({ id, severity }) => [id, severity])).toEqual(shown.rows);
  expect(outcome.findings.map(({ id }) => id)).toEqual(shown.rows.map((_, at) => `F${at + 1}`));
  for (const severity of ['P0', 'P1', 'P2', 'P3'] as const) {
    expect(outcome.counts[severity]).toBe(shown.findings.filter(([, of]) => of === severity).length);
  }
  const { statements, shown: kept, refuted } = outcome.funnel;
  expect([statements, kept, refuted]).toEqual([shown.statements, shown.shown, shown.refuted]);
  return outcome;
}

describe('the outcome of a run', () => {
  test('holds verdict, answer, headlines, findings, counts and funnel', async () => {
    expect(await expectSame(reviewRun())).toEqual({
      verdict: 'Do not merge yet: 1 critical, 1 high.',
      short: 'do not merge yet, 1 critical, 1 high',
      answer: 'Yes, orders leak [F1].',
      headlines: [{ text: 'Orders leak [F1]', refs: ['F1'] }],
      findings: [
        {
          id: 'F1',
          severity: 'P0',
          impact: null,
          confidence: 100,
          kind: 'security',
          title: 'Export lists other tenants’ orders',
          path: 'src/export.ts',
          line: 2,
          url: null,
          effort: 'S',
          state: 'new',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
        expect.objectContaining({ id: 'F2', severity: 'P1', kind: 'bug', title: 'Not so', line: 2 }),
      ],
      counts: { P0: 1, P1: 1, P2: 0, P3: 0 },
      funnel: expect.objectContaining({ refuted: 1, shown: 2 }),
    });
  });

  const { outputs, ...review } = reviewRun();
  const { synth: _, ...unwritten } = outputs;
  test.each<[string, RunParts]>([
    ['of a run without a focus', reviewRun({ run: { focused: false } })],
    [
      'whose agent answered nothing',
      { ...review, outputs: { ...outputs, synth: { ...Object(outputs.synth), answer: '' } } },
    ],
    ['whose synthesis code wrote', { ...review, outputs: unwritten }],
    [
      'that failed midway',
      { ...review, outputs: unwritten, failed: { 'verify-verdicts': 'git was killed' } },
    ],
    ['that failed at its first step', { ...review, outputs: {}, failed: { scope: 'the ref is gone' } }],
    [
      'of an analysis',
      reviewRun({
        repository: memoryRepository(TEXTS),
        steps: smallSteps([CORRECTNESS, SECURITY], 'Analysis'),
      }),
    ],
    [
      'without a finding',
      { ...review, outputs: { ...outputs, 'lens:security': lens([]), 'lens:correctness': lens([]) } },
    ],
  ])('%s is what its report says', async (_name, parts) => {
    await expectSame(parts);
  });

  test('agrees with the report for any findings', async () => {
    const odd = [
      '`x` & <b>',
      '@everyone *now*',
      'a\u202eb\n# c',
      'see src/export.ts:2',
      '[F1] https://x.example',
      'plain',
    ];
    for (let seed = 1; seed <= 25; seed++) {
      const random = seeded(seed);
      const some = Array.from({ length: random.below(9) }, (_, at) =>
        finding({
          title: `${at} ${odd[random.below(odd.length)]}`,
          claim: `The ${at}th of ${random.below(1_000_000)} ${odd[random.below(odd.length)]}`,
          severity: (['P0', 'P1', 'P2', 'P3'] as const)[random.below(4)] ?? 'P3',
          confidence: ([25, 50, 75, 100] as const)[random.below(4)] ?? 25,
          evidence: [
            [ROWS, CATCH, code('src/export.ts', 3, 'return everything.at.once();')][random.below(3)] ?? ROWS,
          ],
        }),
      );
      const verdicts = some.flatMap((_one, at) =>
        random.chance(0.3)
          ? [
              {
                findingId: `F${at + 1}`,
                ruling: 'refuted',
                because: 'no',
                counter: [code('src/router.ts', 2, 'router.use(requireUser);')],
              },
            ]
          : [],
      );
      await expectSame({
        ...review,
        outputs: {
          ...unwritten,
          'lens:security': lens(some),
          'lens:correctness': lens([]),
          'skeptic-1': { verdicts },
        },
      });
    }
  });

  test('shows no secret and no control character', async () => {
    const { outcome } = await closedRun({
      ...review,
      outputs: {
        ...unwritten,
        'lens:security': lens([
          finding({ title: `Holds ${TOKEN}`, evidence: [ROWS], claim: 'a\u0000\u202eb' }),
        ]),
        'lens:correctness': lens([]),
      },
    });
    const text = JSON.stringify(outcome);
    expect(outcome.findings[0]?.title).toBe('Holds ***');
    expect(text).not.toContain(TOKEN);
    expect(text).not.toMatch(/\\u0000|[\p{Cc}\p{Cf}]/u);
  });
});
