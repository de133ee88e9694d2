/**
 * The names that a change touches: exported symbols whose declaration differs, functions with changed lines, and
 * constants on changed lines. Found by the shape of lines, in any language; a wrong one costs a search and no more.
 */
import type { Hunk, Repository } from '../../runner/core/ports/repository.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';

export interface NamedChange {
  readonly name: string;
  readonly path: string;
  /** what the change does to it, in a word or two */
  readonly how: string;
}

const MOST_OF_A_FILE = 6;
/** Shorter names are words of the language, or say nothing. */
const SHORTEST = 4;
/** How far above a changed line the head of its function may be. */
const MOST_ABOVE = 200;

/** Names of the first files first; within a file, declarations before functions before constants. */
export async function changedNames(
  repository: Repository,
  paths: readonly string[],
  pack: EvidencePack,
): Promise<NamedChange[]> {
  const diffs = new Map((await repository.diff()).map((diff) => [diff.path, diff]));
  const found: NamedChange[] = [];
  for (const path of paths) {
    const names = new Map<string, string>();
    for (const { subject, path: at, data } of factsOf(pack, 'exports-diff')) {
      if (at === path && subject !== null && data.change !== 'added') names.set(subject, data.change);
    }
    const diff = diffs.get(path);
    if (diff !== undefined && !diff.binary && diff.missing !== true) {
      const after = (await repository.read(path))?.text.split('\n') ?? [];
      const before = (await repository.read(diff.from ?? path, 'base'))?.text.split('\n') ?? [];
      for (const hunk of diff.hunks) {
        for (const name of functionsOf(hunk, after))
          if (!names.has(name)) names.set(name, 'its body changes');
      }
      for (const hunk of diff.hunks) {
        for (const name of constantsOf(hunk, before, after))
          if (!names.has(name)) names.set(name, 'on a changed line');
      }
    }
    const useful = [...names].filter(([name]) => name.length >= SHORTEST && /^[\w$]+$/.test(name));
    found.push(...useful.slice(0, MOST_OF_A_FILE).map(([name, how]) => ({ name, path, how })));
  }
  return found;
}

const MODIFIERS = String.raw`(?:(?:export|default|public|private|protected|internal|static|async|final|override|pub(?:\([^)]*\))?|unsafe|inline)\s+)*`;
const DECLARATIONS: readonly RegExp[] = [
  new RegExp(String.raw`^\s*${MODIFIERS}(?:function\*?|def|fn|fun)\s+(?:self\.)?([A-Za-z_$][\w$]*)`),
  /^func\s+(?:\([^)]*\)\s*)?([A-Za-z_]\w*)/,
  new RegExp(
    String.raw`^\s*${MODIFIERS}(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\([^)]*\)?.*=>|[\w$]+\s*=>|\($)`,
  ),
  new RegExp(
    String.raw`^\s+${MODIFIERS}(?:[\w<>[\],.?]+\s+)?([A-Za-z_$][\w$]*)\s*\([^;]*\)\s*(?::[^{]+|throws [\w, ]+)?\{\s*$`,
  ),
];
const NOT_NAMES = new Set(['constructor', 'function', 'return', 'switch', 'while', 'catch', 'main', 'else']);

function functionsOf({ head_start, head_lines }: Hunk, after: readonly string[]): string[] {
  const first = Math.max(head_start - 1, 0);
  const inside = after.slice(first, first + head_lines);
  const declared = inside.map(declaredName).filter((name) => name !== null);
  const indent = indentOf(inside.find((line) => line.trim() !== '') ?? after[first] ?? '');
  for (let at = first - 1; at >= 0 && at > first - MOST_ABOVE; at--) {
    const line = after[at] ?? '';
    const name = indentOf(line) < indent ? declaredName(line) : null;
    if (name !== null) return [name, ...declared];
  }
  return declared;
}

function declaredName(line: string): string | null {
  const name = DECLARATIONS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  return name === undefined || NOT_NAMES.has(name) || /^(if|for|__\w+__)$/.test(name) ? null : name;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const CONSTANT = /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g;

function constantsOf(hunk: Hunk, before: readonly string[], after: readonly string[]): string[] {
  const { base_start, base_lines, head_start, head_lines } = hunk;
  const lines = [
    ...before.slice(Math.max(base_start - 1, 0), base_start - 1 + base_lines),
    ...after.slice(Math.max(head_start - 1, 0), head_start - 1 + head_lines),
  ];
  return lines.flatMap((line) => line.match(CONSTANT) ?? []);
}
