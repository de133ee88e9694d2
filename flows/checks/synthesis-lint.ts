/**
 * The last gate: every sentence of a synthesis must rest on what was checked. A sentence with a reference, a number or
 * a place that is not there is struck and counted; nothing is reworded.
 */
import type {
  CheckedEvidence,
  CheckedItem,
  CheckedSynthesis,
  JudgedClaim,
  VerdictOutput,
} from '../contracts/checked.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import { type Fact, HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { idsIn } from './drafts/draft-view.ts';
import { type KnownPlaces, unknownPlace } from './places.ts';
import { SEVERITIES } from './severity.ts';

export interface LintContext {
  readonly verdict: VerdictOutput;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly places: KnownPlaces;
  /** the document that is summarized; null or absent for a flow without one */
  readonly draft?: CheckedDraft | null;
  /** what code would write, for what the agent's text does not give */
  readonly written: Synthesis;
}

type Struck = CheckedSynthesis['struck'][number];

export function lintSynthesis(synthesis: Synthesis, context: LintContext): CheckedSynthesis {
  const struck: Struck[] = [];
  const lint = (where: string, text: string, refs: readonly string[]): string => {
    const kept = lintText(text, refs, context);
    struck.push(...kept.struck.map((sentence) => ({ where, ...sentence })));
    return kept.text;
  };
  const items = (where: string, list: readonly CheckedItem[]): CheckedItem[] =>
    list.flatMap(({ text: given, refs }) => {
      const text = lint(where, given, refs);
      return text === '' ? [] : [{ text, refs, named: refsIn(text) }];
    });

  // In a Review the findings decide whether a merge is blocked; an agent's wording can't.
  const said =
    context.verdict.category === 'Review' ? '' : lint('verdict', synthesis.verdict, shownIds(context));
  const headline = items('headline', synthesis.headline);
  return {
    synthesis: {
      verdict: said === '' ? context.written.verdict : said,
      headline: headline.length > 0 ? headline : context.written.headline,
      answer: lint('answer', synthesis.answer, refsIn(synthesis.answer)),
      nextSteps: items('next step', synthesis.nextSteps),
      openQuestions: synthesis.openQuestions.flatMap((text) => {
        const kept = lint('open question', text, refsIn(text));
        return kept === '' ? [] : [kept];
      }),
    },
    origin: 'agent',
    struck,
  };
}

/** Where one sentence ends and the next begins. */
export const SENTENCES = /(?<=[.!?])\s+(?=[\p{Lu}\p{N}`[“"(])/u;

interface LintedText {
  readonly text: string;
  readonly struck: readonly { text: string; why: string }[];
}

/** `refs`: the references of the whole text, for sentences without references of their own. */
function lintText(text: string, refs: readonly string[], context: LintContext): LintedText {
  const unknown = refs.map((ref) => unknownRef(ref, context)).find((why) => why !== null);
  if (unknown !== undefined && unknown !== null && refsIn(text).length === 0) {
    return { text: '', struck: [{ text, why: unknown }] };
  }
  const struck: { text: string; why: string }[] = [];
  const kept = text.split(SENTENCES).filter((sentence) => {
    const own = refsIn(sentence);
    const why = faultIn(sentence, own.length > 0 ? own : refs, context);
    if (why !== null) struck.push({ text: sentence, why });
    return why === null;
  });
  return { text: kept.join(' ').trim(), struck };
}

function faultIn(sentence: string, refs: readonly string[], context: LintContext): string | null {
  const ref = refs.map((id) => unknownRef(id, context)).find((why) => why !== null);
  if (ref !== undefined) return ref;
  const item = unknownItem(sentence, context);
  if (item !== null) return item;
  const place = unknownPlace(sentence, context.places);
  if (place.fault !== null) return place.fault;
  const allowed = allowedNumbers(refs, context);
  const number = numbersIn(place.rest).find((value) => !allowed.has(value));
  return number === undefined ? null : `${number} is no number of what it refers to`;
}

const REF = /\b[FKC]\d+\b/g;

export function refsIn(text: string): string[] {
  return [
    ...new Set([...text.matchAll(/\[([^\]]*)\]/g)].flatMap(([, inner = '']) => inner.match(REF) ?? [])),
  ].concat(text.replace(/\[[^\]]*\]/g, ' ').match(/\b[FK]\d+\b/g) ?? []);
}

function unknownRef(id: string, { verdict, facts }: LintContext): string | null {
  if (facts.has(id)) return null;
  const claim = verdict.claims.find((known) => known.id === id);
  if (claim === undefined) return `${id} does not exist`;
  return STANDING.has(claim.outcome) ? null : `${id} did not pass`;
}

/** `[T2]`: an item of the document. */
const ITEM = /\[((?:T|R|B|O|X|TC)\d+)\]/g;

function unknownItem(sentence: string, { draft }: LintContext): string | null {
  const named = [...sentence.matchAll(ITEM)].map(([, id = '']) => id);
  const known = new Set(idsIn(draft?.document));
  const unknown = named.find((id) => !known.has(id));
  return unknown === undefined ? null : `${unknown} does not exist`;
}

const STANDING: ReadonlySet<JudgedClaim['outcome']> = new Set(['shown', 'overflow', 'pre-existing']);

function shownIds({ verdict }: LintContext): string[] {
  return verdict.claims.filter(({ outcome }) => outcome === 'shown').map(({ id }) => id);
}

const NUMBER = /(?<![\p{L}\p{N}_.])\d+(?:[.,]\d+)*/gu;

/** The numbers in a text, without thousands separators; ids and severities do not count. */
export function numbersIn(text: string): string[] {
  const bare = text
    .replace(REF, ' ')
    .replace(ITEM, ' ')
    .replace(/\bP[0-3]\b/g, ' ');
  return (bare.match(NUMBER) ?? []).map((number) => number.replace(/,(?=\d{3}\b)/g, ''));
}

/**
 * What an agent may repeat: the numbers of the facts and findings that it refers to, as data where code made them, and
 * as written where an agent did.
 */
function allowedNumbers(refs: readonly string[], context: LintContext): ReadonlySet<string> {
  const { facts, verdict } = context;
  const allowed = refs.flatMap((ref) => {
    const fact = facts.get(ref);
    if (fact !== undefined) return numbersOfFact(fact);
    const claim = verdict.claims.find(({ id }) => id === ref);
    return claim === undefined ? [] : numbersOfClaim(claim, facts);
  });
  const planned = figuresOf(context.draft?.document);
  return new Set([...allowed, ...planned, ...counts(verdict), String(HISTORY_MONTHS)]);
}

function numbersOfFact({ value, line, end, subject, path, quote, data }: Fact): string[] {
  return [value, line, end, subject, path, quote, data].flatMap(figuresOf);
}

function numbersOfClaim(claim: JudgedClaim, facts: LintContext['facts']): string[] {
  const { title, failure, confidence, item, evidence, counter, because } = claim;
  const given = [title, claim.claim, failure, item.recommendation];
  // Of what a rule found, its figures count, not its wording.
  const words =
    item.source === 'rule' ? given.filter((text) => text === failure && text !== item.failure) : given;
  const cited = [...evidence, ...counter].flatMap((citation) => numbersOfCitation(citation, facts));
  const figures = Array.isArray(item.figures) ? item.figures : [];
  return [...[...words, because, confidence, ...figures].flatMap(figuresOf), ...cited];
}

function numbersOfCitation(citation: CheckedEvidence, facts: LintContext['facts']): string[] {
  const { type, start, end, quote, text, ref, hits } = citation;
  const fact = type === 'fact' ? facts.get(ref ?? '') : undefined;
  if (fact !== undefined) return numbersOfFact(fact);
  return [start, end, quote, hits, type === 'commit' ? text : ref].flatMap(figuresOf);
}

/** The numbers in a value and in the names and quotes that it holds; a share also in per cent, a list also by its length. */
function figuresOf(value: unknown): string[] {
  if (typeof value === 'string') return numbersIn(value);
  if (typeof value === 'number') {
    return value > 0 && value < 1 ? [String(value), String(Math.round(value * 100))] : [String(value)];
  }
  if (typeof value !== 'object' || value === null) return [];
  const length = Array.isArray(value) ? [String(value.length)] : [];
  return [...length, ...Object.values(value).flatMap(figuresOf)];
}

/** How many claims there are of each kind and outcome: numbers that need no reference. */
function counts({ claims }: VerdictOutput): string[] {
  const groups = new Map<string, number>();
  const count = (name: string): void => void groups.set(name, (groups.get(name) ?? 0) + 1);
  for (const { kind, outcome, severity } of claims) {
    count(`${kind} ${outcome}`);
    if (outcome === 'shown' && kind === 'finding') {
      for (const grade of SEVERITIES) if (grade === severity) count(grade);
    }
  }
  return [...groups.values()].map(String);
}
