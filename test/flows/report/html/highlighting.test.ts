import { describe, expect, test } from 'vitest';
import { codeBlock, languageOf } from '../../../../flows/report/html/highlighting.ts';
import { visible } from '../../../../flows/report/html/markup.ts';
import { holdsForAll } from '../../../runner/core/seeded.ts';
import { attributesOf, textOf } from './page-text.ts';

const FILES = [
  ...[
    'a.sh',
    'a.c',
    'a.cpp',
    'a.css',
    'a.diff',
    'Dockerfile',
    'a.go',
    'Cargo.toml',
    'A.java',
    'a.mjs',
    'a.tsx',
  ],
  ...[
    'a.json',
    'a.md',
    'a.php',
    'a.py',
    'a.rb',
    'a.rs',
    'a.sql',
    'a.ts',
    'a.html',
    'a.svelte',
    'a.yml',
    'a.h',
  ],
];

const PIECES = [
  ...[
    '<',
    '>',
    '&',
    '&lt;',
    '&#x27;',
    '"',
    "'",
    '`',
    '/*',
    '*/',
    '//',
    '#',
    '<!--',
    '-->',
    '</span>',
    '<span class="x">',
  ],
  ...[
    '${',
    '}',
    '{',
    '\\',
    '\t',
    ' ',
    '  ',
    'function',
    'class',
    'def',
    '0x1f',
    '"""',
    "'''",
    '<?php',
    '```',
    '---',
    '+',
  ],
  ...[
    'import',
    'é',
    '日本',
    '🙂',
    '\ud800',
    '\u202e',
    '\u0000',
    'SELECT',
    '</style>',
    '<script>',
    '=>',
    ';',
    '@',
    '%w(',
    'r#"',
  ],
];

function linesOf(block: string): string {
  return textOf(block);
}

describe('a block of code', () => {
  test('says what the lines say, whatever they are and whatever language they claim to be', () => {
    holdsForAll(250, (random) => {
      const lines = Array.from({ length: 1 + random.below(6) }, () =>
        Array.from({ length: random.below(12) }, () => random.pick(PIECES)).join(random.pick(['', ' '])),
      );
      const file = random.pick(FILES);
      const block = codeBlock(lines, languageOf(file), 1 + random.below(90)).toString();
      expect(linesOf(block), file).toBe(`${lines.map(visible).join('\n')}\n`);
      expect(block.replace(/<\/?(?:pre|code|span)(?: (?:class|data-line)="[\w -]*")*>/g, '')).not.toMatch(
        /[<>]/,
      );
      expect(block.match(/<span/g)?.length).toBe(block.match(/<\/span>/g)?.length);
    });
  });

  test('is highlighted, also where a span goes on over the end of a line', () => {
    const block = codeBlock(['/* one', 'two */ const x = 1;'], languageOf('a.ts'), 7).toString();
    expect(block).toBe(
      '<pre class="code numbered"><code><span class="line" data-line="7"><span class="hljs-comment">/* one</span>\n</span>' +
        '<span class="line" data-line="8"><span class="hljs-comment">two */</span> <span class="hljs-keyword">const</span> x = <span class="hljs-number">1</span>;\n</span></code></pre>',
    );
  });

  test('is numbered from its first line, or not at all', () => {
    expect(attributesOf(codeBlock(['a', '', 'b'], null, 99).toString(), 'data-line')).toEqual([
      '99',
      '100',
      '101',
    ]);
    expect(codeBlock(['a'], null, null).toString()).toBe(
      '<pre class="code"><code><span class="line">a\n</span></code></pre>',
    );
  });

  test('stays plain with an enormous line, or with very many', () => {
    const long = codeBlock(['const a = 1;', `"${'x'.repeat(1_000_000)}"`], 'ts', 1).toString();
    const many = codeBlock(Array(5_000).fill('const a = 1;'), 'ts', 1).toString();
    expect(`${long}${many}`).not.toContain('hljs');
  });
});

describe('the language of a file', () => {
  test.each([
    ...[
      ['src/a.tsx', 'tsx'],
      ['a.min.js', 'js'],
      ['.github/workflows/ci.yml', 'yml'],
      ['docker/Dockerfile', 'dockerfile'],
    ],
    ...[
      ['Dockerfile.dev', 'dockerfile'],
      ['App.vue', 'vue'],
      ['sh', 'sh'],
      ['a.PY', 'py'],
    ],
  ])('of %s is %s', (name, language) => {
    expect(languageOf(name)).toBe(language);
  });

  test.each(['LICENSE', 'a.', '', 'a.constructor', '__proto__', 'a.zig'])('of %j is not known', (name) => {
    expect(languageOf(name)).toBeNull();
  });

  test('is known for each of the languages', () => {
    expect(FILES.filter((file) => languageOf(file) === null)).toEqual([]);
  });
});
