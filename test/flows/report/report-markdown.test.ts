/** The Markdown of a report follows from its document alone. */
import { describe, expect, test } from 'vitest';
import { markdownOf } from '../../../flows/report/report-markdown.ts';
import type { ReportBlock, ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import { seeded } from '../../runner/core/seeded.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';

const linesOf = (over: Partial<ReportDocument>): string[] => markdownOf(reportDocument(over)).split('\n');

/** The lines of one section that has the block. */
function blockLines(block: ReportBlock): string[] {
  const lines = linesOf({ after: [{ title: 'Own', folded: false, blocks: [block] }] });
  return lines.slice(lines.indexOf('## Own') + 2, lines.indexOf('## Coverage & limits') - 1);
}

const about = (over: Partial<ReportFinding>): string | undefined => {
  const lines = linesOf({ findings: [reportFinding(over)] });
  return lines[lines.findIndex((line) => line.startsWith('### F1')) + 2];
};

describe('the Markdown of a document', () => {
  test('begins with title, verdict and the line below it', () => {
    expect(linesOf({ project: 'shop*', verdict: 'Fine, says @everyone.' }).slice(0, 5)).toEqual([
      '# Code review · shop\\* · main..feat/export (a1b2c3d)',
      '',
      '**Verdict:** Fine, says @\u200beveryone.',
      '',
      'small · 2 agents · model m-1',
    ]);
  });

  test('shows a finding with its citations, the first with its lines', () => {
    const [cited] = reportFinding().citations;
    const other = { place: null, lines: [], text: 'searched: `retry`' };
    const lines = linesOf({
      findings: [
        reportFinding({
          assumes: 'the caller waits',
          citations: [...(cited === undefined ? [] : [cited]), other],
          notes: ['skeptic: it is so'],
        }),
      ],
    });
    expect(lines.slice(lines.indexOf('## Findings'), lines.indexOf('## Coverage & limits'))).toEqual([
      '## Findings',
      '',
      '### F1 · P1 · src/retry.ts retries for ever',
      '',
      'bug · confidence 75 % · effort S · found by reliability · challenged: upheld',
      '',
      'The loop has no end.',
      '',
      '**Failure:** A service that stays away keeps a worker busy.',
      '',
      '**Fix:** Stop after five tries.',
      '',
      '**Assumes:** the caller waits',
      '',
      `[\`src/retry.ts:12\`](${reportFinding().url})`,
      '```ts',
      '  while (true) {',
      '```',
      '',
      '- searched: `retry`',
      '',
      '<details><summary>Review notes</summary>',
      '',
      '- skeptic: it is so',
      '',
      '</details>',
      '',
    ]);
  });

  test('does not repeat a claim that the title says', () => {
    const lines = linesOf({ findings: [reportFinding({ title: 'The loop has no end.' })] });
    expect(lines.filter((line) => line === 'The loop has no end.')).toEqual([]);
  });

  test('lists all citations of a finding where no lines are to be shown', () => {
    const citations = [{ place: null, lines: [], text: 'measured: 3 files' }];
    expect(linesOf({ findings: [reportFinding({ citations })] })).toContain('- measured: 3 files');
  });

  test.each<[string, Partial<ReportFinding>]>([
    ['bug · confidence 75 % · challenged: upheld', { source: 'rule', effort: 'unknown' }],
    ['bug · confidence 75 % · effort S', { source: 'rule', ruling: 'unchallenged' }],
    ['bug · confidence 75 % · effort S · found by reliability · not challenged', { ruling: 'unchallenged' }],
    [
      'bug · confidence 75 % · effort S · found by reliability · contested: a refutation without counter-evidence that holds',
      { ruling: 'contested' },
    ],
    [
      'bug · confidence 75 % · effort S · found by a, b · challenged: narrowed · incomplete fix',
      { lenses: ['a', 'b'], ruling: 'narrowed', origin: 'incomplete-fix' },
    ],
  ])('says of a finding: %s', (line, over) => {
    expect(about(over)).toBe(line);
  });

  test('has the table of findings above them, or below the heading where the flow’s own sections come first', () => {
    const row = `| F1 | P1 high | src/retry.ts retries for ever | [src/retry.ts:12](${reportFinding().url}) | S |`;
    const before = [
      { title: 'At a glance', folded: false, blocks: [{ type: 'text' as const, text: 'Small.' }] },
    ];
    const order = (over: Partial<ReportDocument>) =>
      linesOf({ findings: [reportFinding()], ...over }).filter(
        (line) => line === row || line.startsWith('## '),
      );
    expect(order({})).toEqual([row, '## Findings', '## Coverage & limits']);
    expect(order({ before })).toEqual(['## At a glance', '## Findings', row, '## Coverage & limits']);
  });

  test('has what rules measured in a table of its own, and nothing of it in full', () => {
    const measured = [
      reportFinding({ id: 'F2', severity: 'P2', path: null, line: null, url: null, effort: 'unknown' }),
    ];
    const lines = linesOf({ measured });
    expect(lines).toContain('| F2 | P2 medium | src/retry.ts retries for ever | – | – |');
    expect(lines.filter((line) => line.startsWith('###'))).toEqual([]);
  });

  test('answers a focus on one line, or lists where the repository speaks of it', () => {
    const focus = { question: 'Does it <b>?', by_model: true, answer: 'Yes.', blocks: [] };
    const yes = { type: 'text' as const, text: 'Yes.' };
    expect(linesOf({ focus: { ...focus, blocks: [yes] } })).toContain(
      '**Answer to your focus “Does it &lt;b>?”:** Yes.',
    );
    const places: ReportBlock = { type: 'list', ordered: false, items: [{ text: '`a.ts:1`', below: [] }] };
    const lines = linesOf({ focus: { ...focus, by_model: false, answer: null, blocks: [yes, places] } });
    const at = lines.indexOf('**Your focus “Does it &lt;b>?”:** Yes.');
    expect(lines.slice(at + 1, at + 3)).toEqual(['', '- `a.ts:1`']);
  });

  test.each<[string, ReportBlock, string[]]>([
    ['a text', { type: 'text', text: 'One.\nTwo.' }, ['One.', 'Two.']],
    [
      'a list',
      {
        type: 'list',
        ordered: false,
        items: [
          { text: 'a', below: ['b', 'c'] },
          { text: 'd', below: [] },
        ],
      },
      ['- a', '   - b', '   - c', '- d'],
    ],
    [
      'a path',
      {
        type: 'list',
        ordered: true,
        items: [
          { text: 'a', below: ['b'] },
          { text: 'c', below: [] },
        ],
      },
      ['1. a', '   - b', '2. c'],
    ],
    [
      'a table',
      { type: 'table', head: ['A', ''], rows: [['^1 || ^2', '`a | b`']] },
      ['| A |  |', '| --- | --- |', '| ^1 \\|\\| ^2 | `a \\| b` |'],
    ],
    [
      'code',
      { type: 'code', language: 'sh', lines: ['npm test', '```'] },
      ['````sh', 'npm test', '```', '````'],
    ],
    [
      'a diagram',
      {
        type: 'diagram',
        nodes: [
          { id: 'm1', label: 'Router "in"' },
          { id: 'm3', label: 'x'.repeat(50) },
        ],
        edges: [
          { from: 'm1', to: 'm3', label: 'calls]' },
          { from: 'm1', to: 'm3', label: 'calls' },
          { from: 'm3', to: 'm1', label: '' },
        ],
      },
      [
        '```mermaid',
        'flowchart LR',
        '  m1["Router in"]',
        `  m3["${'x'.repeat(39)}…"]`,
        '  m1 -->|"calls"| m3',
        '  m3 --> m1',
        '```',
      ],
    ],
  ])('writes %s', (_name, block, lines) => {
    expect(blockLines(block)).toEqual(lines);
  });

  test('folds what is folded', () => {
    const rest = [{ title: 'Refuted (1)', folded: true, blocks: [{ type: 'text' as const, text: 'No.' }] }];
    expect(linesOf({ rest }).slice(-6)).toEqual([
      '<details><summary>Refuted (1)</summary>',
      '',
      'No.',
      '',
      '</details>',
      '',
    ]);
  });
});

describe('for any document', () => {
  const ODD = [
    '# no heading',
    '```',
    '<b>&',
    '| x',
    '1. x',
    '**x**',
    'a\nb',
    '`c`',
    '[x](y)',
    '@here',
    '\u202e',
  ];

  /** The same document with the keys of each object in another order, as a database may return it. */
  const reordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reordered);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, one]) => [key, reordered(one)]),
    );
  };

  test('the same bytes follow, its headings are code’s own, and no text leaves its line', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = seeded(seed);
      const odd = () => ODD[random.below(ODD.length)] ?? '';
      const finding = (at: number) =>
        reportFinding({
          id: `F${at + 1}`,
          title: odd(),
          claim: odd(),
          failure: odd(),
          fix: odd(),
          assumes: odd(),
          lenses: [odd()],
          citations: [
            {
              place: { path: 'src/a.ts', start: 3, end: 9, side: 'base', url: null },
              lines: [odd(), odd()],
              text: '',
            },
          ],
        });
      const findings = Array.from({ length: random.below(4) }, (_, at) => finding(at));
      const focus = random.chance(0.5)
        ? null
        : { question: odd(), by_model: random.chance(0.5), answer: null, blocks: [] };
      const document = reportDocument({ project: odd(), verdict: odd(), focus, findings });
      const report = markdownOf(document);
      expect(markdownOf(reordered(document) as ReportDocument)).toBe(report);
      const text = report.replaceAll(/^(`{3,})ts\n[\s\S]*?\n\1$/gm, '');
      expect(text.match(/^ {0,3}(#{1,6})(?= |$)/gm) ?? []).toEqual([
        '#',
        ...(findings.length === 0 ? [] : ['##', ...findings.map(() => '###')]),
        '##',
      ]);
      expect(text).not.toMatch(/^ {0,3}(?:```|~~~|\d+[.)] |> )|<b>|\u202e/m);
    }
  });
});
