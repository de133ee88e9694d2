/** What a file says of itself or its package: its docstring, package comment or header, without license heads. Pure. */
import { firstSentence, type Sentence } from './first-sentence.ts';

/** A comment that is no prose about the file. */
const NO_PROSE =
  /copyright|\blicen[cs]ed?\b|SPDX|all rights reserved|permission is hereby|eslint|prettier|@ts-|@flow|^\s*module (dependencies|exports|variables)|@jest-environment|coding[:=]|vim?:|noinspection|generated/i;
const LEAST_WORDS = 4;
const MOST_COMMENTS = 3;

/** The first sentence; null where the file says nothing of itself. */
export function fileComment(path: string, text: string): Sentence | null {
  for (const comment of leadingComments(path, text)) {
    const said = firstSentence(comment.text);
    if (NO_PROSE.test(comment.text) || said === null) continue;
    if (said.text.split(' ').length < LEAST_WORDS) continue;
    return { ...said, line: comment.line + said.line - 1 };
  }
  return null;
}

interface Comment {
  readonly text: string;
  readonly line: number;
}

/** What may stand before the comment of a file. */
const PREAMBLE =
  /^\s*(#!.*|['"]use \w+['"];?|\/\/go:build.*|\/\/ \+build.*|<\?php|#pragma once|#!\[.*\]|#ifndef \w+|#define \w+|# frozen_string_literal.*)?\s*$/;

function leadingComments(path: string, text: string): Comment[] {
  const lines = text.split('\n');
  const found: Comment[] = [];
  let at = 0;
  while (found.length < MOST_COMMENTS) {
    while (at < lines.length && PREAMBLE.test(lines[at] ?? '')) at += 1;
    const next = commentAt(lines, at, /\.pyi?$/.test(path));
    if (next === null) break;
    const { end, ...comment } = next;
    // What stands right above a declaration documents that, except above the package itself.
    const follows = lines[end] ?? '';
    const isOfFile = /^\s*$|^\s*(package|import|use|from|#include|module|mod|namespace|\/)/.test(follows);
    if (isOfFile || comment.isDoc) found.push(comment);
    at = end;
  }
  return found;
}

interface Spanned extends Comment {
  /** a docstring or `//!`, which is of the file by its form */
  readonly isDoc: boolean;
  /** the index of the line after it */
  readonly end: number;
}

function commentAt(lines: readonly string[], at: number, isPython: boolean): Spanned | null {
  const first = lines[at] ?? '';
  const docstring = isPython ? /^[rRuU]?("""|''')/.exec(first)?.[1] : undefined;
  if (docstring !== undefined) return block(lines, at, { open: docstring, close: docstring, isDoc: true });
  if (/^\s*\/\*/.test(first)) return block(lines, at, { open: '/*', close: '*/', isDoc: false });
  const mark = /^(\/\/!|\/\/|#(?!\[|include|if|define)|;;)/.exec(first)?.[1];
  if (mark === undefined) return null;
  let end = at;
  while (end < lines.length && (lines[end] ?? '').startsWith(mark)) end += 1;
  const body = lines.slice(at, end).map((line) => line.slice(mark.length).replace(/^[/!]?\s?/, ''));
  return { text: body.join('\n'), line: at + 1, end, isDoc: mark === '//!' };
}

interface Delimiters {
  readonly open: string;
  readonly close: string;
  readonly isDoc: boolean;
}

function block(lines: readonly string[], at: number, { open, close, isDoc }: Delimiters): Spanned | null {
  const first = lines[at] ?? '';
  const after = first.slice(first.indexOf(open) + open.length);
  const isOne = after.includes(close);
  let end = at + 1;
  while (!isOne && end < lines.length && !(lines[end] ?? '').includes(close)) end += 1;
  if (!isOne) end += 1;
  const body = [after, ...lines.slice(at + 1, end)].map((line) =>
    line
      .replace(close, '')
      .replace(/^\s*\*(?!\*)\s?|^[*!]+\s?/, '')
      .trim(),
  );
  // A block tag begins what is said of something else, but `@file` says what this file is.
  const prose = body.map((line) =>
    line.replace(/^@(file|fileoverview|module|overview|brief|packageDocumentation)\s*/, ''),
  );
  const tag = prose.findIndex((line) => /^@\w/.test(line));
  return { text: prose.slice(0, tag === -1 ? undefined : tag).join('\n'), line: at + 1, end, isDoc };
}
