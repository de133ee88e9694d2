import { describe, expect, it } from 'vitest';
import { readTree } from '../../../../../flows/evidence/collectors/source/source-tree.ts';
import { shapeOf } from '../../../../../flows/evidence/collectors/syntax/lexical.ts';

const functionsOf = (language: string, path: string, text: string) =>
  readTree(language, path, text, false)?.functions ?? [];
const measured = (path: string, text: string) =>
  functionsOf('TypeScript', path, text).map(({ complexity, cognitive, nesting }) => [
    complexity,
    cognitive,
    nesting,
  ]);

describe('names of functions', () => {
  it.each([
    ['function own() {}', ['own']],
    ['const kept = () => 1;', ['kept']],
    ['res.send = function send() {};', ['res.send']],
    ['class Shop { open() {} #shut = () => 1; }', ['Shop.open', 'Shop.#shut']],
    ['const routes = { open: () => 1 };', ['open']],
    ['export default function () {}', ['default export']],
    ['app.get("/", (req) => req);', ['callback of app.get']],
    [
      'function Cart() { useEffect(() => {}); const add = useCallback(() => {}); }',
      ['Cart', 'callback of useEffect in Cart', 'add'],
    ],
    ['function make() { return () => 1; }', ['make', 'function returned by make']],
    ['const outer = () => () => 1;', ['outer', 'function returned by outer']],
    ['(async () => { await x(); })();', ['function called at once']],
    ['const a = <T,>(x: T) => new Promise((resolve) => resolve(x));', ['a', 'callback of Promise in a']],
  ])('of %s', (text, names) => {
    expect(functionsOf('TypeScript', 'a.ts', text).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    [
      'Python',
      'a.py',
      'class Shop:\n    def open(self):\n        def inner(): pass\n',
      ['Shop.open', 'inner'],
    ],
    [
      'Go',
      'a.go',
      'package a\nfunc (s *Shop[T]) Open() { go func() {}() }\n',
      ['Shop.Open', 'function called at once in Shop.Open'],
    ],
    ['Rust', 'a.rs', 'impl<T> Trait for Shop<T> { fn open(&self) {} }\nfn own() {}\n', ['Shop::open', 'own']],
    ['Java', 'A.java', 'class Shop { Shop() {} void open() {} }\n', ['Shop.Shop', 'Shop.open']],
    [
      'Ruby',
      'a.rb',
      'module Street\n  class Shop\n    def open; end\n    def self.make; end\n  end\nend\n',
      ['Shop#open', 'Shop.make'],
    ],
    ['PHP', 'a.php', '<?php class Shop { function open() {} }\n$f = function () {};\n', ['Shop::open', '$f']],
    ['C', 'a.c', 'static struct shop **open_shop(int a) { return 0; }\n', ['open_shop']],
  ])('of %s in %s', (language, path, text, names) => {
    expect(functionsOf(language, path, text).map(({ name }) => name)).toEqual(names);
  });
});

describe('weights of functions', () => {
  it.each([
    ['nothing', '', [1, 0, 0]],
    ['an if', 'if (a) b();', [2, 1, 1]],
    [
      'an else if, which is no deeper',
      'if (a) { b(); } else if (c) { d(); } else if (e) { f(); }',
      [4, 3, 1],
    ],
    ['nesting, which costs more with every level', 'for (;;) { while (a) { if (b) c(); } }', [4, 6, 3]],
    [
      'a switch, which is followed as one branch',
      'switch (a) { case 1: case 2: b(); break; default: c(); }',
      [3, 1, 1],
    ],
    ['a condition of several parts, which costs one', 'if (a && b && c) d();', [4, 2, 1]],
    ['default values, which are no branches to follow', "const x = a ?? b; const y = c || '';", [3, 0, 0]],
    ['a catch', 'try { a(); } catch { if (b) c(); }', [3, 3, 2]],
  ])('count %s', (_, body, expected) => {
    expect(measured('a.ts', `function work() { ${body} }`)).toEqual([expected]);
  });

  it('count the parts of a page that may be missing as no branch to follow', () => {
    expect(measured('a.tsx', 'const A = () => <b>{open && <i />}{shut && (<u />)}</b>;')).toEqual([
      [3, 0, 0],
    ]);
  });

  it('belong to the innermost function', () => {
    const text = 'function outer() { if (a) { each(() => { if (b) c(); }); } }';
    expect(measured('a.ts', text)).toEqual([
      [2, 1, 1],
      [2, 1, 1],
    ]);
  });

  it('count the same branches alike in every language', () => {
    const sources = {
      'a.ts': ['TypeScript', 'function f() { if (a && b) { while (c) { d(); } } else if (e) { g(); } }'],
      'a.py': [
        'Python',
        'def f():\n    if a and b:\n        while c:\n            d()\n    elif e:\n        g()\n',
      ],
      'a.go': ['Go', 'package a\nfunc f() { if a && b { for c { d() } } else if e { g() } }\n'],
      'a.rs': ['Rust', 'fn f() { if a && b { while c { d() } } else if e { g() } }\n'],
      'A.java': [
        'Java',
        'class A { void f() { if (a && b) { while (c) { d(); } } else if (e) { g(); } } }\n',
      ],
      'a.rb': ['Ruby', 'def f\n  if a && b\n    while c do d end\n  elsif e\n    g\n  end\nend\n'],
      'a.php': ['PHP', '<?php function f() { if ($a && $b) { while ($c) { d(); } } elseif ($e) { g(); } }\n'],
      'a.c': ['C', 'void f(void) { if (a && b) { while (c) { d(); } } else if (e) { g(); } }\n'],
    } as const;
    for (const [path, [language, text]] of Object.entries(sources)) {
      const [one] = functionsOf(language, path, text);
      expect([one?.complexity, one?.cognitive, one?.nesting], language).toEqual([5, 5, 2]);
    }
  });
});

describe('lines of functions', () => {
  it('are those of code, without comments, blank lines and named functions inside', () => {
    const text =
      'function outer() {\n  // a\n\n  /* b\n     c */ a();\n  function inner() {\n    a();\n  }\n  each(() => {\n    b();\n  });\n}\n';
    expect(functionsOf('TypeScript', 'a.ts', text).map(({ name, lines }) => [name, lines])).toEqual([
      ['outer', 6],
      ['inner', 3],
      ['callback of each in outer', 3],
    ]);
  });

  it('end where the function ends, though a string in it has braces', () => {
    const text =
      'impl A {\n    fn doc(&self) -> &str {\n        r#"\n{ab{c,\n"#\n    }\n    fn next(&self) {}\n}\n';
    expect(functionsOf('Rust', 'a.rs', text).map(({ name, line, end }) => [name, line, end])).toEqual([
      ['A::doc', 2, 6],
      ['A::next', 7, 7],
    ]);
  });

  it.each([
    ['a.kt', 'fun doc() =\n  run {\n    """\n{ab{c,\n"""\n  }\nfun next() {\n}\n', ['next', 7, 8]],
    [
      'a.cs',
      'class A {\n  string Doc() {\n    return @"\n{ab{""c,\n";\n  }\n  void Next() {\n  }\n}\n',
      ['Next', 7, 8],
    ],
    ['a.cpp', 'std::string doc() {\n  return R"x({ab{)" c)x";\n}\nvoid next() {\n}\n', ['next', 4, 5]],
    ['a.swift', 'func doc() -> String {\n  """\n  {ab{c\n  """\n}\nfunc next() {\n}\n', ['next', 6, 7]],
  ])('end where the function ends in %s too, which is not parsed', (path, text, expected) => {
    const last = shapeOf(path, text).functions.at(-1);
    expect([last?.name, last?.line, last?.end]).toEqual(expected);
  });

  it('begin at the name of an annotated method', () => {
    const text = 'class A {\n  @Test\n  @Slow(times = 3)\n  public void open() {\n  }\n}\n';
    expect(functionsOf('Java', 'A.java', text).map(({ line, end }) => [line, end])).toEqual([[4, 5]]);
  });
});

describe('tests among the source', () => {
  it('are no functions of it', () => {
    const text =
      'fn own() {}\n\n#[cfg(test)]\n#[allow(unused)]\nmod tests {\n    #[test]\n    fn adds() {\n        if a {}\n    }\n}\n\n#[tokio::test]\nasync fn alone() {}\n';
    const tree = readTree('Rust', 'a.rs', text, false);
    expect(tree?.functions.map(({ name }) => name)).toEqual(['own']);
    expect(tree?.complexity).toBe(1);
    expect(tree?.tests.map(({ start }) => text.slice(start, start + 9))).toContain('mod tests');
  });
});

describe('handlers of errors', () => {
  it.each([
    ['TypeScript', 'a.ts', 'try { a(); } catch {}', true, false],
    ['TypeScript', 'a.ts', 'try { a(); } catch (e) { /* fine */ }', true, true],
    ['TypeScript', 'a.ts', "try { a(); } catch { b('#'); }", false, false],
    ['Python', 'a.py', 'try:\n    a()\nexcept ImportError:\n    pass\n', true, false],
    ['Python', 'a.py', 'try:\n    a()\nexcept ImportError:\n    # none here\n    ...\n', true, true],
    ['Python', 'a.py', 'try:\n    a()\nexcept ImportError as e:\n    raise b from e\n', false, false],
    ['Java', 'A.java', 'class A { void f() { try { a(); } catch (B e) { } } }', true, false],
    ['Java', 'A.java', 'class A { void f() { try { a(); } catch (B e) { // fine\n } } }', true, true],
    ['Ruby', 'a.rb', 'begin\n  a\nrescue B\nend\n', true, false],
    ['Ruby', 'a.rb', 'begin\n  a\nrescue B => e\n  c\nend\n', false, false],
    ['PHP', 'a.php', '<?php try { a(); } catch (B $e) { }', true, false],
  ])('of %s (%s): %s', (language, path, text, isEmpty, hasComment) => {
    const tree = readTree(language, path, text, false);
    expect(tree?.catches).toMatchObject([{ isEmpty, hasComment }]);
  });

  it('say what they catch', () => {
    const tree = readTree('Python', 'a.py', 'try:\n    a()\nexcept (A, ImportError):\n    pass\n', false);
    expect(tree?.catches).toMatchObject([{ line: 3, end: 4, head: 'except (A, ImportError):' }]);
  });
});
