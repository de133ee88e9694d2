import { describe, expect, it } from 'vitest';
import { collected, draftsOf, openFiles } from '../fixture.ts';

describe('the packages collector', () => {
  it('reads an npm manifest with the lines of its scripts and its entries', async () => {
    const manifest = `{
  "name": "shop",
  "main": "dist/index.js",
  "bin": { 
    "shop": "bin/shop.js"
  },
  "scripts": {
    "build": "tsc",
    "test": "vitest run"
  },
  "dependencies": { "fastify": "5" },
  "devDependencies": { "vitest": "5" }
}
`;
    const repository = await openFiles({
      'package.json': manifest,
      'src/index.ts': 'start();\n',
      'bin/shop.js': 'run();\n',
    });
    const [fact] = await draftsOf(repository, 'packages', 'manifests');
    expect(fact).toMatchObject({
      path: 'package.json',
      subject: 'shop',
      value: 1,
      data: {
        ecosystem: 'npm',
        dependencies: ['fastify'],
        devDependencies: ['vitest'],
        scripts: [
          { name: 'build', command: 'tsc', line: 8 },
          { name: 'test', command: 'vitest run', line: 9 },
        ],
      },
    });
    const entries = await draftsOf(repository, 'packages', 'entry');
    expect(entries.map(({ line, value, data }) => [line, value, data.how])).toEqual([
      [5, 'bin/shop.js', 'command'],
      [3, 'dist/index.js', 'main'],
    ]);
  });

  it.each([
    ['package.json', '{ "name": "shop", "description": "Sells\\n things " }', 'shop', 'Sells things'],
    ['pyproject.toml', '[project]\nname = "shop"\ndescription = "Sells things"\n', 'shop', 'Sells things'],
    ['Cargo.toml', '[package]\nname = "shop"\ndescription = "Sells things"\n', 'shop', 'Sells things'],
    ['composer.json', '{ "name": "a/shop", "description": "Sells" }', 'a/shop', 'Sells'],
    [
      'pom.xml',
      '<project><parent><artifactId>parent</artifactId></parent><artifactId>shop</artifactId><description>Sells</description><dependencies><dependency><artifactId>x</artifactId></dependency></dependencies></project>',
      'shop',
      'Sells',
    ],
    [
      'shop.gemspec',
      "Gem::Specification.new 'shop', version do |s|\n  s.summary = 'Sells'\n  s.add_dependency 'rack', '~> 3'\nend\n",
      'shop',
      'Sells',
    ],
  ])('reads the name and the description of %s', async (path, text, name, description) => {
    const [fact] = await draftsOf(await openFiles({ [path]: text }), 'packages', 'manifests');
    expect(fact).toMatchObject({ subject: name, data: { description } });
  });

  it.each([
    [
      'pyproject.toml',
      '[project]\nname = "shop"\ndependencies = [\n  "flask>=2",\n  "click",\n]\n\n[project.scripts]\nshop = "shop.cli:main"\n',
      ['flask', 'click'],
    ],
    ['requirements.txt', '# pinned\nflask==2.0\nclick\n', ['flask', 'click']],
    [
      'go.mod',
      'module example.org/shop\n\nrequire (\n\tgithub.com/a/b v1.0.0\n\tgithub.com/c/d v1.0.0 // indirect\n)\n',
      ['github.com/a/b'],
    ],
    [
      'Cargo.toml',
      '[package]\nname = "shop"\n\n[dependencies]\nserde = "1"\n\n[dev-dependencies]\nmockall = "0"\n',
      ['serde'],
    ],
    ['Gemfile', "source 'x'\ngem 'rails', '~> 7'\n", ['rails']],
    [
      'pom.xml',
      '<project><dependencies><dependency><groupId>a</groupId><artifactId>junit</artifactId></dependency></dependencies></project>',
      ['junit'],
    ],
  ])('reads the dependencies of %s', async (path, text, dependencies) => {
    const [fact] = await draftsOf(await openFiles({ [path]: text }), 'packages', 'manifests');
    expect(fact?.data.dependencies).toEqual(dependencies);
  });

  it('reads a description between three quotes, and none that is HTML or a badge', async () => {
    const descriptionIn = async (path: string, text: string) =>
      (await draftsOf(await openFiles({ [path]: text }), 'packages', 'manifests'))[0]?.data.description;
    const long = '[package]\nname = "shop"\ndescription = """\nSells\nthings.\n"""\n';
    expect(await descriptionIn('Cargo.toml', long)).toBe('Sells things.');
    expect(await descriptionIn('package.json', '{ "description": "<p align=center>" }')).toBeUndefined();
    expect(await descriptionIn('package.json', '{ "description": "![a](b)" }')).toBeUndefined();
  });

  it('tells the most severe flags first, whatever lock file they are in', async () => {
    const lock = (name: string, entry: object) =>
      JSON.stringify({
        lockfileVersion: 3,
        packages: { [`node_modules/${name}`]: { version: '1.0.0', ...entry } },
      });
    const repository = await openFiles({
      'a/package-lock.json': lock('bare', { resolved: 'https://registry.example.org/bare/-/bare-1.0.0.tgz' }),
      'b/package-lock.json': lock('old', { integrity: 'x', deprecated: 'use new' }),
    });
    const facts = await draftsOf(repository, 'packages', 'lockfile');
    expect(facts.map(({ subject }) => subject)).toEqual([null, null, 'old', 'bare']);
  });

  it('says what an npm lock file records of its packages', async () => {
    const at = (name: string, version: string) =>
      `https://registry.example.org/${name}/-/${name}-${version}.tgz`;
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { name: 'shop' },
        'node_modules/a': { version: '1.0.0', resolved: at('a', '1.0.0'), integrity: 'x', license: 'MIT' },
        'node_modules/b': {
          version: '1.0.0',
          resolved: at('b', '1.0.0'),
          integrity: 'x',
          license: 'MIT',
          hasInstallScript: true,
        },
        'node_modules/c': {
          version: '1.0.0',
          resolved: 'git+ssh://git@example.org/c.git#1',
          license: 'ISC',
          dev: true,
        },
        'node_modules/b/node_modules/a': {
          version: '2.0.0',
          resolved: at('a', '2.0.0'),
          integrity: 'x',
          license: 'MIT',
          deprecated: 'old',
        },
      },
    };
    const repository = await openFiles({ 'package-lock.json': JSON.stringify(lock) });
    const facts = await draftsOf(repository, 'packages', 'lockfile');
    expect(facts.map(({ subject, value }) => [subject, value])).toEqual([
      [null, 4],
      ['c', 'no integrity, not from a registry'],
      ['a', 'deprecated, 2 versions'],
      ['b', 'install script'],
    ]);
    const licences = await draftsOf(repository, 'packages', 'licences');
    expect(licences.map(({ subject, value }) => [subject, value])).toEqual([
      ['MIT', 3],
      ['ISC', 1],
    ]);
  });

  it('says which lock file it could not read', async () => {
    const repository = await openFiles({
      'package-lock.json': 'not json',
      'yarn.lock': '# x\n'.repeat(300_000),
    });
    const { unavailable } = await collected(repository, 'packages');
    expect(unavailable).toEqual([
      { kind: 'lockfile', reason: 'yarn.lock is not read (too-large)' },
      { kind: 'lockfile', reason: 'package-lock.json could not be understood' },
    ]);
  });

  it('finds entry points in the source', async () => {
    const repository = await openFiles({
      'shop/cli.py': 'def main():\n    pass\n\nif __name__ == "__main__":\n    main()\n',
      'cmd/shop/main.go': 'package main\n\nfunc main() {\n}\n',
      'src/server.ts': 'app.listen(3000);\n',
      'src/helper.ts': 'app.listen(3000);\n',
    });
    const entries = await draftsOf(repository, 'packages', 'entry');
    expect(entries.map(({ path, line, data }) => [path, line, data.how])).toEqual([
      ['shop/cli.py', 4, 'program'],
      ['src/server.ts', 1, 'server'],
      ['cmd/shop/main.go', 3, 'program'],
    ]);
  });

  it('names the framework that the tests import', async () => {
    const repository = await openFiles({
      'src/a.ts': 'a();\n',
      'test/a.test.ts': "import { it } from 'vitest';\n",
      'test/b.test.ts': "import { it } from 'vitest';\n",
    });
    const [fact] = await draftsOf(repository, 'packages', 'tests');
    expect(fact).toMatchObject({
      subject: 'vitest',
      value: 2,
      data: { files: ['test/a.test.ts', 'test/b.test.ts'] },
    });
  });

  it('says that there are no tests', async () => {
    const [fact] = await draftsOf(await openFiles({ 'src/a.ts': 'a();\n' }), 'packages', 'tests');
    expect(fact).toMatchObject({ subject: null, value: 0, text: 'there are no test files' });
  });
});
