/** Runs as their threads see them, in any state. */

import type { RunOutcome } from '../../../runner/core/run-outcome.ts';
import type { RunSnapshot, SnapshotStep } from '../../../runner/core/run-snapshot.ts';
import type { QuestionDocument } from '../../../runner/core/step-detail.ts';
import { outcomeFinding, runOutcome } from '../../setup/run-outcome.ts';

export const RUN = '0f4c2f0e-6f6f-4a51-8a1e-0d6c1c6b7a10';

export const REPORT = `# Code review · shop · HEAD~1..main (1a2b3c4)

**Verdict:** Do not merge yet: 1 high. The retry loop never ends.

small · 3 agents · model m-1

## Findings

### F1 · P1 · src/retry.ts retries for ever

### F2 · P2 · Two tests wait by the clock
`;

/** The same as data. */
export const OUTCOME: RunOutcome = runOutcome({
  verdict: 'Do not merge yet: 1 high. The retry loop never ends.',
  short: 'do not merge yet, 1 high',
  statement: 'The retry loop never ends.',
  headlines: [
    { text: 'src/retry.ts retries for ever: nothing counts the tries.', refs: ['F1'] },
    { text: 'Two tests wait by the clock.', refs: ['F2'] },
  ],
  findings: [
    outcomeFinding(),
    outcomeFinding({ id: 'F2', severity: 'P2', confidence: 50, title: 'Two tests wait by the clock' }),
  ],
  counts: { P0: 0, P1: 1, P2: 1, P3: 0 },
  funnel: { statements: 5, verified: 4, merged: 4, refuted: 1, below_gate: 0, shown: 2 },
});

export function step(step_id: string, parts: Partial<SnapshotStep> = {}): SnapshotStep {
  return {
    step_id,
    kind: 'agent',
    persona: `${step_id.replace('lens:', '')}-reviewer`,
    label: step_id.replace('lens:', ''),
    status: 'pending',
    activity: null,
    error: null,
    skip_cause: null,
    fail_code: null,
    started_at: null,
    completed_at: null,
    backend: 'offline',
    primary: step_id.startsWith('lens:'),
    findings: null,
    fate: null,
    tokens: null,
    ...parts,
  };
}

/** The same run under another id. */
export const as = (id: string, of: RunSnapshot): RunSnapshot => ({ ...of, run: { ...of.run, id } });

export const running = (step_id: string, activity: string | null = null): SnapshotStep =>
  step(step_id, { status: 'running', activity, started_at: '2026-03-01T10:00:01.000Z' });

export const completed = (step_id: string, activity = '2 findings'): SnapshotStep =>
  step(step_id, {
    status: 'completed',
    activity,
    started_at: '2026-03-01T10:00:01.000Z',
    completed_at: '2026-03-01T10:01:31.000Z',
  });

export function snapshot(steps: readonly SnapshotStep[], run: Partial<RunSnapshot['run']> = {}): RunSnapshot {
  return {
    run: {
      id: RUN,
      project_id: '/srv/shop',
      flow_name: 'code-review',
      band: 'small',
      fast: false,
      status: 'running',
      model: null,
      backend: 'offline',
      backend_reason: 'the first that is there',
      input: { question: 'May this be merged?', focused: false },
      commit_sha: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
      base_sha: null,
      error: null,
      outcome: null,
      usage: { input_tokens: null, output_tokens: null, cost: null, unknown_tokens: 0, unknown_cost: 0 },
      estimate: null,
      budget_warning: null,
      schedule: null,
      created_at: '2026-03-01T10:00:00.000Z',
      started_at: '2026-03-01T10:00:00.000Z',
      completed_at: null,
      requested_by: 'slack:T1:U1',
      label: 'main (1a2b3c4)',
      refs: { base: null, head: null },
      history: null,
      starter_is_muted: false,
      ...run,
    },
    steps,
    report: null,
    questions: [],
  };
}

export function ended(
  steps: readonly SnapshotStep[],
  status: 'completed' | 'failed' | 'cancelled' = 'completed',
): RunSnapshot {
  const run = {
    status,
    completed_at: '2026-03-01T10:02:05.000Z',
    error: status === 'failed' ? 'verify failed' : null,
    outcome: status === 'cancelled' ? null : OUTCOME,
  };
  return { ...snapshot(steps, run), report: status === 'cancelled' ? null : REPORT };
}

export function question(n: number, parts: Partial<QuestionDocument> = {}): QuestionDocument {
  return {
    id: `00000000-0000-4000-8000-00000000000${n}`,
    run_id: RUN,
    step_id: 'lens:security',
    n,
    asked_by: 'slack:T1:U2',
    card: null,
    question: 'Which input reaches it?',
    state: 'pending',
    answer: null,
    error: null,
    asked_at: '2026-03-01T10:05:00.000Z',
    answered_at: null,
    ...parts,
  };
}
