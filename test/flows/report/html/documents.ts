/** Reports as data, made by hand, for the tests of what is made of them. */
import { ReportDocument, type ReportFinding } from '../../../../runner/core/report-document.ts';

const REPOSITORY = 'https://github.com/acme/shop';
const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

export function aFinding(more: Partial<ReportFinding> = {}): ReportFinding {
  return {
    id: 'F1',
    severity: 'P1',
    impact: null,
    confidence: 100,
    kind: 'bug',
    title: '`parse()` drops the last line',
    path: 'src/parse.ts',
    line: 12,
    url: `${REPOSITORY}/blob/${SHA}/src/parse.ts#L12-L14`,
    effort: 'S',
    state: 'new',
    fingerprint: '0123456789abcdef',
    source: 'agent',
    rule: null,
    quote: 'for (const line of lines) {',
    lenses: ['correctness', 'tests'],
    origin: 'introduced',
    ruling: 'upheld',
    claim: '`parse()` stops before the last line when the file does not end in a newline.',
    failure: 'Someone uploads a file without a final newline and loses an order.',
    fix: 'Emit the rest after the loop.',
    assumes: '',
    citations: [
      {
        place: {
          path: 'src/parse.ts',
          start: 12,
          end: 14,
          side: 'head',
          url: `${REPOSITORY}/blob/${SHA}/src/parse.ts#L12-L14`,
        },
        lines: ['for (const line of lines) {', "  if (line === '') continue; // skip", '}'],
        text: `[\`src/parse.ts:12-14\`](${REPOSITORY}/blob/${SHA}/src/parse.ts#L12-L14) — \`for (const line of lines) {\``,
      },
      {
        place: { path: 'test/parse.test.ts', start: 3, end: 3, side: 'base', url: null },
        lines: [],
        text: "`test/parse.test.ts:3` (base) — `test('empty')`",
      },
    ],
    notes: ['skeptic: the loop has no other exit'],
    ...more,
  };
}

/** A document that has each part of a report at least once. */
export function aDocument(more: Partial<ReportDocument> = {}): ReportDocument {
  return ReportDocument.parse({
    version: 1,
    flow: { name: 'code-review', title: 'Code review' },
    project: 'shop',
    label: 'main..feat/export (a1b2c3d)',
    commit_sha: SHA,
    base_sha: '00112233445566778899aabbccddeeff00112233',
    date: '2026-07-27',
    repository_url: REPOSITORY,
    pull_request: { kind: 'github', url: `${REPOSITORY}/pull/12`, number: 12 },
    band: 'medium',
    fast: false,
    model: 'model-1',
    backend: 'direct',
    verdict: 'Do not merge yet: fix F1. 1 high, 1 low.',
    summary: ['medium', '9 agents', 'model model-1', `[acme/shop#12](${REPOSITORY}/pull/12)`],
    focus: {
      question: 'Is `parse()` safe?',
      by_model: true,
      answer: 'No: it drops the last line [F1].',
      blocks: [{ type: 'text', text: 'No: it drops the last line [F1].' }],
    },
    headlines: [],
    funnel: { statements: 5, verified: 5, merged: 4, refuted: 1, below_gate: 0, shown: 3 },
    findings: [
      aFinding(),
      aFinding({
        id: 'F2',
        severity: 'P3',
        state: 'persisting',
        title: 'No test of an empty file',
        kind: 'test-gap',
        failure: '',
        citations: [],
        notes: [],
        path: null,
        line: null,
        url: null,
      }),
    ],
    measured: [
      aFinding({
        id: 'F3',
        severity: 'P2',
        impact: 34,
        source: 'rule',
        rule: 'hotspot',
        ruling: 'unchallenged',
        title: 'Hotspot: `walk()` in src/walk.ts (complexity 31, 12 changes in 24 months)',
        path: 'src/walk.ts',
        line: 8,
      }),
    ],
    ledger: {
      since: '9f8e7d6',
      fixed: [earlier({ title: 'The pool leaks a connection', severity: 'P0' })],
      not_reviewed: [earlier({ title: 'Retry without a limit', path: null, line: null })],
    },
    dismissed: [
      {
        ...earlier({ title: 'A password in an example', severity: 'P2' }),
        dismissal: {
          reason: 'later',
          until: '2026-12-31',
          note: 'after the release',
          by: 'cli:ada',
          at: '2026-07-01T10:00:00Z',
        },
      },
    ],
    before: [
      {
        title: 'At a glance',
        folded: false,
        blocks: [
          {
            type: 'list',
            ordered: false,
            items: [{ text: 'Source lines: **1,200**', below: ['TypeScript'] }],
          },
        ],
      },
    ],
    after: [
      {
        title: 'Modules',
        folded: false,
        blocks: [
          {
            type: 'diagram',
            nodes: ['app', 'core', 'store'].map((id) => ({ id, label: id })),
            edges: [
              { from: 'app', to: 'core', label: 'calls' },
              { from: 'core', to: 'store', label: 'reads' },
              { from: 'store', to: 'core', label: 'notifies' },
            ],
          },
          {
            type: 'table',
            head: ['Module', 'Files'],
            rows: [
              ['`core`', '12'],
              ['`store`', '7'],
            ],
          },
          { type: 'code', language: 'sh', lines: ['npm ci', 'npm test'] },
        ],
      },
    ],
    coverage: ['4 of 4 changed files read'],
    rest: [{ title: 'Refuted (1)', folded: true, blocks: [{ type: 'text', text: 'F9 · P2 · a race' }] }],
    map: [
      { path: 'src/parse.ts', lines: 220, impact: 64, text: 'complexity 31' },
      { path: 'src/walk.ts', lines: 120, impact: 34, text: 'complexity 12' },
      { path: 'src/store/pool.ts', lines: 340, impact: 0, text: '' },
      { path: 'src/store/rows.ts', lines: 90, impact: 0, text: '' },
      { path: 'bin/run.ts', lines: 40, impact: 5, text: 'complexity 4' },
    ],
    ...more,
  } satisfies ReportDocument);
}

type Earlier = ReportDocument['dismissed'][number];

function earlier(more: Partial<Earlier>): Omit<Earlier, 'dismissal'> {
  const whole = {
    fingerprint: 'fedcba9876543210',
    title: '',
    severity: 'P1',
    kind: 'bug',
    path: 'src/pool.ts',
    line: 3,
  } as const;
  return { ...whole, ...more };
}

/** The document with `text` in the place of each text that a repository, an agent or a person writes. */
export function everyText(document: ReportDocument, text: string): ReportDocument {
  const kept = new Set([
    'version',
    'id',
    'severity',
    'state',
    'effort',
    'source',
    'origin',
    'ruling',
    'type',
    'side',
  ]);
  const replaced = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return kept.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((item) => replaced(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, name)]));
  };
  return replaced(document) as ReportDocument;
}
