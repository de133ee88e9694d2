/** Files whose secrets are masked: what of them may be shown, and where a quote stands that was masked before. */

import { MASK, maskLines } from '../secrets/mask.ts';
import { canonicalLine, canonicalText, occurrences, type Stretch } from './canonical-text.ts';
import type { IndexedFile } from './tree-index.ts';

const masked = new WeakMap<IndexedFile, Promise<readonly string[]>>();

function maskedLines(file: IndexedFile): Promise<readonly string[]> {
  const known = masked.get(file) ?? maskLines(file.lines);
  masked.set(file, known);
  return known;
}

/** A line, 1-based, as it may be shown. */
export async function maskedLine(file: IndexedFile, line: number): Promise<string> {
  return (await maskedLines(file))[line - 1] ?? '';
}

/** Where a quote with `***` in it stands: the mask must stand for a secret of the file, nothing else. */
export async function findMasked(file: IndexedFile, forms: readonly string[]): Promise<Stretch[]> {
  const lines = await maskedLines(file);
  const whole = canonicalText(lines);
  for (const form of forms) {
    const at = occurrences(whole, form);
    if (at.length > 0) return at;
  }
  const secret = lines.flatMap((line, at) => (line === file.lines[at] ? [] : [at]));
  const patterns = forms.map((form) => new RegExp(form.split(MASK).map(literal).join('.{1,400}?')));
  return secret
    .filter((at) => patterns.some((pattern) => pattern.test(canonicalLine(file.lines[at] ?? ''))))
    .map((at) => ({ start: at + 1, end: at + 1 }));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
