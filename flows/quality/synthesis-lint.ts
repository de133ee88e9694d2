/**
 * The last gate: every sentence of a synthesis must rest on what was checked. A sentence with a reference, a number or
 * a place that is not there is struck and counted; nothing is reworded.
 */
import type { CheckedSynthesis, JudgedClaim, VerdictOutput } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { composeSynthesis, verdictLine } from './compose.ts';
import { type KnownPlaces, unknownPlace } from './places.ts';
import { SEVERITIES } from './severity.ts';

export interface LintContext {
  readonly verdict: VerdictOutput;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly places: KnownPlaces;
  readonly question: string;
  readonly focused: boolean;
}

type Struck = CheckedSynthesis['struck'][number];

export function lintSynthesis(synthesis: Synthesis, context: LintContext): CheckedSynthesis {
  const struck: Struck[] = [];
  const lint = (where: string, text: string, refs: readonly string[]): string => {
    const kept = lintText(text, refs, context);
    struck.push(...kept.struck.map((sentence) => ({ where, ...sentence })));
    return kept.text;
  };
  const items = <T extends { text: string; refs: string[] }>(where: string, list: readonly T[]): T[] =>
    list.flatMap((item) => {
      const text = lint(where, item.text, item.refs);
      return text === '' ? [] : [{ ...item, text }];
    });

  const code = composeSynthesis(context);
  // In a Review the findings decide whether a merge is blocked; an agent's wording can't.
  const said =
    context.verdict.category === 'Review' ? '' : lint('verdict', synthesis.verdict, shownIds(context));
  const headline = items('headline', synthesis.headline);
  return {
    synthesis: {
      verdict: said === '' ? verdictLine(context.verdict) : said,
      headline: headline.length > 0 ? headline : code.headline,
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

const SENTENCES = /(?<=[.!?])\s+(?=[\p{Lu}\p{N}`[“"(])/u;

interface LintedText {
  readonly text: string;
  readonly struck: readonly { text: string; why: string }[];
}

/** `refs`: what the text as a whole rests on; a sentence with references of its own rests on those. */
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

const STANDING: ReadonlySet<JudgedClaim['outcome']> = new Set(['shown', 'overflow', 'pre-existing']);

function shownIds({ verdict }: LintContext): string[] {
  return verdict.claims.filter(({ outcome }) => outcome === 'shown').map(({ id }) => id);
}

const NUMBER = /(?<![\p{L}\p{N}_.])\d+(?:[.,]\d+)*/gu;

/** Numbers as said, without thousands separators; ids and severities are none. */
export function numbersIn(text: string): string[] {
  const bare = text.replace(REF, ' ').replace(/\bP[0-3]\b/g, ' ');
  return (bare.match(NUMBER) ?? []).map((number) => number.replace(/,(?=\d{3}\b)/g, ''));
}

function allowedNumbers(refs: readonly string[], context: LintContext): ReadonlySet<string> {
  const said = refs.flatMap((ref) => {
    const fact = context.facts.get(ref);
    if (fact !== undefined) return [`${fact.value} ${fact.text} ${fact.line ?? ''} ${fact.end ?? ''}`];
    const claim = context.verdict.claims.find(({ id }) => id === ref);
    return claim === undefined ? [] : [textOf(claim)];
  });
  return new Set([...said.flatMap(numbersIn), ...counts(context.verdict)]);
}

function textOf({
  title,
  claim,
  failure,
  confidence,
  item,
  evidence,
  counter,
  because,
}: JudgedClaim): string {
  const places = [...evidence, ...counter].map(
    ({ start, end, text, quote }) => `${start} ${end} ${text} ${quote}`,
  );
  const recommendation = typeof item.recommendation === 'string' ? item.recommendation : '';
  return [title, claim, failure, recommendation, because, confidence ?? '', ...places].join(' ');
}

/** How many there are of what: the numbers that need no reference. */
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
