import { describe, expect, it } from 'vitest';
import { aboutChange } from '../../../flows/evidence/about-change.ts';
import { fact } from '../rules/fact-builder.ts';
import { hot, measure } from '../rules/source-facts.ts';

const scope = {
  base: 'b'.repeat(40),
  changed: [{ path: 'src/a.ts', status: 'modified', added: 3, deleted: 1 }],
  hunks: [{ path: 'src/a.ts', start: 10, end: 12 }],
};
const isAbout = aboutChange(scope);
const coupled = (path: string, other: string) =>
  fact('cochange', { path, value: 9, data: { other, share: 0.8, linked: false } });
const long = (path: string, line: number, end: number) =>
  fact('longfn', {
    path,
    line,
    end,
    value: end - line,
    quote: 'function work() {',
    data: measure('work', 4),
  });

describe('a fact is about a change', () => {
  it('if it is about a changed file', () => {
    expect(isAbout(fact('test-reach', { path: 'src/a.ts', value: 90, data: { fan_in: 2 } }))).toBe(true);
    expect(isAbout(fact('test-reach', { path: 'src/b.ts', value: 90, data: { fan_in: 2 } }))).toBe(false);
  });

  it('if it is about lines that changed, and not about others of the file', () => {
    expect(isAbout(long('src/a.ts', 1, 40))).toBe(true);
    expect(isAbout(long('src/a.ts', 20, 90))).toBe(false);
  });

  it('if one of two files that change together did not', () => {
    expect(isAbout(coupled('src/a.ts', 'src/b.ts'))).toBe(true);
    expect(isAbout(coupled('src/b.ts', 'src/a.ts'))).toBe(true);
    expect(isAbout(coupled('src/b.ts', 'src/c.ts'))).toBe(false);
  });

  it('if a copy of its lines is elsewhere', () => {
    const data = { other: { path: 'src/a.ts', line: 9, end: 30 }, tokens: 80 };
    expect(isAbout(fact('dup', { path: 'src/b.ts', line: 1, end: 22, quote: 'x', value: 22, data }))).toBe(
      true,
    );
  });

  it('never if it ranks the repository', () => {
    expect(isAbout(hot('src/a.ts', 9, 9))).toBe(false);
  });

  it('always in a run that compares nothing', () => {
    expect(aboutChange({ ...scope, base: null })(hot('x.ts', 9, 9))).toBe(true);
  });
});
