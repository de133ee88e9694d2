/** The table of docs/operations.md: what it says that Baton says, Baton says. */
import { expect, test } from 'vitest';
import { files, textOf } from './house.ts';

/** Assertions write a phrase as text or as a pattern; escapes are taken out to compare. */
const asserted = files()
  .filter((file) => file.startsWith('test/') && file.endsWith('.ts'))
  .map((file) => textOf(file).replace(/\\([/.()?*])/g, '$1'))
  .join('\n');

function phrases(): readonly string[] {
  const [, section = ''] = textOf('docs/operations.md').split('## What is wrong, and what is said\n');
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| [^|]+ \| `([^`]+)` \|/gm)].map(([, phrase = '']) => phrase);
}

test('the table names what can go wrong', () => {
  expect(phrases().length).toBeGreaterThan(70);
});

test.each(phrases())('a test expects to read %j', (phrase) => {
  expect(asserted).toContain(phrase);
});
