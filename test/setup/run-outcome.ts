/** What a run came to, as tests need it. */
import type { OutcomeFinding, RunOutcome } from '../../runner/core/run-outcome.ts';

export function runOutcome(over: Partial<RunOutcome> = {}): RunOutcome {
  return {
    verdict: 'Do not merge yet: 1 critical.',
    answer: null,
    headlines: [],
    findings: [],
    counts: { P0: 0, P1: 0, P2: 0, P3: 0 },
    funnel: { statements: 0, verified: 0, merged: 0, refuted: 0, below_gate: 0, shown: 0 },
    ...over,
  };
}

export function outcomeFinding(over: Partial<OutcomeFinding> = {}): OutcomeFinding {
  return {
    id: 'F1',
    severity: 'P1',
    impact: null,
    confidence: 75,
    kind: 'bug',
    title: 'src/retry.ts retries for ever',
    path: 'src/retry.ts',
    line: 12,
    url: null,
    effort: 'S',
    state: 'new',
    fingerprint: '0123456789abcdef',
    ...over,
  };
}
