import { describe, expect, it } from 'vitest';
import {
  anyTypes,
  disabledTest,
  oldTodo,
  suppressions,
  swallowedError,
} from '../../../flows/rules/leftovers.ts';
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

describe('old notes to self', () => {
  it('are reported in one finding, the oldest first, with their dates', () => {
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

  it('leaves out a mark in the middle of a sentence', () => {
    const prose = { ...todo(3, 900), quote: '// which marks there are (TODO, FIXME)' };
    expect(oldTodo.apply(treeView(prose))).toEqual([]);
  });

  it('leaves out what is younger than a year or has no date', () => {
    expect(oldTodo.apply(treeView(todo(3, 364), todo(4, 'unknown')))).toEqual([]);
  });
});

describe('what is loose', () => {
  it('finds empty catch blocks, with their number and place', () => {
    const [draft] = swallowedError.apply(treeView(loose('src/a.ts', 'empty-catch', 3)));
    expect(draft?.title).toBe('src/a.ts swallows errors in 3 places');
    expect(draft?.claim).toContain('3 error handlers in src/a.ts are empty, the first at line 12.');
  });

  it('uses the singular for a single empty catch block', () => {
    const [draft] = swallowedError.apply(treeView(loose('src/a.ts', 'empty-catch', 1)));
    expect(draft?.claim).toContain('1 error handler in src/a.ts is empty, at line 12.');
  });

  it('in a change, finds swallowed errors on changed lines only', () => {
    const facts = loose('src/a.ts', 'empty-catch', 1);
    expect(swallowedError.apply(changeView([['src/a.ts', 12, 12]], facts))).toHaveLength(1);
    expect(swallowedError.apply(changeView([['src/a.ts', 13, 20]], facts))).toEqual([]);
  });

  it('finds `any` only if it is frequent, and counts the importers', () => {
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

  it('reports a file once, with any number of facts', () => {
    const view = treeView(loose('src/a.ts', 'empty-catch', 2, 12), loose('src/a.ts', 'empty-catch', 2, 40));
    expect(swallowedError.apply(view)).toHaveLength(1);
  });
});
