/** What the report of a later run says of earlier ones. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../flows/contracts/finding.ts';
import type { KnownFinding } from '../../../runner/core/ledger.ts';
import { ReportDocument } from '../../../runner/core/report-document.ts';
import { finding, judged, type RunParts } from '../checks/builders.ts';
import { BEFORE, DISMISSAL, found, known } from '../ledger/known.ts';
import { memoryRepository } from '../memory-repository.ts';
import { CATCH, closedRun, lens, ROWS, reportOf, reviewRun, TEXTS } from './review-run.ts';

const since = { commit_sha: BEFORE, label: 'bbbbbbb' };
const PATH = 'src/export.ts';
const rows = known(found(PATH, 'const rows = await find(params.id);', 2, { item: { kind: 'security' } }));
const gone = (at: number): KnownFinding =>
  known(found(PATH, `removed(${at});`, at + 1, { title: `Removed \`${at}\` & gone`, severity: 'P2' }));
const left = known(found(PATH, 'return rows.map(toOrder);', 3, { title: 'Still <there>', severity: 'P3' }));

/** A review of one commit after another, with these findings. */
function laterRun(findings: readonly Finding[], before: readonly KnownFinding[]): RunParts {
  const { outputs, ...review } = reviewRun({ run: { focused: false } });
  const { synth: _, ...unwritten } = outputs;
  const security = lens(findings.map((one) => ({ ...one, origin: 'incomplete-fix' as const })));
  const repository = memoryRepository(TEXTS, { base: TEXTS, ancestors: [BEFORE] });
  return {
    ...review,
    repository,
    ledger: { since, findings: before },
    outputs: { ...unwritten, 'lens:security': security, 'lens:correctness': lens([]) },
  };
}

const ROW = finding({ title: 'Lists all rows', severity: 'P1', confidence: 100, evidence: [ROWS] });
const HIDES = finding({
  title: 'Hides errors',
  kind: 'reliability',
  severity: 'P2',
  confidence: 100,
  claim: 'The handler is empty.',
  failure: 'Nobody sees a failed task.',
  evidence: [CATCH],
});

describe('the report of a later run', () => {
  test('begins with what changed, and shows what is new first, with the state of each finding', async () => {
    const report = await reportOf(laterRun([ROW, HIDES], [rows, left, gone(1)]));
    expect(report).toContain(
      [
        '## Since bbbbbbb',
        '1 new, 1 persisting, 1 fixed, 1 not reviewed',
        'Fixed:',
        '- Removed `1` & gone (`src/export.ts`)',
        '<details><summary>Not reviewed (1)</summary>',
        '- P3 · Still &lt;there> (`src/export.ts:3`)',
        '</details>',
      ].join('\n\n'),
    );
    const table = report.split('\n').filter((line) => line.startsWith('| F') || line.startsWith('|  |'));
    expect(table.map((line) => line.split(' | ').slice(0, 4).join(' | '))).toEqual([
      '|  | Severity | State | Finding',
      '| F1 | P2 medium | new | Hides errors',
      '| F2 | P1 high | persisting | Lists all rows',
    ]);
    expect(report.indexOf('## Since')).toBeLessThan(report.indexOf('## Findings'));
  });

  test('lists at most ten fixed findings and counts the rest', async () => {
    const many = Array.from({ length: 12 }, (_, at) => gone(at + 10));
    const report = await reportOf(laterRun([], many));
    expect(report).toContain('0 new, 12 fixed');
    expect(report.match(/^- Removed /gm)).toHaveLength(10);
    expect(report).toContain('\n- and 2 more\n');
  });

  test('counts what was found again and is not shown', async () => {
    const unsure = finding({ ...ROW, confidence: 25 });
    const { report, outcome } = await closedRun(laterRun([unsure], [rows]));
    expect(report).toContain('0 new, 1 persisting (1 not shown)');
    expect(outcome.findings).toEqual([]);
  });

  test('is that of a first run where nothing is known', async () => {
    const first = { ...laterRun([ROW, HIDES], []), ledger: { since: null, findings: [] } };
    const report = await reportOf(first);
    expect(report).not.toContain('Since');
    expect(report).not.toContain('| State |');
    expect(report).not.toMatch(/\bnew\b|persisting|dismissed/i);
  });

  test('starts a review of a tree with the gravest finding, even if that is not new', async () => {
    const run = laterRun([ROW, HIDES], [rows]);
    const steps = run.steps.map((step) =>
      step.step_id === 'verdict' ? { ...step, params: { category: 'Analysis' } } : step,
    );
    const { outcome } = await closedRun({ ...run, steps });
    expect(outcome.verdict).toMatch(/^Start with F2: Lists all rows/);
  });
});

describe('a dismissed finding', () => {
  const dismissed = [
    { ...rows, dismissed: { ...DISMISSAL, note: 'the router *scopes* it' } },
    {
      ...known(found(PATH, 'try { task.run(); } catch {}', 8, { item: { kind: 'reliability' } })),
      dismissed: { ...DISMISSAL, reason: 'later' as const, until: '2026-12-31', by: 'bo' },
    },
  ];

  test('is not shown or counted, and stands folded with reason, person and day', async () => {
    const { report, outcome } = await closedRun(laterRun([ROW, HIDES], dismissed));
    expect(outcome.verdict).toBe('Nothing blocks a merge: no findings.');
    expect(outcome).toMatchObject({ findings: [], headlines: [], counts: { P1: 0 }, funnel: { shown: 0 } });
    expect(report).not.toContain('## Findings');
    expect(report).toContain('- 2 dismissed findings not shown (1 not real, 1 later)\n');
    expect(report).toContain(
      [
        '<details><summary>Dismissed (2)</summary>\n',
        '- P1 · Lists all rows (`src/export.ts:2`) — not real, by ana: “the router \\*scopes\\* it”',
        '- P2 · Hides errors (`src/export.ts:8`) — later until 2026-12-31, by bo',
      ].join('\n'),
    );
  });

  test('is shown again once its line is another', async () => {
    const other = { ...dismissed[0], ...known(judged({ evidence: [] })), dismissed: DISMISSAL };
    const { outcome } = await closedRun(laterRun([ROW], [other]));
    expect(outcome.findings.map(({ title, state }) => [title, state])).toEqual([['Lists all rows', 'new']]);
  });
});

test('a document with all of it meets the schema of documents', async () => {
  const { document } = await closedRun(laterRun([ROW, HIDES], [{ ...rows, dismissed: DISMISSAL }, left]));
  expect(ReportDocument.parse(document)).toEqual(document);
});
