/** Runs as the tests of their pages need them, and a ledger that remembers what people say of findings. */
import { BatonError } from '../../../runner/core/errors.ts';
import type { Dismissal, LedgerFinding } from '../../../runner/core/ledger.ts';
import type { Ledger } from '../../../runner/core/ports/ledger.ts';
import type { ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import type { RunOutcome } from '../../../runner/core/run-outcome.ts';
import { EMPTY_LEDGER, runDocument, stepDocument } from '../../bot/memory-service.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { runOutcome } from '../../setup/run-outcome.ts';

export const RUN = '1a2b3c4d-0000-4000-8000-000000000000';
export const ENDED = '2026-03-01T12:04:10.000Z';

const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;

/** So many findings of two lenses in five files. */
export function manyFindings(count: number): ReportFinding[] {
  return Array.from({ length: count }, (_, at) =>
    reportFinding({
      id: `F${at + 1}`,
      severity: SEVERITIES[Math.min(3, at % 5)] ?? 'P3',
      title: `Finding number ${at + 1} with \`code()\``,
      path: `src/file-${at % 5}.ts`,
      line: at + 1,
      state: at % 3 === 0 ? 'persisting' : 'new',
      lenses: [at % 2 === 0 ? 'security' : 'correctness'],
      fingerprint: `${at}`.padStart(16, '0'),
      notes: [
        'skeptic: the loop has no other exit',
        'arbiter: kept as `P1`',
        'severity lowered from P0: no caller',
      ],
    }),
  );
}

export const STEPS = [
  stepDocument('scope', { kind: 'code', persona: null, label: 'Scope', status: 'completed' }),
  stepDocument('lens:security', { persona: 'security-reviewer', label: 'Security', status: 'completed' }),
  stepDocument('lens:correctness', {
    persona: 'correctness-reviewer',
    label: 'Correctness',
    status: 'completed',
  }),
  stepDocument('verify', {
    kind: 'code',
    persona: null,
    label: 'Citation check',
    status: 'completed',
    output: JSON.stringify({
      unverified: [{ step_id: 'lens:security', title: 'There is a *back* door', why: 'quote-not-found' }],
    }),
  }),
];

export function endedRun(findings: readonly ReportFinding[], more: Partial<ReportDocument> = {}) {
  const counts: RunOutcome['counts'] = { P0: 0, P1: 0, P2: 0, P3: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const shown = findings.length;
  const funnel = {
    statements: shown + 6,
    verified: shown + 5,
    merged: shown + 4,
    refuted: 2,
    below_gate: 2,
    shown,
  };
  const outcome = runOutcome({
    counts,
    funnel,
    findings: [...findings],
    verdict: 'Do not merge yet: fix F1.',
    headlines: [{ text: 'The export leaks a token', refs: ['F1'] }],
  });
  const document = reportDocument({
    findings: [...findings],
    funnel,
    verdict: outcome.verdict,
    rest: [
      {
        title: 'Refuted (2)',
        folded: true,
        blocks: [
          { type: 'list', ordered: false, items: [{ text: 'F90 · P2 · `x` is never null', below: [] }] },
        ],
      },
      {
        title: 'Below the gate (2)',
        folded: true,
        blocks: [{ type: 'list', ordered: false, items: [{ text: 'F91 · P3 · A name', below: [] }] }],
      },
    ],
    ...more,
  });
  const run = runDocument({ id: RUN, status: 'completed', outcome, completed_at: ENDED });
  return { detail: { run, steps: STEPS, report: '# Code review · shop · a1b2c3d\n' }, document };
}

/** The rows of those findings. */
export function memoryLedger(findings: readonly ReportFinding[]): Ledger & { readonly said: unknown[] } {
  const rows = new Map<string, LedgerFinding>(
    findings.map(({ fingerprint, title, severity, kind, path, line, state }) => [
      fingerprint,
      {
        ...{ fingerprint, title, severity, kind, path, line, state },
        project_id: 'shop',
        flow_name: 'code-review',
        dismissed: null,
        votes: { up: 0, down: 0 },
        voters: [],
        first_run: null,
        last_run: RUN,
        first_seen: ENDED,
        last_seen: ENDED,
      },
    ]),
  );
  const said: unknown[] = [];
  const change = (fingerprint: string, parts: Partial<LedgerFinding>) => {
    const row = rows.get(fingerprint);
    if (row === undefined) throw new BatonError('not_found', 'unknown_finding', 'There is no such finding.');
    rows.set(fingerprint, { ...row, ...parts });
    return [{ ...row, ...parts }];
  };
  return {
    ...EMPTY_LEDGER,
    said,
    findings: async () => ({ findings: [...rows.values()], next_cursor: null }),
    async dismiss(key, why, by) {
      said.push({ dismiss: key, why });
      const dismissed: Dismissal = { ...why, by, at: ENDED };
      return change(key.fingerprint, { dismissed });
    },
    async restore(key) {
      said.push({ restore: key });
      return change(key.fingerprint, { dismissed: null });
    },
    async vote(key, vote, by) {
      said.push({ vote, key });
      const others = rows.get(key.fingerprint)?.voters.filter(({ actor }) => actor !== by) ?? [];
      const voters = vote === null ? others : [...others, { actor: by, vote }];
      const count = (wanted: string) => voters.filter((each) => each.vote === wanted).length;
      return change(key.fingerprint, { voters, votes: { up: count('up'), down: count('down') } });
    },
  };
}
