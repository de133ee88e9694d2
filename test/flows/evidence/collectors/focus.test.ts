/** Where a repository speaks of a run's focus. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../flows/contracts/evidence-pack.ts';
import { focus } from '../../../../flows/evidence/collectors/focus.ts';
import { focusMatcher, focusWords } from '../../../../flows/evidence/collectors/text/focus-words.ts';
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

  it('finds nothing without a focus or for words that are not there', async () => {
    expect((await collect()).facts).toEqual([]);
    expect((await collect('billing')).facts).toEqual([]);
  });
});
