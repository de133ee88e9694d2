import { describe, expect, it } from 'vitest';
import { hotspot, longFunction, riskyChange, singleOwner } from '../../../flows/rules/hotspots.ts';
import { changeView, fact, treeView } from './fact-builder.ts';
import { changed, complex, hot } from './source-facts.ts';

const owned = (path: string, value: number, authors: number, commits = 20) =>
  fact('ownership', { path, value, data: { authors, commits } });
const long = (path: string, value: number, complexity = 5, name = 'load') =>
  fact('longfn', {
    path,
    line: 36,
    end: 35 + value,
    value,
    quote: `export function ${name}() {`,
    data: { name, complexity },
  });

describe('hotspot', () => {
  it('says how often a file changed, how complex it is and which function is the most complex', () => {
    const [draft] = hotspot.apply(
      treeView(hot('src/probot.ts', 5, 31, 9), complex('src/probot.ts', 'load', 40, 12)),
    );
    expect(draft?.title).toBe('src/probot.ts is complex and changes often (5 × 31)');
    expect(draft?.claim).toBe(
      '5 recent commits changed src/probot.ts, whose functions have a complexity of 31 in all. The most complex is load at line 40, with 12. 9 files import it. Work lands here often, and each time there are many paths to get right.',
    );
  });

  it('cites the most complex function first, then the numbers', () => {
    const [draft] = hotspot.apply(treeView(hot('src/a.ts', 5, 31), complex('src/a.ts', 'load', 40, 12)));
    expect(draft?.evidence).toEqual([
      {
        type: 'code',
        path: 'src/a.ts',
        start: 40,
        end: 70,
        quote: 'export async function load(input: Input) {',
        side: 'head',
      },
      { type: 'fact', id: 'K2', value: 24 },
      { type: 'fact', id: 'K1', value: 155 },
    ]);
  });

  it('puts the riskiest first', () => {
    const drafts = hotspot.apply(
      treeView(hot('src/b.ts', 6, 19), hot('src/c.ts', 5, 21), hot('src/a.ts', 5, 31)),
    );
    expect(drafts.map((draft) => draft.title.slice(0, 8))).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts']);
  });

  it('leaves out files that hardly change or hardly branch', () => {
    expect(hotspot.apply(treeView(hot('src/a.ts', 2, 90), hot('src/b.ts', 90, 9)))).toEqual([]);
  });

  it('leaves out tests', () => {
    expect(hotspot.apply(treeView(hot('test/a.test.ts', 9, 90)))).toEqual([]);
  });
});

describe('long function', () => {
  it('says where it is and how long, and cites its lines', () => {
    const [draft] = longFunction.apply(treeView(long('src/run.ts', 168, 14)));
    expect(draft?.title).toBe('load in src/run.ts is 168 lines long');
    expect(draft?.claim).toContain('load (src/run.ts:36-203) is 168 lines long, with a complexity of 14.');
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', start: 36, end: 203 });
  });

  it('has more impact when it is also complex', () => {
    const impactOf = (complexity: number) =>
      longFunction.apply(treeView(long('src/run.ts', 168, complexity)))[0]?.impact;
    expect(impactOf(4)).toBeLessThan(40);
    expect(impactOf(15)).toBeGreaterThanOrEqual(40);
  });

  it('speaks of a function without a name as such', () => {
    const [draft] = longFunction.apply(treeView(long('src/run.ts', 90, 3, '(anonymous)')));
    expect(draft?.title).toBe('A function without a name in src/run.ts is 90 lines long');
  });
});

describe('single owner', () => {
  it('is reported for a hotspot in a repository of several people', () => {
    const [draft] = singleOwner.apply(
      treeView(hot('src/a.ts', 9, 30), owned('src/a.ts', 92, 3), owned('src/b.ts', 40, 4)),
    );
    expect(draft?.title).toBe('One person makes 92 % of the changes to src/a.ts');
    expect(draft?.claim).toContain('92 % of the 20 recent commits to src/a.ts');
  });

  it('is no news where one person wrote everything', () => {
    expect(
      singleOwner.apply(
        treeView(hot('src/a.ts', 9, 30), owned('src/a.ts', 100, 1), owned('src/b.ts', 100, 1)),
      ),
    ).toEqual([]);
  });

  it('is not reported for a file that is no hotspot', () => {
    expect(singleOwner.apply(treeView(owned('src/a.ts', 92, 3), owned('src/b.ts', 40, 4)))).toEqual([]);
  });
});

describe('a risky change', () => {
  it('is a large one of a hot file, and cites the function that it touches', () => {
    const facts = [changed('src/a.ts', 120), hot('src/a.ts', 6, 20), complex('src/a.ts', 'parse', 7, 11)];
    const [draft] = riskyChange.apply(changeView([['src/a.ts', 1, 9]], ...facts));
    expect(draft?.title).toBe('src/a.ts, a hot file, changes by 120 lines');
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', start: 7 });
  });

  it('is not a small one, nor one of a quiet file', () => {
    expect(
      riskyChange.apply(changeView([['src/a.ts', 1, 9]], changed('src/a.ts', 99), hot('src/a.ts', 6, 20))),
    ).toEqual([]);
    expect(riskyChange.apply(changeView([['src/a.ts', 1, 9]], changed('src/a.ts', 200)))).toEqual([]);
  });
});
