/** Which tests reach a file. */
import { describe, expect, it } from 'vitest';
import { importersOf } from '../../../flows/evidence/links.ts';
import { goPackages, reachingTests } from '../../../flows/evidence/reaching-tests.ts';

function reaching(path: string, imports: Readonly<Record<string, readonly string[]>>): string[] {
  const paths = [...new Set([path, ...Object.keys(imports), ...Object.values(imports).flat()])];
  return reachingTests(path, {
    importers: importersOf(Object.entries(imports)),
    isTest: (file) => /(^test\/|_test\.go$)/.test(file),
    packages: goPackages(paths),
  });
}

describe('the tests that reach a file', () => {
  it('import it, or import what imports it: the nearest first', () => {
    const imports = { 'src/b.ts': ['src/a.ts'], 'test/b.ts': ['src/b.ts'], 'test/z.ts': ['src/a.ts'] };
    expect(reaching('src/a.ts', imports)).toEqual(['test/z.ts', 'test/b.ts']);
  });

  it('are none where nothing leads from a test to it', () => {
    expect(reaching('src/a.ts', { 'src/b.ts': ['src/a.ts'], 'test/c.ts': ['src/c.ts'] })).toEqual([]);
  });

  it('are found in a circle of imports', () => {
    const imports = { 'src/a.ts': ['src/b.ts'], 'src/b.ts': ['src/a.ts'], 'test/b.ts': ['src/b.ts'] };
    expect(reaching('src/a.ts', imports)).toEqual(['test/b.ts']);
  });

  it('of a Go file are all of its package, and those of packages that import any file of it', () => {
    const imports = {
      'shop/open.go': [],
      'shop/close.go': [],
      'shop/shop_test.go': [],
      'web/web.go': ['shop/close.go'],
      'web/web_test.go': [],
    };
    expect(reaching('shop/open.go', imports)).toEqual(['shop/shop_test.go', 'web/web_test.go']);
  });

  it('of a Go file are none of those that only stand beside one of them', () => {
    const imports = {
      'shop/open.go': [],
      'web/web.go': [],
      'web/web_test.go': ['shop/open.go'],
      'cmd/main.go': ['web/web.go'],
      'cmd/main_test.go': [],
    };
    expect(reaching('shop/open.go', imports)).toEqual(['web/web_test.go']);
  });
});
