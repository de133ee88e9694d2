/** Reports whose names and texts try everything, and their parts. */
import type { EarlierFinding } from '../../../runner/core/ledger.ts';
import type { ReportCitation, ReportDocument, ReportPlace } from '../../../runner/core/report-document.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';

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
