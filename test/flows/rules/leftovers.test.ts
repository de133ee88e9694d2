import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import { anyTypes, disabledTest, oldTodo, swallowedError } from '../../../flows/rules/leftovers.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

const todo = (line: number, days: number | 'unknown', text = 'handle the retry') =>
  fact('todo', {
    path: 'src/a.ts',
    line,
    value: days,
    subject: 'TODO',
    quote: `// TODO: ${text}`,
    data: { text, date: days === 'unknown' ? null : '2023-04-05' },
  });

type What = 'empty-catch' | 'any' | 'disabled-test' | 'suppression';
const loose = (path: string, what: What, value: number, line = 12, lines = 400) =>
  fact('loose', {
    path,
    line,
    end: line,
    value,
    subject: what,
    quote: 'something loose stands here',
    data: { what, lines },
  });
const all = (what: What | 'todo', value: number, files = 3, old: number | null = null): Fact =>
  fact('loose-end', {
    path: 'src/a.ts',
    line: 1,
    value,
    subject: what,
    quote: 'the worst of them is here',
    data: { what, files, old },
  });

describe('old TODO comments', () => {
  it('are one finding where more than a hundred are old, with the oldest and their dates', () => {
    const facts = [todo(3, 400, 'newer'), todo(9, 900, 'older'), todo(12, 100, 'new')];
    const [draft, ...others] = oldTodo.apply(treeView(...facts, all('todo', 140, 3, 101)));
    expect(others).toEqual([]);
    expect(draft?.title).toBe('101 TODO/FIXME comments older than one year');
    expect(draft?.claim).toBe(
      '101 TODO/FIXME comments are older than one year, for example src/a.ts:9 of 2023-04-05: "older"; src/a.ts:3 of 2023-04-05: "newer".',
    );
  });

  it.each([
    ['a hundred', 100],
    ['an unknown number', null],
  ])('are none with %s', (_, old) => {
    expect(oldTodo.apply(treeView(todo(3, 400), all('todo', 190, 3, old)))).toEqual([]);
  });
});

describe('`any`', () => {
  it('is found where a large file is full of it, with the number of importers', () => {
    const imports = fact('imports', {
      path: 'src/a.ts',
      value: 4,
      data: { fan_in: 4, fan_out: 0, importers: [] },
    });
    const [draft] = anyTypes.apply(treeView(loose('src/a.ts', 'any', 24), imports));
    expect(draft?.title).toBe('any used 24 times in src/a.ts');
    expect(draft?.claim).toContain('24 times in the 400 lines of src/a.ts, first at line 12.');
    expect(draft?.claim).toContain('here and in 4 files that import it.');
  });

  it.each([
    ['few', 19, 400],
    ['in a small file', 24, 299],
    ['rare', 24, 2_400],
  ])('is no finding where it is %s', (_, uses, lines) => {
    expect(anyTypes.apply(treeView(loose('src/a.ts', 'any', uses, 12, lines)))).toEqual([]);
  });
});

describe('skipped tests', () => {
  it('are one finding where there are many in all', () => {
    const facts = [loose('test/a.test.ts', 'disabled-test', 15), loose('test/b.test.ts', 'disabled-test', 6)];
    const [draft, ...others] = disabledTest.apply(treeView(...facts, all('disabled-test', 21, 2)));
    expect(others).toEqual([]);
    expect(draft?.title).toBe('21 skipped tests in 2 files');
    expect(draft?.claim).toContain('most of them in test/a.test.ts (15, the first at line 12)');
  });

  it('are none where there are few', () => {
    const few = [loose('test/a.test.ts', 'disabled-test', 19), all('disabled-test', 19)];
    expect(disabledTest.apply(treeView(...few))).toEqual([]);
  });

  it('are found in a change that adds one', () => {
    const facts = [loose('test/a.test.ts', 'disabled-test', 1), all('disabled-test', 1, 1)];
    const [draft] = disabledTest.apply(changeView([['test/a.test.ts', 12, 12]], ...facts));
    expect(draft?.title).toBe('The change adds 1 skipped test in test/a.test.ts');
    expect(disabledTest.apply(changeView([['test/a.test.ts', 13, 20]], ...facts))).toEqual([]);
  });
});

describe('empty catch blocks', () => {
  it('are found where a file has many', () => {
    const [draft, ...others] = swallowedError.apply(
      treeView(loose('src/a.ts', 'empty-catch', 5), loose('src/b.ts', 'empty-catch', 4)),
    );
    expect(others).toEqual([]);
    expect(draft?.title).toBe('5 empty catch blocks in src/a.ts');
    expect(draft?.claim).toContain(
      '5 handlers in src/a.ts catch any error and do nothing, the first at line 12.',
    );
  });

  it('are found in a change that adds one', () => {
    const one = loose('src/a.ts', 'empty-catch', 1);
    const [draft] = swallowedError.apply(changeView([['src/a.ts', 12, 12]], one));
    expect(draft?.title).toBe('Empty catch block in src/a.ts');
    expect(draft?.claim).toContain('1 handler in src/a.ts catches any error and does nothing, at line 12.');
    expect(swallowedError.apply(changeView([['src/a.ts', 13, 20]], one))).toEqual([]);
  });

  it('count a file once, with any number of facts', () => {
    const view = treeView(loose('src/a.ts', 'empty-catch', 6, 12), loose('src/a.ts', 'empty-catch', 6, 40));
    expect(swallowedError.apply(view)).toHaveLength(1);
  });
});
