/** Where a repository speaks of a run's focus. */
import { describe, expect, it } from 'vitest';
import type { Scope, ScopeFile } from '../../../../flows/contracts/evidence-pack.ts';
import { focus } from '../../../../flows/evidence/collectors/focus.ts';
import { focusMatcher, focusWords } from '../../../../flows/evidence/collectors/text/focus-words.ts';
import type { Commit } from '../../../../runner/core/ports/repository.ts';
import { memoryRepository } from '../../memory-repository.ts';
import { file } from '../../rules/fact-builder.ts';

const matches = (question: string, text: string): readonly string[] =>
  focusMatcher(focusWords(question))(text);

describe('the words of a focus', () => {
  it.each([
    ['How is authentication handled?', 'function authenticateUser() {}', ['authentication']],
    ['authentication', 'const auth = load();', ['authentication']],
    ['retries', 'maxRetry = 3', ['retries']],
    ['how does it work', 'how does it work', []],
    ['caching', 'the catching of errors', []],
  ])('%j finds in %j: %j', (question, text, found) => {
    expect(matches(question, text)).toEqual(found);
  });
});

describe('the words of a long ticket', () => {
  const TICKET = `Export orders as CSV

As an accountant I want to download all orders of a month, so that I can check them in a spreadsheet program.
Today I copy every order from the page by hand, which takes hours and leads to mistakes on long lists.
Acceptance criteria: given a month with 3000 orders, then the file arrives within 10 seconds.
See \`OrderExporter\` in src/billing/invoice.ts and https://github.com/acme/shop/issues/12`;

  it('are its names first, then its title and what it repeats, in the order of the text', () => {
    const words = focusWords(TICKET).map(({ word }) => word);
    expect(words).toHaveLength(12);
    expect(words.slice(0, 3)).toEqual(['exporter', 'order', 'csv']);
    expect(words).toEqual(expect.arrayContaining(['src', 'billing', 'invoice', 'month']));
    expect(words).not.toContain('github');
    expect(words).not.toContain('3000');
  });

  it('are the same wherever they stand', () => {
    const lines = TICKET.split('\n').slice(1).reverse().join('\n');
    const sorted = (text: string) =>
      focusWords(text)
        .map(({ stem }) => stem)
        .sort();
    expect(sorted(`Export orders as CSV\n${lines}`)).toEqual(sorted(TICKET));
  });
});

describe('the focus collector', () => {
  const texts = {
    'src/auth.ts': 'import x from "x";\nexport function authenticate() {}\n',
    'src/other.ts': 'const a = 1; // not authenticated\n',
    'src/none.ts': 'const b = 2;\n',
    'docs/guide.md': '# Authentication\n',
    'test/auth.test.ts': 'it("authenticates people", () => {});\n',
  };
  const files = Object.keys(texts).map((path) =>
    file(path, path.startsWith('src') ? 'src' : path.startsWith('docs') ? 'docs' : 'test', 5),
  );
  const collect = (asked?: string) =>
    focus.collect(
      {
        repository: memoryRepository(texts),
        scope: { files } as unknown as Scope,
        ...(asked === undefined ? {} : { focus: asked }),
      },
      new AbortController().signal,
    );

  it('names one line of each file that speaks of it, the definition first', async () => {
    const { facts } = await collect('How is authentication done?');
    const [first, ...rest] = facts.map(({ path, line }) => `${path}:${line}`);
    expect(first).toBe('src/auth.ts:2');
    expect(rest.sort()).toEqual(['docs/guide.md:1', 'src/other.ts:1', 'test/auth.test.ts:1']);
  });

  it('counts the files that have each word, those without a word of it too', async () => {
    const { totals } = await collect('authentication of people, and billing');
    expect(totals).toEqual({ 'mention:authentication': 4, 'mention:people': 1, 'mention:billing': 0 });
  });

  it('finds nothing without a focus or for words that are not there', async () => {
    expect((await collect()).facts).toEqual([]);
    expect((await collect('billing')).facts).toEqual([]);
  });

  const at = (paths: readonly string[], text: string, role: ScopeFile['role'] = 'src') =>
    paths.map((path) => ({ path, text, role }));
  const ranked = async (
    asked: string,
    sources: readonly { path: string; text: string; role: ScopeFile['role'] }[],
    commits: readonly Commit[] = [],
  ) => {
    const { facts } = await focus.collect(
      {
        repository: memoryRepository(
          Object.fromEntries(sources.map(({ path, text: source }) => [path, source])),
          { commits },
        ),
        scope: { files: sources.map(({ path, role }) => file(path, role, 5)) } as unknown as Scope,
        focus: asked,
      },
      new AbortController().signal,
    );
    return facts;
  };
  const many = (folder: string, count: number, ending = '.ts') =>
    Array.from({ length: count }, (_, index) => `${folder}/f${index}${ending}`);

  it('ranks what is said in few files above what is said everywhere', async () => {
    const facts = await ranked('orders and refunds', [
      ...at(['a/1.ts', 'b/2.ts', 'c/3.ts'], 'const x = orders;\n'),
      ...at(['d/4.ts'], 'const y = refunds;\n'),
    ]);
    expect(facts[0]?.path).toBe('d/4.ts');
  });

  it('ranks a definition above its use, and source above tests', async () => {
    const facts = await ranked('orders', [
      ...at(['a/use.ts'], 'run(orders);\n'),
      ...at(['test/a.test.ts'], 'it("lists orders", () => {});\n', 'test'),
      ...at(['b/define.ts'], 'export function listOrders() {}\n'),
    ]);
    expect(facts.map(({ path, subject }) => [path, subject])).toEqual([
      ['b/define.ts', 'symbol'],
      ['test/a.test.ts', 'test'],
      ['a/use.ts', 'code'],
    ]);
  });

  it('names two tests, two documents and four files of one folder at most', async () => {
    const facts = await ranked('orders', [
      ...at(many('test', 5, '.test.ts'), 'it("lists orders", () => {});\n', 'test'),
      ...at(many('docs', 5, '.md'), 'Orders are listed.\n', 'docs'),
      ...at(many('lib', 12), 'export const orders = [];\n'),
      ...at(many('src', 2), 'export const orders = [];\n'),
    ]);
    const folders = Map.groupBy(facts, ({ path }) => path?.split('/')[0]);
    expect([...folders].map(([folder, { length }]) => [folder, length])).toEqual([
      ['lib', 4],
      ['src', 2],
      ['test', 2],
      ['docs', 2],
    ]);
  });

  it('names ten places at most', async () => {
    const everywhere = Array.from({ length: 12 }, (_, index) => `f${index}/a.ts`);
    expect(await ranked('orders', at(everywhere, 'export const orders = [];\n'))).toHaveLength(10);
  });

  it('names the commits of which the subject speaks of it, those with the most of its words first', async () => {
    const commit = (sha: string, subject: string): Commit => ({
      sha,
      subject,
      author: 'Ada',
      date: '2026-10-30T00:00:00Z',
      files: [],
    });
    const facts = await ranked(
      'refunds of orders',
      [],
      [
        commit('1'.repeat(40), 'List orders'),
        commit('2'.repeat(40), 'Refund orders'),
        commit('3'.repeat(40), 'Mend a typo'),
        commit('4'.repeat(40), 'Sort orders'),
      ],
    );
    expect(facts.map(({ path, subject, value }) => [path, subject, value])).toEqual([
      [null, 'commit', '2'.repeat(12)],
      [null, 'commit', '1'.repeat(12)],
    ]);
  });
});
