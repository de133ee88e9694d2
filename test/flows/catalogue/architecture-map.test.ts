/** What an architecture map says of its modules, of their borders, and of what nobody imports but changes all the same. */
import { describe, expect, it } from 'vitest';
import { architectureMapSections } from '../../../flows/catalogue/architecture-map-sections.ts';
import { foldedDiagram } from '../../../flows/catalogue/module-diagram.ts';
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import { modulesOfPart } from '../../../flows/folders.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import type { ReportBlock, ReportSection } from '../../../runner/core/report-document.ts';
import { fact, file, packOf, scopeOf } from '../rules/fact-builder.ts';

const page = new Page({
  places: { paths: [], cited: [] },
  facts: [],
  codeHost: null,
  shas: { head: 'a', base: null },
});

function claim(id: string, kind: string, title: string, item: Record<string, unknown>): JudgedClaim {
  const text = String(item.responsibility ?? item.kind ?? '');
  const rest = { evidence: [], outcome: 'shown', assumption: false, ruling: 'unchallenged', source: 'agent' };
  return { id, kind, title, claim: text, item, ...rest } as unknown as JudgedClaim;
}

const module = (name: string, responsibility = 'Does things') =>
  claim(`C-${name}`, 'module', name, { id: name, name, paths: [name], responsibility });
const relation = (from: string, to: string, times: number) =>
  claim(`R-${from}-${to}`, 'relation', `${from} → ${to}`, { from, to, kind: `imports (${times} times)` });

function sections(claims: readonly JudgedClaim[], facts: readonly Fact[] = []): ReportSection[] {
  const pack = packOf(...facts);
  const files = [
    ...['src/core/a.ts', 'src/core/b.ts', 'src/web/c.ts', 'src/web/deep/d.ts'].map((path) => file(path)),
    file('src/core/a.test.ts', 'test'),
  ];
  const verdict = { claims, gate: { measured: null } };
  const model = { verdict, pack, scope: scopeOf(pack, { files }), failure: null } as unknown as ReportModel;
  return [
    ...(architectureMapSections.before?.(model, page) ?? []),
    ...architectureMapSections.after(model, page),
  ];
}

function block<T extends ReportBlock['type']>(found: readonly ReportSection[], title: string, type: T) {
  const blocks = found.find((one) => one.title === title)?.blocks ?? [];
  return blocks.filter((one): one is Extract<ReportBlock, { type: T }> => one.type === type);
}

describe('the modules of a map', () => {
  const found = sections([
    module('src/web'),
    module('src/core', 'Keeps orders (2 source files, 200 lines)'),
    relation('src/web', 'src/core', 3),
  ]);

  it('have their files, lines and users, tests left out', () => {
    const [table] = block(found, 'Modules', 'table');
    expect(table?.rows.map((row) => row.slice(1))).toEqual([
      ['Does things', '2', '200', ''],
      ['Keeps orders', '2', '200', 'src/web'],
    ]);
  });

  it('are drawn with the number of their imports, and the drawing says what it means', () => {
    const [diagram] = block(found, 'Diagram', 'diagram');
    expect(diagram?.edges).toEqual([{ from: 'm1', to: 'm2', label: '3' }]);
    expect(block(found, 'Diagram', 'text')[0]?.text).toContain('points from the importer');
  });

  it('are said to be unexplained where code only names their exports', () => {
    const texts = (purpose: string) =>
      block(sections([module('src/web', purpose)]), 'Modules', 'text').map(({ text }) => text);
    expect(texts('Exports a and b (2 source files, 200 lines)')[0]).toContain('nothing in the repository');
    expect(texts('Takes requests')).toEqual([]);
  });
});

describe('a diagram', () => {
  const many = Array.from({ length: 40 }, (_, at) => module(`${at < 20 ? 'app' : 'lib'}/m${at}`));
  const chain = many.slice(1).map((to, at) => relation(many[at]?.title ?? '', to.title, 100 - at));

  it('has at most fifteen boxes, and groups the rest by their top folder', () => {
    const { block: drawn } = foldedDiagram(many, chain, page);
    const nodes = drawn.type === 'diagram' ? drawn.nodes : [];
    expect(nodes.length).toBeLessThanOrEqual(15);
    expect(nodes.map(({ label }) => label)).toContain('lib: 20 more');
  });

  it('draws an arrow of every box, and counts what it leaves out', () => {
    const few = many.slice(0, 6);
    const all = few.flatMap((from) =>
      few.flatMap((to) => (from === to ? [] : [relation(from.title, to.title, from.title.length)])),
    );
    const { block: drawn, left } = foldedDiagram(few, all, page);
    const edges = drawn.type === 'diagram' ? drawn.edges : [];
    expect(edges.length + left).toBe(30);
    expect(new Set(edges.flatMap(({ from, to }) => [from, to])).size).toBe(6);
  });

  it('knows a module by its folder too, as one part of a map names it to another', () => {
    const named = claim('C1', 'module', 'Orders', { id: 'orders', paths: ['src/orders'] });
    const { block: drawn } = foldedDiagram(
      [named, module('src/web')],
      [relation('src/web', 'src/orders', 1)],
      page,
    );
    expect(drawn.type === 'diagram' && drawn.edges).toHaveLength(1);
  });
});

describe('boundaries and cycles', () => {
  const folder = (subject: string, ca: number, ce: number) =>
    fact('instability', { subject, value: Math.round((100 * ce) / (ca + ce)), data: { ca, ce } });
  const cycle = (type_only: boolean, ...files: string[]) =>
    fact('cycles', {
      ...{ path: files[0] ?? '', line: 1, end: 1, value: files.length, quote: 'import' },
      data: { files, type_only, knot: files.length, changes: 3 },
    });

  it.each([
    [9, 0, 'foundation: imports no other folder'],
    [0, 9, 'outer layer: no other folder imports it'],
    [20, 2, 'stable: many depend on it'],
    [2, 20, 'outer layer: few depend on it'],
    [8, 33, 'in between: imports others and is imported'],
    [6, 6, 'in between: imports others and is imported'],
  ])('says in words what %i users and %i uses mean', (ca, ce, words) => {
    const [table] = block(sections([], [folder('src', ca, ce)]), 'Boundaries and cycles', 'table');
    expect(table?.rows[0]?.[3]).toBe(words);
  });

  it('leaves out folders with hardly any imports over their border', () => {
    expect(sections([], [folder('src', 1, 1)])).toEqual([]);
  });

  it('names modules that import each other, the stronger direction first', () => {
    const both = [module('a'), module('b'), relation('a', 'b', 2), relation('b', 'a', 7)];
    const [items] = block(sections(both), 'Boundaries and cycles', 'list');
    expect(items?.items.map(({ text }) => text)).toEqual(['**b** → **a** 7 imports; back 2']);
  });

  it('tells cycles at load time from those of types', () => {
    const facts = [
      cycle(false, 'src/core/a.ts', 'src/core/b.ts'),
      cycle(true, 'src/web/c.ts', 'src/core/a.ts'),
    ];
    const [items] = block(sections([], facts), 'Boundaries and cycles', 'list');
    expect(items?.items.map(({ text }) => text)).toEqual([
      '`src/core/a.ts` → `src/core/b.ts` → `src/core/a.ts` (at load time)',
      'Of types only, 1: `src/web/c.ts` → `src/core/a.ts` → `src/web/c.ts`. They cost nothing at run time',
    ]);
  });

  it('does not repeat a cycle that is a finding', () => {
    const told = {
      ...claim('F1', 'finding', 'Circular dependency', {}),
      evidence: [{ type: 'fact', ref: 'K1', path: null }],
    } as unknown as JudgedClaim;
    expect(sections([told], [cycle(false, 'src/core/a.ts', 'src/core/b.ts')])).toEqual([]);
  });
});

describe('change coupling', () => {
  const together = (path: string, other: string, linked: boolean | null, value = 9) =>
    fact('cochange', { path, value, data: { other, share: 0.6, linked } });

  it.each([
    ['files of two folders without an import', together('src/core/a.ts', 'src/web/c.ts', false), 1],
    ['files that import each other', together('src/core/a.ts', 'src/web/c.ts', true), 0],
    ['files whose imports are not read', together('src/core/a.ts', 'src/web/c.ts', null), 0],
    ['siblings', together('src/core/a.ts', 'src/core/b.ts', false), 0],
    ['a test and what it tests', together('src/web/c.ts', 'src/core/a.test.ts', false), 0],
    ['files that seldom change together', together('src/core/a.ts', 'src/web/c.ts', false, 2), 0],
  ])('of %s', (_what, pair, rows) => {
    const tables = block(sections([], [pair]), 'Change coupling without an import', 'table');
    expect(tables.flatMap((table) => table.rows)).toHaveLength(rows);
  });
});

describe('the parts of a large repository', () => {
  const sources = ['a', 'b', 'c', 'd', 'e'].flatMap((top, at) =>
    Array.from({ length: 3 }, (_, index) => ({ path: `${top}/f${index}.ts`, lines: (at + 1) * 100 })),
  );

  it('together have each module once', () => {
    const parts = [1, 2, 3].flatMap((number) => modulesOfPart(sources, `${number} of 3`));
    expect(parts.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are about as large as each other', () => {
    expect([1, 2, 3].map((number) => modulesOfPart(sources, `${number} of 3`))).toEqual([
      ['e'],
      ['a', 'd'],
      ['b', 'c'],
    ]);
  });

  it('may be empty where there are fewer modules', () => {
    expect(modulesOfPart([{ path: 'a/x.ts', lines: 5 }], '3 of 3')).toEqual([]);
  });
});
