import { describe, expect, test } from 'vitest';
import { joined, link, markup, visible } from '../../../../flows/report/html/markup.ts';

describe('markup', () => {
  test('escapes strings in text and in attributes, and leaves markup as it is', () => {
    const bold = markup`<b>${'<&>'}</b>`;
    expect(markup`<p title="${`"'><script>`}">${bold}${null}${false}${[1, 'a&']}</p>`.toString()).toBe(
      '<p title="&quot;&#39;&gt;&lt;script&gt;"><b>&lt;&amp;&gt;</b>1a&amp;</p>',
    );
  });

  test('joins parts with a separator that is escaped too', () => {
    expect(joined(['a', markup`<b>b</b>`], ' & ').toString()).toBe('a &amp; <b>b</b>');
  });
});

describe('visible text', () => {
  test('shows what hides or reverses text as escapes', () => {
    expect(visible('a\u202eb\u0000c\rd\u200b')).toBe('a\\u{202e}b\\x00c\\x0dd\\u{200b}');
  });

  test('keeps tabs and line ends, and text of every language', () => {
    expect(visible('\tשלום\n日本')).toBe('\tשלום\n日本');
  });

  test('has no half of a surrogate pair, which UTF-8 could not hold', () => {
    expect(visible('a\ud800b\udc00c')).toBe('a\ufffdb\ufffdc');
    expect(visible('🙂')).toBe('🙂');
  });
});

describe('a link', () => {
  test('goes to the web only', () => {
    expect(link('https://example.org/a?b&c', 'x').toString()).toBe(
      '<a href="https://example.org/a?b&amp;c" rel="noopener noreferrer nofollow">x</a>',
    );
    for (const address of [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,<script>',
      'vbscript:x',
      'file:///etc/passwd',
      '//example.org',
      'https:example.org',
      '#f1',
      '',
      null,
    ]) {
      expect(link(address, 'x').toString()).toBe('x');
    }
  });
});
