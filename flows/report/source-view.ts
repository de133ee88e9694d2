/** Lines of a file for a reader: those that are asked for with ten around, secrets masked, in pieces for highlighting. */
import type { RunFile } from '../../runner/core/ports/run-files.ts';
import type { SourceDocument } from '../../runner/core/source-document.ts';
import { maskLines } from '../secrets/mask.ts';
import { languageOf } from './html/highlighting.ts';
import { tokenLines } from './html/source-tokens.ts';
import { printable } from './markdown.ts';

const AROUND = 10;
/** Of the lines that are asked for. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 400;
/** How far from the shown lines a secret of several lines may begin or end. */
const SECRET_LINES = 200;
/** How far before the shown lines a comment or a text that goes over several lines may begin. */
const COMMENT_LINES = 100;

export interface SourceRange {
  readonly side: 'head' | 'base';
  readonly line: number | null;
  readonly end: number | null;
}

export async function sourceView(file: RunFile, { side, line, end }: SourceRange): Promise<SourceDocument> {
  const all = file.text.replace(/\r?\n$/, '').split(/\r?\n/);
  const start = Math.min(line ?? 1, all.length);
  const stop = Math.min(Math.max(start, end ?? start), start + MOST_LINES - 1, all.length);
  const [first, last] = [Math.max(1, start - AROUND), Math.min(all.length, stop + AROUND)];
  const from = Math.max(1, first - SECRET_LINES);
  const masked = await maskLines(all.slice(from - 1, last + SECRET_LINES));
  const before = Math.min(COMMENT_LINES, first - from);
  const read = masked.slice(first - before - from, last - from + 1).map((text) => cut(printable(text)));
  const lines = tokenLines(read, languageOf(file.path)).slice(before);
  const { path, commit_sha } = file;
  return { path, side, commit_sha, first, total: all.length, lines };
}

const cut = (line: string): string =>
  line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…`;
