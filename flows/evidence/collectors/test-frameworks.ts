/** Which tests there are, and by what they are run: told from what the test files themselves import. */
import { byWorth, type CollectorSource, compare, count, draft, type FactDraft, texts } from '../collector.ts';
import { isCode } from '../languages.ts';

const FRAMEWORKS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['vitest', /from\s+['"]vitest['"]/],
  ['jest', /from\s+['"]@jest\/globals['"]|\bjest\.(fn|mock|spyOn)\(/],
  ['node:test', /['"]node:test['"]/],
  ['mocha', /from\s+['"](mocha|chai)['"]|require\(['"](mocha|chai)['"]\)/],
  ['tap', /from\s+['"]tap['"]|require\(['"]tap['"]\)/],
  ['ava', /from\s+['"]ava['"]/],
  ['playwright', /['"]@playwright\/test['"]/],
  ['cypress', /\bcy\.(visit|get)\(/],
  ['pytest', /^\s*(import pytest|from pytest)|^def test_\w+\(/m],
  ['unittest', /^\s*(import unittest|from unittest)/m],
  ['go test', /^func Test\w+\(t \*testing\.T\)/m],
  ['cargo test', /#\[(tokio::)?test\]/],
  ['JUnit', /import (static )?org\.junit/],
  ['RSpec', /\bRSpec\.describe\b|^describe .* do$/m],
  ['minitest', /Minitest::Test/],
  ['PHPUnit', /PHPUnit\\Framework/],
];
/** A sample of the tests tells by what they are run. */
const MOST_SAMPLED = 200;
const MOST_NAMED = 20;

export async function testFacts(
  { repository, scope }: CollectorSource,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  const tests = scope.files.filter(
    (file) => file.area === 'test' && file.omitted === null && isCode(file.language),
  );
  const step = Math.max(1, Math.ceil(tests.length / MOST_SAMPLED));
  const sample = tests.filter((_, index) => index % step === 0);
  const seen = new Map<string, number>();
  for await (const { text } of texts(repository, sample, signal)) {
    for (const [name, pattern] of FRAMEWORKS)
      if (pattern.test(text)) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const files = tests.map((file) => file.path).sort(compare);
  const names = [...seen]
    .sort(
      byWorth(
        ([, times]) => times,
        ([name]) => name,
      ),
    )
    .map(([name]) => name);
  const by = names.length === 0 ? '' : `, run by ${names.join(' and ')}`;
  return [
    draft('tests', {
      subject: names[0] ?? null,
      value: files.length,
      say: files.length === 0 ? 'there are no test files' : `${count(files.length, 'test file')}${by}`,
      data: { files: files.slice(0, MOST_NAMED) },
    }),
  ];
}
