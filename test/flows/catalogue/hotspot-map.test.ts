import { describe, expect, it } from 'vitest';
import { hotspotMap } from '../../../flows/catalogue/hotspot-map.ts';
import type { Fact, ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import type { FileMeasure } from '../../../flows/contracts/measures.ts';
import { fact, file, packOf, scopeOf } from '../rules/fact-builder.ts';
import { measure } from '../rules/source-facts.ts';

const hotspot = (path: string, value: number, name: string) =>
  fact('hotspot', {
    ...{ path, value, line: 1, end: 90, quote: `function ${name}() {` },
    data: { ...measure(name, 21), changes: 9, recent: 3, fan_in: 0 },
  });
const measured = (path: string, changes: number, complexity: number): FileMeasure => ({
  ...{ path, changes, complexity, fan_in: 0, imports: [], tested: null },
});

function mapOf(files: readonly ScopeFile[], measures: readonly FileMeasure[], ...facts: readonly Fact[]) {
  const pack = { ...packOf(...facts), measures };
  return hotspotMap({ pack, scope: scopeOf(pack, { files }), failure: null });
}

describe('the files of a hotspot map', () => {
  it('are source, the worst first, each with what is measured of it', () => {
    const files = [
      file('src/calm.ts', 'src', 40),
      file('src/hot.ts', 'src', 300),
      file('src/warm.ts', 'src', 80),
      file('src/empty.ts', 'src', 0),
      file('test/hot.test.ts', 'test', 900),
    ];
    const map = mapOf(
      files,
      [measured('src/hot.ts', 9, 60), measured('src/warm.ts', 1, 30)],
      hotspot('src/hot.ts', 200, 'close'),
      hotspot('src/hot.ts', 5_000, 'open'),
    );
    expect(map.map(({ path, lines, text }) => [path, lines, text])).toEqual([
      ['src/hot.ts', 300, '`open()` has complexity 21; 9 changes in 24 months'],
      ['src/warm.ts', 80, '1 change in 24 months'],
      ['src/calm.ts', 40, 'no change in 24 months'],
    ]);
    const [hot = 0, warm = 0, calm = 0] = map.map(({ impact }) => impact);
    expect(hot).toBeGreaterThanOrEqual(40);
    expect(warm).toBeLessThan(25);
    expect(calm).toBe(0);
  });

  it('are at most sixty: the largest, and the worst however small, in the same order whatever the input’s', () => {
    const files = Array.from({ length: 200 }, (_, at) => file(`src/f${at}.ts`, 'src', 1_000 + at));
    const small = file('src/small.ts', 'src', 5);
    const measures = files.map(({ path }) => measured(path, 1, 1));
    const facts = [hotspot(small.path, 900, 'open')];
    const map = mapOf([...files, small], measures, ...facts);
    expect(map).toHaveLength(60);
    expect(map[0]?.path).toBe('src/small.ts');
    expect(map.map(({ path }) => path)).toContain('src/f199.ts');
    expect(mapOf([small, ...files.toReversed()], measures.toReversed(), ...facts)).toEqual(map);
  });

  it('are none where nothing is measured', () => {
    expect(mapOf([file('src/a.ts')], [])).toEqual([]);
    expect(hotspotMap({ pack: null, scope: null, failure: null })).toEqual([]);
  });
});
