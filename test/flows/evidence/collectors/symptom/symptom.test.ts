/** What a pasted trace shows in a small repository: places, versions, messages, changes. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../../flows/contracts/evidence-pack.ts';
import { symptom } from '../../../../../flows/evidence/collectors/symptom.ts';
import type { Commit } from '../../../../../runner/core/ports/repository.ts';
import { memoryRepository } from '../../../memory-repository.ts';
import { file } from '../../../rules/fact-builder.ts';

const TEXTS = {
  'package.json': '{ "name": "shop" }',
  'src/cart.ts': [
    'export function total(items: Item[]) {',
    '  // sums the prices',
    '  const sum = addPrices(items);',
    '  return sum;',
    '}',
    'export function checkout(cart: Cart) {',
    '  try {',
    '    return total(cart.items);',
    '  } catch (error) {',
    '    return null;',
    '  }',
    '}',
  ].join('\n'),
  'src/price.ts': [
    'export function addPrices(items: Item[]) {',
    "  if (items.length === 0) throw new Error('no price for order ' + id + ', ask support');",
    '  return 0;',
    '}',
    'export const other = "no price";',
  ].join('\n'),
  'src/page.ts': 'import { total } from "./cart";\nrender(total(items));\n',
  'test/cart.test.ts': 'it("works", () => { expect(total([])).toBe(0); });\n',
};

async function factsFor(told: string, options: { given?: Record<string, string>; commits?: Commit[] } = {}) {
  const files = Object.keys(TEXTS).map((path) =>
    file(path, path.startsWith('test') ? 'test' : path.endsWith('json') ? 'config' : 'src', 12),
  );
  return symptom.collect(
    {
      repository: memoryRepository(TEXTS, { commits: options.commits ?? [] }),
      scope: { files } as unknown as Scope,
      ...(told === '' ? {} : { focus: told }),
      given: options.given ?? {},
    },
    new AbortController().signal,
  );
}

const framesOf = async (told: string) =>
  (await factsFor(told)).facts.flatMap((fact) =>
    fact.kind === 'frame' ? [`${fact.data.state} ${fact.path}:${fact.line} ${fact.data.within}`] : [],
  );

describe('a frame of a trace', () => {
  it.each([
    ['at total (/app/src/cart.ts:3:9)', 'found src/cart.ts:3 total'],
    ['at total (/app/src/cart.ts:8:9)', 'other-function src/cart.ts:1 total'],
    ['at total (/app/src/cart.ts:2:9)', 'no-such-line src/cart.ts:1 total'],
    ['at total (/app/src/cart.ts:900:9)', 'no-such-line src/cart.ts:1 total'],
    ['at /app/src/cart.ts:900:9', 'no-such-line src/cart.ts:null null'],
    ['at total (/app/dist/cart.js:3:9)', 'compiled src/cart.ts:1 total'],
    ['at emit (node:events:513:28)', ''],
    ['at total (/app/lib/none.ts:3:9)', 'missing null:null null'],
    ['/app/src/cart.ts:4\n    return total(cart.items);\n    ^\n', 'moved src/cart.ts:8 checkout'],
  ])('%j is %j', async (line, expected) => {
    expect((await framesOf(`Error: x\n    ${line}`)).join()).toBe(expected);
  });

  it('may be given as a log instead of the focus', async () => {
    const { facts } = await factsFor('', { given: { log: 'Error: x\n    at total (/app/src/cart.ts:3:9)' } });
    expect(facts.find(({ kind }) => kind === 'frame')).toMatchObject({ path: 'src/cart.ts', line: 3 });
  });

  it('leads to the handler that catches its error, to other callers and to tests', async () => {
    const { facts } = await factsFor(
      'Error: x\n    at total (/app/src/cart.ts:3:9)\n    at checkout (/app/src/cart.ts:8:12)',
    );
    const near = facts.flatMap((fact) =>
      fact.kind === 'related' ? [`${fact.data.what} ${fact.path}:${fact.line}`] : [],
    );
    expect(near).toEqual(['handler src/cart.ts:9', 'caller src/page.ts:2', 'test test/cart.test.ts:1']);
  });
});

describe('a message', () => {
  it('is found where its literal parts are written, whatever was put between them', async () => {
    const { facts } = await factsFor('Error: no price for order 4711, ask support');
    const [source] = facts.filter(({ kind }) => kind === 'message-source');
    expect(source).toMatchObject({ path: 'src/price.ts', line: 2, subject: 'no price for order' });
    expect(source?.data).toMatchObject({ use: 'throws' });
  });

  it('of the language’s runtime is searched nowhere', async () => {
    const { facts } = await factsFor("TypeError: Cannot read properties of undefined (reading 'price')");
    expect(facts.map(({ kind }) => kind)).toEqual(['symptom']);
  });

  it('is what a question quotes where there is no trace', async () => {
    const { facts } = await factsFor('Why do we see "no price for order" at night?');
    expect(facts.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'symptom null',
      'message-source src/price.ts',
    ]);
  });

  it('is not made up from a question in other words', async () => {
    expect((await factsFor('Why are totals wrong at night?')).facts).toEqual([]);
  });
});

describe('changes to the traced code', () => {
  const commit = (sha: string, date: string, path: string): Commit => ({
    ...{ sha: sha.repeat(40), author: 'x', date: `${date}T00:00:00Z`, subject: `change ${sha}` },
    files: [{ path, added: 1, deleted: 1, from: null }],
  });
  const commits = [
    commit('a', '2026-10-20', 'src/cart.ts'),
    commit('b', '2026-09-01', 'src/page.ts'),
    commit('c', '2026-03-01', 'src/cart.ts'),
  ];
  const trace = 'Error: x\n    at /app/src/cart.ts:3:9';
  const suspects = async (given: Record<string, string> = {}) => {
    const { facts, unavailable = [] } = await factsFor(trace, { commits, given });
    const found = facts.flatMap((fact) =>
      fact.kind === 'suspect' ? [`${fact.subject} ${fact.data.days}`] : [],
    );
    return { found, notes: unavailable.map(({ reason }) => reason) };
  };

  it('are the commits that touched the traced files, with their age at this commit', async () => {
    expect((await suspects()).found).toEqual(['change a 12', 'change c 245']);
  });

  it('are only those after a date, if one is given', async () => {
    expect((await suspects({ since: '2026-06-01' })).found).toEqual(['change a 12']);
    expect((await suspects({ since: 'a'.repeat(8) })).found).toEqual(['change a 12']);
  });

  it('are all of them, with a note, if what is given names nothing', async () => {
    const { found, notes } = await suspects({ since: 'yesterday' });
    expect(found).toHaveLength(2);
    expect(notes).toEqual([expect.stringContaining('“yesterday” is no date')]);
  });
});
