/** Seeded citations of real code in twelve classes, half of them made up, and what the citation gate does with them. */
import { checkCitation } from '../../flows/checks/citation.ts';
import { TreeIndex } from '../../flows/checks/tree-index.ts';
import { type CheckedEvidence, isGood } from '../../flows/contracts/checked.ts';
import type { Evidence } from '../../flows/contracts/finding.ts';
import { memoryRepository, type Texts } from '../flows/memory-repository.ts';
import { corpus, foreignCode, type Passage, passage, type Random, seeded } from './corpus.ts';

const PER_CLASS = 500;

/** A class of true citations in which the file is wrong, so that only a unique quote can be found again. */
export const WRONG_FILE = 'wrong file';

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
  [WRONG_FILE]: (from, random, texts) =>
    cite({ ...from, path: random.pick(Object.keys(texts).filter((path) => path !== from.path)) }),
};

const foreign = foreignCode();

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

export interface CitationFigures {
  /** share of true citations that hold, by class */
  readonly kept: Readonly<Record<string, number>>;
  /** share of made-up citations that hold nevertheless, by class */
  readonly passed: Readonly<Record<string, number>>;
  /** share of all citations that hold whose line, as the gate gives it, begins with the quote */
  readonly resolved: number;
}

export async function citationFigures(): Promise<CitationFigures> {
  const texts = corpus();
  const index = new TreeIndex(memoryRepository(texts));
  const kept: Record<string, number> = {};
  const passed: Record<string, number> = {};
  const good: CheckedEvidence[] = [];
  const measure = async (classes: Readonly<Record<string, Seed>>, shares: Record<string, number>) => {
    for (const [at, [name, seed]] of Object.entries(classes).entries()) {
      const holding = (await checkClass(seed, 100 + at, texts, index)).filter(({ state }) => isGood(state));
      shares[name] = holding.length / PER_CLASS;
      good.push(...holding);
    }
  };
  await measure(TRUE, kept);
  await measure(FALSE, passed);
  const resolved = good.filter((evidence) => resolves(evidence, texts)).length / good.length;
  return { kept, passed, resolved };
}

async function checkClass(
  seed: Seed,
  seedNumber: number,
  texts: Texts,
  index: TreeIndex,
): Promise<CheckedEvidence[]> {
  const random = seeded(seedNumber);
  const checked: CheckedEvidence[] = [];
  while (checked.length < PER_CLASS) {
    const evidence = seed(passage(texts, random), random, texts);
    if (evidence !== null) checked.push(await checkCitation(evidence, { index, facts: new Map() }));
  }
  return checked;
}

function resolves({ path, start, quote }: CheckedEvidence, texts: Texts): boolean {
  const line = (texts[path ?? ''] ?? '').split(/\r?\n/)[(start ?? 0) - 1]?.trim() ?? '';
  return line.startsWith(quote?.replace(/…$/, '') ?? 'nothing');
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
