/** Which imports are read, over small repositories of each kind; what is not read is never said to be unused. */
import { describe, expect, it } from 'vitest';
import { readGraph } from '../../../../../flows/evidence/collectors/imports/module-graph.ts';
import { linksOf } from '../../../../../flows/evidence/links.ts';
import { memoryRepository, type Texts } from '../../../memory-repository.ts';
import { collected, draftsOf, scopeOf } from '../../fixture.ts';

const PACKAGE = '{ "name": "app", "private": true }';

async function importsOf(files: Texts, path: string): Promise<string[]> {
  const repository = memoryRepository(files);
  const source = { repository, scope: await scopeOf(repository) };
  const { edges } = await readGraph(source, new AbortController().signal);
  return (edges.get(path) ?? []).map(({ to }) => to);
}

describe('an import', () => {
  const target = 'export function a() {}\n';
  it.each<readonly [name: string, files: Texts, from: string, to: string]>([
    ['in Astro', { 'a.ts': target, 'p.astro': "---\nimport { a } from './a';\n---\n" }, 'p.astro', 'a.ts'],
    [
      'in Svelte',
      { 'a.ts': target, 'p.svelte': "<script>import { a } from './a.ts';</script>" },
      'p.svelte',
      'a.ts',
    ],
    [
      'in Vue',
      { 'a.ts': target, 'p.vue': "<script setup>\nimport { a } from './a'\n</script>" },
      'p.vue',
      'a.ts',
    ],
    ['in MDX', { 'a.ts': target, 'p.mdx': "import { a } from './a.ts';\n\n# Title\n" }, 'p.mdx', 'a.ts'],
    [
      'in HTML',
      { 'src/a.ts': target, 'index.html': '<script type="module" src="/src/a.ts"></script>' },
      'index.html',
      'src/a.ts',
    ],
    [
      'by import()',
      { 'a.ts': target, 'b.ts': "const a = await import(/* chunk */ './a.ts');\n" },
      'b.ts',
      'a.ts',
    ],
    ['by require.resolve', { 'a.js': target, 'b.js': "fork(require.resolve('./a'));\n" }, 'b.js', 'a.js'],
    [
      'by new URL',
      { 'a.ts': target, 'b.ts': "new Worker(new URL('./a.ts', import.meta.url));\n" },
      'b.ts',
      'a.ts',
    ],
    [
      'by a path beside it',
      { 'a.js': target, 'b.js': "fork(path.join(__dirname, 'a.js'));\n" },
      'b.js',
      'a.js',
    ],
    [
      'with a comment in its braces',
      { 'a.ts': target, 'b.ts': "import {\n  a, // it's the first\n} from './a';\n" },
      'b.ts',
      'a.ts',
    ],
    [
      'through an extended tsconfig',
      {
        'tsconfig.shared.json': '{ "compilerOptions": { "paths": { "~x/*": ["./lib/*"] } } }',
        'app/tsconfig.app.json': '{ "extends": "../tsconfig.shared.json" }',
        'lib/a.ts': target,
        'app/b.ts': "import '~x/a';\n",
      },
      'app/b.ts',
      'lib/a.ts',
    ],
    [
      'through an alias that only the bundler knows',
      { 'package.json': PACKAGE, 'src/a.ts': target, 'src/b/c.ts': "import '@/a';\n" },
      'src/b/c.ts',
      'src/a.ts',
    ],
    [
      'through package imports',
      {
        'package.json': '{ "imports": { "#x/*": "./src/*.ts" } }',
        'src/a.ts': target,
        'b.ts': "import '#x/a';\n",
      },
      'b.ts',
      'src/a.ts',
    ],
    [
      'through an exports map of the workspace',
      {
        'packages/core/package.json':
          '{ "name": "@acme/core", "exports": { "./a": { "types": "./dist/a.d.ts", "default": "./dist/a.js" } } }',
        'packages/core/src/a.ts': target,
        'packages/app/b.ts': "import '@acme/core/a';\n",
      },
      'packages/app/b.ts',
      'packages/core/src/a.ts',
    ],
    [
      'of the folder of a package',
      { 'package.json': '{ "main": "lib/a.js" }', 'lib/a.js': target, 'test/b.js': "require('../');\n" },
      'test/b.js',
      'lib/a.js',
    ],
    [
      'of a built output',
      { 'package.json': PACKAGE, 'src/a.ts': target, 'test/b.js': "require('../dist/a.js');\n" },
      'test/b.js',
      'src/a.ts',
    ],
    [
      'by importlib',
      { 'p/__init__.py': '', 'p/a.py': 'def a(): pass\n', 'b.py': 'importlib.import_module("p.a")\n' },
      'b.py',
      'p/a.py',
    ],
    [
      'after a comment in brackets',
      {
        'p/__init__.py': '',
        'p/a.py': '',
        'p/b.py': '',
        'c.py': 'from p import (\n    a,  # first\n    b,\n)\n',
      },
      'c.py',
      'p/b.py',
    ],
    [
      'from a folder that is on the path',
      { 'backend/app/a.py': 'x = 1\n', 'backend/tests/t.py': 'from app.a import x\n' },
      'backend/tests/t.py',
      'backend/app/a.py',
    ],
    [
      'of a whole Go package',
      {
        'go.mod': 'module x.org/m\n',
        'c/a.go': 'package c\n',
        'c/b.go': 'package c\n',
        'main.go': 'package main\nimport "x.org/m/c"\n',
      },
      'main.go',
      'c/b.go',
    ],
    [
      'of another crate',
      {
        'crates/one-two/Cargo.toml': '[package]\nname = "one-two"\n',
        'crates/one-two/src/lib.rs': 'pub fn a() {}\n',
        'src/main.rs': 'use one_two::a;\n',
      },
      'src/main.rs',
      'crates/one-two/src/lib.rs',
    ],
    [
      'in grouped use',
      { 'src/main.rs': 'use crate::{a::x, b};\n', 'src/a.rs': 'pub fn x() {}\n' },
      'src/main.rs',
      'src/a.rs',
    ],
  ])('%s is read', async (_name, files, from, to) => {
    expect(await importsOf(files, from)).toContain(to);
  });

  it('of an installed package names no file', async () => {
    const files = {
      'package.json': '{ "dependencies": { "debounce": "1" } }',
      'src/debounce.ts': target,
      'src/b.ts': "import 'debounce';\nimport 'debounce/debounce';\n",
    };
    expect(await importsOf(files, 'src/b.ts')).toEqual([]);
  });
});

describe('a circular dependency', () => {
  it.each<readonly [name: string, files: Texts]>([
    [
      'of values',
      {
        'a.ts': "import { b } from './b';\nexport const a = () => b();\n",
        'b.ts': "import { a } from './a';\nexport const b = () => a();\n",
      },
    ],
    ['of JavaScript', { 'a.js': "const b = require('./b');\n", 'b.js': "const a = require('./a');\n" }],
    [
      'through a barrel',
      {
        'ui/index.ts': "export * from './a';\nexport * from './b';\n",
        'ui/a.ts': "import { b } from '.';\nexport const a = b();\n",
        'ui/b.ts': 'export const b = () => 1;\n',
      },
    ],
    ['of Python names', { 'p/__init__.py': 'from .a import A\n', 'p/a.py': 'from . import A\n' }],
  ])('%s is found', async (_name, files) => {
    const cycles = await draftsOf(memoryRepository(files), 'modules', 'cycles');
    expect(cycles.filter(({ data }) => !data.type_only)).toHaveLength(1);
  });

  it.each<readonly [name: string, files: Texts]>([
    [
      'of a Python submodule',
      {
        'p/__init__.py': 'from .app import App\n',
        'p/app.py': 'from . import cli\nfrom . import typing as t\n',
        'p/cli.py': '',
        'p/typing.py': '',
      },
    ],
    [
      'of an absolute Python submodule',
      { 'p/__init__.py': 'from p.app import App\n', 'p/app.py': 'from p import cli\n', 'p/cli.py': '' },
    ],
    ['of the own Python package', { 'p/__init__.py': 'from .a import A\n', 'p/a.py': 'import p\n' }],
    [
      'of an import in a Python function',
      { 'p/__init__.py': '', 'p/a.py': 'from .b import b\n', 'p/b.py': 'def b():\n    from .a import a\n' },
    ],
    [
      'of an import for type checkers',
      {
        'p/__init__.py': '',
        'p/a.py': 'from .b import B\n',
        'p/b.py': 'if TYPE_CHECKING:\n    from .a import A\n',
      },
    ],
    [
      'of a class that serves as a type',
      {
        'a.ts': "import { B } from './b';\nexport class A { b = new B(this); }\n",
        'b.ts':
          "import { A } from './a';\nexport class B { constructor(readonly a: A) {} other?: A; all: Map<string, A> = new Map(); }\n",
      },
    ],
    [
      'of a re-exported type',
      {
        'a.ts': "import { b } from './b';\nexport interface A {}\nb();\n",
        'b.ts': "import { A } from './a';\nexport function b(a?: A): A | null { return null; }\n",
      },
    ],
    [
      'of Go files',
      {
        'go.mod': 'module m\n',
        'a/a.go': 'package a\nimport "m/b"\n',
        'b/b.go': 'package b\nimport "m/a"\n',
      },
    ],
  ])('%s is none at load time', async (_name, files) => {
    const cycles = await draftsOf(memoryRepository(files), 'modules', 'cycles');
    expect(cycles.filter(({ data }) => !data.type_only)).toEqual([]);
  });
});

describe('a link between two files', () => {
  const linked = async (files: Texts, a: string, b: string): Promise<boolean | null> =>
    linksOf((await collected(memoryRepository(files), 'modules')).measures)(a, b);
  const a = 'export function a() {}\n';

  it.each<readonly [name: string, files: Texts, linked: boolean | null]>([
    ['is an import', { 'a.ts': a, 'b.ts': "import { a } from './a';\n" }, true],
    [
      'is an import through barrels',
      {
        'x/y/a.ts': a,
        'a.ts': '',
        'x/index.ts': "export * from './y/index.ts';\n",
        'x/y/index.ts': "export { a } from './a.ts';\n",
        'b.ts': "import { a } from './x';\n",
      },
      true,
    ],
    [
      'is an import through a barrel without export from',
      {
        'a.ts': '',
        'x/y/a.ts': a,
        'x/index.ts': "import { a } from './y/a';\nexport { a };\n",
        'b.ts': "import { a } from './x';\n",
      },
      true,
    ],
    ['is none without an import', { 'a.ts': a, 'b.ts': a }, false],
    ['is not known if one loads modules by name', { 'a.ts': a, 'b.ts': 'require(name);\n' }, null],
    [
      'is not known of a language whose names need no import',
      { 'a.ts': a, 'b.ts': a, 'a.rb': 'class A; end\n', 'b.rb': 'class B; end\n' },
      null,
    ],
  ])('%s', async (_name, files, expected) => {
    const first = Object.hasOwn(files, 'a.rb')
      ? 'a.rb'
      : Object.hasOwn(files, 'x/y/a.ts')
        ? 'x/y/a.ts'
        : 'a.ts';
    expect(await linked(files, first, first.endsWith('.rb') ? 'b.rb' : 'b.ts')).toBe(expected);
  });

  it('is the package of two Go files', async () => {
    expect(await linked({ 'p/a.go': 'package p\n', 'p/b.go': 'package p\n' }, 'p/a.go', 'p/b.go')).toBe(true);
  });
});
