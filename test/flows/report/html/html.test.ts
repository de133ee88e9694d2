import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { htmlOf } from '../../../../flows/report/html/html.ts';
import { aDocument, aFinding, everyText } from './documents.ts';
import { attributesOf, elementsOf, textOf } from './page-text.ts';

const page = htmlOf(aDocument());
const content = page.body.slice(page.body.indexOf('<body>'));

describe('the page of a report', () => {
  test('is the same for the same document, byte for byte', () => {
    expect(htmlOf(aDocument())).toEqual(page);
  });

  test('loads and runs nothing, and allows its one style sheet by its hash', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page.policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(textOf(attributesOf(page.body, 'content')[0] ?? '')).toBe(
      page.policy.replace("; frame-ancestors 'none'", ''),
    );
    expect(elementsOf(content)).not.toContain('script');
    expect(content).not.toMatch(/ (?:style|on\w+|src|srcset)=/);
    expect(style).not.toMatch(/url\(|@import/);
  });

  test('says the verdict right after its title', () => {
    expect(textOf(content.slice(content.indexOf('<main>'), content.indexOf('</header>'))).trim()).toBe(
      [
        'Code review · shop · main..feat/export (a1b2c3d)',
        'Do not merge yet: fix F1. 1 high, 1 low.',
        'medium · 9 agents · model model-1 · acme/shop#12',
      ].join('\n'),
    );
  });

  test('has contents in its own order, and every link within it leads somewhere', () => {
    const anchors = attributesOf(content, 'href').filter((href) => href.startsWith('#'));
    const ids = attributesOf(content, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    expect(anchors.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
    const contents = content.slice(content.indexOf('<nav'), content.indexOf('</nav>'));
    expect(attributesOf(contents, 'href')).toEqual([
      ...['#focus', '#at-a-glance', '#hotspot-map', '#findings', '#f1', '#f2', '#measured', '#modules'],
      ...['#fixed-since-9f8e7d6', '#not-reviewed-this-time', '#coverage', '#dismissed-1', '#refuted-1'],
    ]);
  });

  test('shows a finding with its code at the lines that it has, linked to the code host', () => {
    const finding = content.slice(content.indexOf('<article'), content.indexOf('</article>'));
    expect(textOf(finding)).toContain('P1 high F1 parse() drops the last line');
    expect(textOf(finding)).toContain(
      'new bug · confidence 100 % · effort S · found by correctness, tests · challenged: upheld',
    );
    expect(textOf(finding)).toContain('Fix: Emit the rest after the loop.');
    expect(attributesOf(finding, 'data-line')).toEqual(['12', '13', '14']);
    expect(attributesOf(finding, 'href')).toContain(aFinding().url);
    expect(textOf(finding)).toContain("test/parse.test.ts:3 (base) — test('empty')");
    expect(textOf(finding)).toContain('skeptic: the loop has no other exit');
  });

  test('compares with earlier runs where there are any', () => {
    const text = textOf(content);
    expect(text).toContain('Since 9f8e7d6: 2 new, 1 persisting, 1 fixed, 1 not reviewed.');
    expect(text).toContain('P0 critical The pool leaks a connection src/pool.ts:3');
    expect(text).toContain('later until 2026-12-31, by cli:ada: after the release');
    const first = textOf(htmlOf(aDocument({ ledger: null })).body);
    expect(first).not.toMatch(/\bpersisting\b|Since/);
  });

  test('leaves out what the report does not have', () => {
    const { body } = htmlOf(
      aDocument({
        findings: [],
        measured: [],
        map: [],
        before: [],
        after: [],
        rest: [],
        dismissed: [],
        focus: null,
        ledger: null,
      }),
    );
    expect(attributesOf(body, 'href').filter((href) => href.startsWith('#'))).toEqual(['#coverage']);
    expect(elementsOf(body.slice(body.indexOf('<body>')))).not.toContain('svg');
  });
});

describe('text of a repository or an agent', () => {
  const TRIES = [
    '<script>alert(1)</script>',
    '</style></title></pre></code><img src=x onerror=alert(1)>',
    '"\'><svg onload=alert(1)>',
    '[x](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>',
    '`</code><b>` ``x` \u202eevil\u0000\u001b[31m \ud800 x',
    `&lt;script&gt; ${'long'.repeat(5_000)}`,
  ];

  test.each(TRIES)('stays text wherever it stands: %j', (text) => {
    const { body, policy } = htmlOf(everyText(aDocument(), text));
    const [head = '', rest = ''] = body.split('<body>');
    expect(policy).toBe(page.policy);
    expect([...elementsOf(rest)].filter((name) => !elementsOf(content).has(name) && name !== 'br')).toEqual(
      [],
    );
    expect(rest.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* (?:on\w+|style|src)=/i);
    expect(attributesOf(rest, 'href').filter((href) => !/^(?:#|https:\/\/)/.test(href))).toEqual([]);
    expect(head.match(/<\/(?:title|style)>/g)).toHaveLength(2);
    expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cs}\p{Cc}\p{Cf}]/u);
  });

  test('makes no anchor twice, whatever sections are called', () => {
    const section = (title: string) => ({ title, folded: false, blocks: [] });
    const names = ['F1', 'f1-title', 'Findings', '', '日本', '日本', 'Coverage', 'coverage', 'x" onclick="y'];
    const { body } = htmlOf(aDocument({ before: names.map(section) }));
    const ids = attributesOf(body, 'id');
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a diagram of thousands of nodes is a list, and one without nodes is nothing', () => {
  const nodes = Array.from({ length: 3_000 }, (_, at) => ({ id: `n${at}`, label: `n${at}` }));
  const edges = nodes.slice(1).map(({ id }, at) => ({ from: `n${at}`, to: id, label: '' }));
  const after = [{ title: 'Modules', folded: false, blocks: [{ type: 'diagram' as const, nodes, edges }] }];
  expect(textOf(htmlOf(aDocument({ after, map: [] })).body)).toContain('n2998 → n2999');
  const none = [
    { title: 'Modules', folded: false, blocks: [{ type: 'diagram' as const, nodes: [], edges: [] }] },
  ];
  expect(elementsOf(htmlOf(aDocument({ after: none, map: [] })).body)).not.toContain('svg');
});
