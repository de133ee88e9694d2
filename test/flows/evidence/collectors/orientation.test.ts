/** What a newcomer is told first: sentences of documents and comments, commands of manifests, entry points. */
import { describe, expect, it } from 'vitest';
import { fileComment } from '../../../../flows/evidence/collectors/text/file-comment.ts';
import { firstSentence, headingsOf } from '../../../../flows/evidence/collectors/text/first-sentence.ts';
import { draftsOf, openFiles } from '../fixture.ts';

describe('the first sentence of a document', () => {
  it.each<[what: string, text: string, sentence: string | null]>([
    ['below a heading', '# Shop\n\nSells things to people. And more.\n', 'Sells things to people.'],
    ['below an underlined heading', 'shop (sp)\n---------\nshop sells things.\n', 'shop sells things.'],
    [
      'after badges, HTML and a logo',
      '<p align="center"><img src="a.svg"></p>\n\n[![CI](a.svg)](b) [![npm](c.svg)](d)\n\n**Sells things.**\n',
      'Sells things.',
    ],
    [
      'after a table of contents',
      '## Table of contents\n\n* [Install](#install)\n\nSee the list.\n\n## Shop\n\nIt sells things.\n',
      'It sells things.',
    ],
    ['after a row of links', '[Docs](a) | [Demo](b)\n\nIt sells things.\n', 'It sells things.'],
    ['after a note', '> [!NOTE]\n> Moved.\n\nNote: old.\n\nIt sells things.\n', 'It sells things.'],
    ['with an abbreviation', 'It sells things, e.g. Books. More.\n', 'It sells things, e.g. Books.'],
    ['within HTML', '<p>\n  It sells <b>many</b> things.\n</p>\n', 'It sells many things.'],
    ['of reStructuredText', 'Shop\n====\n\n.. image:: a.svg\n\nIt sells things.\n', 'It sells things.'],
    ['none in code', '```sh\n# install the shop\nnpm install\n```\n', null],
    ['none in a comment', '<!--\nIt sells things.\n-->\n', null],
    ['none in headings alone', '# Shop\n\n## Install\n', null],
  ])('is found %s', (_, text, sentence) => {
    expect(firstSentence(text)?.text ?? null).toBe(sentence);
  });

  it('is not mixed with headings that only look so in code', () => {
    expect(headingsOf('Shop\n====\n\n```py\n# save this\n```\n\n## Use\n')).toEqual(['Shop', 'Use']);
  });
});

describe('the comment of a file', () => {
  it.each<[path: string, text: string, sentence: string | null]>([
    [
      'doc.go',
      '// Package shop sells things to people.\npackage shop\n',
      'Package shop sells things to people.',
    ],
    [
      'shop/__init__.py',
      '"""Sells things to all people.\n\nMore.\n"""\nimport os\n',
      'Sells things to all people.',
    ],
    ['src/lib.rs', '//! Sells things to all people.\n\nfn a() {}\n', 'Sells things to all people.'],
    [
      'index.js',
      '/**\n * Sells things to all people.\n */\n\nimport a from "a";\n',
      'Sells things to all people.',
    ],
    [
      'package-info.java',
      '/*\n * Copyright 2015 X\n */\n\n/**\n * Sells things to all people.\n */\npackage shop;\n',
      'Sells things to all people.',
    ],
    [
      'index.js',
      "/*! shop\n * MIT Licensed\n */\n\n'use strict';\n\n/**\n * Module dependencies.\n */\n\nvar a;\n",
      null,
    ],
    ['index.js', '// adds one to a given number\nfunction add() {}\n', null],
  ])('of %s is its first sentence, and no license', (path, text, sentence) => {
    expect(fileComment(path, text)?.text ?? null).toBe(sentence);
  });
});

const JS = { 'src/a.js': 'export const a = 1;\n' };
const npm = (scripts: object, more: object = {}): string =>
  JSON.stringify({ name: 'x', scripts, ...more }, null, 2);
const PY = { 'src/x/__init__.py': '', 'src/x/cli.py': 'def main():\n    pass\n' };
const ci = (command: string) => ({
  '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - run: ${command}\n`,
});

describe('the commands of a project', () => {
  it.each<[what: string, files: Record<string, string>, commands: string[]]>([
    ['npm', { ...JS, 'package.json': npm({ test: 'mocha', lint: 'x' }) }, ['npm install', 'npm test']],
    [
      'bun by its lock file',
      { ...JS, 'package.json': npm({ dev: 'x', test: 'x' }), 'bun.lock': '{}' },
      ['bun install', 'bun run dev', 'bun run test'],
    ],
    [
      'pnpm',
      { ...JS, 'package.json': npm({ build: 'x' }), 'pnpm-lock.yaml': '' },
      ['pnpm install', 'pnpm run build'],
    ],
    [
      'yarn as declared',
      { ...JS, 'package.json': npm({ test: 'x' }, { packageManager: 'yarn@4.1.0' }) },
      ['yarn install', 'yarn test'],
    ],
    [
      'npm without a placeholder for tests',
      { ...JS, 'package.json': npm({ test: 'echo "Error: no test specified" && exit 1' }) },
      ['npm install'],
    ],
    [
      'uv with what CI runs',
      {
        ...PY,
        ...ci('uv run --locked tox run'),
        'uv.lock': '',
        'tests/conftest.py': '',
        'pyproject.toml': '[project]\nname = "x"\n[project.scripts]\nx = "x.cli:main"\n[tool.tox]\n',
      },
      ['uv sync', 'uv run x', 'uv run tox'],
    ],
    [
      'pip',
      { ...PY, 'requirements.txt': 'a', 'pytest.ini': '' },
      ['pip install -r requirements.txt', 'pytest'],
    ],
    [
      'go',
      { 'go.mod': 'module x\n', 'main.go': 'package main\n' },
      ['go mod download', 'go build ./...', 'go run .', 'go test ./...'],
    ],
    [
      'a workspace of cargo',
      { 'Cargo.toml': '[workspace]\n[package]\nname = "x"\n', 'src/main.rs': 'fn main() {}\n' },
      ['cargo install --path .', 'cargo build', 'cargo run', 'cargo test --workspace'],
    ],
    [
      'the wrapper of Gradle',
      { 'build.gradle': '', gradlew: '', 'src/main/java/A.java': 'class A {}\n' },
      ['./gradlew build', './gradlew test'],
    ],
    [
      'rake',
      { Gemfile: '', Rakefile: 'Rake::TestTask.new', 'lib/a.rb': 'x\n' },
      ['bundle install', 'bundle exec rake test'],
    ],
    [
      'composer',
      { 'composer.json': '{}', 'phpunit.xml': '', 'src/A.php': '<?php\n' },
      ['composer install', 'vendor/bin/phpunit'],
    ],
    [
      'make with what CI runs',
      { Makefile: 'all: a\ntest:\n\tx\ncheck: test\n', 'a.c': 'int a;\n', ...ci('make check') },
      ['make', 'make check'],
    ],
    [
      'two folders',
      {
        'client/package.json': npm({}),
        'client/a.js': 'x\n',
        'server/go.mod': 'module s\n',
        'server/a.go': 'package s\n',
      },
      [
        'cd client && npm install',
        'cd server && go mod download',
        'cd server && go build ./...',
        'cd server && go test ./...',
      ],
    ],
    ['none', { 'README.md': '# X\n' }, []],
  ])('are those of %s', async (_, files, commands) => {
    const facts = await draftsOf(await openFiles(files), 'orientation', 'command');
    const order = ['install', 'build', 'run', 'test'];
    const sorted = facts.toSorted(
      (a, b) =>
        Number(a.path?.startsWith('server')) - Number(b.path?.startsWith('server')) ||
        order.indexOf(a.subject ?? '') - order.indexOf(b.subject ?? ''),
    );
    expect(sorted.map(({ value }) => value)).toEqual(commands);
  });
});

describe('what a project is', () => {
  it.each<[what: string, files: Record<string, string>, said: Record<string, string>]>([
    [
      'its manifest',
      {
        'package.json': '{\n  "description": "Sells things to all people",\n  "license": "MIT"\n}\n',
        'README.md': '# X\n\nOther words here.\n',
      },
      { description: 'Sells things to all people', license: 'MIT' },
    ],
    [
      'its README where the manifest has three words',
      {
        'package.json': '{ "name": "x", "description": "The X shop" }\n',
        'README.md': '# X\n\nX sells things to people.\n',
      },
      { description: 'X sells things to people.' },
    ],
    [
      'long strings and a license file',
      {
        'Cargo.toml': '[package]\ndescription = """\nSells things\nto all people.\n"""\n',
        LICENSE: 'MIT License\n\nCopyright\n',
      },
      { description: 'Sells things to all people.', license: 'MIT' },
    ],
  ])('is said by %s', async (_, files, said) => {
    const facts = await draftsOf(await openFiles(files), 'orientation', 'about');
    expect(Object.fromEntries(facts.map(({ subject, value }) => [subject, value]))).toEqual(said);
  });
});

describe('entry points', () => {
  it.each<[what: string, files: Record<string, string>, entries: [how: string, target: string][]]>([
    [
      'a built file by its source',
      { 'package.json': '{ "bin": "dist/cli.js" }', 'src/cli.ts': 'x()\n' },
      [['command', 'src/cli.ts']],
    ],
    ['no file that is not there', { 'package.json': '{ "main": "dist/gone.js" }', 'src/a.ts': 'x()\n' }, []],
    [
      'index.js where nothing is named',
      { 'package.json': '{ "name": "x" }', 'index.js': 'x()\n' },
      [['main', 'index.js']],
    ],
    ['no comment', { 'lib/server.js': '/**\n *   http.createServer(app).listen(80);\n */\nx();\n' }, []],
    ['no string', { 'app.py': 'HELP = """\napp.run()\n"""\n' }, []],
    [
      'a script of Python',
      { 'pyproject.toml': '[project]\nname = "y"\n[project.scripts]\nx = "x.cli:main"\n', ...PY },
      [['command', 'src/x/cli.py']],
    ],
    [
      'no benchmark',
      { 'metrics/src/main/java/P.java': 'class P {\n  public static void main(String[] a) {}\n}\n' },
      [],
    ],
    [
      'the class of a Java library',
      { 'pom.xml': '<artifactId>shop</artifactId>\n', 'src/main/java/x/Shop.java': 'class Shop {}\n' },
      [['library', 'src/main/java/x/Shop.java']],
    ],
  ])('are %s', async (_, files, entries) => {
    const facts = await draftsOf(await openFiles(files), 'packages', 'entry');
    expect(facts.map(({ data }) => [data.how, data.target])).toEqual(entries);
  });
});
