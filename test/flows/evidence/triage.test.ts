import { describe, expect, it } from 'vitest';
import type { EvidencePack, Scope, ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import type { FileMeasure } from '../../../flows/contracts/measures.ts';
import { triageHandler, triageOf } from '../../../flows/evidence/triage.ts';
import { openFiles, stepInput } from './fixture.ts';

function file(path: string, part: Partial<ScopeFile> = {}): ScopeFile {
  return { path, bytes: 10, lines: 10, role: 'src', language: 'TypeScript', omitted: null, ...part };
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
    );
    expect(ranked.map(({ path }) => path)).toEqual(['b.ts', 'c.ts', 'a.ts']);
  });

  it('raises a file that no test imports', () => {
    const files = ['a.ts', 'b.ts'].map((path) => file(path));
    const { ranked } = triageOf(
      scope(files),
      pack(measure('a.ts', { changes: 3, tested: true }), measure('b.ts', { changes: 3, tested: false })),
    );
    expect(ranked.map(({ path }) => path)).toEqual(['b.ts', 'a.ts']);
  });

  it('ranks every file that is read, and no other', () => {
    const files = Array.from({ length: 50 }, (_, n) => file(`src/m${n % 7}/f${n}.ts`, { lines: 1 + n }));
    const aside = [file('dist/x.js', { role: 'generated' }), file('logo.png', { omitted: 'binary' })];
    const { ranked } = triageOf(scope([...files, ...aside]), pack());
    expect(ranked.map(({ path }) => path).sort()).toEqual(files.map(({ path }) => path).sort());
  });

  it('ranks the changed files of a comparison, deleted ones too, and no others', () => {
    const changed = [
      { path: 'a.ts', status: 'modified', added: 3, deleted: 1 },
      { path: 'gone.ts', status: 'deleted', added: 0, deleted: 9 },
      { path: 'package-lock.json', status: 'modified', added: 500, deleted: 0 },
    ];
    const files = [file('a.ts'), file('b.ts'), file('package-lock.json', { role: 'generated' })];
    const { ranked } = triageOf(scope(files, { base: 'b', changed }), pack(measure('a.ts', { changes: 2 })));
    expect(ranked.map(({ path }) => path)).toEqual(['a.ts', 'gone.ts']);
  });

  it('ranks a fixture only where it changed, and a snapshot nowhere', () => {
    const files = [
      file('src/a.ts'),
      file('examples/b.ts', { role: 'example' }),
      file('benches/c.ts', { role: 'benchmark' }),
      file('test/fixtures/d.ts', { role: 'fixture' }),
      file('test/__snapshots__/e.snap', { role: 'snapshot' }),
    ];
    const changed = files.map(({ path }) => ({ path, status: 'modified', added: 1, deleted: 0 }));
    const ranked = (part: Partial<Scope>): string[] =>
      triageOf(scope(files, part), pack()).ranked.map(({ path }) => path);
    expect(ranked({})).toEqual(['benches/c.ts', 'examples/b.ts', 'src/a.ts']);
    expect(ranked({ base: 'b', changed })).toEqual([
      'benches/c.ts',
      'examples/b.ts',
      'src/a.ts',
      'test/fixtures/d.ts',
    ]);
  });

  it('says how many files it ranked and which comes first', async () => {
    const repository = await openFiles({ 'a/a.ts': 'a\n' });
    const left = {
      scope: JSON.stringify(scope([file('a/a.ts'), file('b/b.ts')])),
      evidence: JSON.stringify(pack()),
    };
    const { facts, summary } = await triageHandler(stepInput(repository, { handler: 'triage', left }));
    expect(facts).toEqual({ ranked: 2 });
    expect(summary).toBe('2 files ranked, a/a.ts first');
  });
});
