/**
 * The citation check: whether one piece of evidence holds at the pinned commit. An agent gives the quote, code writes
 * the line; a citation may be re-filed to where its quote stands, but the quote is never rewritten.
 * It cannot tell a false claim about a true quote; that is the skeptic's job.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { Side } from '../../runner/core/ports/repository.ts';
import { canonicalLine, canonicalText, occurrences, quoteForms, type Stretch } from '../canonical-text.ts';
import type { CheckedEvidence, CitationState } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { type CodeEvidence, Evidence, isWeakQuote, MASK } from '../contracts/finding.ts';
import { maskLines } from '../secrets/mask.ts';
import { cutLine, cutText } from '../wording.ts';
import type { IndexedFile, TreeIndex } from './tree-index.ts';

export interface CitationContext {
  readonly index: TreeIndex;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** A shorter quote is not searched for in other files. */
const SHORTEST_REFILED = 16;
const NEAR = 1;

const NOTHING: CheckedEvidence = {
  type: 'unknown',
  state: 'malformed',
  path: null,
  start: null,
  end: null,
  side: 'head',
  quote: null,
  text: null,
  ref: null,
};

export async function checkCitation(given: unknown, context: CitationContext): Promise<CheckedEvidence> {
  const evidence = Evidence.safeParse(given).data;
  if (evidence === undefined) return NOTHING;
  switch (evidence.type) {
    case 'code':
      return checkCode(evidence, context.index);
    case 'fact':
      return checkFact(evidence, context);
    case 'search':
      return checkSearch(evidence, context.index);
    case 'commit':
      return checkCommit(evidence, context.index);
  }
}

async function checkCode(evidence: CodeEvidence, index: TreeIndex): Promise<CheckedEvidence> {
  const path = treePath(evidence.path);
  const compared = index.repository.pin.base_sha !== null;
  const side: Side = compared ? evidence.side : 'head';
  const failed = (state: CitationState): CheckedEvidence => ({ ...NOTHING, type: 'code', state, path, side });
  if (path === null) return { ...NOTHING, type: 'code', state: 'no-such-file' };
  const forms = quoteForms(evidence.quote, side);
  if (isWeakQuote(forms.at(-1) ?? '')) return failed('weak');

  const cited = await citedFile(path, side, index);
  if (cited !== null) {
    const at = await placesIn(cited, forms);
    const near = nearest(at, evidence);
    if (near !== null) return shown(cited, near, isNear(near, evidence) ? 'verified' : 'relocated');
  }
  // Deleted code may be cited as if it were at the head, and new code at the base.
  const other = compared ? await citedFile(path, side === 'head' ? 'base' : 'head', index) : null;
  const there = other === null ? null : nearest(await placesIn(other, forms), evidence);
  if (other !== null && there !== null) return shown(other, there, 'relocated');

  const refiled = await refile(forms, index);
  if (refiled !== null) return shown(refiled.file, refiled.at, 'refiled');
  if (cited !== null || other !== null) return failed('quote-not-found');
  return failed((await index.lacks(path, side)) ? 'not-in-clone' : 'no-such-file');
}

/** A path as the tree names it; null for a path that cannot be in a tree. */
function treePath(given: string): string | null {
  const path = given
    .replaceAll('\\', given.startsWith('"') ? '\\' : '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/:\d+(?:-\d+)?$/, '');
  return path === '' || path.split('/').includes('..') ? null : path;
}

async function citedFile(path: string, side: Side, index: TreeIndex): Promise<IndexedFile | null> {
  const file = await index.file(path, side);
  if (file !== null || !/^[ab]\//.test(path)) return file;
  return index.file(path.slice(2), side);
}

async function placesIn(file: IndexedFile, forms: readonly string[]): Promise<Stretch[]> {
  for (const form of forms) {
    const at = occurrences(file.canonical, form);
    if (at.length > 0) return at;
  }
  const masked = forms.filter((form) => form.includes(MASK));
  return masked.length > 0 ? findMasked(file, masked) : [];
}

function nearest(places: readonly Stretch[], { start, end }: Stretch): Stretch | null {
  const distance = (place: Stretch): number =>
    place.start < start ? start - place.start : Math.max(0, place.start - end);
  return places.reduce<Stretch | null>(
    (best, place) => (best === null || distance(place) < distance(best) ? place : best),
    null,
  );
}

function isNear(place: Stretch, { start, end }: Stretch): boolean {
  return place.start >= start - NEAR && place.start <= Math.max(start, end) + NEAR;
}

async function refile(
  forms: readonly string[],
  index: TreeIndex,
): Promise<{ file: IndexedFile; at: Stretch } | null> {
  for (const form of forms) {
    if (form.length < SHORTEST_REFILED) continue;
    const [only, second] = await index.filesWith(form);
    const [at, again] = only?.at ?? [];
    if (only !== undefined && at !== undefined && second === undefined && again === undefined) {
      return { file: only.file, at };
    }
  }
  return null;
}

/** How many lines of a citation are kept to be shown: of a longer range only its beginning. */
const MOST_LINES = 8;
const MOST_OF_LONG = 4;
const LONGEST_LINE = 160;

async function shown(file: IndexedFile, at: Stretch, state: CitationState): Promise<CheckedEvidence> {
  const lines = await linesAt(file, at);
  return {
    ...NOTHING,
    type: 'code',
    state,
    path: file.path,
    start: at.start,
    end: at.end,
    side: file.side,
    quote: cutLine(lines[0] ?? ''),
    lines,
  };
}

async function linesAt(file: IndexedFile, { start, end }: Stretch): Promise<string[]> {
  const length = end - start + 1;
  const most = length <= MOST_LINES ? length : MOST_OF_LONG;
  const lines = (await maskedLines(file)).slice(start - 1, start - 1 + most);
  return lines.map((line) => cutText(line.trimEnd(), LONGEST_LINE));
}

async function checkFact(
  evidence: Extract<Evidence, { type: 'fact' }>,
  context: CitationContext,
): Promise<CheckedEvidence> {
  const checked = { ...NOTHING, type: 'fact' as const, ref: evidence.id };
  const fact = context.facts.get(evidence.id);
  const same = fact !== undefined && String(fact.value).trim() === String(evidence.value).trim();
  if (!same) return { ...checked, state: 'fact-wrong' };
  const { path, line, end, quote, text } = fact;
  const known = { ...checked, state: 'fact-ok' as const, path, start: line, end: end ?? line, text };
  if (path === null || line === null || quote === null) return known;
  const file = await context.index.file(path, 'head');
  const lines = file === null ? {} : { lines: await linesAt(file, { start: line, end: line }) };
  return { ...known, quote: cutLine(quote), ...lines };
}

async function checkSearch(
  evidence: Extract<Evidence, { type: 'search' }>,
  index: TreeIndex,
): Promise<CheckedEvidence> {
  const { repository } = index;
  const { pattern, fixed, expect } = evidence;
  const glob = evidence.glob.trim() === '' ? {} : { glob: evidence.glob };
  const checked = { ...NOTHING, type: 'search' as const, state: 'search-wrong' as const };
  const where = evidence.glob.trim() === '' ? 'the tree' : evidence.glob;
  try {
    const hits = await repository.grep({ pattern, fixed, ...glob, most: expect.n + 1 });
    const holds = {
      eq: hits.length === expect.n,
      gte: hits.length >= expect.n,
      lte: hits.length <= expect.n,
    };
    // A search without hits proves an absence only if the glob matches some text.
    const searched =
      hits.length > 0 || (await repository.grep({ pattern: '.', fixed: false, ...glob, most: 1 })).length > 0;
    if (!holds[expect.op] || !searched) return { ...checked, text: `${pattern} in ${where}` };
    const count = expect.op === 'gte' ? `at least ${expect.n}` : String(hits.length);
    const lacking = expect.op === 'gte' ? 0 : await index.lacking(evidence.glob.trim());
    const without = lacking === 0 ? '' : ` (${lacking} not searched: not in the clone)`;
    const text = `${pattern} in ${where}: ${count} lines${without}`;
    return {
      ...checked,
      state: 'search-ok',
      text,
      ref: pattern,
      hits: expect.op === 'gte' ? expect.n : hits.length,
    };
  } catch (error) {
    return { ...checked, text: `${pattern} in ${where}: ${messageOf(error)}` };
  }
}

async function checkCommit(
  evidence: Extract<Evidence, { type: 'commit' }>,
  { repository }: TreeIndex,
): Promise<CheckedEvidence> {
  const path = treePath(evidence.path);
  const checked = { ...NOTHING, type: 'commit' as const, state: 'commit-wrong' as const, path };
  if (path === null || !/^[0-9a-f]{7,64}$/i.test(evidence.sha)) return checked;
  const log = await repository.log({ only: evidence.sha, path, most: 1 }).catch(() => null);
  const commit = log?.commits[0];
  if (commit === undefined || !commit.files.some((file) => file.path === path || file.from === path))
    return checked;
  return { ...checked, state: 'commit-ok', text: commit.subject, ref: commit.sha.slice(0, 10) };
}

const masked = new WeakMap<IndexedFile, Promise<readonly string[]>>();

function maskedLines(file: IndexedFile): Promise<readonly string[]> {
  const known = masked.get(file) ?? maskLines(file.lines);
  masked.set(file, known);
  return known;
}

/** Finds a quote that holds `***`, which matches only a secret of the file. */
async function findMasked(file: IndexedFile, forms: readonly string[]): Promise<Stretch[]> {
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
