import { describe, expect, test } from 'vitest';
import { codeSpan, prose, table } from '../../../flows/report/markdown.ts';

describe('foreign text as prose', () => {
  test.each([
    ['[x](http://evil.example)', '\\[x\\](`http://evil.example`)'],
    ['![x](data:text/html,1)', '!\\[x\\](`data:text/html,1`)'],
    ['see www.evil.example', 'see `www.evil.example`'],
    ['<b>bold</b> & &lt;', '&lt;b>bold&lt;/b> & &amp;lt;'],
    ['**loud** __loud__', '\\*\\*loud\\*\\* \\_\\_loud\\_\\_'],
    ['@everyone and @here', '@\u200beveryone and @\u200bhere'],
    ['see [F1, K2] and [x]', 'see [F1, K2] and \\[x\\]'],
    ['one\ntwo\u0007three', 'one two\\\\x07three'],
    ['# heading', '\\# heading'],
    ['1. item', '1\\. item'],
    ['an `odd back-tick', 'an \\`odd back-tick'],
  ])('%j becomes %j', (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });

  test('keeps its code, with any characters', () => {
    expect(prose('use `a * b[0]` and ``c`d``')).toBe('use `a * b[0]` and ``c`d``');
    expect(prose('call `<!channel>`')).toBe('call `<\u200b!channel>`');
  });

  test('stays within its cell of a table', () => {
    const cells = [prose('a | b'), codeSpan('c | d')];
    expect(table(['', ''], [cells])).toBe('|  |  |\n| --- | --- |\n| a \\| b | `c \\| d` |');
  });
});

describe('verbatim text as code', () => {
  test.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['a```b', '````a```b````'],
    ['a\u001b[0mb\tc', '`a\\x1b[0mb\tc`'],
    ['turn\u202eed', '`turn\\u{202e}ed`'],
  ])('%j becomes %j', (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
});
