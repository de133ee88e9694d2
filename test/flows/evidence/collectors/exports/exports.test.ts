import { describe, expect, it } from 'vitest';
import { treeExports } from '../../../../../flows/evidence/collectors/exports/tree-exports.ts';
import { makeRepository } from '../../../../setup/repositories.ts';
import { draftsOf, open } from '../../fixture.ts';

const exported = (language: string, path: string, text: string) =>
  treeExports(language, path, text)?.map(({ name, signature }) => `${name}: ${signature}`);

describe('what a file offers', () => {
  it('in Ruby is nothing of a refinement, which only files that ask for it have', () => {
    const text =
      'class Shop\n  using(Module.new do\n    refine Hash do\n      def keys_of(a); end\n    end\n  end)\n  def open(a); end\nend\n';
    expect(exported('Ruby', 'shop.rb', text)).toEqual(['Shop: class Shop', 'Shop#open: def open(a)']);
  });

  it('in C is no function of a header that each file has for itself', () => {
    const text = 'static inline int is_open(int a) { return a; }\nint shop_open(int a);\n';
    expect(exported('C', 'shop.h', text)).toEqual(['shop_open: int shop_open(int a)']);
  });

  it('in Python are names without an underscore, and methods of their own', () => {
    const text =
      '@deco\nasync def load(\n    path: str,\n    strict=False,\n) -> int:\n    def inner(): pass\n\ndef _hidden(): pass\n\nclass Shop(Base):\n    def __init__(self): pass\n    def open(self): pass\n    def _shut(self): pass\n';
    expect(exported('Python', 'a.py', text)).toEqual([
      'load: async def load(path: str, strict=False) -> int',
      'Shop: class Shop(Base)',
      'Shop.__init__: def __init__(self)',
      'Shop.open: def open(self)',
    ]);
  });

  it('in Python are the names of __all__ where it lists them', () => {
    const text =
      "from .b import other\n__all__ = [\n    'load',\n    'other',\n]\n\ndef load(): pass\n\ndef spare(): pass\n";
    expect(exported('Python', 'a.py', text)).toEqual(['load: def load()', 'other: other']);
  });

  it('in Go are capital names, and of a struct its capital fields', () => {
    const text =
      'package a\n\ntype Shop struct {\n\tName string // x\n\tkeys []int\n}\n\nfunc (s *Shop) Open(a int) error { return nil }\nfunc (s *shop) Open() {}\nfunc hidden() {}\nconst Limit = 3\nvar a, B = 1, 2\n';
    expect(exported('Go', 'a.go', text)).toEqual([
      'Shop: Shop struct { Name string }',
      'Shop.Open: func (s *Shop) Open(a int) error',
      'Limit: Limit',
      'B: a, B',
    ]);
  });

  it.each([
    [
      'Rust',
      'a.rs',
      'pub struct Shop {\n    pub name: u8,\n    keys: u8,\n}\nimpl Shop {\n    pub fn open(&self) -> u8 { 1 }\n    fn shut(&self) {}\n}\npub(crate) fn inner() {}\npub const LIMIT: u8 = 3;\n#[derive(Debug)]\n#[non_exhaustive]\npub enum Kind { A }\n',
      [
        'Shop: pub struct Shop { pub name: u8 }',
        'Shop::open: pub fn open(&self) -> u8',
        'LIMIT: pub const LIMIT: u8',
        'Kind: #[non_exhaustive] pub enum Kind { A }',
      ],
    ],
    [
      'Java',
      'Shop.java',
      'public class Shop {\n  public Shop() { this(1); }\n  public int open(int a) { return a; }\n  public int open() { return 1; }\n  int shut() { return 0; }\n  static class Inner {\n    public void hidden() {}\n  }\n}\n',
      [
        'Shop: public class Shop',
        'Shop.Shop: public Shop()',
        'Shop.open: public int open() || public int open(int a)',
      ],
    ],
    [
      'PHP',
      'Shop.php',
      '<?php\nclass Shop {\n  public function open($a, $b = 1) {}\n  private function shut() {}\n  function also() {}\n}\nfunction top($a) {}\n',
      [
        'Shop: class Shop',
        'Shop::open: public function open($a, $b = 1)',
        'Shop::also: function also()',
        'top: function top($a)',
      ],
    ],
    [
      'Ruby',
      'shop.rb',
      'class Shop\n  def self.open; end\n  class << self\n    def count; end\n  end\n  def open(a); end\n  private\n  def shut; end\nend\n',
      ['Shop: class Shop', 'Shop.open: def self.open', 'Shop.count: def count', 'Shop#open: def open(a)'],
    ],
    [
      'C',
      'shop.h',
      '#ifndef SHOP_H\n#define SHOP_H\ntypedef struct shop {\n  int a; /* x */\n  char *b;\n} shop;\nint shop_open(shop *s,\n              int how);\nextern int count;\n#endif\n',
      ['shop: typedef struct shop { int a; char *b; } shop', 'shop_open: int shop_open(shop *s, int how)'],
    ],
    ['C', 'shop.c', 'int shop_open(int a) { return a; }\n', []],
  ])('in %s (%s)', (language, path, text, symbols) => {
    expect(exported(language, path, text)).toEqual(symbols);
  });
});

describe('a changed declaration', () => {
  it('is told for every language, with what it means to callers', async () => {
    const made = makeRepository({
      files: {
        'shop/a.py': 'def load(path):\n    pass\n\ndef gone():\n    pass\n',
        'a.go': 'package a\n\ntype Shop struct {\n\tA int\n}\n\nfunc Open(a int) {}\n',
        'shop.h': 'int shop_open(int a);\n',
      },
    });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({
      files: {
        'shop/a.py': 'def load(path, strict=False):\n    pass\n',
        'a.go': 'package a\n\ntype Shop struct {\n\tA int\n\tB string\n}\n\nfunc Open(a int, b int) {}\n',
        'shop.h': 'int shop_open(int a, int b);\n',
      },
    });
    const changes = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    expect(changes.map(({ path, line, text }) => [path, line, text])).toEqual([
      ['shop/a.py', null, 'export gone removed'],
      ['a.go', 8, 'export Open changed: new required parameter b int'],
      ['shop.h', 1, 'export shop_open changed: new required parameter int b'],
      ['a.go', 3, 'export Shop extended'],
      ['shop/a.py', 1, 'export load extended'],
    ]);
  });
});

describe('what a change does to exports', () => {
  const subjects = async (
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string | null>>,
  ) => {
    const made = makeRepository({ files: before });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files: after });
    const facts = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    return facts.map(({ subject, value }) => `${subject} ${value}`);
  };

  it('is nothing of a test, even if git takes a new source file for the moved test', async () => {
    const body = 'class Shop {\n  fun open() = 1\n  fun shut() = 2\n  fun count() = 3\n}\n';
    expect(
      await subjects(
        { 'src/jvmTest/kotlin/ShopTest.kt': body.replace('Shop', 'ShopTest') },
        { 'src/jvmTest/kotlin/ShopTest.kt': null, 'src/jvmMain/kotlin/Shop.kt': body },
      ),
    ).toEqual(['Shop added']);
  });

  it('is judged in a package that pytest reads for the examples in its docstrings', async () => {
    const settings =
      '[tool.pytest.ini_options]\naddopts = "--doctest-modules"\ntestpaths = ["shop", "tests"]\n';
    expect(
      await subjects(
        { 'pyproject.toml': settings, 'shop/__init__.py': 'def a(): pass\ndef b(): pass\n' },
        { 'shop/__init__.py': 'def b(): pass\n' },
      ),
    ).toEqual(['a removed']);
  });

  it('is what the overloads of TypeScript say, and not the function behind them', async () => {
    const of = (more: string, implemented: string): string =>
      `export function f(a: A): void;\n${more}export function f(${implemented}) {}\nexport class C {\n  g(a: A): void;\n  ${more.replace('export function f', 'g')}  g(${implemented}) {}\n}\n`;
    expect(
      await subjects(
        { 'src/a.ts': of('', '...all: A[]') },
        { 'src/a.ts': of('export function f(b: B, a: A): void;\n', '...all: (A | B)[]') },
      ),
    ).toEqual(['C extended', 'f extended']);
  });

  it('is nothing for a method of TypeScript that becomes a field', async () => {
    expect(
      await subjects(
        { 'src/a.ts': 'export class A {\n  load(a: B): C {}\n  route = 1;\n  private inner = 1;\n}\n' },
        { 'src/a.ts': 'export class A {\n  public load: (a: B) => C;\n}\n' },
      ),
    ).toEqual(['A changed']);
  });

  it('is nothing for a module of Ruby that another file opens', async () => {
    const open = (inner: string): string =>
      `module Shop\n  module Auth\n    class ${inner}; end\n  end\nend\n`;
    expect(
      await subjects({ 'lib/a.rb': open('Digest'), 'lib/b.rb': open('Basic') }, { 'lib/a.rb': null }),
    ).toEqual(['Auth::Digest removed']);
  });

  it('leaves Kotlin declarations where they are when they become expected ones', async () => {
    expect(
      await subjects(
        { 'src/main/A.kt': 'object Shop {\n}\n' },
        { 'src/main/A.kt': 'expect object Shop {\n}\n' },
      ),
    ).toEqual(['Shop extended']);
  });

  it.each([
    [
      'Python, not listed any more',
      'shop.py',
      'def a(): pass\n',
      "__all__ = ['b']\ndef a(): pass\ndef b(): pass\n",
    ],
    ['Python, from another module', 'shop.py', 'def a(): pass\n', 'from .b import (\n    c,\n    a,\n)\n'],
    [
      'Go, another name of a type',
      'a.go',
      'package a\n\ntype Shop struct{}\n',
      'package a\n\ntype Shop = other.Shop\n',
    ],
    ['Rust, from another crate', 'src/lib.rs', 'pub struct Shop;\n', 'pub use other::{Cart, Shop};\n'],
    ['C, a macro', 'shop.h', 'int shop_open(int a);\n', '#define shop_open(a) shop_open_with(a, 0)\n'],
    ['Kotlin, another name of a class', 'src/main/A.kt', 'class Shop\n', 'typealias Shop = Store\n'],
    [
      'Ruby, from the base that it had',
      'lib/a.rb',
      'class B\nend\nclass A < B\n  def c; end\nend\n',
      'class B\n  def c; end\nend\nclass A < B\nend\n',
    ],
    [
      'TypeScript, by what the whole module is',
      'a.d.ts',
      'export interface Options { a?: string }\nexport default function f(o: Options): void;\n',
      'declare namespace f { interface Options { a?: string } }\ndeclare function f(o: f.Options): void;\nexport = f;\n',
    ],
    [
      'Python, by the module itself',
      'shop.py',
      'class A: pass\n',
      'def __getattr__(name):\n    if name == "A":\n        return B\n    raise AttributeError(name)\n',
    ],
    [
      'Ruby, another name of a class',
      'lib/a.rb',
      'class Error < StandardError; end\n',
      'class TooLong < StandardError; end\nError = TooLong\n',
    ],
    ['Ruby, an alias', 'lib/a.rb', 'class A\n  def b; end\nend\n', 'class A\n  alias_method :b, :c\nend\n'],
    ['Ruby, from a new base', 'lib/a.rb', 'class A\n  def [](k); end\nend\n', 'class A < Hash\nend\n'],
    ['Python, from a new base', 'shop.py', 'class A:\n    def b(self): pass\n', 'class A(Base):\n    pass\n'],
  ])('takes what can still be had for there: %s', async (_, path, before, after) => {
    const found = await subjects({ [path]: before }, { [path]: after });
    expect(found.filter((one) => one.endsWith('removed'))).toEqual([]);
  });

  it('is told of what went from a class whose bases are the same', async () => {
    const before = { 'lib/a.rb': 'class A < B\n  def b; end\n  def c; end\nend\n' };
    expect(await subjects(before, { 'lib/a.rb': 'class A < B\n  def c; end\nend\n' })).toEqual([
      'A#b removed',
    ]);
  });

  it('reads names in braces without the comments between them', async () => {
    expect(
      await subjects(
        { 'a.d.ts': "export {\n  A, B, // './a'\n  C, /* x, y */ D,\n};\n" },
        { 'a.d.ts': "export {\n  A, // './a'\n  D,\n};\n" },
      ),
    ).toEqual(['B removed', 'C removed']);
  });
});

describe('whether others can use a changed export', () => {
  const BEFORE = {
    'package.json': '{"name":"shop","version":"1.0.0","exports":"./src/index.js"}',
    'src/index.ts': "export * from './open.ts';\nexport { shut as close } from './shut.ts';\n",
    'src/open.ts': 'export function open() {}\n',
    'src/shut.ts': 'export function shut() {}\nexport function inner() {}\n',
    'src/moved.ts': 'export function moved() {}\nexport default class Box {}\n',
    'lib/py/__init__.py': 'from .core.a import load\n',
    'lib/py/core/__init__.py': '',
    'lib/py/core/a.py': 'def load(path):\n    pass\n\ndef helper():\n    pass\n',
    'setup.py': '',
  };
  const changed = async (files: Readonly<Record<string, string | null>>) => {
    const made = makeRepository({ files: BEFORE });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files });
    const facts = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    return facts.map(
      ({ subject, value, data }) => `${subject} ${value} ${data.published ? 'public' : 'inner'}`,
    );
  };

  it('follows what the entry point of the package hands on', async () => {
    const found = await changed({
      'src/open.ts': 'export function open(a: string) {}\n',
      'src/shut.ts': 'export function shut(a: string) {}\nexport function inner(a: string) {}\n',
    });
    expect(found).toEqual(['open changed public', 'inner changed inner', 'shut changed public']);
  });

  it('asks the package of a Python module for its name', async () => {
    const found = await changed({
      'lib/py/core/a.py': 'def load(name):\n    pass\n\ndef helper(a):\n    pass\n',
    });
    expect(found).toEqual(['helper changed inner', 'load changed public']);
  });

  it('is not asked of what moved to another file', async () => {
    const found = await changed({
      'src/moved.ts': null,
      'src/new/moved.ts':
        "import './x.ts';\nexport function moved() { return 1; }\nexport default class Box {}\n",
    });
    expect(found.filter((one) => one.includes('removed'))).toEqual([]);
  });

  it('reaches parts of a Python package that have no file of their own for it', async () => {
    const made = makeRepository({
      files: {
        'pyproject.toml': '[project]\nname = "shop"\n',
        'shop/__init__.py': "LAZY = {'Agent': 'shop.agent.service'}\n",
        'shop/agent/service.py': 'class Agent:\n    def run(self): pass\n\nclass Inner: pass\n',
      },
    });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files: { 'shop/agent/service.py': 'x = 1\n' } });
    const facts = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    expect(facts.filter(({ data }) => data.published).map(({ subject }) => subject)).toEqual([
      'Agent',
      'Agent.run',
    ]);
  });

  it.each([
    ['a name with an underscore', 'src/a.php', '<?php\nfunction _now() {}\n'],
    [
      'a comment that says so',
      'src/a.php',
      '<?php\n/**\n * Now.\n *\n * @internal\n */\nfunction now() {}\n',
    ],
    ['the class around it', 'src/A.php', '<?php\n/** @internal */\nclass A {\n  public function b() {}\n}\n'],
    ['the mark of Ruby', 'lib/a.rb', 'class A # :nodoc:\n  def b; end\nend\n'],
  ])('is denied by %s', async (_, path, text) => {
    const made = makeRepository({ files: { [path]: text } });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({ files: { [path]: path.endsWith('.php') ? '<?php\n' : 'X = 1\n' } });
    const facts = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.filter(({ data }) => data.published)).toEqual([]);
  });

  it('is no question of a bare part of a private workspace', async () => {
    const lib = (more: object) => JSON.stringify({ name: 'a', main: './index.ts', ...more });
    const publishedOf = async (more: object) => {
      const made = makeRepository({
        files: {
          'package.json': '{"private":true,"workspaces":["packages/*"]}',
          'packages/a/package.json': lib(more),
          'packages/a/index.ts': 'export function a() {}\nexport function b() {}\n',
        },
      });
      const base = made.git('rev-parse', 'HEAD');
      made.commit({ files: { 'packages/a/index.ts': 'export function a() {}\n' } });
      const [fact] = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
      return fact?.data.published;
    };
    expect(await publishedOf({})).toBe(false);
    expect(await publishedOf({ license: 'MIT' })).toBe(true);
  });

  it('is told where the barrel no longer hands it on', async () => {
    expect(await changed({ 'src/index.ts': "export * from './open.ts';\n" })).toEqual([
      'close removed public',
    ]);
  });
});
