import { describe, expect, it } from 'vitest';
import { readSource } from '../../../../../flows/evidence/collectors/source/source-reading.ts';

const BRANCHES = Array.from(
  { length: 12 },
  (_, n) => `\tif a > ${n} {\n\t\tif b > ${n} {\n\t\t\tc()\n\t\t}\n\t}`,
);
const go = (...above: string[]): string[] => {
  const text = ['package a', '', ...above, 'func Load(a, b int) {', ...BRANCHES, '}', ''].join('\n');
  const file = { path: 'a.go', role: 'src', language: 'Go', lines: 99, bytes: text.length } as const;
  return readSource(file as never, text, 'parsed').worst.map(({ name }) => name);
};

describe('a function that is hard to follow', () => {
  it('may be a hotspot', () => {
    expect(go('// Load loads.')).toEqual(['Load']);
    expect(go('//nolint:errcheck')).toEqual(['Load']);
  });

  it.each([
    ['//nolint:gocognit,gocyclo // many paths', '// Load loads.'],
    ['// Load loads.', '//', '//nolint:funlen'],
  ])('is none where its authors lift the limit: %s', (...above) => {
    expect(go(...above)).toEqual([]);
  });

  it('is none inside a function whose limit is lifted', () => {
    const outer = ['package a', '//nolint:gocyclo', 'func Outer() func() {', '\treturn func() {'];
    const text = [...outer, ...BRANCHES, '\t}', '}', ''].join('\n');
    const file = { path: 'a.go', role: 'src', language: 'Go', lines: 99, bytes: text.length };
    expect(readSource(file as never, text, 'parsed').worst).toEqual([]);
  });
});
