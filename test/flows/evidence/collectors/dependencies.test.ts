import { describe, expect, it } from 'vitest';
import { versionsIn } from '../../../../flows/evidence/collectors/packages/dependency-versions.ts';
import { makeRepository } from '../../../setup/repositories.ts';
import { draftsOf, open, openFiles } from '../fixture.ts';

const asked = (path: string, text: string) =>
  versionsIn(path, text)?.asked.map(({ name, version, line }) => [name, version, line]);

describe('the versions that a file asks for', () => {
  it.each([
    [
      'package.json',
      '{\n"dependencies": {\n"a": "^1.0.0"\n},\n"engines": { "node": ">=20" }\n}',
      [
        ['a', '^1.0.0', 3],
        ['Node.js', '>=20', 5],
      ],
    ],
    [
      'composer.json',
      '{\n"require": {\n"php": "^8.1",\n"x/y": "^2"\n} }',
      [
        ['PHP', '^8.1', 3],
        ['x/y', '^2', 4],
      ],
    ],
    [
      'go.mod',
      'module x\n\ngo 1.24\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgithub.com/c/d v0.1.0 // indirect\n)\n',
      [
        ['github.com/a/b', 'v1.2.3', 6],
        ['Go', '1.24', 3],
      ],
    ],
    [
      'pyproject.toml',
      '[project]\nrequires-python = ">=3.10"\ndependencies = [\n  "flask>=3.0",\n]\n',
      [
        ['flask', '>=3.0', 4],
        ['Python', '>=3.10', 2],
      ],
    ],
    [
      'requirements.txt',
      'flask==3.0.1\n# note\nclick>=8\n',
      [
        ['flask', '==3.0.1', 1],
        ['click', '>=8', 3],
      ],
    ],
    [
      'Cargo.toml',
      '[package]\nname = "x"\nversion = "1.0.0"\n\n[dependencies]\nlog = "0.4"\nbstr = { version = "1.2", features = [] }\n',
      [
        ['log', '0.4', 6],
        ['bstr', '1.2', 7],
      ],
    ],
    ['Gemfile', "gem 'rack', '~> 3.0'\ngem 'own', path: '.'\n", [['rack', '~> 3.0', 1]]],
    [
      '.github/workflows/ci.yml',
      `- uses: acme/a@v4\n- uses: acme/b@${'a'.repeat(40)} # v2.1.0\n- uses: ./own\n`,
      [
        ['acme/a', 'v4', 1],
        ['acme/b', 'v2.1.0', 2],
      ],
    ],
  ])('%s', (path, text, expected) => {
    expect(asked(path, text)).toEqual(expected);
  });

  it.each([
    [
      'setup.py',
      "setup(\n    python_requires='>=3.7, <4',\n    install_requires=[\n        'idna>=2.5',\n    ],\n)\n",
      [
        ['idna', '>=2.5', false],
        ['Python', '>=3.7, <4', false],
      ],
    ],
    [
      'setup.cfg',
      '[options]\npython_requires = >=3.8\ninstall_requires =\n    click>=8\n\n[options.extras_require]\ntest =\n    pytest>=7\n',
      [
        ['click', '>=8', false],
        ['pytest', '>=7', true],
        ['Python', '>=3.8', false],
      ],
    ],
    [
      'pyproject.toml',
      '[build-system]\nrequires = [\n  "hatchling>=1",\n]\n[project]\ndependencies = [\n  "flask>=3.0",\n]\n[dependency-groups]\nqa = [\n  "ruff>=0.9",\n]\n',
      [
        ['hatchling', '>=1', true],
        ['flask', '>=3.0', false],
        ['ruff', '>=0.9', true],
      ],
    ],
    ['vendor-bin/fixer/composer.json', '{"require": {\n"x/fixer": "3.0.0"\n}}', [['x/fixer', '3.0.0', true]]],
    ['requirements-dev.txt', 'pytest==8.0\n', [['pytest', '==8.0', true]]],
    [
      'x.gemspec',
      "Gem::Specification.new do |s|\n  s.required_ruby_version = '>= 2.7'\n  s.add_dependency 'rack', '~> 3.0'\nend\n",
      [
        ['rack', '~> 3.0', false],
        ['Ruby', '>= 2.7', false],
      ],
    ],
    [
      'Gemfile',
      "gem 'puma', '6.0'\ngroup :test do\n  gem 'rspec', '3.0'\nend\ngem 'pg', '1.5'\n",
      [
        ['puma', '6.0', false],
        ['rspec', '3.0', true],
        ['pg', '1.5', false],
      ],
    ],
    [
      'pom.xml',
      '<dependency>\n<artifactId>gson</artifactId>\n<version>2.1</version>\n</dependency>\n<dependency>\n<artifactId>truth</artifactId>\n<version>1.1</version>\n<scope>test</scope>\n</dependency>\n<plugin>\n<artifactId>jar</artifactId>\n<version>3.0</version>\n</plugin>\n',
      [
        ['gson', '2.1', false],
        ['truth', '1.1', true],
        ['jar', '3.0', true],
      ],
    ],
  ])('are for development or not: %s', (path, text, expected) => {
    expect(versionsIn(path, text)?.asked.map(({ name, version, dev }) => [name, version, dev])).toEqual(
      expected,
    );
  });

  it('are none of a file that asks for nothing', () => {
    expect(versionsIn('src/a.ts', 'a')).toBeNull();
  });
});

const manifest = (dependencies: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ name: 'x', ...more, dependencies }, null, 1);

describe('the dependencies that a change moves', () => {
  async function changes(before: Record<string, string>, after: Record<string, string>) {
    const made = makeRepository({ files: before });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files: after });
    const facts = await draftsOf(await open(made.path, base), 'dependencies', 'dependency-diff');
    return facts.map(({ subject, value, data }) => [subject, value, data.major]);
  }

  it('are added, removed and upgraded, majors first', async () => {
    const before = { 'package.json': manifest({ a: '1.0.0', b: '^1.0.0', c: '^0.1.0', d: '1.0.0' }) };
    const after = { 'package.json': manifest({ b: '^1.2.0', c: '^0.2.0', d: '1.0.0', e: '3.0.0' }) };
    expect(await changes(before, after)).toEqual([
      ['c', '^0.1.0 → ^0.2.0', true],
      ['a', 'removed', false],
      ['b', '^1.0.0 → ^1.2.0', false],
      ['e', 'added 3.0.0', false],
    ]);
  });

  it('are one fact where several manifests change alike', async () => {
    const go = (version: string): string => `module x\n\ngo ${version}\n`;
    expect(
      await changes(
        { 'a/go.mod': go('1.24'), 'b/go.mod': go('1.24') },
        { 'a/go.mod': go('1.25'), 'b/go.mod': go('1.25') },
      ),
    ).toEqual([['Go', '1.24 → 1.25', false]]);
  });

  it('quote the line that asks for the version, so that it can be cited', async () => {
    const made = makeRepository({
      files: { 'package.json': manifest({ a: '1.0.0' }), 'go.mod': 'module x\n\ngo 1.20\n' },
    });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files: { 'package.json': manifest({ a: '2.0.0' }), 'go.mod': 'module x\n\ngo 1.21.0\n' } });
    const facts = await draftsOf(await open(made.path, base), 'dependencies', 'dependency-diff');
    expect(facts.map(({ quote }) => quote)).toEqual(['go 1.21.0', '"a": "2.0.0"']);
  });

  it('are none of a manifest that is new', async () => {
    expect(await changes({ 'a.txt': 'a' }, { 'package.json': manifest({ a: '1.0.0' }) })).toEqual([]);
  });
});

describe('a missing lock file', () => {
  const missing = async (files: Record<string, string>) =>
    (await draftsOf(await openFiles(files), 'dependencies', 'lock-missing')).map(({ path, value }) => [
      path,
      value,
    ]);
  const app = manifest({ a: '^1.0.0' }, { private: true, scripts: { start: 'node .' } });

  it('is a fact of an application', async () => {
    expect(await missing({ 'app/package.json': app })).toEqual([['app/package.json', 'package-lock.json']]);
    expect(
      await missing({ 'Cargo.toml': '[dependencies]\nlog = "0.4"\n', 'src/main.rs': 'fn main() {}\n' }),
    ).toEqual([['Cargo.toml', 'Cargo.lock']]);
  });

  it.each([
    ['with a lock file beside it', { 'app/package.json': app, 'app/yarn.lock': '' }],
    ['with a lock file above it', { 'app/package.json': app, 'pnpm-lock.yaml': '' }],
    ['that is a library', { 'package.json': manifest({ a: '1' }, { scripts: { start: 'node .' } }) }],
    ['that is never started', { 'package.json': manifest({ a: '1' }, { private: true }) }],
    ['without dependencies', { 'package.json': manifest({}, { private: true, scripts: { start: 'x' } }) }],
    ['of a PHP library', { 'composer.json': '{"type":"library","require":{"a/b":"1"}}' }],
  ])('is none of a project %s', async (_, files) => {
    expect(await missing(files as unknown as Record<string, string>)).toEqual([]);
  });
});
