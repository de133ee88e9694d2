import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../../setup/repositories.ts';
import { collected, draftsOf, lines, open, openFiles } from '../fixture.ts';

const BRANCHY = `// größe: characters of more than one byte before the code
export async function route(input: string, deep = 1): Promise<number> {
  if (input === 'a' && deep > 1) return 1;
  for (const part of input) {
    switch (part) {
      case 'x':
        return 2;
      default:
    }
  }
  const inner = (n: number) => (n > 1 ? n : 0);
  return inner(deep) ?? 3;
}
`;

describe('the syntax collector', () => {
  it('counts branches by function', async () => {
    const repository = await openFiles({ 'src/route.ts': BRANCHY });
    const [fact] = await draftsOf(repository, 'syntax', 'complexity');
    expect(fact).toMatchObject({
      path: 'src/route.ts',
      value: 6,
      line: 2,
      end: 13,
      quote: 'export async function route(input: string, deep = 1): Promise<number> {',
      data: { functions: 2, name: 'route', complexity: 6, cognitive: 5, nesting: 2, deepest: 5, lines: 12 },
    });
  });

  it('finds functions of sixty lines of code and more, and names them', async () => {
    const long = (head: string): string => `${head}\n${lines(58, '  work();')}}\n`;
    const repository = await openFiles({
      'src/a.ts': long('export const handle = async () => {'),
      'src/b.js': `class Shop {\n${long('  open() {')}}\n`,
      'src/c.ts': `export function short() {\n${lines(57)}}\n`,
      'test/a.test.ts': long("describe('all', () => {"),
    });
    const found = await draftsOf(repository, 'syntax', 'longfn');
    expect(found.map(({ path, line, end, value, data }) => [path, line, end, value, data.name])).toEqual([
      ['src/a.ts', 1, 60, 60, 'handle'],
      ['src/b.js', 2, 61, 60, 'Shop.open'],
    ]);
  });

  it('counts the type any as a type only', async () => {
    const repository = await openFiles({
      'src/a.ts': "// any comment\nconst any = 'any';\nexport const f = (x: any): any => x;\n",
    });
    const loose = await draftsOf(repository, 'syntax', 'loose');
    expect(loose).toMatchObject([{ line: 3, value: 2, data: { what: 'any' } }]);
  });

  it('reads environment variables with their defaults, once each, and whether the program stops without them', async () => {
    const repository = await openFiles({
      'src/config.ts':
        "export const port = process.env.PORT ?? '3000';\nexport const url = process.env['DATABASE_URL'];\n",
      'src/other.ts': '// process.env.NOT_THIS\nuse(process.env.PORT);\n',
      'src/app.py': "TOKEN = os.environ['API_TOKEN']\n",
    });
    const env = await draftsOf(repository, 'syntax', 'env');
    expect(env.map(({ subject, path, line, value, data }) => [subject, path, line, value, data])).toEqual([
      ['PORT', 'src/config.ts', 1, "'3000'", { required: false, uses: 2 }],
      ['API_TOKEN', 'src/app.py', 1, 'none', { required: true, uses: 1 }],
      ['DATABASE_URL', 'src/config.ts', 2, 'none', { required: false, uses: 1 }],
    ]);
  });

  it('reads routes of several frameworks', async () => {
    const repository = await openFiles({
      'src/app.ts': "app.get('/health', ok);\nrouter.post(`/orders`, create);\n",
      'src/app.py': "@app.route('/items')\ndef items():\n    pass\n",
      'src/Api.java':
        '@RestController\nclass Api {\n  @GetMapping("/users")\n  List<User> users() { return null; }\n}\n',
    });
    const routes = await draftsOf(repository, 'syntax', 'routes');
    expect(routes.map(({ subject }) => subject).sort()).toEqual([
      'GET /health',
      'GET /items',
      'GET /users',
      'POST /orders',
    ]);
  });

  it('says which languages are measured by keywords alone', async () => {
    const repository = await openFiles({
      'src/a.kt': 'fun a() {}\n',
      'src/b.py': 'def b(): pass\n',
      'src/c.sh': 'ls\n',
    });
    const { unavailable, tools } = await collected(repository, 'syntax');
    expect(unavailable).toEqual([{ kind: 'complexity', reason: 'Kotlin: measured by keywords, not parsed' }]);
    expect(tools.map(({ name }) => name)).toEqual(['@ast-grep/napi', '@ast-grep/lang-python']);
  });

  it('has as the first long function the largest, however small', async () => {
    const repository = await openFiles({
      'src/a.ts': 'export function a() {\n  b();\n}\n',
      'src/b.ts': 'export function b() {\n  a();\n  a();\n}\n',
    });
    const found = await draftsOf(repository, 'syntax', 'longfn');
    expect(found).toMatchObject([{ path: 'src/b.ts', value: 4, data: { name: 'b' } }]);
  });

  it('names what a file exports', async () => {
    const repository = await openFiles({
      'src/a.ts':
        "export function one() {}\nexport const two = 2, three = 3;\nexport { x as four } from './x';\nexport * from './y';\nexport default class {}\nexport type Five = 5;\nfunction hidden() {}\n",
      'src/b.cjs': 'exports.six = 6;\nmodule.exports.seven = 7;\n',
      'src/c.py': 'def eight():\n    pass\n\ndef _hidden():\n    pass\n',
    });
    const exported = await draftsOf(repository, 'syntax', 'exports');
    const symbols = Object.fromEntries(exported.map(({ path, data }) => [path, data.symbols]));
    expect(symbols).toEqual({
      'src/a.ts': ['one', 'two', 'three', 'four', '* from ./y', 'default', 'Five'],
      'src/b.cjs': ['six', 'seven'],
      'src/c.py': ['eight'],
    });
  });

  it('reports removed, changed and added exports of a comparison, and no changed bodies', async () => {
    const made = makeRepository({
      files: {
        'src/a.ts':
          'export function gone() {}\nexport function same(a: string) { return 1; }\nexport const moved = (a: number) => a;\nexport class Shop { open(a: string) {} }\n',
        'src/dropped.ts': 'export const dropped = 1;\n',
      },
    });
    const base = made.git('rev-parse', 'HEAD');
    made.commit({
      files: {
        'src/a.ts':
          'export function same(a: string) { return 2; }\nexport const moved = (a: number, b: number) => a;\nexport function fresh() {}\nexport class Shop { open(a: string, b: string) {} }\n',
        'src/dropped.ts': null,
      },
    });
    const changes = await draftsOf(await open(made.path, base), 'syntax', 'exports-diff');
    expect(changes.map(({ path, subject, value, line }) => [path, subject, value, line])).toEqual([
      ['src/a.ts', 'gone', 'removed', null],
      ['src/dropped.ts', 'dropped', 'removed', null],
      ['src/a.ts', 'Shop', 'changed', 4],
      ['src/a.ts', 'moved', 'changed', 2],
      ['src/a.ts', 'fresh', 'added', 3],
    ]);
    expect(changes[3]?.data).toMatchObject({
      change: 'changed',
      before: 'moved = (a: number) =>',
      after: 'moved = (a: number, b: number) =>',
    });
  });

  it('leaves comments and docstrings out of the lines of code', async () => {
    const source = `import os

def load(path,
         strict=False):
    """Doc: if and or."""
    if strict and path:
        return [x for x in path if x]
    # if commented
    for line in open(path):
        try:
            use(line)
        except ValueError:
            raise
    return None

class Shop:
    def close(self):
        return 1
`;
    const repository = await openFiles({ 'shop/load.py': source });
    const [fact] = await draftsOf(repository, 'syntax', 'complexity');
    expect(fact).toMatchObject({
      path: 'shop/load.py',
      value: 7,
      line: 3,
      end: 14,
      data: { functions: 2, name: 'load', complexity: 7, lines: 10 },
    });
  });

  it.each([
    [
      'main.go',
      'package main\n\nfunc (s *Shop) Open(a int) error {\n\tif a > 1 && a < 3 {\n\t\tfor {\n\t\t}\n\t}\n\tfor a == 1 {\n\t}\n\treturn nil\n}\n',
      'Shop.Open',
      3,
      11,
    ],
    [
      'src/lib.rs',
      '// a "quote\npub fn open(a: u8) -> u8 {\n    if a > 1 || a == 0 { return 1; }\n    while a > 2 && a < 9 {}\n    a\n}\n',
      'open',
      2,
      6,
    ],
    [
      'src/Shop.java',
      'class Shop {\n  @Override\n  public int open(int a) throws Exception {\n    if (a > 1 && a < 3) {\n      for (;;) { }\n    }\n    return a > 2 ? 1 : 0;\n  }\n}\n',
      'Shop.open',
      3,
      8,
    ],
    [
      'src/shop.c',
      '#include <a.h>\n\nint open(struct shop *s)\n{\n  if (s && s->a) { return 1; }\n  while (s->b || s->c) { }\n  return 0;\n}\n',
      'open',
      3,
      8,
    ],
    [
      'lib/shop.rb',
      'class Shop\n  def open(a)\n    if a && a.b\n      1\n    elsif a || 2\n      2\n    end\n  end\nend\n',
      'Shop#open',
      2,
      8,
    ],
    [
      'src/shop.php',
      '<?php\nfunction open($a) {\n  if ($a && $b || $c) { foreach ($a as $x) {} }\n}\n',
      'open',
      2,
      4,
    ],
  ])('finds the function in %s', async (path, source, name, line, end) => {
    const repository = await openFiles({ [path]: source });
    const [fact] = await draftsOf(repository, 'syntax', 'complexity');
    expect(fact).toMatchObject({ value: 5, line, end, data: { functions: 1, name } });
  });
});
