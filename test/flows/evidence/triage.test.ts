import { describe, expect, it } from 'vitest';
import type { EvidencePack, FileMeasure, Scope, ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import { triageHandler, triageOf } from '../../../flows/evidence/triage.ts';
import { openFiles, stepInput } from './fixture.ts';

function file(path: string, part: Partial<ScopeFile> = {}): ScopeFile {
  return { path, bytes: 10, lines: 10, area: 'src', language: 'TypeScript', omitted: null, ...part };
}

function scope(files: readonly ScopeFile[], part: Partial<Scope> = {}): Scope {
  return {
    sha: 'a',
    base: null,
    files,
    hunks: [],
    changed: [],
    loc: 0,
    truncated: false,
    band_hint: 'small',
    ...part,
  };
}

function measure(path: string, part: Partial<FileMeasure> = {}): FileMeasure {
  return { path, changes: 0, complexity: 0, fan_in: 0, imports: [], tested: null, ...part };
}

function pack(...measures: readonly FileMeasure[]): EvidencePack {
  return { facts: [], unavailable: [], tools: [], measures };
}

describe('triage', () => {
  it('puts files first that are imported, changed and complex all at once', () => {
    const files = ['a.ts', 'b.ts', 'c.ts'].map((path) => file(path));
    const { ranked } = triageOf(
      scope(files),
      pack(
        measure('a.ts', { changes: 40 }),
        measure('b.ts', { changes: 10, complexity: 10, fan_in: 5 }),
        measure('c.ts', { complexity: 60 }),
      ),
      1,
    );
    expect(ranked.map(({ path }) => path)).toEqual(['b.ts', 'c.ts', 'a.ts']);
  });

  it('raises a file that no test imports', () => {
    const files = ['a.ts', 'b.ts'].map((path) => file(path));
    const { ranked } = triageOf(
      scope(files),
      pack(measure('a.ts', { changes: 3, tested: true }), measure('b.ts', { changes: 3, tested: false })),
      1,
    );
    expect(ranked.map(({ path }) => path)).toEqual(['b.ts', 'a.ts']);
  });

  it('gives every file that is read to exactly one shard', () => {
    const files = Array.from({ length: 50 }, (_, n) => file(`src/m${n % 7}/f${n}.ts`, { lines: 1 + n }));
    const aside = [file('dist/x.js', { area: 'generated' }), file('logo.png', { omitted: 'binary' })];
    const { ranked } = triageOf(scope([...files, ...aside]), pack(), 3);
    expect(ranked.map(({ path }) => path).sort()).toEqual(files.map(({ path }) => path).sort());
    expect(new Set(ranked.map(({ shard }) => shard))).toEqual(new Set([0, 1, 2]));
  });

  it('makes shards about equal', () => {
    const files = Array.from({ length: 60 }, (_, n) => file(`src/f${n}.ts`, { lines: 99 }));
    const { ranked } = triageOf(scope(files), pack(), 3);
    const sizes = [0, 1, 2].map((shard) => ranked.filter((one) => one.shard === shard).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
  });

  it('keeps a folder together, and with the folder that it imports', () => {
    const paths = ['a/1.ts', 'a/2.ts', 'b/1.ts', 'b/2.ts', 'c/1.ts', 'c/2.ts', 'd/1.ts', 'd/2.ts'];
    const { ranked } = triageOf(
      scope(paths.map((path) => file(path))),
      pack(measure('d/1.ts', { imports: ['a/1.ts', 'a/2.ts'] })),
      2,
    );
    const shardOf = Object.fromEntries(ranked.map(({ path, shard }) => [path, shard]));
    for (const folder of ['a', 'b', 'c', 'd'])
      expect(shardOf[`${folder}/1.ts`]).toBe(shardOf[`${folder}/2.ts`]);
    expect(shardOf['d/1.ts']).toBe(shardOf['a/1.ts']);
    expect(new Set(Object.values(shardOf)).size).toBe(2);
  });

  it('ranks the changed files of a comparison, deleted ones too, and no others', () => {
    const changed = [
      { path: 'a.ts', status: 'modified', added: 3, deleted: 1 },
      { path: 'gone.ts', status: 'deleted', added: 0, deleted: 9 },
      { path: 'package-lock.json', status: 'modified', added: 500, deleted: 0 },
    ];
    const files = [file('a.ts'), file('b.ts'), file('package-lock.json', { area: 'generated' })];
    const { ranked } = triageOf(
      scope(files, { base: 'b', changed }),
      pack(measure('a.ts', { changes: 2 })),
      1,
    );
    expect(ranked.map(({ path }) => path)).toEqual(['a.ts', 'gone.ts']);
  });

  it('takes as many shards as the widest step of the run', async () => {
    const repository = await openFiles({ 'a/a.ts': 'a\n', 'b/b.ts': 'b\n' });
    const left = {
      scope: JSON.stringify(scope([file('a/a.ts'), file('b/b.ts')])),
      evidence: JSON.stringify(pack()),
    };
    const others = [0, 1].map((index) => ({
      step_id: `lens-${index}`,
      persona: 'cartographer',
      shard: { index, of: 2 },
    }));
    const { output, facts, summary } = await triageHandler(
      stepInput(repository, { handler: 'triage', left, others }),
    );
    expect(
      JSON.parse(output)
        .ranked.map(({ shard }: { shard: number }) => shard)
        .sort(),
    ).toEqual([0, 1]);
    expect(facts).toEqual({ ranked: 2, shards: 2 });
    expect(summary).toBe('2 files ranked, a/a.ts first, in 2 parts');
  });
});
