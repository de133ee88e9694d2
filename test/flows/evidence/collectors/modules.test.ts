import { describe, expect, it } from 'vitest';
import { collected, draftsOf, lines, openFiles } from '../fixture.ts';

const BODY = `export function work() {\n${lines(12)}}\n`;
const PYTHON = `def work():\n${lines(12, '    x = 1')}`;

describe('the modules collector', () => {
  it('counts importers through index files, mapped extensions and path aliases', async () => {
    const repository = await openFiles({
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], }, }, } // loose',
      'src/core/index.ts': 'export const core = 1;\n',
      'src/a.ts': "import { core } from './core';\n",
      'src/b.ts': "import { core } from './core/index.js';\n",
      'src/c.ts': "export * from '@/core';\n",
      'src/d.cjs': "const { core } = require('./core/index');\n",
    });
    const [most] = await draftsOf(repository, 'modules', 'imports');
    expect(most).toMatchObject({
      path: 'src/core/index.ts',
      value: 4,
      data: { fan_in: 4, fan_out: 0, importers: ['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.cjs'] },
    });
  });

  it('resolves the packages of a workspace by name', async () => {
    const repository = await openFiles({
      'packages/core/package.json': '{ "name": "@acme/core", "main": "dist/index.js" }',
      'packages/core/src/index.ts': 'export {};\n',
      'packages/app/main.ts': "import '@acme/core';\n",
    });
    const [most] = await draftsOf(repository, 'modules', 'imports');
    expect(most).toMatchObject({ path: 'packages/core/src/index.ts', value: 1 });
  });

  it('finds a cycle of imports that run at load time', async () => {
    const repository = await openFiles({
      'src/a.ts': "import { b } from './b.ts';\nb();\n",
      'src/b.ts': "import {\n  c,\n} from './c.ts';\nc();\n",
      'src/c.ts': "import { a } from './a.ts';\na();\n",
    });
    const [cycle, ...others] = await draftsOf(repository, 'modules', 'cycles');
    expect(cycle).toMatchObject({
      path: 'src/a.ts',
      value: 3,
      data: { files: ['src/a.ts', 'src/b.ts', 'src/c.ts'], type_only: false },
    });
    expect(others).toEqual([]);
  });

  it.each([
    ['import type', "import type { A } from './a.ts';\n"],
    ['braces with types only', "import { type A, type AA } from './a.ts';\n"],
    ['import()', "export const later = () => import('./a.ts');\n"],
  ])('keeps a cycle through %s apart from those at load time', async (_name, back) => {
    const repository = await openFiles({ 'src/a.ts': "import { b } from './b.ts';\n", 'src/b.ts': back });
    const cycles = await draftsOf(repository, 'modules', 'cycles');
    expect(cycles.map(({ data }) => data.type_only)).toEqual([true]);
  });

  it('takes the imports of declaration files for types', async () => {
    const repository = await openFiles({
      'types/a.d.ts': "import { B } from './b';\n",
      'types/b.d.ts': "import { A } from './a';\n",
    });
    const cycles = await draftsOf(repository, 'modules', 'cycles');
    expect(cycles.map(({ data }) => data.type_only)).toEqual([true]);
  });

  it('reports the stability of folders', async () => {
    const repository = await openFiles({
      'src/core/a.ts': 'export {};\n',
      'src/app/b.ts': "import '../core/a.ts';\n",
      'src/app/c.ts': "import '../core/a.ts';\n",
    });
    const folders = await draftsOf(repository, 'modules', 'instability');
    expect(folders.map(({ subject, value, data }) => [subject, value, data])).toEqual([
      ['src/core', 0, { ca: 2, ce: 0 }],
      ['src/app', 100, { ca: 0, ce: 1 }],
    ]);
  });

  it('takes a file that a test reaches through another one as reached', async () => {
    const repository = await openFiles({
      'src/index.ts': `export * from './context.ts';\n${BODY}`,
      'src/context.ts': BODY,
      'src/alone.ts': BODY,
      'src/tiny.ts': 'export {};\n',
      'test/all.test.ts': "import '../src/index.ts';\n",
    });
    const unreached = await draftsOf(repository, 'modules', 'test-reach');
    expect(unreached.map(({ path }) => path)).toEqual([null, 'src/alone.ts']);
    expect(unreached[1]?.text).toContain('no test file reaches this');
  });

  it('reports no reach without tests', async () => {
    const repository = await openFiles({ 'src/alone.ts': BODY });
    expect(await draftsOf(repository, 'modules', 'test-reach')).toEqual([]);
  });

  it('reads the imports of Python packages, relative and absolute', async () => {
    const repository = await openFiles({
      'src/shop/__init__.py': '',
      'src/shop/models.py': PYTHON,
      'src/shop/cart.py': `from .models import Item\n${PYTHON}`,
      'src/shop/api/__init__.py': '',
      'src/shop/api/views.py': `from shop import cart\nfrom ..models import Item\n${PYTHON}`,
      'tests/test_cart.py': 'import shop.cart\n',
    });
    const imports = await draftsOf(repository, 'modules', 'imports');
    const fanIn = Object.fromEntries(imports.map(({ path, value }) => [path, value]));
    expect(fanIn).toMatchObject({ 'src/shop/models.py': 2, 'src/shop/cart.py': 1 });
    const unreached = await draftsOf(repository, 'modules', 'test-reach');
    expect(unreached.map(({ path }) => path)).toEqual([null, 'src/shop/api/views.py']);
  });

  it('takes the package of a Go test as reached', async () => {
    const repository = await openFiles({
      'go.mod': 'module example.org/shop\n',
      'main.go': 'package main\n\nimport "example.org/shop/cart"\n',
      'till/till.go': `package till\nfunc Pay() {}\n${lines(12, '// x')}`,
      'cart/cart.go': `package cart\nfunc Add() {}\n${lines(12, '// x')}`,
      'cart/cart_test.go': 'package cart\n\nimport (\n\t"testing"\n)\n',
    });
    const [most] = await draftsOf(repository, 'modules', 'imports');
    expect(most).toMatchObject({ path: 'cart/cart.go', value: 1 });
    expect((await draftsOf(repository, 'modules', 'test-reach')).map(({ path }) => path)).toEqual([
      null,
      'till/till.go',
    ]);
  });

  it('resolves includes, requires and mod declarations of other languages', async () => {
    const repository = await openFiles({
      'include/shop/item.h': '#pragma once\n',
      'src/item.c': '#include "shop/item.h"\n',
      'lib/shop.rb': "require_relative 'shop/cart'\n",
      'lib/shop/cart.rb': 'class Cart; end\n',
      'crate/src/main.rs': 'mod store;\nuse crate::store::Shelf;\n',
      'crate/src/store.rs': 'pub struct Shelf;\n',
      'app/src/main/java/org/shop/Item.java': 'package org.shop;\n',
      'app/src/main/java/org/shop/Cart.java': 'import org.shop.Item;\n',
    });
    const imports = await draftsOf(repository, 'modules', 'imports');
    const imported = imports.filter(({ value }) => value === 1).map(({ path }) => path);
    expect(imported.sort()).toEqual([
      'app/src/main/java/org/shop/Item.java',
      'crate/src/store.rs',
      'include/shop/item.h',
      'lib/shop/cart.rb',
    ]);
  });

  it('notes the languages whose imports it does not read', async () => {
    const repository = await openFiles({ 'src/a.zig': 'const a = 1;\n' });
    expect((await collected(repository, 'modules')).unavailable).toEqual([
      { kind: 'imports', reason: 'imports of Zig are not read' },
    ]);
  });
});
