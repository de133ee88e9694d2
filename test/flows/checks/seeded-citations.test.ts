/** The figures of the citation gate: twelve classes of seeded citations on real code, half of them made up. */
import { beforeAll, describe, expect, test } from 'vitest';
import { checkCitation } from '../../../flows/checks/citation.ts';
import { TreeIndex } from '../../../flows/checks/tree-index.ts';
import { type CheckedEvidence, isGood } from '../../../flows/contracts/checked.ts';
import type { Evidence } from '../../../flows/contracts/finding.ts';
import { memoryRepository, type Texts } from '../memory-repository.ts';
import { corpus, foreignCode, type Passage, passage, type Random, seeded } from './corpus.ts';

const PER_CLASS = 500;

type Seed = (from: Passage, random: Random, texts: Texts) => Evidence | null;

const cite = (from: Pick<Passage, 'path' | 'start' | 'end' | 'quote'>): Evidence => ({
  type: 'code',
  path: from.path,
  start: from.start,
  end: from.end,
  quote: from.quote,
  side: 'head',
});

function changed(
  from: Passage,
  pattern: RegExp,
  random: Random,
  to: (found: string) => string,
): Evidence | null {
  const found = [...from.quote.matchAll(pattern)];
  if (found.length === 0) return null;
  const match = random.pick(found);
  const quote =
    from.quote.slice(0, match.index) + to(match[0]) + from.quote.slice(match.index + match[0].length);
  return cite({ ...from, quote });
}

const FLIPPED: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  true: 'false',
  false: 'true',
  null: 'undefined',
  undefined: 'null',
};

const shifted = (from: Passage, by: number): Evidence => {
  const start = from.start + by < 1 ? from.start - by : from.start + by;
  return cite({ ...from, start, end: start + from.end - from.start });
};

const TRUE: Readonly<Record<string, Seed>> = {
  exact: cite,
  're-flowed': (from) => cite({ ...from, quote: from.quote.replace(/\s+/g, ' ').trim() }),
  prefixed: (from, random) => {
    const mark = random.pick([
      (at: number) => `${from.start + at}| `,
      () => '+',
      (at: number) => `${from.start + at}\t`,
    ]);
    return cite({
      ...from,
      quote: from.quote
        .split('\n')
        .map((line, at) => mark(at) + line)
        .join('\n'),
    });
  },
  'line off by 2 to 40': (from, random) => shifted(from, (2 + random.below(39)) * random.pick([1, -1])),
  'past the end': (from) => shifted(from, from.lines + 10),
  'wrong file': (from, random, texts) =>
    cite({ ...from, path: random.pick(Object.keys(texts).filter((path) => path !== from.path)) }),
};

const FALSE: Readonly<Record<string, Seed>> = {
  'invented file': (from, random) =>
    cite({ ...passage(foreign, random), path: from.path.replace(/\.js$/, '-manager.js') }),
  'foreign code at a real line': (from, random) => cite({ ...from, quote: passage(foreign, random).quote }),
  'one identifier changed': (from, random) =>
    changed(
      from,
      /\b[A-Za-z_]\w{4,}\b/g,
      random,
      (name) => `${name}${random.pick(['Async', 'Internal', 'V2', 'Safe'])}`,
    ),
  paraphrase: (from) => {
    const words = (from.quote.match(/[A-Za-z_]\w+/g) ?? []).slice(0, 5).join(' and then ');
    return cite({ ...from, quote: `the code here takes ${words} without checking` });
  },
  'no quote': (from, random) =>
    cite({ ...from, quote: random.pick(['......', '{ }   ', '// ...', '(...)  ;']) }),
  'operator or literal flipped': (from, random) =>
    changed(
      from,
      /===|!==|&&|\|\||\btrue\b|\bfalse\b|\bnull\b|\bundefined\b/g,
      random,
      (found) => FLIPPED[found] ?? found,
    ),
};

let texts: Texts;
let foreign: Texts;
let index: TreeIndex;

beforeAll(() => {
  texts = corpus();
  foreign = foreignCode();
  index = new TreeIndex(memoryRepository(texts));
});

async function checkClass(seed: Seed, seedNumber: number): Promise<CheckedEvidence[]> {
  const random = seeded(seedNumber);
  const checked: CheckedEvidence[] = [];
  while (checked.length < PER_CLASS) {
    const evidence = seed(passage(texts, random), random, texts);
    if (evidence !== null) checked.push(await checkCitation(evidence, { index, facts: new Map() }));
  }
  return checked;
}

const share = (checked: readonly CheckedEvidence[]): number =>
  checked.filter(({ state }) => isGood(state)).length / checked.length;

async function shares(classes: Readonly<Record<string, Seed>>): Promise<Record<string, number>> {
  const entries: [string, number][] = [];
  for (const [at, [name, seed]] of Object.entries(classes).entries()) {
    entries.push([name, share(await checkClass(seed, 100 + at))]);
  }
  return Object.fromEntries(entries);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the citation gate on seeded citations', () => {
  test('keeps or repairs at least 96 % of true citations, and 99.9 % where the file is right', async () => {
    const kept = await shares(TRUE);
    const { 'wrong file': wrongFile, ...rightFile } = kept;
    expect(mean(Object.values(rightFile))).toBeGreaterThanOrEqual(0.999);
    expect(wrongFile).toBeGreaterThan(0.7);
    expect(mean(Object.values(kept))).toBeGreaterThanOrEqual(0.96);
  });

  test('drops at least 99 % of fabricated citations', async () => {
    const kept = await shares(FALSE);
    expect(1 - mean(Object.values(kept))).toBeGreaterThanOrEqual(0.99);
  });

  test('writes a line at which the first line of the quote stands in the file', async () => {
    for (const [at, seed] of Object.values(TRUE).entries()) {
      for (const { state, path, start, quote } of await checkClass(seed, 500 + at)) {
        if (!isGood(state)) continue;
        const line = (texts[path ?? ''] ?? '').split(/\r?\n/)[(start ?? 0) - 1]?.trim() ?? '';
        expect(line.startsWith(quote?.replace(/…$/, '') ?? 'nothing')).toBe(true);
      }
    }
  });
});
