import { describe, expect, it } from 'vitest';
import { hotspot, riskyChange } from '../../../flows/rules/hotspots.ts';
import { severityOfImpact } from '../../../flows/rules/impact.ts';
import { longFunction } from '../../../flows/rules/long-functions.ts';
import { changeView, fact, treeView } from './fact-builder.ts';
import { changed, hot, hotByFile, measure, reach } from './source-facts.ts';

const long = (path: string, value: number, complexity = 30, name = 'load', line = 36) =>
  fact('longfn', {
    path,
    line,
    end: line + value + 99,
    value,
    quote: `export function ${name}() {`,
    data: { ...measure(name, complexity), lines: value },
  });

describe('hotspot', () => {
  it('names the function, its complexity, and how often the function itself changed', () => {
    const own = { changes: 6, recent: 4 };
    const [draft] = hotspot.apply(
      treeView(hot('src/probot.ts', 25, 31, { recent: 9, own, fan_in: 9, lines: 88 })),
    );
    expect(draft?.title).toBe('Hotspot: `load()` in src/probot.ts (complexity 31, 6 changes in 24 months)');
    expect(draft?.claim).toBe(
      '`load()` (src/probot.ts:40-70) has complexity 31 in 88 lines of code, with branches nested up to 3 deep. 6 commits changed it in the last 24 months, 4 of them in the last 12; 25 changed its file. 9 files import it.',
    );
  });

  it('says whose changes they are where only those of the file are known', () => {
    const [draft] = hotspot.apply(treeView(hotByFile('src/a.ts', 25, 31, { recent: 9 })));
    expect(draft?.title).toBe('Hotspot: `load()` in src/a.ts (complexity 31, 25 changes of its file)');
    expect(draft?.claim).toContain(
      '25 commits changed its file in the last 24 months, 9 of them in the last 12.',
    );
  });

  it('is no function that changed less than three times, or not in the last year, whatever its file did', () => {
    const quiet = { recent: 9, own: { changes: 2, recent: 2 } };
    const old = { recent: 9, own: { changes: 9, recent: 0 } };
    expect(hotspot.apply(treeView(hot('src/a.ts', 25, 31, quiet), hot('src/b.ts', 25, 31, old)))).toEqual([]);
  });

  it('is one finding a file, which names the next function of the file', () => {
    const drafts = hotspot.apply(
      treeView(
        hot('src/a.ts', 9, 30, { name: 'App.close', line: 90 }),
        hot('src/a.ts', 9, 40, { name: 'callback of useEffect in Cart' }),
        hot('src/b.ts', 5, 32),
      ),
    );
    expect(drafts.map(({ title }) => title)).toEqual([
      'Hotspot: callback of `useEffect` in `Cart` in src/a.ts (complexity 40, 9 changes in 24 months)',
      'Hotspot: `load()` in src/b.ts (complexity 32, 5 changes in 24 months)',
    ]);
    expect(drafts[0]?.claim).toMatch(/^Callback of `useEffect` in `Cart` \(/);
    expect(drafts[0]?.claim).toContain('Next in the file: `App.close()` at line 90 (complexity 30).');
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
      treeView(hot('src/a.ts', 5, 30), hot('src/z.ts', 24, 61), hot('src/b.ts', 6, 35)),
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

  it.each([
    [29, 99, []],
    [30, 99, ['P2']],
    [20, 100, ['P2']],
    [10, 200, ['P2']],
    [9, 200, []],
  ])('with cognitive complexity %i in %i lines beside a hard one counts as %j', (cognitive, lines, told) => {
    const other = hot('src/b.ts', 90, 20, { cognitive, lines });
    const drafts = hotspot.apply(treeView(hot('src/a.ts', 90, 90), other)).slice(1);
    expect(drafts.map(({ impact }) => severityOfImpact(impact, false))).toEqual(told);
  });

  it('needs more lines where they are markup', () => {
    const page = (lines: number) => hot('src/Page.tsx', 90, 20, { cognitive: 12, lines });
    const tell = (lines: number) => hotspot.apply(treeView(hot('src/a.ts', 90, 90), page(lines)));
    expect(tell(399)).toHaveLength(1);
    expect(tell(400)).toHaveLength(2);
  });

  it('of moderate functions is the worst one alone, as P3', () => {
    const drafts = hotspot.apply(
      treeView(hot('src/a.ts', 90, 16), hot('src/b.ts', 90, 25), hot('src/c.ts', 99, 14)),
    );
    expect(drafts.map(({ title }) => /src\/\w/.exec(title)?.[0])).toEqual(['src/b']);
    expect(drafts.map(({ impact }) => severityOfImpact(impact, false))).toEqual(['P3']);
    expect(hotspot.apply(treeView(hot('src/c.ts', 99, 14)))).toEqual([]);
  });

  it('leaves out tests', () => {
    expect(hotspot.apply(treeView(hot('test/a.test.ts', 9, 90)))).toEqual([]);
  });

  it('asks for tests first where none reach it, and names the deepest block', () => {
    const deep = hot('src/a.ts', 9, 40, { nesting: 6, deepest: 61 });
    expect(hotspot.apply(treeView(deep, reach('src/a.ts', 200)))[0]?.recommendation).toBe(
      'No test file reaches it through its imports: add characterization tests for `load()` at line 40 first, then extract functions, beginning with the block around line 61, which is nested 6 deep.',
    );
    expect(hotspot.apply(treeView(deep))[0]?.recommendation).toMatch(/^Check that tests cover/);
  });

  it.each([
    ['shared/very/long/folder/names/ConstructorFactory.java', 'ConstructorFactory.newDefaultConstructor'],
    ['a/ReflectiveTypeAdapterFactory.java', 'ReflectiveTypeAdapterFactory.getBoundFields'],
    ['packages/a/user-components/rehype-file-tree.ts', 'callback of visit in function returned by fileTree'],
    ['packages/cli/src/session.ts', 'callback of promptIdContext.run in runNonInteractiveSession'],
  ])('keeps the figures and the name of the file %s in a title of 100 characters', (path, name) => {
    const title = hotspot.apply(treeView(hot(path, 9, 40, { name })))[0]?.title ?? '';
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title).toContain(path.split('/').at(-1));
    expect(title).toMatch(/\(complexity 40(, 9 changes( in 24 months)?)?\)$/);
    // Names are whole: each ends at its back-tick.
    expect(title.match(/`/g)?.length).toBe(2);
  });
});

describe('long function', () => {
  it('says where it is and how many lines of code it has, and cites its lines', () => {
    const [draft] = longFunction.apply(treeView(long('src/run.ts', 168)));
    expect(draft?.title).toBe('Long function: `load()` in src/run.ts (168 lines)');
    expect(draft?.claim).toBe(
      '`load()` (src/run.ts:36-303) has 168 lines of code without comments and blank lines, and complexity 30, nested up to 3 deep.',
    );
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', start: 36, end: 303 });
  });

  it.each([
    [59, 99, 0],
    [60, 49, 0],
    [60, 50, 1],
    [100, 24, 0],
    [100, 25, 1],
    [299, 0, 0],
    [300, 0, 1],
  ])('of %i lines and complexity %i is reported %i times', (lines, complexity, times) => {
    expect(longFunction.apply(treeView(long('src/a.ts', lines, complexity)))).toHaveLength(times);
  });

  it('is reported without the functions inside it', () => {
    const drafts = longFunction.apply(
      treeView(long('src/a.ts', 400, 30, 'outer'), long('src/a.ts', 200, 60, 'inner', 60)),
    );
    expect(drafts.map(({ title }) => title)).toEqual(['Long function: `outer()` in src/a.ts (400 lines)']);
  });

  it('weighs more with more branches, and the largest of all is not equal to others', () => {
    const drafts = longFunction.apply(
      treeView(long('src/a.ts', 500, 200), long('src/b.ts', 1_400, 300), long('src/c.ts', 900, 5)),
    );
    expect(drafts.map(({ title }) => /src\/\w/.exec(title)?.[0])).toEqual(['src/b', 'src/a', 'src/c']);
  });

  it('is not told again when it is a hotspot', () => {
    const same = { ...hot('src/a.ts', 9, 40, { line: 36 }), end: 36 + 168 + 99 };
    expect(longFunction.apply(treeView(long('src/a.ts', 168), same))).toEqual([]);
  });

  it('is told when there are worse hotspots than are reported', () => {
    const worse = ['b', 'c', 'd'].map((name) => hot(`src/${name}.ts`, 99, 90));
    const facts = [...worse, hot('src/a.ts', 9, 40, { line: 36 }), long('src/a.ts', 168)];
    expect(longFunction.apply(treeView(...facts))).toHaveLength(1);
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
