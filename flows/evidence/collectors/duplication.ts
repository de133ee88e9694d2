/**
 * Duplicated code: functions of source that hold the same tokens, so that a change to one is due in the other. What
 * stands outside functions (imports, types, tables, license heads) and what is no code (comments, docstrings) is not
 * compared, nor are tests, migrations, generated and vendored files.
 */

import type { FactDraft } from '../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { isWeakQuote } from '../../contracts/finding.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { addedLines } from '../changed-lines.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { readTree } from './source/source-tree.ts';
import { type LineRange, tokenize } from './syntax/function-tokens.ts';
import { shapeOf } from './syntax/lexical.ts';
import { type Clone, clonesIn, type TokenizedFile } from './syntax/token-windows.ts';

/** Smaller copies are not reported. */
const LEAST_LINES = 8;
/** A run of which a larger part is strings and numbers is a table of data. */
const MOST_LITERALS = 0.3;
/** Above so many tokens in all, the rest is not compared: the index would not fit in memory. */
const MOST_TOKENS = 6_000_000;
export const duplication: Collector = {
  name: 'duplication',
  kinds: COLLECTOR_KINDS.duplication,
  async collect({ repository, scope }, signal) {
    const files = readable(scope, 'src').filter(
      (file) => isCode(file.language) && !/\.d\.[cm]?ts$/.test(file.path),
    );
    // All of the text first, which is cheap; then only the functions of files that hold something twice.
    const all = await tokenized(texts(repository, files, signal), (file, text) =>
      tokenize(file.path, text, null),
    );
    const twice = new Set(clonesIn(all, signal).flatMap(({ path, other }) => [path, other.path]));
    const candidates = files.filter(({ path }) => twice.has(path));
    const lines = new Map<string, readonly string[]>();
    const functions = await tokenized(texts(repository, candidates, signal), (file, text) => {
      lines.set(file.path, text.split('\n'));
      return tokenize(file.path, text, functionLines(file, text));
    });
    const clones = clonesIn(functions, signal).filter(
      (clone) => clone.lines >= LEAST_LINES && clone.literals <= clone.tokens * MOST_LITERALS,
    );
    const compared = files.slice(0, all.length);
    const kept = clones
      .filter((clone) => scope.base === null || isNew(clone, scope))
      .sort(byWorth(({ tokens }) => tokens, placeOf));
    const skipped = files.length - all.length;
    return {
      facts: [...kept.map((clone) => cloneFact(clone, lines)), ...shareFact(clones, compared)],
      unavailable:
        skipped > 0
          ? [
              {
                kind: 'dup',
                reason: `${count(skipped, 'source file was', 'source files were')} not compared: too much code`,
              },
            ]
          : [],
    };
  },
};

/** The files in their order, as many as fit. */
async function tokenized(
  read: AsyncIterable<{ file: ScopeFile; text: string }>,
  tokensOf: (file: ScopeFile, text: string) => TokenizedFile,
): Promise<TokenizedFile[]> {
  const files: TokenizedFile[] = [];
  let tokens = 0;
  for await (const { file, text } of read) {
    const one = tokensOf(file, text);
    tokens += one.hashes.length;
    if (tokens > MOST_TOKENS) break;
    files.push(one);
  }
  return files;
}

/** The lines of the outermost functions; tests within a source file are none. */
function functionLines(file: ScopeFile, text: string): LineRange[] {
  const shape = readTree(file.language, file.path, text, false) ?? shapeOf(file.path, text);
  const outermost: LineRange[] = [];
  for (const { line, end } of [...shape.functions].sort((a, b) => a.line - b.line || b.end - a.end)) {
    if (line > (outermost.at(-1)?.end ?? 0)) outermost.push({ line, end });
  }
  return outermost;
}

/** Whether the change added most of one of the two places. */
function isNew({ path, line, end, other }: Clone, scope: Scope): boolean {
  return [{ path, line, end }, other].some(
    (place) => addedLines(scope.hunks, place) * 2 > place.end - place.line + 1,
  );
}

/** The quoted lines are the first ones that say something: a run may begin with a closing brace. */
function cloneFact(
  { path, line, end, other, tokens, lines }: Clone,
  texts: ReadonlyMap<string, readonly string[]>,
): FactDraft {
  const first = (at: { path: string; line: number; end: number }): { line: number; quote: string } => {
    const within = texts.get(at.path)?.slice(at.line - 1, at.end) ?? [];
    const telling = Math.max(
      0,
      within.findIndex((source) => !isWeakQuote(source) && !/^\s*(?:\/[/*]|\*|#)/.test(source)),
    );
    return { line: at.line + telling, quote: quoteOf(within[telling] ?? '') };
  };
  const there = { ...other, ...first(other) };
  return draft('dup', {
    path,
    ...first({ path, line, end }),
    end,
    value: lines,
    text: `${count(lines, 'line')} of code repeated at ${there.path}:${there.line}-${there.end}`,
    data: { other: there, tokens },
  });
}

/** How much of the source that people write is there more than once: every copy counts, the first one too. */
function shareFact(clones: readonly Clone[], files: readonly ScopeFile[]): FactDraft[] {
  const of = files.reduce((sum, file) => sum + file.lines, 0);
  if (of === 0) return [];
  const places = clones.flatMap(({ path, line, end, other }) => [{ path, line, end }, other]);
  const lines = [...Map.groupBy(places, ({ path }) => path).values()].reduce(
    (sum, within) => sum + covered(within),
    0,
  );
  const share = Math.round((lines * 1000) / of) / 10;
  return [
    draft('dup-share', {
      value: share,
      text: `${share} % of the source lines (${lines} of ${of}) are in functions that are repeated elsewhere`,
      data: { lines, of },
    }),
  ];
}

/** How many lines some ranges cover together. */
function covered(ranges: readonly LineRange[]): number {
  let lines = 0;
  let last = 0;
  for (const { line, end } of [...ranges].sort((a, b) => a.line - b.line)) {
    lines += Math.max(0, end - Math.max(line - 1, last));
    last = Math.max(last, end);
  }
  return lines;
}
