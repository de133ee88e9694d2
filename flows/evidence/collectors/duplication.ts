/**
 * Duplicated source: equal runs of tokens, names and literals as written, comments and
 * layout left out. Generated and vendored files and tests are not looked at.
 */

import type { FactDraft } from '../../contracts/collecting.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { isCode, languageOf } from '../languages.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { type Clone, clonesIn, type TokenizedFile, tokenize } from './token-windows.ts';

/** Smaller copies are not reported. */
const LEAST_LINES = 8;
/** Above so many tokens in all, the rest is not compared: the index would not fit in memory. */
const MOST_TOKENS = 6_000_000;

export const duplication: Collector = {
  name: 'duplication',
  kinds: COLLECTOR_KINDS.duplication,
  async collect({ repository, scope }, signal) {
    const files = readable(scope, 'src').filter((file) => isCode(file.language));
    const changed = new Set(scope.changed.map((change) => change.path));
    const tokenized: TokenizedFile[] = [];
    let tokens = 0;
    for await (const { file, text } of texts(repository, files, signal)) {
      const one = tokenize(file.path, withoutComments(file.path, text));
      tokens += one.hashes.length;
      if (tokens > MOST_TOKENS) break;
      tokenized.push(one);
    }
    const worth = ({ path, other, tokens: size }: Clone): number =>
      size + (changed.has(path) || changed.has(other.path) ? MOST_TOKENS : 0);
    const clones = clonesIn(tokenized, signal)
      .filter((clone) => clone.end - clone.line + 1 >= LEAST_LINES)
      .sort(byWorth(worth, placeOf))
      .slice(0, MOST_CLONES);
    const lines = new Map<string, readonly string[]>();
    const cloned = [...new Set(clones.map(({ path }) => path))].map((path) => ({ path }));
    for await (const { file, text } of texts(repository, cloned, signal))
      lines.set(file.path, text.split('\n'));
    const skipped = files.length - tokenized.length;
    return {
      facts: clones.map((clone) => cloneFact(clone, lines.get(clone.path)?.[clone.line - 1] ?? '')),
      unavailable:
        tokens > MOST_TOKENS
          ? [{ kind: 'dup', reason: `${skipped} source files were not compared: too much code` }]
          : [],
    };
  },
};

/** More than any report or persona looks at. */
const MOST_CLONES = 500;

function withoutComments(path: string, text: string): string {
  const spaces = (found: string): string => found.replace(/[^\n]/g, ' ');
  const comment = languageOf(path)?.comment ?? '//';
  if (comment === '#') return text.replace(/^\s*#[^\n]*|\s#\s[^\n]*/gm, spaces);
  if (comment === '--') return text.replace(/--[^\n]*/g, spaces);
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/[^\n]*|\s\/\/\s[^\n]*/gm, spaces);
}

function cloneFact({ path, line, end, other, tokens }: Clone, quote: string): FactDraft {
  const lines = end - line + 1;
  return draft('dup', {
    path,
    line,
    end,
    quote,
    value: lines,
    text: `${lines} lines stand again at ${other.path}:${other.line}-${other.end}`,
    data: { other, tokens },
  });
}
