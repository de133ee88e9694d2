import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import {
  policyBreach,
  undeclaredImport,
  unlicensedDependency,
  unusedDependency,
} from '../../../flows/rules/package-rules.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { fact, packOf, scopeOf, treeView } from './fact-builder.ts';

const licensed = (subject: string, packages: string[], production = packages.length) =>
  fact('licences', { path: 'package-lock.json', subject, value: 9, data: { production, packages } });
const manifest = fact('manifests', {
  ...{ path: 'package.json', subject: '@shop/web', value: 1 },
  data: { ecosystem: 'npm', dependencies: ['a'], devDependencies: [], scripts: [] },
});

describe('packages without a license', () => {
  it.each([
    [
      'none recorded',
      licensed('none', ['a', 'b']),
      ['No license recorded for 2 production packages: a and b'],
    ],
    ['all rights reserved', licensed('UNLICENSED', ['a']), ['1 production package marked UNLICENSED: a']],
    ['for development only', licensed('none', [], 0), []],
    ['the owner’s own', licensed('UNLICENSED', ['@shop/core']), []],
    ['a license', licensed('MIT', ['a']), []],
    ['the Unlicense', licensed('Unlicense', ['a']), []],
  ])('are found: %s', (_what, one, titles) => {
    expect(unlicensedDependency.apply(treeView(manifest, one)).map(({ title }) => title)).toEqual(titles);
  });
});

describe('breaches of a policy', () => {
  const under = (policy: string, ...facts: readonly Fact[]) => {
    const pack = packOf(manifest, ...facts);
    return policyBreach.apply(viewOf(pack, scopeOf(pack), { policy })).map(({ title }) => title);
  };

  it('are one finding for each license, with its packages', () => {
    expect(under('MIT', licensed('GPL-3.0', ['a', 'b']), licensed('MIT', ['c']))).toEqual([
      'GPL-3.0 is not allowed by the license policy: a and b',
    ]);
  });

  it.each([
    ['without a policy', ''],
    ['by a policy in prose', 'please be careful with copyleft'],
    ['by a policy that allows it', 'MIT, GPL-*'],
  ])('are not found %s', (_when, policy) => {
    expect(under(policy, licensed('GPL-3.0', ['a']))).toEqual([]);
  });

  it('are not those of packages for development, of own packages, or of an unknown license', () => {
    const others = [licensed('GPL-3.0', [], 0), licensed('X-1.0', ['@shop/core']), licensed('none', ['a'])];
    expect(under('MIT', ...others)).toEqual([]);
  });
});

describe('imports and declarations', () => {
  const line = { line: 3, end: 3, quote: "import left from 'left-pad';" };
  const imported = fact('undeclared-import', {
    ...{ path: 'src/a.ts', ...line, subject: 'left-pad', value: 2 },
    data: { ecosystem: 'npm', manifest: 'package.json', locked: true },
  });
  const unused = (subject: string) =>
    fact('unused-dependency', {
      ...{ path: 'package.json', line: 4, end: 4, quote: `"${subject}": "^1.0.0"`, subject, value: '^1.0.0' },
      data: { ecosystem: 'npm' },
    });

  it('an undeclared one is P2 and says who meets it', () => {
    const [finding] = undeclaredImport.apply(treeView(imported));
    expect(finding?.title).toBe('`left-pad` is imported but not declared in package.json');
    expect(finding?.impact).toBeGreaterThanOrEqual(40);
    expect(finding?.failure).toContain('brings it along');
  });

  it('unused ones are one finding below P2', () => {
    const found = unusedDependency.apply(treeView(unused('x'), unused('y')));
    expect(found.map(({ title }) => title)).toEqual(['2 dependencies declared but not used: x and y']);
    expect(found[0]?.impact).toBeLessThan(40);
  });

  it('say nothing where there are none', () => {
    expect([...undeclaredImport.apply(treeView()), ...unusedDependency.apply(treeView())]).toEqual([]);
  });
});
