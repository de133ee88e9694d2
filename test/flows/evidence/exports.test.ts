import { describe, expect, it } from 'vitest';
import { grownBy, isExtended } from '../../../flows/evidence/collectors/signatures.ts';
import { treeExports } from '../../../flows/evidence/collectors/tree-exports.ts';
import { makeRepository } from '../../setup/repositories.ts';
import { draftsOf, open } from './fixture.ts';

const exported = (language: string, path: string, text: string) =>
  treeExports(language, path, text)?.map(({ name, signature }) => `${name}: ${signature}`);

describe('what a file offers', () => {
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
      'pub struct Shop {\n    pub name: u8,\n    keys: u8,\n}\nimpl Shop {\n    pub fn open(&self) -> u8 { 1 }\n    fn shut(&self) {}\n}\npub(crate) fn inner() {}\npub const LIMIT: u8 = 3;\n',
      [
        'Shop: pub struct Shop { pub name: u8 }',
        'Shop::open: pub fn open(&self) -> u8',
        'LIMIT: pub const LIMIT: u8',
      ],
    ],
    [
      'Java',
      'Shop.java',
      'public class Shop {\n  public Shop() { this(1); }\n  public int open(int a) { return a; }\n  public int open() { return 1; }\n  int shut() { return 0; }\n  static class Inner {\n    public void hidden() {}\n  }\n}\n',
      [
        'Shop: public class Shop',
        'Shop.Shop: public Shop()',
        'Shop.open: public int open() | public int open(int a)',
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
      'class Shop\n  def open(a); end\n  private\n  def shut; end\nend\n',
      ['Shop: class Shop', 'Shop#open: def open(a)'],
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
  it.each([
    ['def f(a)', 'def f(a, b=1)', true],
    ['def f(a)', 'def f(a, *, b: int = 1, **rest)', true],
    ['function f(a: string): void', 'function f(a: string, b?: number): void', true],
    ['f = (a: number) =>', 'f = (a: number, done: () => void = noop) =>', true],
    ['func F(a int) error', 'func F(a int, more ...Option) error', true],
    ['public int open(int a)', 'public int open() | public int open(int a)', true],
    ['class Shop { open(a: string) }', 'class Shop { open(a: string, b = 1); shut() }', true],
    ['def f(a)', 'def f(a, b)', false],
    ['def f(a)', 'def f(b=1, a)', false],
    ['def f(a, b=1)', 'def f(a)', false],
    ['function f(a: string): void', 'function f(a: string, b?: number): number', false],
    ['f = (a: number) =>', 'f = (a: number, done: () => void) =>', false],
    ['class Shop { open(a: string); shut() }', 'class Shop { open(a: string) }', false],
    ['pub struct A { pub a: u8 }', 'pub struct A { pub a: u8; pub b: u8 }', false],
  ])('from `%s` to `%s`', (before, after, extends_) => {
    expect(isExtended(before, after)).toBe(extends_);
  });

  it.each([
    ['Shop struct { A int }', 'Shop struct { A int; B []string }', ['B []string']],
    ['typedef struct s { int a; int b; } s', 'typedef struct s { int a; int c; int b; } s', ['int c']],
    [
      'interface A { a(b: string, c: number): void; }',
      'interface A { a(b: string, c: number): void; d: 1; }',
      ['d: 1'],
    ],
    ['Shop struct { A int }', 'Shop struct { B int }', null],
    ['Shop struct { A int }', 'Shop struct { A int }', null],
    ['def f(a)', 'def f(a, b)', null],
  ])('from `%s` to `%s` grew by %s', (before, after, added) => {
    expect(grownBy(before, after)).toEqual(added);
  });

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
      ['a.go', 8, 'export Open changed: was func Open(a int), is func Open(a int, b int)'],
      ['a.go', 3, 'export Shop changed: grew by B string'],
      ['shop.h', 1, 'export shop_open changed: was int shop_open(int a), is int shop_open(int a, int b)'],
      ['shop/a.py', 1, 'export load extended: was def load(path), is def load(path, strict=False)'],
    ]);
  });
});
