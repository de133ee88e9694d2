import { describe, expect, it } from 'vitest';
import { changedDefaults } from '../../../../../flows/evidence/collectors/exports/defaults.ts';

const told = (language: string, before: string, after: string) =>
  changedDefaults(before, after, language).map(({ parameter, from, to }) => `${parameter} ${from} → ${to}`);

describe('a changed default', () => {
  it.each([
    [
      'Python',
      'def run(task, steps: int = 3, *, fast=False)',
      'def run(task, steps: int = 5, *, fast=True)',
      ['steps 3 → 5', 'fast False → True'],
    ],
    [
      'TypeScript',
      "function open(a: A, remote = 'origin')",
      "function open(a: A, remote = 'upstream')",
      ["remote 'origin' → 'upstream'"],
    ],
    ['TypeScript', 'class A { open(a, b = 1) }', 'class A { open(a, b = 2); shut() }', ['open: b 1 → 2']],
    ['PHP', 'public function open($a, int $b = 10)', 'public function open($a, int $b = 20)', ['$b 10 → 20']],
  ])('is told of %s: `%s` to `%s`', (language, before, after, expected) => {
    expect(told(language, before, after)).toEqual(expected);
  });

  it.each([
    ['the same value in other quotes', 'TypeScript', "f(a = 'b')", 'f(a = "b")'],
    ['the same number, written in another way', 'Python', 'def f(a=1000)', 'def f(a=1_000)'],
    ['a parameter that is new', 'Python', 'def f(a)', 'def f(a, b=1)'],
    ['a value that is chosen later', 'Python', 'def f(a=None)', 'def f(a=5)'],
    ['an expression', 'TypeScript', 'f(a = now())', 'f(a = later())'],
  ])('is none: %s', (_, language, before, after) => {
    expect(told(language, before, after)).toEqual([]);
  });
});
