import { describe, expect, it } from 'vitest';
import { unusedExports, unusedFiles } from '../../../flows/rules/unused.ts';
import { fact, treeView } from './fact-builder.ts';

const unusedFile = (path: string, value: number) => fact('unused-file', { path, value, data: {} });
const unusedExport = (path: string, subject: string, value: number) =>
  fact('unused-export', {
    path,
    subject,
    value,
    line: 7,
    end: 7,
    quote: `export function ${subject}() {`,
    data: {},
  });

describe('code that nothing uses', () => {
  it('is one finding for all files', () => {
    const drafts = unusedFiles.apply(treeView(unusedFile('src/a.ts', 40), unusedFile('src/b.ts', 90)));
    expect(drafts.map(({ title }) => title)).toEqual(['2 unused files, the largest: src/b.ts (90 lines)']);
    expect(drafts[0]?.claim).toContain('src/b.ts (90 lines) and src/a.ts (40 lines)');
  });

  it('is one finding for all exports, with their lines', () => {
    const [draft] = unusedExports.apply(treeView(unusedExport('src/a.ts', 'old', 12)));
    expect(draft?.title).toBe('Unused export: old in src/a.ts');
    expect(draft?.evidence[0]).toMatchObject({ type: 'code', path: 'src/a.ts', start: 7 });
  });

  it('is no finding in tests, or where there is none', () => {
    expect(unusedFiles.apply(treeView(unusedFile('test/a.ts', 40)))).toEqual([]);
    expect(unusedExports.apply(treeView())).toEqual([]);
  });
});
