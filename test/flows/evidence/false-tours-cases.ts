/** Small repositories that once made a tour say something false or silly. */
import { type Case, js, json, times, tour } from './false-statements-parts.ts';

const gem =
  "Gem::Specification.new do |s|\n  s.name = 'x'\n  s.summary = 'Serves the web in a modular way.'\nend\n";
export const TOUR_CASES: readonly Case[] = [
  tour(
    'introduces a project by an announcement',
    {
      'go.mod': 'module example.org/gin\n\ngo 1.24\n',
      'README.md':
        "# Gin Web Framework\n\n## Gin 1.12.0 is now available!\n\nWe're excited to announce the release of Gin 1.12.0!\n\n---\n\nGin is a high-performance web framework written in Go.\n",
      'gin.go': 'package gin\n\nfunc New() int { return 1 }\n',
    },
    /excited/,
    /Gin is a high-performance web framework/,
  ),
  tour(
    'introduces a project by a pointer to its site',
    {
      'build.gradle.kts': 'plugins {\n  kotlin("jvm")\n}\n// the application of every sample\n',
      gradlew: '#!/bin/sh\n',
      'README.md':
        'Okay\n====\n\nSee the [project site][1] for documentation.\n\nRequests are how modern applications talk.\n\nOkay is a client that is fast by default:\n\n * one\n',
      'src/main/kotlin/Okay.kt': 'class Okay {\n  fun call(): Int {\n    return 1\n  }\n}\n',
    },
    /project site|gradlew run/,
    /Okay is a client that is fast by default\.[\s\S]*gradlew test/,
  ),
  tour(
    'says nothing of a workspace whose README is a link',
    {
      'package.json': json({ name: 'star-root', private: true, description: '', workspaces: ['packages/*'] }),
      'packages/aux/package.json': json({ name: '@x/aux', exports: './index.ts' }),
      'packages/aux/index.ts': "import './own.ts';\nexport function aux() {\n  return 1;\n}\n",
      'packages/aux/own.ts': 'export const own = () => 1;\n',
      'packages/star/package.json': json({
        name: '@x/star',
        description: 'Builds fast documentation websites',
        exports: './index.ts',
      }),
      'packages/star/README.md': '# Star\n\nStar builds sites.\n',
      'packages/star/index.ts': `${times(6, (i) => `import { part${i} } from './part${i}.ts';\n`)}${js('star', 20)}`,
      ...Object.fromEntries(
        Array.from({ length: 6 }, (_, i) => [
          `packages/star/part${i}.ts`,
          `export function part${i}() {\n${times(40, (n) => `  step(${n});\n`)}}\n`,
        ]),
      ),
    },
    /1 · Where it starts: packages\/aux/,
    /Builds fast documentation websites[\s\S]*Where it starts: packages\/star\/index\.ts/,
  ),
  tour(
    'installs with a package manager that CI only tries out',
    {
      'package.json': json({ name: 'x', scripts: { test: 'node --test' } }),
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    steps:\n      - run: npm install\n      - run: npm install --no-save y\n  b:\n    steps:\n      - run: pnpm install\n',
      'index.js': 'exports.a = () => 1;\n',
    },
    /pnpm/,
    /npm install[\s\S]*npm test/,
  ),
  tour(
    'runs a make target that is not there',
    {
      'composer.json': json({ name: 'x/x', description: 'Talks to the web for PHP programs' }),
      Makefile:
        'start-server: stop-server\n\tnode server.js\n\nstop-server:\n\ttrue\n\ntest: start-server\n\tvendor/bin/phpunit\n',
      'src/Client.php': '<?php\nclass Client {}\n',
    },
    /make start/,
    /make test/,
  ),
  tour(
    'names another test runner, and a test by chance (Ruby)',
    {
      'x.gemspec': gem,
      'lib/x.rb': 'require_relative "x/request"\n',
      'lib/x/request.rb': `class Request\n${times(30, (i) => `  def a${i}\n    if b\n      c\n    end\n  end\n`)}end\n`,
      'test/spec_request.rb':
        "require 'minitest/autorun'\ndescribe 'Request' do\n  it('is') { _(1).must_equal 1 }\nend\n",
      'test/spec_alpha.rb': `require 'minitest/autorun'\ndescribe 'Alpha' do\n${times(60, (i) => `  it('is ${i}') { _(1).must_equal 1 }\n`)}end\n`,
    },
    /RSpec|spec_alpha/,
    /See it tested: test\/spec_request\.rb[\s\S]*minitest/,
  ),
  tour(
    'shows a package file of the tests as the test to read (Python)',
    {
      'pyproject.toml': '[project]\nname = "shop"\ndescription = "Sells things on the web"\n',
      'src/shop/__init__.py': 'from .cart import Cart\n',
      'src/shop/cart.py': `class Cart:\n${times(20, (i) => `    def a${i}(self):\n        if self.b:\n            return ${i}\n\n`)}`,
      'tests/__init__.py': '"""Tests."""\n',
      'tests/test_cart.py': 'from shop.cart import Cart\n\n\ndef test_cart():\n    assert Cart()\n',
    },
    /tests\/__init__\.py/,
    /See it tested: tests\/test_cart\.py/,
  ),
  tour(
    'warns of settings that nobody has to make',
    {
      'go.mod': 'module example.org/x\n\ngo 1.24\n',
      'main.go':
        'package main\n\nimport "os"\n\nfunc main() {\n\tif os.Getenv("NO_COLOR") != "" {\n\t\treturn\n\t}\n\tif os.Getenv("SHOP_URL") == "" {\n\t\tpanic("SHOP_URL is not set")\n\t}\n}\n',
      'go.sum': 'example.org/y v1.0.0 h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=\n',
    },
    /NO_COLOR|go\.sum/,
    /stops without 1 environment variable: SHOP_URL/,
  ),
  tour(
    'gives a folder the purpose of one deep in it',
    {
      'go.mod': 'module example.org/x\n\ngo 1.24\n',
      'tools/bot/main.py': 'def run():\n    return 1\n',
      'tools/bot/db/__init__.py': '"""Database package of the generator only."""\n',
      'tools/bot/db/x.py': 'A = 1\n',
      'x.go': 'package x\n',
    },
    /tools\/bot\b[^\n]*Database package/,
  ),
  tour(
    'takes a call in a docstring for an entry (Python)',
    {
      'pyproject.toml': '[project]\nname = "web"\ndescription = "A small framework of the web"\n',
      'src/web/__init__.py': 'from .app import App\n',
      'src/web/app.py':
        'class App:\n    """Serves pages, as in::\n\n        app = App()\n        app.run()\n    """\n\n    def run(self):\n        return 1\n',
    },
    /app\.py \(server\)/,
    /src\/web\/__init__\.py \(library\)/,
  ),
  tour(
    'starts in a benchmark (Go)',
    {
      'go.mod': 'module example.org/mux\n\ngo 1.24\n',
      'mux.go':
        '// Package mux routes requests to their handlers.\npackage mux\n\nfunc New() int { return 1 }\n',
      'bench/main.go': 'package main\n\nfunc main() {}\n',
    },
    /Where it starts: bench/,
    /Where it starts: mux\.go/,
  ),
];
