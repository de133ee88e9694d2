/** What no test reaches and what nothing uses: each true case beside those in which nothing may be said. */
import { describe, expect, it } from 'vitest';
import type { FactKind } from '../../../../../flows/contracts/evidence-pack.ts';
import { type MemoryOptions, memoryRepository, type Texts } from '../../../memory-repository.ts';
import { collected } from '../../fixture.ts';

const BODY = 'export function work() {\n  return 1;\n}\n';
const LONG = `${BODY}${'// more\n'.repeat(12)}`;
const APP = '{ "name": "app", "private": true }';

async function paths(kind: FactKind, files: Texts, options: MemoryOptions = {}): Promise<(string | null)[]> {
  const { facts } = await collected(memoryRepository(files, options), 'modules');
  return facts.filter((fact) => fact.kind === kind && fact.path !== null).map(({ path }) => path);
}

describe('source that no test reaches', () => {
  const tested = { 'src/a.ts': LONG, 'test/a.test.ts': "import '../src/a';\n" };

  it('is named, with totals for the whole', async () => {
    const { facts, totals } = await collected(memoryRepository({ ...tested, 'src/b.ts': LONG }), 'modules');
    const reach = facts.filter(({ kind }) => kind === 'test-reach');
    expect(reach.map(({ path, value }) => [path, value])).toEqual([
      [null, 1],
      ['src/b.ts', 15],
    ]);
    expect(reach[0]?.text).toBe('no test reaches 1 of 2 source files through imports (50 %)');
    expect(totals['test-reach']).toBe(1);
  });

  it.each<readonly [name: string, files: Texts]>([
    ['named by a manifest as a program', { 'package.json': '{ "bin": "./dist/b.js" }', 'src/b.ts': LONG }],
    ['run by itself', { 'src/b.ts': `#!/usr/bin/env node\n${LONG}` }],
    ['without a function', { 'src/b.ts': `${'export const b = 1;\n'.repeat(12)}` }],
    [
      'that a test may load by name',
      { 'src/plugins/b.ts': LONG, 'test/b.test.ts': 'await import("../src/plugins/" + name);\n' },
    ],
    [
      'that a test reads by pattern',
      { 'src/p/b.ts': LONG, 'test/b.test.ts': "import.meta.glob('../src/p/*.ts');\n" },
    ],
    ['that a name without a file may mean', { 'src/b.ts': LONG, 'test/b.test.ts': "import '@own/b';\n" }],
    [
      'that a test names in a string',
      {
        'p/__init__.py': '',
        'p/b.py': `def b():\n    return 1\n${'#\n'.repeat(12)}`,
        'tests/test_b.py': "mock.patch('p.b.c')\n",
      },
    ],
    [
      'around a Python module that a test imports',
      {
        'p/__init__.py': `def b():\n    return 1\n${'#\n'.repeat(12)}`,
        'p/b.py': '',
        'tests/test_b.py': 'import p.b\n',
      },
    ],
    [
      'of a Go package with a test',
      { 'b/b.go': `package b\nfunc B() {}\n${'//\n'.repeat(12)}`, 'b/b_test.go': 'package b\n' },
    ],
    ['of Ruby', { 'lib/b.rb': `def b\nend\n${'#\n'.repeat(12)}` }],
  ])('is not %s', async (_name, files) => {
    expect(await paths('test-reach', { ...tested, ...files })).toEqual([]);
  });

  it('is not said of tests that import no source', async () => {
    expect(await paths('test-reach', { 'src/a.ts': LONG, 'test/a.test.ts': "fetch('/');\n" })).toEqual([]);
  });

  it('is not said where files are not in the clone', async () => {
    expect(
      await paths('test-reach', { ...tested, 'src/b.ts': LONG }, { missing: ['test/b.test.ts'] }),
    ).toEqual([]);
  });
});

describe('an unused file', () => {
  const used = { 'package.json': APP, 'src/main.ts': "import './a';\n", 'src/a.ts': BODY };

  it('is one that nothing imports or names', async () => {
    expect(await paths('unused-file', { ...used, 'src/left.ts': BODY })).toEqual(['src/left.ts']);
  });

  it('is found beside a used one of the same name', async () => {
    const files = {
      ...used,
      'src/new/left.ts': BODY,
      'src/left.ts': BODY,
      'src/main.ts': "import './a';\nimport './new/left';\n",
    };
    expect(await paths('unused-file', files)).toEqual(['src/left.ts']);
  });

  it('is found in a Python program', async () => {
    const files = { 'p/__init__.py': '', 'p/left.py': 'def left():\n    pass\n', 'main.py': 'import p\n' };
    expect(await paths('unused-file', files)).toEqual(['p/left.py']);
  });

  const left = { ...used, 'src/left.ts': BODY };
  it.each<readonly [name: string, files: Texts]>([
    ['imported by a page', { ...left, 'p.astro': "---\nimport './src/left';\n---\n" }],
    ['named by a command', { ...left, Makefile: 'run:\n\tnode src/left.ts\n' }],
    ['named in a string', { ...left, 'src/a.ts': "load('left');\n" }],
    [
      'an entry of the manifest',
      { ...left, 'package.json': '{ "private": true, "main": "./dist/left.js" }' },
    ],
    ['near a module that is loaded by name', { ...left, 'src/a.ts': `${BODY}await import(name);\n` }],
    ['below a pattern', { ...left, 'src/a.ts': "import.meta.glob('./*.ts');\n" }],
    [
      'loaded by the end of its name',
      { ...used, 'src/left.entity.ts': BODY, 'orm.json': '{ "entities": ["dist/**/*.entity.js"] }' },
    ],
    ['in a folder that is loaded', { ...used, 'src/left/x.ts': BODY, 'src/a.ts': "load('./left/*.ts');\n" }],
    [
      'where a framework imports by itself',
      { ...left, 'package.json': '{ "private": true, "dependencies": { "nuxt": "3" } }' },
    ],
    ['a route', { ...used, 'src/pages/left.ts': BODY }],
    ['a script', { ...left, 'src/left.ts': 'console.log(1);\n' }],
    [
      'of a library that has no exports map',
      { ...left, 'package.json': '{ "name": "lib", "version": "1.0.0", "main": "src/main.ts" }' },
    ],
    [
      'of an installed Python package',
      {
        'pyproject.toml': '[project]\nname = "p"\n',
        'p/__init__.py': '',
        'p/left.py': 'def left():\n    pass\n',
      },
    ],
    ['a Go file', { 'go.mod': 'module m\n', 'left.go': 'package m\nfunc Left() {}\n' }],
  ])('is not %s', async (_name, files) => {
    expect(await paths('unused-file', files)).toEqual([]);
  });

  it('is not said where only a part of the repository is read', async () => {
    expect(await paths('unused-file', left, { missing: ['src/other.ts'] })).toEqual([]);
  });
});

describe('an unused export', () => {
  const files = (a: string, more: Texts = {}): Texts => ({
    'package.json': APP,
    'src/main.ts': "import { used } from './a';\nused();\n",
    'src/a.ts': `export function used() {}\n${a}`,
    ...more,
  });

  it('is a name that is written once in the repository', async () => {
    expect(await paths('unused-export', files('export function left() {}\n'))).toEqual(['src/a.ts']);
  });

  it.each<readonly [name: string, files: Texts]>([
    ['used by its own file', files('export function left() {}\nleft();\n')],
    ['mentioned in a document', files('export function left() {}\n', { 'README.md': 'Call `left`.\n' })],
    ['called by a framework', files('export async function getServerSideProps() {}\n')],
    [
      'of a file that is imported as a whole',
      files('export function left() {}\n', { 'src/b.ts': "import * as a from './a';\n" }),
    ],
    [
      'handed on by an entry',
      files('export function left() {}\n', {
        'package.json': '{ "name": "x", "main": "index.ts", "private": true }',
        'index.ts': "export * from './src/a';\n",
      }),
    ],
    [
      'decorated',
      {
        'main.py': 'import a\n',
        'a.py': 'def used():\n    pass\n\n@app.get("/")\ndef left():\n    used()\n',
      },
    ],
  ])('is not one %s', async (_name, given) => {
    expect(await paths('unused-export', given)).toEqual([]);
  });
});
