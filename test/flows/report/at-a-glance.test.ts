import { describe, expect, it } from 'vitest';
import type { Fact, FactData } from '../../../flows/contracts/evidence-pack.ts';
import { atAGlance } from '../../../flows/report/at-a-glance.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

const rowsOf = (facts: readonly Fact[], partial: readonly ('dup' | 'test-reach')[] = []) => {
  const pack = {
    ...packOf(...facts),
    unavailable: partial.map((kind) => ({ kind, reason: 'too much code' })),
  };
  const [section] = atAGlance({ pack, failure: null, date: '2026-06-01' });
  const [block] = section?.blocks ?? [];
  return block?.type === 'list' ? block.items.map(({ text }) => text) : [];
};

const manifest = (path: string, subject: string | null, description?: string) =>
  fact('manifests', {
    ...{ path, subject, value: 0 },
    data: {
      ...{ ecosystem: 'npm', dependencies: [], devDependencies: [], scripts: [] },
      ...(description === undefined ? {} : { description }),
    },
  });
const history = (data: Partial<FactData['history']>) =>
  fact('history', {
    value: 900,
    data: {
      ...{ first: '2016-02-03', last: '2026-06-01', authors: 1, commits: 40 },
      ...{ changes: 1_200, concentration: 0, cut: null },
      ...data,
    },
  });

describe('a repository at a glance', () => {
  it('is its packages at the root, with what one of them says it is', () => {
    const facts = [
      manifest('package.json', 'shop', 'Sells *things*'),
      manifest('packages/ui/package.json', 'ui', 'Buttons'),
      manifest('Makefile', null),
    ];
    expect(rowsOf(facts)[0]).toBe('Package: shop (npm) — Sells \\*things\\*');
    expect(rowsOf([manifest('package.json', 'shop')])[0]).toBe('Package: shop (npm)');
  });

  it('has the source lines of four languages and says how many more there are', () => {
    const langs = [5_000, 400, 30, 20, 10].map((lines, n) =>
      fact('langs', { subject: `L${n}`, value: 1, data: { files: 1, lines } }),
    );
    expect(rowsOf(langs)[0]).toBe('Source lines: L0 5,000, L1 400, L2 30, L3 20; 1 other language');
  });

  it('counts commits and authors only where the history is whole', () => {
    expect(rowsOf([history({})])).toEqual([
      'Last commit: 2026-06-01, the first 2016-02-03; 1 author and 40 commits in 12 months',
    ]);
    expect(rowsOf([history({ cut: 'shallow' })])).toEqual(['Last commit: 2026-06-01']);
    expect(rowsOf([])).toEqual(['Last commit: 2026-06-01']);
  });

  it('says on how few files the changes fall', () => {
    expect(rowsOf([history({ concentration: 62 })])[1]).toBe(
      'Concentration: 62 % of the 1,200 changes of source files in 12 months fall on ten files',
    );
  });

  it('has shares only of what was compared and reached as a whole', () => {
    const facts = [
      fact('dup-share', { value: 2.5, data: { lines: 100, of: 4_000 } }),
      fact('test-reach', { path: null, value: 5, data: { fan_in: 0, of: 40 } }),
      fact('test-reach', { path: 'src/a.ts', value: 300, data: { fan_in: 2 } }),
    ];
    expect(rowsOf(facts).slice(1)).toEqual([
      'Duplicated code: 2.5 % of source lines',
      'No test reaches 5 of 40 source files through imports (13 %)',
    ]);
    const none = fact('test-reach', { path: null, value: 0, data: { fan_in: 0, of: 40 } });
    expect(rowsOf([none])[1]).toBe('Tests reach each of 40 source files through imports');
    expect(rowsOf([fact('dup-share', { value: 0, data: { lines: 0, of: 4_000 } })])).toHaveLength(1);
    expect(rowsOf(facts, ['dup', 'test-reach'])).toHaveLength(1);
    expect(rowsOf(facts.slice(2))).toHaveLength(1);
  });
});
