/** Which packages count as unused or undeclared, in small repositories: each with what is said of it, or nothing. */
import { describe, expect, it } from 'vitest';
import { collected, openFiles } from '../fixture.ts';

const npm = (fields: object, name = 'shop') => JSON.stringify({ name, version: '1.0.0', ...fields }, null, 2);
const lock = (...names: string[]) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: Object.fromEntries(
      names.map((name) => [`node_modules/${name}`, { version: '1.0.0', resolved: 'https://r/-/x' }]),
    ),
  });
const IMPORT = "import pad from 'left-pad';\n\nexport const padded = (text) => pad(text, 9);\n";

async function found(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { facts } = await collected(await openFiles(files), 'package-use');
  return facts.map(({ kind, subject, path, line }) => `${kind} ${subject} ${path}:${line}`);
}

const DECLARED = { dependencies: { 'left-pad': '^1.3.0' } };

describe('unused dependencies', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'an npm package that nothing names',
      { 'package.json': npm(DECLARED), 'a.js': 'export const a = 1;\n' },
      ['unused-dependency left-pad package.json:5'],
    ],
    ['one that is imported', { 'package.json': npm(DECLARED), 'a.js': IMPORT }, []],
    [
      'one that a script runs',
      { 'package.json': npm({ ...DECLARED, scripts: { x: 'left-pad in' } }), 'a.js': '1;\n' },
      [],
    ],
    [
      'one that a setting names',
      { 'package.json': npm(DECLARED), 'a.js': '1;\n', 'tool.yml': 'use: left-pad\n' },
      [],
    ],
    [
      'one that only prose names',
      { 'package.json': npm(DECLARED), 'a.js': '1;\n', 'README.md': 'left-pad\n' },
      ['unused-dependency left-pad package.json:5'],
    ],
    [
      'one for development',
      { 'package.json': npm({ devDependencies: { 'left-pad': '1' } }), 'a.js': '1;\n' },
      [],
    ],
    ['a plugin', { 'package.json': npm({ dependencies: { 'rollup-plugin-x': '1' } }), 'a.js': '1;\n' }, []],
    [
      'any of a framework that loads by itself',
      { 'package.json': npm({ dependencies: { expo: '1', 'left-pad': '1' } }), 'a.js': '1;\n' },
      [],
    ],
    [
      'a Go module that nothing imports',
      { 'go.mod': 'module m\n\ngo 1.22\n\nrequire example.com/pad v1.0.0\n', 'a.go': 'package m\n' },
      ['unused-dependency example.com/pad go.mod:5'],
    ],
    [
      'a Go module by one of its packages',
      {
        'go.mod': 'module m\n\nrequire example.com/pad v1.0.0\n',
        'a.go': 'package m\n\nimport "example.com/pad/left"\n\nvar _ = left.Pad\n',
      },
      [],
    ],
    [
      'a Go module that is indirect',
      { 'go.mod': 'module m\n\nrequire example.com/pad v1.0.0 // indirect\n', 'a.go': 'package m\n' },
      [],
    ],
    [
      'a crate that nothing names',
      {
        'Cargo.toml': '[package]\nname = "m"\n\n[dependencies]\nleft-pad = "1"\n',
        'src/main.rs': 'fn main() {}\n',
      },
      ['unused-dependency left-pad Cargo.toml:5'],
    ],
    [
      'a crate under its Rust name',
      {
        'Cargo.toml': '[package]\nname = "m"\n\n[dependencies]\nleft-pad = "1"\n',
        'src/main.rs': 'fn main() { left_pad::pad(); }\n',
      },
      [],
    ],
    [
      'an optional crate',
      {
        'Cargo.toml':
          '[package]\nname = "m"\n\n[dependencies]\nleft-pad = { version = "1", optional = true }\n',
        'src/main.rs': 'fn main() {}\n',
      },
      [],
    ],
    [
      'a Python package that nothing names',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = [\n  "leftpad>=1.0",\n]\n',
        'm/a.py': 'x = 1\n',
      },
      ['unused-dependency leftpad pyproject.toml:4'],
    ],
    [
      'a Python package under another name',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = [\n  "PyYAML>=6.0",\n]\n',
        'm/a.py': 'import yaml\n',
      },
      [],
    ],
    [
      'a server that nothing imports',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = [\n  "gunicorn>=20.0",\n]\n',
        'm/a.py': 'x = 1\n',
      },
      [],
    ],
  ])('are, or are not: %s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });
});

describe('undeclared imports', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'a package that only the lock file has',
      { 'package.json': npm({}), 'package-lock.json': lock('left-pad'), 'src/a.js': IMPORT },
      ['undeclared-import left-pad src/a.js:1'],
    ],
    [
      'a name that is not installed',
      { 'package.json': npm({}), 'package-lock.json': lock('other'), 'src/a.js': IMPORT },
      [],
    ],
    [
      'a package that the manifest above declares',
      {
        'package.json': npm(DECLARED),
        'packages/x/package.json': npm({}, 'x'),
        'packages/x/src/a.js': IMPORT,
      },
      [],
    ],
    [
      'a package that is a peer',
      { 'package.json': npm({ peerDependencies: { 'left-pad': '*' } }), 'src/a.js': IMPORT },
      [],
    ],
    [
      'a module of Node',
      { 'package.json': npm({}), 'src/a.js': "import fs from 'fs';\nimport { test } from 'node:test';\n" },
      [],
    ],
    [
      'a type',
      { 'package.json': npm({}), 'src/a.ts': "import type { Pad } from 'left-pad';\nexport type P = Pad;\n" },
      [],
    ],
    [
      'text within a template',
      { 'package.json': npm({}), 'src/a.js': "export const code = `\nimport pad from 'left-pad';\n`;\n" },
      [],
    ],
    [
      'what a function requires',
      {
        'package.json': npm({}),
        'src/a.js': "exports.f = function () {\n  return require('left-pad');\n};\n",
      },
      [],
    ],
    ['a test', { 'package.json': npm({}), 'test/a.test.js': IMPORT }, []],
    [
      'an alias of a folder',
      {
        'package.json': npm({}),
        'src/components/b.js': 'export default 1;\n',
        'src/a.js': "import b from 'components/b';\nexport default b;\n",
      },
      [],
    ],
    [
      'a Python package that is well known',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = []\n',
        'm/__init__.py': '',
        'm/a.py': 'import requests\n',
      },
      ['undeclared-import requests m/a.py:1'],
    ],
    [
      'a Python package that is declared',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = ["requests"]\n',
        'm/a.py': 'import requests\n',
      },
      [],
    ],
    [
      'a module of Python itself',
      {
        'pyproject.toml': '[project]\nname = "m"\n',
        'uv.lock': '[[package]]\nname = "json"\nversion = "1"\n',
        'm/a.py': 'import json\n',
      },
      [],
    ],
    [
      'an import that may fail',
      {
        'pyproject.toml': '[project]\nname = "m"\n',
        'm/a.py': 'try:\n    import requests\nexcept ImportError:\n    requests = None\n',
      },
      [],
    ],
    [
      'an example in a docstring',
      { 'pyproject.toml': '[project]\nname = "m"\n', 'm/a.py': '"""\nimport requests\n"""\nx = 1\n' },
      [],
    ],
    [
      'a companion of a declared package',
      {
        'pyproject.toml': '[project]\nname = "m"\ndependencies = ["pandas>=2"]\n',
        'm/a.py': 'import numpy\nimport pandas\n',
      },
      [],
    ],
  ])('are, or are not: %s', async (_what, files, expected) => {
    const facts = await found(files);
    expect(facts.filter((one) => one.startsWith('undeclared'))).toEqual(expected);
  });
});
