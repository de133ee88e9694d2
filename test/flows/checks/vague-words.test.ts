/** Words in requirements that nobody can test. */
import { describe, expect, it } from 'vitest';
import { vagueWords } from '../../../flows/checks/drafts/vague-words.ts';

const words = (text: string): string[] => vagueWords(text).map(({ word }) => word);

describe('vague words', () => {
  it.each([
    ['The export must be fast.', ['fast']],
    ['The export must be fast: 10,000 rows within 2 seconds.', []],
    ['It is fast. It handles 500 rows.', ['fast']],
    ['An easy, user-friendly and Secure dialog', ['easy', 'user-friendly', 'Secure']],
    ['Robust and scalable; fast, fast', ['Robust', 'scalable', 'fast']],
    ['Within one second the page is quickly there', []],
    ['Improve the error messages, etc.', ['Improve', 'etc']],
    ['Handle large files and many users', ['large', 'many']],
    ['Errors are handled gracefully and correctly', ['gracefully', 'correctly']],
  ])('%j has %j', (text, found) => {
    expect(words(text)).toEqual(found);
  });

  it.each([
    'Set the secure flag of the cookie',
    'Return 429 for too many requests',
    'How many retries are allowed?',
    'Shut down on SIGTERM with a graceful shutdown',
    'Move `fast` to `slow`, and fast-json-stringify to FastAPI',
    'See https://example.org/fast/and/simple',
    'Use user.fast and --fast',
    '```\nmake it fast\n```',
    'Fail fast when the key is missing',
    'A many-to-many relation, as soon as the row is there',
  ])('nothing in %j', (text) => {
    expect(words(text)).toEqual([]);
  });

  it('a version, an issue and a path are no number that says how fast', () => {
    expect(words('Since v2 and #123 the HTTP/2 client is not fast')).toEqual(['fast']);
  });

  it('says what to ask', () => {
    expect(vagueWords('Make it fast')).toEqual([
      { word: 'fast', asks: 'within what time, for how much data or load' },
    ]);
  });
});
