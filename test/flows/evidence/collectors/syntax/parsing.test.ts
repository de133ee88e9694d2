import { describe, expect, it } from 'vitest';
import { readTree } from '../../../../../flows/evidence/collectors/source/source-tree.ts';
import {
  isParsable,
  parserPackages,
  parseSource,
} from '../../../../../flows/evidence/collectors/syntax/parsing.ts';

describe('parsing', () => {
  it.each([
    ['TypeScript', 'a.ts', 'let a: number = 1;', 'program'],
    ['TypeScript', 'a.tsx', 'const a = <b />;', 'program'],
    ['JavaScript', 'a.jsx', 'const a = <b />;', 'program'],
    ['Python', 'a.py', 'def f(): pass', 'module'],
    ['Go', 'a.go', 'package a', 'source_file'],
    ['Rust', 'a.rs', 'fn f() {}', 'source_file'],
    ['Java', 'A.java', 'class A {}', 'program'],
    ['Ruby', 'a.rb', 'def f; end', 'program'],
    ['PHP', 'a.php', '<?php function f() {}', 'program'],
    ['C', 'a.c', 'int f(void) { return 1; }', 'translation_unit'],
  ])('gives a tree without errors for %s (%s)', (language, path, text, kind) => {
    const root = parseSource(language, path, text);
    expect(root?.kind()).toBe(kind);
    expect(root?.find({ rule: { kind: 'ERROR' } })).toBeNull();
  });

  it('gives no tree for a language without a parser', () => {
    expect(parseSource('Kotlin', 'a.kt', 'fun f() {}')).toBeNull();
    expect([null, 'Swift', 'Markdown', 'constructor'].map(isParsable)).toEqual([false, false, false, false]);
  });

  it('names the packages whose versions facts depend on', () => {
    expect(parserPackages(['Go', 'TypeScript', 'C', 'Go', null])).toEqual([
      '@ast-grep/napi',
      '@ast-grep/lang-c',
      '@ast-grep/lang-go',
    ]);
  });

  it('counts offsets in the units of a JavaScript text', () => {
    const text = '# größe 😀\ndef f():\n    pass\n';
    const node = parseSource('Python', 'a.py', text)?.find({ rule: { kind: 'function_definition' } });
    expect(node?.range().start.index).toBe(text.indexOf('def'));
  });

  it('reads C whose conditional branches do not balance', () => {
    const text = [
      'int first(int a)',
      '{',
      '#ifdef WIDE',
      '  if (a > 1) {',
      '#else',
      '  if (a > 2) {',
      '#endif',
      '    return 1;',
      '  }',
      '#if 0',
      '  }',
      '#endif',
      '  return 0;',
      '}',
      'int second(void) { return 2; }',
    ].join('\n');
    const tree = readTree('C', 'a.c', text, false);
    expect(tree?.functions.map(({ name, line, end, complexity }) => [name, line, end, complexity])).toEqual([
      ['first', 1, 14, 2],
      ['second', 15, 15, 1],
    ]);
  });
});
