/** A report as data, as tests need it. */
import type { ReportDocument, ReportFinding } from '../../runner/core/report-document.ts';
import { outcomeFinding } from './run-outcome.ts';

export function reportDocument(over: Partial<ReportDocument> = {}): ReportDocument {
  return {
    version: 1,
    flow: { name: 'code-review', title: 'Code review' },
    project: 'shop',
    label: 'main..feat/export (a1b2c3d)',
    commit_sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
    base_sha: 'b2c3d4e5f60718293a4b5c6d7e8f9012345678a1',
    date: '2026-03-01',
    repository_url: 'https://github.com/acme/shop',
    pull_request: null,
    band: 'small',
    fast: false,
    model: 'm-1',
    backend: 'direct',
    verdict: 'Nothing blocks a merge: no findings.',
    summary: ['small', '2 agents', 'model m-1'],
    focus: null,
    headlines: [],
    funnel: { statements: 0, verified: 0, merged: 0, refuted: 0, below_gate: 0, shown: 0 },
    findings: [],
    measured: [],
    ledger: null,
    dismissed: [],
    before: [],
    after: [],
    coverage: ['Code checks that each cited line exists, not that the conclusion is right.'],
    rest: [],
    map: [],
    ...over,
  };
}

export function reportFinding(over: Partial<ReportFinding> = {}): ReportFinding {
  const url = 'https://github.com/acme/shop/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678/src/retry.ts#L12';
  return {
    ...outcomeFinding(),
    url,
    source: 'agent',
    rule: null,
    quote: 'while (true) {',
    lenses: ['reliability'],
    origin: 'introduced',
    ruling: 'upheld',
    claim: 'The loop has no end.',
    failure: 'A service that stays away keeps a worker busy.',
    fix: 'Stop after five tries.',
    assumes: '',
    citations: [
      {
        place: { path: 'src/retry.ts', start: 12, end: 12, side: 'head', url },
        lines: ['  while (true) {'],
        text: `[\`src/retry.ts:12\`](${url}) — \`while (true) {\``,
      },
    ],
    notes: [],
    ...over,
  };
}
