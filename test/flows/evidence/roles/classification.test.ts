import { describe, expect, it } from 'vitest';
import type { FileRole } from '../../../../flows/contracts/evidence-pack.ts';
import { createClassifier, isInformant } from '../../../../flows/evidence/roles/classification.ts';

type Row = readonly [
  kind: string,
  path: string,
  role: FileRole,
  text?: string,
  others?: Record<string, string>,
];

const NPM = (fields: object): string => JSON.stringify(fields);
const MINIFIED = `var a=1;${'b();'.repeat(2_000)}\n`;

/** Kinds of files, each with a case of its own; a file without text here is judged by its path. */
const KINDS: readonly Row[] = [
  ['source', 'src/app.ts', 'src', 'export const a = 1;\n'],
  ['source with unit tests in it (Rust)', 'src/lib.rs', 'src', 'fn a() {}\n#[cfg(test)]\nmod tests {}\n'],
  ['source with doctests', 'pkg/a.py', 'src', 'def a():\n    """\n    >>> a()\n    """\n'],
  ['source in a language that few use', 'contracts/Token.sol', 'src'],
  ['a template', 'web/page.astro', 'src'],
  [
    'a script without extension, by its first line',
    'bin/tool',
    'src',
    '#!/usr/bin/env -S node --flag\nrun();\n',
  ],
  ['a file without extension and first line', 'bin/words', 'data', 'one\ntwo\n'],
  ['an unknown extension', 'src/model.xyz', 'data', 'x = 1\n'],
  ['a suite at the root', 'test.js', 'test', "import test from 'ava';\n"],
  ['a suite at the root (C)', 'test.c', 'test', 'int main(void) { return 0; }\n'],
  ['a suite at the root (Python)', 'tests.py', 'test'],
  [
    'a suite that package.json runs',
    'check.mjs',
    'test',
    'run();\n',
    { 'package.json': NPM({ scripts: { test: 'node check.mjs' } }) },
  ],
  [
    'an entry point that a test script runs',
    'index.js',
    'src',
    'run();\n',
    { 'package.json': NPM({ main: './index.js', scripts: { test: 'node index.js' } }) },
  ],
  ['a test by its name', 'src/app.spec.tsx', 'test'],
  ['a test by its name (Go)', 'pkg/mux_test.go', 'test'],
  ['the test of what makes something (Go)', 'pkg/new_test.go', 'test'],
  ['what only tests use (Rust)', 'crates/searcher/src/testutil.rs', 'test'],
  ['a test by its name (Java)', 'core/FooTest.java', 'test'],
  ['a word that ends in test', 'core/Latest.java', 'src'],
  [
    'a test by what it loads',
    'src/check.ts',
    'test',
    "import { it } from 'vitest';\nit('works', () => {});\n",
  ],
  ['a file of unit tests (Rust)', 'src/cases.rs', 'test', '#![cfg(test)]\nuse super::*;\n'],
  ['tests beside the source (Rust)', 'src/parser/tests.rs', 'test'],
  ['a folder of tests of one kind', 'integration-tests/run.ts', 'test'],
  ['a product that is called test', 'packages/playwright-test/src/runner.ts', 'src'],
  ['a command that is called test', 'src/commands/test/run.ts', 'src'],
  ['a script that writes tests', 'scripts/create-test.js', 'src'],
  [
    "a folder that pytest's settings name",
    'checks/a.py',
    'test',
    '',
    { 'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["checks"]\n' },
  ],
  ['a suite of evaluations', 'evals/memory.eval.ts', 'test'],
  ['a runner of evaluations', 'evals/run.py', 'benchmark'],
  ['what tests read', 'test/fixtures/app/index.js', 'fixture'],
  ['a page that tests load', 'test/views/hello.erb', 'fixture'],
  ['a sample of tests', 'tests/parser/samples/each/main.svelte', 'fixture'],
  ['the settings of tests', 'tests/tsconfig.json', 'config'],
  ['a snapshot', 'src/__snapshots__/a.test.ts.snap', 'snapshot'],
  ['a snapshot in a folder of tests', 'tests/md/snapshots/aside.html', 'snapshot'],
  ['a mock (Go)', 'pkg/container/mock_container.go', 'test'],
  ['a benchmark', 'benches/parse.rs', 'benchmark'],
  ['a benchmark in a folder of tests', 'benchmarks/tests/deep.bench.js', 'benchmark'],
  ['a benchmark by its name', 'metrics/ParseBenchmark.java', 'benchmark'],
  [
    'a benchmark by what it loads',
    'metrics/Runner.java',
    'benchmark',
    'package m;\nimport com.google.caliper.Runner;\n',
  ],
  ['an example', 'examples/hello/index.js', 'example'],
  ['the manifest of an example', 'examples/hello/package.json', 'example'],
  ['the test of an example', 'examples/hello/main_test.go', 'test'],
  ['a Java package named example', 'src/main/java/com/example/App.java', 'src'],
  ['a story of a component', 'src/Button.stories.tsx', 'example'],
  ['a lock file', 'Cargo.lock', 'generated'],
  ['build output', 'dist/index.js', 'generated'],
  [
    'build output by a script',
    'lib/a.js',
    'generated',
    '',
    { 'package.json': NPM({ scripts: { build: 'tsc --outDir lib' } }), 'src/a.ts': '' },
  ],
  [
    'source in a folder that is no build output',
    'lib/a.js',
    'src',
    '',
    { 'tsconfig.json': '{\n  "compilerOptions": {\n    "outDir": "lib"\n  }\n}\n' },
  ],
  [
    'types that a build writes',
    'types/index.d.ts',
    'generated',
    '',
    { 'package.json': NPM({ types: './types/index.d.ts', scripts: { 'generate:types': 'node types.js' } }) },
  ],
  [
    'types that people write',
    'index.d.ts',
    'src',
    'export const a: 1;\n',
    { 'package.json': NPM({ types: 'index.d.ts', scripts: { test: 'tsd' } }) },
  ],
  ['protocol buffers', 'api/shop.pb.go', 'generated'],
  [
    'generated by its header',
    'pkg/mock_store.go',
    'generated',
    '// Code generated by MockGen. DO NOT EDIT.\npackage pkg\n',
  ],
  ['generated by a mark', 'src/a.js', 'generated', '/**\n * @generated by a tool\n */\n'],
  [
    'generated by a sentence',
    'src/errors.js',
    'generated',
    '/* This file is generated by scripts/messages.js. Do not edit! */\n',
  ],
  [
    'a generator',
    'scripts/make.js',
    'src',
    "import fs from 'fs';\nconst head = `\n// Code generated. DO NOT EDIT.\n`;\n",
  ],
  [
    'a scaffold',
    'app/settings.py',
    'src',
    '"""\nGenerated by \'django-admin startproject\' using Django 5.\n"""\n',
  ],
  ['a comment about generated things', 'src/ids.ts', 'src', '// Ids are generated by the database.\n'],
  ['minified', 'public/app.js', 'generated', MINIFIED],
  ['vendored by its folder', 'third_party/zlib/zlib.c', 'vendored'],
  [
    'vendored by its header',
    'ffc.h',
    'vendored',
    '// ffc - float parser. Vendored into this project under the MIT License.\nint f(void);\n',
  ],
  ['a shop with vendors', 'src/vendors/vendor-list.ts', 'src'],
  ['a known library', 'static/jquery-3.7.1.js', 'vendored'],
  ['a module with the name of a library', 'src/normalize-text.js', 'src'],
  ['a migration (SQL)', 'db/migrations/0001_users.sql', 'migration'],
  ['a migration (Flyway)', 'src/main/resources/V2__users.sql', 'migration'],
  ['a migration (Rails)', 'db/migrate/20240101120000_add_users.rb', 'migration'],
  ['a migration (Prisma)', 'prisma/migrations/20240101_init/migration.sql', 'migration'],
  [
    'a migration (Django)',
    'shop/migrations/0002_price.py',
    'migration',
    '# Generated by Django 5.0 on 2024-01-01\nclass Migration(migrations.Migration):\n    pass\n',
  ],
  ['code about migrations', 'src/migration/redis.go', 'src'],
  ['settings', 'vite.config.ts', 'config'],
  ['source that is called like settings', 'src/commands/setup.ts', 'src'],
  ['an image', 'static/logo.png', 'data'],
  ['a table', 'src/words.csv', 'data'],
  ['translations', 'src/locales/de.json', 'data'],
  ['a document', 'docs/guide.md', 'docs'],
  ['a website of documents', 'docs/src/Page.astro', 'docs'],
  ['a module that is called doc', 'crates/core/flags/doc/help.rs', 'src'],
  ['a license', 'LICENSE-MIT', 'docs'],
  ['a program about licenses', 'src/license.ts', 'src'],
  [
    'marked as generated',
    'src/sql.ts',
    'generated',
    '',
    { '.gitattributes': 'src/sql.ts linguist-generated\n' },
  ],
  [
    'marked as not generated',
    'dist/a.js',
    'src',
    '// @generated\n',
    { '.gitattributes': 'dist/** -linguist-generated\n' },
  ],
  [
    'marked as vendored, in a nested file',
    'src/lib/x.c',
    'vendored',
    '',
    { 'src/.gitattributes': 'lib/* linguist-vendored\n' },
  ],
  [
    'marked as documentation',
    'site/a.js',
    'docs',
    '',
    { '.gitattributes': 'site/** linguist-documentation\n' },
  ],
  [
    'a test that is marked as vendored',
    'test/a.js',
    'test',
    '',
    { '.gitattributes': 'test/** linguist-vendored\n' },
  ],
];

function judge([, path, , text, others = {}]: Row) {
  const informants = new Map(Object.entries(others).filter(([other]) => isInformant(other)));
  const classifier = createClassifier([path, ...Object.keys(others)], informants);
  return text === undefined
    ? classifier.byPath(path)
    : classifier.byText(path, text, text.split('\n').length - 1);
}

describe('the role of a file', () => {
  it.each(KINDS.map((row) => ({ row, kind: row[0], path: row[1] })))(
    'is right for $kind ($path)',
    ({ row }) => {
      expect(judge(row).role).toBe(row[2]);
    },
  );

  it('is data for what is binary by its bytes', () => {
    expect(createClassifier(['src/a.ts'], new Map()).binary('src/a.ts').role).toBe('data');
  });

  it('comes with the language that the first line or an attribute names', () => {
    const attributes = new Map([
      ['.gitattributes', '*.inc linguist-language=PHP\n*.js -linguist-detectable\n'],
    ]);
    const classifier = createClassifier(['a.inc', 'run', 'a.js'], attributes);
    expect(classifier.byPath('a.inc')).toEqual({ role: 'src', language: 'PHP' });
    expect(classifier.byText('run', '#!/bin/bash\n', 1)).toEqual({ role: 'src', language: 'Shell' });
    expect(classifier.byPath('a.js')).toEqual({ role: 'src', language: 'JavaScript', uncounted: true });
  });

  it('is found in linear time, whatever a text looks like', () => {
    const classifier = createClassifier([], new Map());
    const imports = "import 'x' from 'vitest'\n".repeat(20_000);
    expect(classifier.byText('src/a.ts', imports, 20_000).role).toBe('src');
    expect(classifier.byText('src/a.py', `import pytest${'\n'.repeat(200_000)}x`, 200_001).role).toBe('src');
  });

  it('says why a file counts as generated or vendored', () => {
    const classifier = createClassifier([], new Map());
    expect(classifier.byPath('go.sum').because).toBe('a lock file');
    expect(classifier.byText('a.go', '// Code generated by x. DO NOT EDIT.\n', 1).because).toBe(
      'its header says so',
    );
  });
});
