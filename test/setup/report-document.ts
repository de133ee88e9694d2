/** Reports as data, as tests need them, and one whose texts and names try everything. */
import type { EarlierFinding } from '../../runner/core/ledger.ts';
import type {
  ReportCitation,
  ReportDocument,
  ReportFinding,
  ReportPlace,
} from '../../runner/core/report-document.ts';
import { outcomeFinding } from './run-outcome.ts';

export const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
export const BASE = 'b'.repeat(40);

export function reportPlace(over: Partial<ReportPlace> = {}): ReportPlace {
  return { path: 'src/retry.ts', start: 12, end: 13, side: 'head', url: null, ...over };
}

export function reportCitation(over: Partial<ReportCitation> = {}): ReportCitation {
  return {
    place: reportPlace(),
    lines: ['while (true) {', '  await retry();'],
    text: '`src/retry.ts:12-13` — `while (true) {`',
    ...over,
  };
}

export function reportFinding(over: Partial<ReportFinding> = {}): ReportFinding {
  return {
    ...outcomeFinding({ title: '`retry()` never gives up' }),
    url: null,
    source: 'agent',
    rule: null,
    quote: 'while (true) {',
    lenses: ['correctness'],
    origin: null,
    ruling: 'upheld',
    claim: 'The loop in `retry()` has no limit.',
    failure: 'A server that is gone keeps the job busy.',
    fix: 'Stop after five tries.',
    assumes: '',
    citations: [reportCitation()],
    notes: [],
    ...over,
  };
}

export function earlierFinding(over: Partial<EarlierFinding> = {}): EarlierFinding {
  return {
    fingerprint: 'fedcba9876543210',
    title: 'Empty catch block in src/queue.ts',
    severity: 'P2',
    kind: 'reliability',
    path: 'src/queue.ts',
    line: 7,
    ...over,
  };
}

export function reportDocument(over: Partial<ReportDocument> = {}): ReportDocument {
  return {
    version: 1,
    flow: { name: 'code-review', title: 'Code review' },
    project: 'shop',
    label: 'main..feat/retry (a1b2c3d)',
    commit_sha: HEAD,
    base_sha: null,
    date: '2026-03-01',
    repository_url: null,
    pull_request: null,
    band: 'small',
    fast: false,
    model: null,
    backend: 'direct',
    verdict: 'Do not merge yet: 1 high.',
    summary: ['small', '3 agents'],
    focus: null,
    findings: [reportFinding()],
    measured: [],
    ledger: null,
    dismissed: [],
    before: [],
    after: [],
    coverage: [],
    rest: [],
    map: [],
    ...over,
  };
}

/** Names of files as git allows them; the last two are no UTF-8, or can't be printed, and so in git's quoted form. */
export const ODD_NAMES = [
  'docs/a b.md',
  'src/50%/#1?.ts',
  'a:b/ü/👩‍💻.ts',
  '[x](y).ts',
  'back\\slash.ts',
  '"a\\303b/%41 \\"q\\".ts"',
  '"tab\\there\\\\.ts"',
];

const HOSTILE = '[click](https://evil.example) <img src=x> @everyone `code` {0} ``` \u0000\u202e\ud800';

export function hostileDocument(): ReportDocument {
  const cited = ODD_NAMES.map((path, at) =>
    reportCitation({
      place: reportPlace({ path, start: at === 0 ? null : at, end: null }),
      lines: [HOSTILE],
    }),
  );
  const words = { title: HOSTILE, claim: HOSTILE, failure: HOSTILE, fix: HOSTILE, assumes: HOSTILE };
  return reportDocument({
    verdict: HOSTILE,
    project: HOSTILE,
    findings: [
      reportFinding({ ...words, kind: 'constructor', citations: cited }),
      reportFinding({ ...words, source: 'rule', rule: '__proto__', impact: 61.5, citations: [] }),
      reportFinding({ path: null, line: null, citations: [reportCitation({ place: null, lines: [] })] }),
      reportFinding({ claim: 'x'.repeat(100_000), failure: '', fix: '' }),
    ],
    dismissed: [
      {
        ...earlierFinding({ title: HOSTILE, path: null, line: null }),
        dismissal: {
          reason: "won't fix",
          until: null,
          note: HOSTILE,
          by: HOSTILE,
          at: '2026-03-01T12:00:00Z',
        },
      },
    ],
  });
}
