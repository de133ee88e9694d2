/** Each rule on facts made for it: one behaviour a test. */
import { describe, expect, it } from 'vitest';
import { changedExport, removedExport } from '../../../flows/rules/api.ts';
import { clone, newClone } from '../../../flows/rules/clones.ts';
import { destructiveSql, oneWayMigration } from '../../../flows/rules/data.ts';
import {
  deprecatedPackages,
  installScripts,
  outsidePackages,
  severalVersions,
} from '../../../flows/rules/dependencies.ts';
import { hotspot, longFunction, riskyChange, singleOwner } from '../../../flows/rules/hotspots.ts';
import {
  anyTypes,
  disabledTest,
  oldTodo,
  suppressions,
  swallowedError,
} from '../../../flows/rules/leftovers.ts';
import {
  floatingAction,
  pipedToShell,
  toothlessCheck,
  unpinnedImage,
} from '../../../flows/rules/operations.ts';
import { unreached, untestedChange } from '../../../flows/rules/reach.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { secret } from '../../../flows/rules/secrets.ts';
import { hiddenCoupling, importCycle, newCycle } from '../../../flows/rules/structure.ts';
import { changeView, fact, packOf, scopeOf, treeView } from './fact-builder.ts';

const hot = (path: string, changes: number, complexity: number, fan_in = 0) =>
  fact('hotspot', { path, value: changes * complexity, data: { changes, complexity, fan_in } });
const complex = (path: string, name: string, line: number, value: number) =>
  fact('complexity', {
    path,
    line,
    end: line + 30,
    value: value * 2,
    quote: `export async function ${name}(input: Input) {`,
    data: { functions: 4, most: { name, line, end: line + 30, value } },
  });
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
const dup = (path: string, line: number, other: string, at: number, value: number) =>
  fact('dup', {
    path,
    line,
    end: line + value - 1,
    value,
    quote: 'const options = readOptions(argv);',
    data: { other: { path: other, line: at, end: at + value - 1 }, tokens: value * 7 },
  });
const todo = (line: number, days: number | 'unknown', text = 'handle the retry') =>
  fact('todo', {
    path: 'src/a.ts',
    line,
    value: days,
    subject: 'TODO',
    quote: `// TODO: ${text}`,
    data: { text, date: days === 'unknown' ? null : '2023-04-05' },
  });
const loose = (
  path: string,
  what: 'empty-catch' | 'any' | 'disabled-test' | 'suppression',
  value: number,
  line = 12,
) =>
  fact('loose', {
    path,
    line,
    end: line,
    value,
    subject: what,
    quote: 'something loose stands here',
    data: { what },
  });
const locked = (name: string, ...flags: string[]) =>
  fact('lockfile', {
    path: 'package-lock.json',
    subject: name,
    value: flags.join(', '),
    data: { flags, version: '1.0.0' },
  });
const changed = (path: string, value: number, subject = 'modified') =>
  fact('diff', { path, subject, value, data: { added: value - 1, deleted: 1, area: 'src', risk: value } });
const reach = (path: string, value: number, fan_in = 1) =>
  fact('test-reach', { path, value, data: { fan_in } });
const cycle = (...files: string[]) =>
  fact('cycles', { path: files[0] ?? '', value: files.length, data: { files, type_only: false } });
const together = (path: string, other: string, value: number, linked = false) =>
  fact('cochange', { path, value, data: { other, share: 0.5, linked } });
const ci = (value: string) =>
  fact('ci', {
    path: '.github/workflows/ci.yml',
    line: 9,
    end: 9,
    value,
    quote: `- run: ${value}`,
    data: { tool: 'github' },
  });
const from = (value: string) =>
  fact('docker', {
    path: 'Dockerfile',
    line: 1,
    end: 1,
    value,
    quote: `FROM ${value}`,
    data: { instruction: 'FROM' },
  });
const exported = (change: 'added' | 'removed' | 'changed', subject: string) =>
  fact('exports-diff', {
    path: 'src/api.ts',
    subject,
    value: change,
    ...(change === 'removed'
      ? {}
      : { line: 3, end: 3, quote: `export function ${subject}(b: string): void` }),
    data: {
      change,
      before: `${subject}(a: string)`,
      after: change === 'removed' ? null : `${subject}(b: string)`,
    },
  });

describe('hotspot', () => {
  it('says how often a file changed, how complex it is and which function is the most complex', () => {
    const [draft] = hotspot.apply(
      treeView(hot('src/probot.ts', 5, 31, 9), complex('src/probot.ts', 'load', 40, 12)),
    );
    expect(draft?.title).toBe('src/probot.ts is complex and changes often (5 × 31)');
    expect(draft?.claim).toBe(
      '5 recent commits changed src/probot.ts, whose functions have a complexity of 31 in all. The most complex is load at line 40, with 12. 9 files import it.',
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

  it('puts the riskiest first and names the next two with it', () => {
    const drafts = hotspot.apply(
      treeView(hot('src/b.ts', 6, 19), hot('src/c.ts', 5, 21), hot('src/a.ts', 5, 31)),
    );
    expect(drafts.map((draft) => draft.title.slice(0, 8))).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts']);
    expect(drafts[0]?.claim).toContain('Next in rank: src/b.ts (6 × 19) and src/c.ts (5 × 21).');
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

  it('weighs more when it is also complex', () => {
    expect(longFunction.apply(treeView(long('src/run.ts', 168, 14)))[0]?.severity).toBe('P3');
    expect(longFunction.apply(treeView(long('src/run.ts', 168, 15)))[0]?.severity).toBe('P2');
  });

  it('speaks of a function without a name as such', () => {
    const [draft] = longFunction.apply(treeView(long('src/run.ts', 90, 3, '(anonymous)')));
    expect(draft?.title).toBe('A function without a name in src/run.ts is 90 lines long');
  });
});

describe('clone', () => {
  it('cites both places and says how many lines', () => {
    const [draft] = clone.apply(treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 31)));
    expect(draft?.title).toBe('31 lines of src/a.ts stand again in src/b.ts');
    expect(draft?.claim).toContain('The 31 lines at src/a.ts:10-40 stand again at src/b.ts:50-80.');
    expect(draft?.evidence.slice(0, 2)).toMatchObject([
      { path: 'src/a.ts', start: 10 },
      { path: 'src/b.ts', start: 50 },
    ]);
  });

  it('tells all the stretches of two files in one finding, the largest first', () => {
    const drafts = clone.apply(
      treeView(dup('src/a.ts', 10, 'src/b.ts', 50, 8), dup('src/b.ts', 100, 'src/a.ts', 200, 20)),
    );
    expect(drafts).toHaveLength(1);
    expect(drafts[0]?.title).toBe('28 lines of src/b.ts stand again in src/a.ts');
    expect(drafts[0]?.claim).toContain(
      'So does 1 further stretch of the two (src/a.ts:10-17), 28 lines in all.',
    );
  });

  it('speaks of one file when both places are in it', () => {
    expect(clone.apply(treeView(dup('src/a.ts', 10, 'src/a.ts', 50, 8)))[0]?.title).toBe(
      '8 lines stand twice in src/a.ts',
    );
  });

  it('leaves out clones that touch a test', () => {
    expect(clone.apply(treeView(dup('src/a.ts', 10, 'test/b.ts', 50, 8)))).toEqual([]);
  });
});

describe('new clone', () => {
  const facts = dup('src/a.ts', 10, 'src/b.ts', 50, 8);

  it('is reported when either place was changed', () => {
    expect(newClone.apply(changeView([['src/a.ts', 17, 30]], facts))).toHaveLength(1);
    expect(newClone.apply(changeView([['src/b.ts', 1, 50]], facts))).toHaveLength(1);
  });

  it('is not reported when the change is elsewhere in the files', () => {
    expect(
      newClone.apply(
        changeView(
          [
            ['src/a.ts', 18, 30],
            ['src/b.ts', 1, 49],
          ],
          facts,
        ),
      ),
    ).toEqual([]);
  });
});

describe('old notes to self', () => {
  it('are told in one finding, the oldest first, with their dates', () => {
    const [draft, ...others] = oldTodo.apply(treeView(todo(3, 400, 'newer'), todo(9, 900, 'older')));
    expect(others).toEqual([]);
    expect(draft?.title).toBe('2 notes to self are over a year old, the oldest of 2023-04-05');
    expect(draft?.claim).toMatch(/src\/a\.ts:9 of 2023-04-05: "older"; src\/a\.ts:3 /);
  });

  it('counts one as one', () => {
    const [draft] = oldTodo.apply(treeView(todo(9, 900)));
    expect(draft?.title).toBe('A TODO in src/a.ts has waited since 2023-04-05');
    expect(draft?.claim).toBe(
      '1 TODO or the like is over a year old. It is src/a.ts:9 of 2023-04-05: "handle the retry".',
    );
  });

  it('leaves out what is younger than a year or has no date', () => {
    expect(oldTodo.apply(treeView(todo(3, 364), todo(4, 'unknown')))).toEqual([]);
  });
});

describe('what is loose', () => {
  it('finds swallowed errors, and says how many and where', () => {
    const [draft] = swallowedError.apply(treeView(loose('src/a.ts', 'empty-catch', 3)));
    expect(draft?.title).toBe('src/a.ts swallows errors in 3 places');
    expect(draft?.claim).toContain('3 catch blocks in src/a.ts are empty, the first at line 12.');
  });

  it('says a single swallowed error in the singular', () => {
    const [draft] = swallowedError.apply(treeView(loose('src/a.ts', 'empty-catch', 1)));
    expect(draft?.claim).toContain('1 catch block in src/a.ts is empty, at line 12.');
  });

  it('in a change, finds swallowed errors on changed lines only', () => {
    const facts = loose('src/a.ts', 'empty-catch', 1);
    expect(swallowedError.apply(changeView([['src/a.ts', 12, 12]], facts))).toHaveLength(1);
    expect(swallowedError.apply(changeView([['src/a.ts', 13, 20]], facts))).toEqual([]);
  });

  it('finds any only where there is much of it, and says who is exposed', () => {
    const imports = fact('imports', {
      path: 'src/a.ts',
      value: 4,
      data: { fan_in: 4, fan_out: 0, importers: [] },
    });
    const drafts = anyTypes.apply(
      treeView(loose('src/a.ts', 'any', 14), loose('src/b.ts', 'any', 4), imports),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['src/a.ts switches the type checker off 14 times']);
    expect(drafts[0]?.claim).toContain('here and in 4 files that import it.');
  });

  it('finds silenced checkers where there are several', () => {
    const drafts = suppressions.apply(
      treeView(loose('src/a.ts', 'suppression', 3), loose('src/b.ts', 'suppression', 2)),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['src/a.ts silences its checkers 3 times']);
  });

  it('finds tests that are switched off', () => {
    const [draft] = disabledTest.apply(treeView(loose('test/a.test.ts', 'disabled-test', 2)));
    expect(draft?.title).toBe('2 tests in test/a.test.ts are switched off');
  });

  it('reports a file once, whatever the number of its facts', () => {
    const view = treeView(loose('src/a.ts', 'empty-catch', 2, 12), loose('src/a.ts', 'empty-catch', 2, 40));
    expect(swallowedError.apply(view)).toHaveLength(1);
  });
});

describe('single owner', () => {
  it('is told of a hot file in a repository of several people', () => {
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

  it('is not told of a file that is not hot', () => {
    expect(singleOwner.apply(treeView(owned('src/a.ts', 92, 3), owned('src/b.ts', 40, 4)))).toEqual([]);
  });
});

describe('import cycles', () => {
  it('are told with their way round', () => {
    const [draft] = importCycle.apply(treeView(cycle('src/a.ts', 'src/b.ts')));
    expect(draft?.claim).toContain('src/a.ts → src/b.ts → src/a.ts: each imports the next');
    expect(draft?.evidence).toEqual([{ type: 'fact', id: 'K1', value: 2 }]);
  });

  it('are not told when they are of types only', () => {
    const soft = fact('cycles', {
      path: 'src/a.ts',
      value: 2,
      data: { files: ['src/a.ts', 'src/b.ts'], type_only: true },
    });
    expect(importCycle.apply(treeView(soft))).toEqual([]);
  });

  it('in a change, are told when one of their files is new', () => {
    const pack = packOf(cycle('src/a.ts', 'src/b.ts'), changed('src/b.ts', 30, 'added'));
    const status = (word: string) =>
      viewOf(
        pack,
        scopeOf(pack, { base: 'b', changed: [{ path: 'src/b.ts', status: word, added: 29, deleted: 1 }] }),
      );
    expect(newCycle.apply(status('added'))[0]?.title).toBe(
      'The new file src/b.ts is part of an import cycle',
    );
    expect(newCycle.apply(status('modified'))).toEqual([]);
  });
});

describe('hidden coupling', () => {
  it('is told of files that change together without an import', () => {
    const [draft] = hiddenCoupling.apply(treeView(together('src/a.ts', 'src/b.ts', 12)));
    expect(draft?.claim).toContain(
      '12 recent commits changed both src/a.ts and src/b.ts, 50 % of all that changed either',
    );
  });

  it('is not told where an import ties them, or they seldom change together', () => {
    expect(
      hiddenCoupling.apply(
        treeView(together('src/a.ts', 'src/b.ts', 12, true), together('src/a.ts', 'src/c.ts', 3)),
      ),
    ).toEqual([]);
  });
});

describe('what tests do not reach', () => {
  it('ranks hot files before large ones', () => {
    const drafts = unreached.apply(
      treeView(reach('src/large.ts', 900), reach('src/hot.ts', 40), hot('src/hot.ts', 6, 20)),
    );
    expect(drafts.map((draft) => [draft.title, draft.severity])).toEqual([
      ['No test reaches src/hot.ts (40 lines)', 'P2'],
      ['No test reaches src/large.ts (900 lines)', 'P3'],
    ]);
    expect(drafts[0]?.claim).toBe(
      'No test file reaches src/hot.ts through its imports. It has 40 lines, 1 file imports it, and 6 recent commits changed it (complexity 20). Next by risk: src/large.ts.',
    );
  });

  it('names the function to begin with', () => {
    const [draft] = unreached.apply(treeView(reach('src/a.ts', 900), complex('src/a.ts', 'parse', 7, 11)));
    expect(draft?.recommendation).toBe('Begin with parse at line 7: it has the most branches (11).');
  });

  it('leaves out the very small', () => {
    expect(unreached.apply(treeView(reach('src/a.ts', 19)))).toEqual([]);
  });

  it('in a change, is told of changed source alone', () => {
    const drafts = untestedChange.apply(
      changeView(
        [['src/a.ts', 1, 9]],
        changed('src/a.ts', 42),
        reach('src/a.ts', 100),
        reach('src/b.ts', 100),
      ),
    );
    expect(drafts.map((draft) => draft.title)).toEqual([
      'src/a.ts changes by 42 lines, and no test reaches it',
    ]);
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

describe('secrets', () => {
  const key = (area: 'src' | 'test' | 'docs') =>
    fact('secrets', {
      path: 'src/config.ts',
      line: 4,
      end: 4,
      subject: 'aws',
      value: 'aws',
      quote: 'const key = "***";',
      data: { rule: 'aws', area },
    });

  it('are told as a pattern match, not proof', () => {
    const [draft] = secret.apply(treeView(key('src')));
    expect(draft).toMatchObject({ severity: 'P1', title: 'Possible secret in src/config.ts (aws)' });
    expect(draft?.claim).toContain('It is a pattern match, not proof');
    expect(draft?.failure).not.toBe('');
  });

  it('are not told of tests and documents', () => {
    expect(secret.apply(treeView(key('test'), key('docs')))).toEqual([]);
  });

  it('in a change, are told of changed lines only', () => {
    expect(secret.apply(changeView([['src/config.ts', 4, 4]], key('src')))).toHaveLength(1);
    expect(secret.apply(changeView([['src/config.ts', 5, 9]], key('src')))).toEqual([]);
  });
});

describe('dependencies', () => {
  const manifest = fact('manifests', {
    path: 'package.json',
    value: 1,
    data: { ecosystem: 'npm', dependencies: ['direct'], devDependencies: [], scripts: [] },
  });

  it('puts deprecated packages that are named directly first', () => {
    const [draft] = deprecatedPackages.apply(
      treeView(manifest, locked('deep', 'deprecated'), locked('direct', 'deprecated')),
    );
    expect(draft).toMatchObject({
      severity: 'P2',
      title: '2 installed packages are deprecated, 1 of them named directly',
    });
    expect(draft?.claim).toContain('direct 1.0.0 and deep 1.0.0 as deprecated');
  });

  it('weighs deprecated packages less when none is named directly', () => {
    const [draft] = deprecatedPackages.apply(treeView(manifest, locked('deep', 'deprecated')));
    expect(draft).toMatchObject({
      severity: 'P3',
      title: '1 installed package is deprecated, 0 of them named directly',
    });
  });

  it('names packages with install scripts', () => {
    const [draft] = installScripts.apply(treeView(locked('esbuild', 'install script')));
    expect(draft?.title).toBe('1 package runs a script when installed');
    expect(draft?.claim).toContain('esbuild 1.0.0 runs a script of its own');
  });

  it('counts packages from elsewhere and those without integrity as one concern', () => {
    const [draft] = outsidePackages.apply(
      treeView(locked('a', 'not from a registry'), locked('b', 'no integrity'), locked('c', 'deprecated')),
    );
    expect(draft?.title).toBe("2 locked packages can't be checked against what was locked");
  });

  it('tells packages in three or more versions, the most first', () => {
    const [draft] = severalVersions.apply(
      treeView(locked('two', '2 versions'), locked('three', '3 versions'), locked('five', '5 versions')),
    );
    expect(draft?.title).toBe('2 packages are installed in 3 or more versions');
    expect(draft?.claim).toContain('five (5) and three (3)');
  });

  it('says nothing of a lock file without flags', () => {
    const view = treeView(manifest, locked('quiet'));
    expect(
      [outsidePackages, deprecatedPackages, installScripts, severalVersions].flatMap((rule) =>
        rule.apply(view),
      ),
    ).toEqual([]);
  });
});

describe('operations', () => {
  it('finds a CI check that can not fail', () => {
    const [draft] = toothlessCheck.apply(treeView(ci('npm run lint || true')));
    expect(draft?.title).toBe("A CI step in .github/workflows/ci.yml can't fail");
  });

  it('lets a clean-up step ignore its failure', () => {
    expect(toothlessCheck.apply(treeView(ci('rm -rf cache || true'), ci('npm run lint')))).toEqual([]);
  });

  it('finds a download that is piped into a shell', () => {
    expect(
      pipedToShell.apply(treeView(ci('curl -fsSL https://example.com/install.sh | sudo bash'))),
    ).toHaveLength(1);
    expect(pipedToShell.apply(treeView(ci('curl -fsSL https://example.com/a.tgz | tar xz')))).toEqual([]);
  });

  it('finds an image without a version, and no other', () => {
    const tagged = [
      'node:24',
      'node@sha256:abc',
      'scratch',
      '$BASE',
      'reg.example:5000/node:24',
      '--platform=linux/amd64 node:24-slim AS base',
    ];
    expect(unpinnedImage.apply(treeView(...tagged.map(from)))).toEqual([]);
    expect(
      unpinnedImage.apply(treeView(from('node'), from('node:latest'), from('reg.example:5000/node'))),
    ).toHaveLength(3);
  });

  it('finds an action that is taken from a branch', () => {
    const uses = (value: string) => ({ ...ci(value), subject: 'uses' });
    expect(floatingAction.apply(treeView(uses('acme/deploy@master')))).toHaveLength(1);
    expect(
      floatingAction.apply(treeView(uses('acme/deploy@v3'), uses('./.github/actions/own@main'))),
    ).toEqual([]);
  });

  it('takes a stage of the same file for what it is', () => {
    expect(unpinnedImage.apply(treeView(from('node:24 AS base'), from('base')))).toEqual([]);
  });
});

describe('exports and data', () => {
  it('tells removed exports of a file in one finding', () => {
    const drafts = removedExport.apply(
      changeView([['src/api.ts', 1, 9]], exported('removed', 'open'), exported('removed', 'close')),
    );
    expect(drafts.map((draft) => draft.title)).toEqual([
      'open and close are no longer exported from src/api.ts',
    ]);
  });

  it('tells what a changed export was and is', () => {
    const [draft] = changedExport.apply(changeView([['src/api.ts', 1, 9]], exported('changed', 'open')));
    expect(draft?.claim).toContain('open was open(a: string) and is open(b: string).');
  });

  it('says nothing of added exports', () => {
    const view = changeView([['src/api.ts', 1, 9]], exported('added', 'open'));
    expect([...removedExport.apply(view), ...changedExport.apply(view)]).toEqual([]);
  });

  it('tells a changed migration that has no way back', () => {
    const migration = (reversible: boolean | null) =>
      fact('migrations', { path: 'migrations/2.sql', value: 2, data: { reversible } });
    expect(oneWayMigration.apply(changeView([['migrations/2.sql', 1, 9]], migration(false)))).toHaveLength(1);
    expect(
      oneWayMigration.apply(changeView([['migrations/2.sql', 1, 9]], migration(null), migration(true))),
    ).toEqual([]);
  });

  it('tells a statement that destroys data', () => {
    const sql = (statement: string) =>
      fact('sql', {
        path: 'migrations/2.sql',
        line: 2,
        end: 2,
        value: statement,
        subject: 'orders',
        quote: `${statement} orders;`,
        data: { statement },
      });
    const drafts = destructiveSql.apply(
      changeView([['migrations/2.sql', 1, 9]], sql('DROP TABLE'), sql('CREATE TABLE')),
    );
    expect(drafts.map((draft) => draft.title)).toEqual(['migrations/2.sql destroys data: DROP TABLE orders']);
  });
});
