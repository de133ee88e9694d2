import { describe, expect, it } from 'vitest';
import { treeExports } from '../../../../../flows/evidence/collectors/exports/tree-exports.ts';
import { makeRepository } from '../../../../setup/repositories.ts';
import { draftsOf, open } from '../../fixture.ts';

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

  it('is told where the barrel no longer hands it on', async () => {
    expect(await changed({ 'src/index.ts': "export * from './open.ts';\n" })).toEqual([
      'close removed public',
    ]);
  });
});
