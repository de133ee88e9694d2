/** Text as it is shown, and as it is read back from a made-up markup: `[[kind:name]]`, with `%2C` for a comma. */
import { expect, test } from 'vitest';
import {
  cutLabel,
  type MarkupReader,
  namesLinkedFile,
  splitText,
  typedText,
  visibleText,
  withoutMention,
} from '../../../adapters/chat/text.ts';

const MARKUP: MarkupReader = {
  pattern: /\[\[(?<kind>\w+):(?<name>[^\]]*)\]\]/g,
  typed: ({ kind, name }, whole) => (kind === 'channel' ? whole : `@${name}`),
  unescaped: (text) => text.replaceAll('%2C', ','),
};

test.each([
  ['plain', 'plain'],
  ['a%2C b', 'a, b'],
  ['ask [[user:ana]]%2C or [[user:bob]]', 'ask @ana, or @bob'],
  ['in [[channel:c%2C1]]', 'in [[channel:c%2C1]]'],
  ['', ''],
])('%j was typed as %j', (sent, typed) => {
  expect(typedText(sent, MARKUP)).toBe(typed);
});

test.each([
  ['[[user:baton]] list', 'list'],
  ['[[user:baton]]: list', 'list'],
  ['hey [[user:baton]], list', 'hey list'],
  ['[[user:baton]] ask [[user:baton]]', 'ask [[user:baton]]'],
])('%j is %j without the mention that called the bot', (sent, text) => {
  expect(withoutMention(sent, '\\[\\[user:baton\\]\\]')).toBe(text);
});

test('invisible and direction-changing characters are not shown; line breaks become one kind', () => {
  expect(visibleText('a\u200bb\u202ec\u0000d\r\ne\u2028f\tg')).toBe('abcd\ne\nf\tg');
});

test('a label that is cut off ends in an ellipsis, and no character is halved', () => {
  expect(cutLabel('abcdef', 6)).toBe('abcdef');
  expect(cutLabel('abcdefg', 6)).toBe('abcde…');
  expect(cutLabel('abcd😀fg', 6)).toBe('abcd…');
});

test('pieces end at spaces where they can, and together are the text', () => {
  expect(splitText('one two three', 8)).toEqual(['one two ', 'three']);
  expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  const text = 'word '.repeat(100);
  expect(splitText(text, 17).join('')).toBe(text);
});

test.each([
  ['src/app.ts:12', true],
  ['src/app.ts', true],
  ['…/app.ts:12', true],
  ['app.ts:12', true],
  ['evil.example', false],
  ['https://evil.example/src/app.ts', false],
  ['src/other.ts:12', false],
  ['', false],
])('whether the label %j names the file that its link leads to: %s', (label, expected) => {
  expect(namesLinkedFile(label, 'https://github.com/acme/shop/blob/7ae24c5/src/app.ts#L12')).toBe(expected);
});
