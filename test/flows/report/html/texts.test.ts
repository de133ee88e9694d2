import { describe, expect, test } from 'vitest';
import { textsOf } from '../../../../flows/report/html/texts.ts';
import { aFinding } from './documents.ts';

const texts = textsOf({ findings: [aFinding(), aFinding({ id: 'F2' })], measured: [aFinding({ id: 'F3' })] });
const plain = (text: string): string => texts.plain(text).toString();
const inline = (text: string): string => texts.inline(text).toString();

describe('plain text', () => {
  test('has its code in back-ticks and nothing else of Markdown', () => {
    expect(plain('`a<b>` is **not** _bold_ [x](https://example.org) `` c`d ``')).toBe(
      '<code>a&lt;b&gt;</code> is **not** _bold_ [x](https://example.org) <code>c`d</code>',
    );
  });

  test('links the ids of findings that the report has', () => {
    expect(plain('as in [F1, F3] and [F9], not F2 or `[F1]`')).toBe(
      'as in [<a href="#f1">F1</a>, <a href="#f3">F3</a>] and [F9], not F2 or <code>[F1]</code>',
    );
  });

  test('keeps back-ticks that nothing closes', () => {
    expect(plain('a ` b `` c')).toBe('a ` b `` c');
  });

  test('is no link where it is the text of one', () => {
    expect(texts.label('`a` [F1]').toString()).toBe('<code>a</code> [F1]');
  });

  test('of a verdict links bare ids as well', () => {
    expect(texts.verdict('Start with F1: `F2` in F2.js, F22, XF1 and F9').toString()).toBe(
      'Start with <a href="#f1">F1</a>: <code>F2</code> in F2.js, F22, XF1 and F9',
    );
  });
});

describe('inline Markdown', () => {
  test('has code, emphasis and links to the web', () => {
    expect(inline('**a** *b* `c` [d `e`](https://example.org/#L1-L2)')).toBe(
      '<strong>a</strong> <em>b</em> <code>c</code> <a href="https://example.org/#L1-L2" rel="noopener noreferrer nofollow">d <code>e</code></a>',
    );
  });

  test('is text where it tries more', () => {
    expect(inline('<script>x</script> ![i](https://example.org/i.png) <b onclick="x">y</b>')).not.toMatch(
      /<(?!\/?(?:a|code|em|strong|del)\b)/,
    );
    expect(
      inline('[x](javascript:alert(1)) [y](data:text/html,z) [z](//example.org) [m](mailto:a@b.c)'),
    ).not.toMatch(/href/);
  });

  test('links ids of findings, but not in code or in other links', () => {
    expect(inline('see [F1], `[F2]` and [a **[F3]** b](https://example.org)')).toBe(
      'see [<a href="#f1">F1</a>], <code>[F2]</code> and <a href="https://example.org" rel="noopener noreferrer nofollow">a <strong>[F3]</strong> b</a>',
    );
  });

  test('keeps line breaks, and loses the character that breaks mentions', () => {
    expect(inline('a\nb @\u200beveryone')).toBe('a<br />b @everyone');
  });

  test('reads the escapes that reports are written with', () => {
    expect(inline('\\*a\\* &lt;b&gt; &amp;amp; \\[F1\\]x')).toBe(
      '*a* &lt;b&gt; &amp;amp; [<a href="#f1">F1</a>]x',
    );
  });
});
