import { expect, test } from 'vitest';
import { factsInWords } from '../../../flows/report/fact-words.ts';
import { fact } from '../checks/builders.ts';

const FACTS = new Map([['K1', fact({ id: 'K1', text: '31 changes in 24 months' })]]);

test.each([
  ['It changes often [K1].', 'It changes often (31 changes in 24 months).'],
  ['It changes often [F2, K1].', 'It changes often [F2].'],
  ['See [F2].', 'See [F2].'],
  ['K1 says so.', '“31 changes in 24 months” says so.'],
  ['Nobody knows [K9].', 'Nobody knows.'],
  ['`K1` is a constant.', '`K1` is a constant.'],
])('a text that refers to a fact says it in words: %s', (text, expected) => {
  expect(factsInWords(text, FACTS)).toBe(expected);
});
