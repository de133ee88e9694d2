import { describe, expect, it } from 'vitest';
import { hotspot, longFunction, riskyChange } from '../../../flows/rules/hotspots.ts';
import { changeView, fact, treeView } from './fact-builder.ts';
import { changed, hot, measure, reach } from './source-facts.ts';

const long = (path: string, value: number, complexity = 15, name = 'load') =>
  fact('longfn', {
    path,
    line: 36,
    end: 135 + value,
    value,
    quote: `export function ${name}() {`,
    data: { ...measure(name, complexity), lines: value },
  });

describe('hotspot', () => {
  it('names the function, its complexity, and how often its file changed', () => {
    const [draft] = hotspot.apply(
      treeView(hot('src/probot.ts', 25, 31, { recent: 9, fan_in: 9, lines: 88 })),
    );
    expect(draft?.title).toBe('Hotspot: `load()` in src/probot.ts (complexity 31, 25 changes in 24 months)');
    expect(draft?.claim).toBe(
      '`load()` (src/probot.ts:40-70) has complexity 31 in 88 lines of code, with branches nested up to 3 deep. 25 commits changed its file in the last 24 months, 9 of them in the last 12. 9 files import it.',
    );
  });

  it('is one finding a file, which names the next function of the file', () => {
    const drafts = hotspot.apply(
      treeView(
        hot('src/a.ts', 9, 20, { name: 'App.close', line: 90 }),
        hot('src/a.ts', 9, 30, { name: 'callback of useEffect in Cart' }),
        hot('src/b.ts', 5, 12),
      ),
    );
    expect(drafts.map(({ title }) => title)).toEqual([
      'Hotspot: callback of `useEffect` in `Cart` in src/a.ts (complexity 30, 9 changes in 24 months)',
      'Hotspot: `load()` in src/b.ts (complexity 12, 5 changes in 24 months)',
    ]);
    expect(drafts[0]?.claim).toMatch(/^Callback of `useEffect` in `Cart` \(/);
    expect(drafts[0]?.claim).toContain('Next in the file: `App.close()` at line 90 (complexity 20).');
  });

  it('cites the function, then the numbers', () => {
    const [draft] = hotspot.apply(treeView(hot('src/a.ts', 5, 31)));
    expect(draft?.evidence).toEqual([
      {
        type: 'code',
        path: 'src/a.ts',
        start: 40,
        end: 70,
        quote: 'export async function load(input: Input) {',
        side: 'head',
      },
      { type: 'fact', id: 'K1', value: 155 },
    ]);
  });

  it('puts the worst first, and gives it the highest impact', () => {
    const drafts = hotspot.apply(
      treeView(hot('src/a.ts', 4, 12), hot('src/z.ts', 24, 61), hot('src/b.ts', 6, 19)),
    );
    expect(drafts.map(({ title }) => /src\/\w/.exec(title)?.[0])).toEqual(['src/z', 'src/b', 'src/a']);
    const impacts = drafts.map(({ impact }) => impact);
    expect(impacts).toEqual([...impacts].sort((a, b) => b - a));
    expect(new Set(impacts).size).toBe(3);
  });

  it('leaves out a file that hardly changes, or not in the last 12 months', () => {
    const quiet = [hot('src/a.ts', 2, 90), hot('src/b.ts', 90, 60, { recent: 0 })];
    expect(hotspot.apply(treeView(...quiet))).toEqual([]);
  });

  it('leaves out tests', () => {
    expect(hotspot.apply(treeView(hot('test/a.test.ts', 9, 90)))).toEqual([]);
  });

  it('asks for tests first where none reach it, and names the deepest block', () => {
    const deep = hot('src/a.ts', 9, 40, { nesting: 6, deepest: 61 });
    expect(hotspot.apply(treeView(deep, reach('src/a.ts', 200)))[0]?.recommendation).toBe(
      'No test file reaches it through its imports: add characterization tests for `load()` at line 40 first. Then extract functions, beginning with the block around line 61, which is nested 6 deep.',
    );
    expect(hotspot.apply(treeView(deep))[0]?.recommendation).toMatch(/^Check that tests cover/);
  });

  it.each([
    ['shared/very/long/folder/names/ConstructorFactory.java', 'ConstructorFactory.newDefaultConstructor'],
    ['a/ReflectiveTypeAdapterFactory.java', 'ReflectiveTypeAdapterFactory.getBoundFields'],
  ])('keeps the figures and the name of the file %s in a title of 100 characters', (path, name) => {
    const title = hotspot.apply(treeView(hot(path, 9, 40, { name })))[0]?.title ?? '';
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title).toContain(path.split('/').at(-1));
    expect(title).toMatch(/\(complexity 40, 9 changes( in 24 months)?\)$/);
  });
});

describe('long function', () => {
  it('says where it is and how many lines of code it has, and cites its lines', () => {
    const [draft] = longFunction.apply(treeView(long('src/run.ts', 168)));
    expect(draft?.title).toBe('Long function: `load()` in src/run.ts (168 lines)');
    expect(draft?.claim).toBe(
      '`load()` (src/run.ts:36-303) has 168 lines of code without comments and blank lines, and complexity 15, nested up to 3 deep.',
    );
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', start: 36, end: 303 });
  });

  it('is a shorter one only if it branches', () => {
    expect(longFunction.apply(treeView(long('src/a.ts', 70, 3)))).toEqual([]);
    expect(longFunction.apply(treeView(long('src/a.ts', 70, 15)))).toHaveLength(1);
    expect(longFunction.apply(treeView(long('src/a.ts', 59, 15)))).toEqual([]);
    expect(longFunction.apply(treeView(long('src/a.ts', 150, 1)))).toHaveLength(1);
  });

  it('is not told again when it is a hotspot', () => {
    const facts = [long('src/a.ts', 168), hot('src/a.ts', 9, 15, { line: 36 })];
    expect(longFunction.apply(treeView(...facts))).toEqual([]);
  });
});

describe('a risky change', () => {
  const spot = hot('src/a.ts', 6, 20, { name: 'parse', line: 7, lines: 90 });
  const placed = { ...spot, end: 100 };

  it('is a large one within a hot function, which it cites', () => {
    const [draft] = riskyChange.apply(changeView([['src/a.ts', 9, 68]], changed('src/a.ts', 120), placed));
    expect(draft?.title).toBe(
      'Large change to a hotspot: `parse()` in src/a.ts (60 new lines, complexity 20)',
    );
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', start: 7 });
  });

  it.each([
    ['a small one', [['src/a.ts', 9, 12]], changed('src/a.ts', 200)],
    ['one of other functions of the file', [['src/a.ts', 101, 199]], changed('src/a.ts', 200)],
    ['one that brings the function', [['src/a.ts', 1, 100]], changed('src/a.ts', 200)],
    ['one of another file', [['src/b.ts', 9, 68]], changed('src/b.ts', 200)],
  ] as const)('is not %s', (_, hunks, diff) => {
    expect(riskyChange.apply(changeView(hunks as never, diff, placed))).toEqual([]);
  });
});
