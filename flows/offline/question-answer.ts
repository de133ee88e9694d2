/**
 * Answers a follow-up question without a model: it says that nobody can judge the question, and lists what
 * the step stated and which of its facts share words with the question, with citations.
 */

import { statementsIn } from '../checks/statements.ts';
import type { QuestionBrief } from '../contracts/brief.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { Evidence } from '../contracts/finding.ts';
import { factLine } from '../report/citations.ts';
import { blocks, bullets, codeSpan, prose } from '../report/markdown.ts';
import { count, place } from '../wording.ts';

const NO_MODEL =
  'No model is configured, so nobody can weigh this question. Rules over the facts can only look up what this step has.';
const MOST_MATCHES = 10;
const MOST_SAID = 40;

export function questionAnswer(brief: QuestionBrief): string {
  const said = saidIn(brief.output);
  const words = wordsOf(brief.question);
  const matches = matching(said, words, textOf).slice(0, MOST_MATCHES);
  const facts = matching(brief.facts, words, factText).slice(0, MOST_MATCHES);
  if (matches.length + facts.length === 0) return blocks(NO_MODEL, ...everything(said));
  const known = new Map(brief.pack.facts.map((fact) => [fact.id, fact]));
  return blocks(
    NO_MODEL,
    ...listed('What it said that has words of your question:', matches, (item) => inFull(item, known)),
    ...listed('Facts that have words of your question:', facts, factLine),
  );
}

/** A statement of the step, of any contract. */
interface Said {
  readonly title: string;
  readonly claim: string;
  readonly evidence: readonly Evidence[];
}

function saidIn(output: string): Said[] {
  const value: unknown = JSON.parse(output);
  const statements = statementsIn(value).map(({ title, claim, evidence }) => ({
    title,
    claim: claim === title ? '' : claim,
    evidence: evidence.flatMap((item) => Evidence.safeParse(item).data ?? []),
  }));
  return [...statements, ...judgementsIn(value)];
}

/** The statements of skeptics and synthesists, who cite the findings of others. */
function judgementsIn(value: unknown): Said[] {
  const { verdicts, verdict, headline, nextSteps } = Object(value) as Record<string, unknown>;
  const rulings = listOf(verdicts).map((item) => ({
    title: `${item.findingId}: ${item.ruling}`,
    claim: String(item.because ?? ''),
  }));
  const lines = [
    ...(typeof verdict === 'string' ? [verdict] : []),
    ...[...listOf(headline), ...listOf(nextSteps)].map(({ text }) => String(text ?? '')),
  ];
  return [...rulings, ...lines.map((title) => ({ title, claim: '' }))].map((item) => ({
    ...item,
    evidence: [],
  }));
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((item) => Object(item)) : [];
}

/** The items with the most words of the question first. */
function matching<T>(items: readonly T[], words: readonly string[], textOfItem: (item: T) => string): T[] {
  return items
    .map((item) => {
      const text = textOfItem(item).toLowerCase();
      return { item, hits: words.filter((word) => text.includes(word)).length };
    })
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .map(({ item }) => item);
}

const LEAST_WORD = 3;
/** Words that do not narrow a search. */
const EMPTY = new Set(
  `a about all and any are can could did does for from has have how into its may not one our out should than that the
  their them then there these they this those was were what when where which who why will with would you your`.split(
    /\s+/,
  ),
);

/** A plural also matches its singular. */
function wordsOf(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const telling = words.filter(
    (word) => !EMPTY.has(word) && (word.length >= LEAST_WORD || /^[fk]\d$/.test(word)),
  );
  return [
    ...new Set(telling.map((word) => (word.length > LEAST_WORD + 1 ? word.replace(/(?<!s)s$/, '') : word))),
  ];
}

const textOf = ({ title, claim, evidence }: Said): string =>
  [title, claim, ...evidence.map((item) => Object.values(item).join(' '))].join(' ');

const factText = ({ id, kind, subject, value, path, line, quote, data }: Fact): string =>
  [id, kind, subject, value, path, line, quote, JSON.stringify(data)].join(' ');

function listed<T>(intro: string, items: readonly T[], lineOf: (item: T) => string): string[] {
  return items.length === 0 ? [] : [intro, bullets(items.map(lineOf))];
}

function inFull({ title, claim, evidence }: Said, facts: ReadonlyMap<string, Fact>): string {
  const cited = evidence.map((item) => `  - ${citation(item, facts)}`);
  return [`**${prose(title)}**${claim === '' ? '' : `: ${prose(claim)}`}`, ...cited].join('\n');
}

function citation(evidence: Evidence, facts: ReadonlyMap<string, Fact>): string {
  switch (evidence.type) {
    case 'code': {
      const at = codeSpan(place({ path: evidence.path, line: evidence.start, end: evidence.end }));
      return `${at}${evidence.side === 'base' ? ' (base)' : ''} — ${codeSpan(evidence.quote)}`;
    }
    case 'fact': {
      const fact = facts.get(evidence.id);
      return fact === undefined ? `[${evidence.id}]` : factLine(fact);
    }
    case 'search':
      return `searched: ${codeSpan(evidence.pattern)}`;
    case 'commit':
      return `commit ${codeSpan(evidence.sha)} on ${codeSpan(evidence.path)}`;
    default:
      return evidence satisfies never;
  }
}

/** All of it, a line each. */
function everything(said: readonly Said[]): string[] {
  if (said.length === 0)
    return ['It has no facts with words of your question, and said nothing that could be looked up.'];
  const rest = said.length - MOST_SAID;
  const more = rest > 0 ? [`… and ${count(rest, 'more', 'more')} in its full output.`] : [];
  return [
    'Nothing of it has words of your question. What it said, in short:',
    bullets(said.slice(0, MOST_SAID).map(inShort)),
    ...more,
  ];
}

function inShort({ title, evidence }: Said): string {
  const code = evidence.find((item) => item.type === 'code');
  const at =
    code === undefined ? '' : ` — ${codeSpan(place({ path: code.path, line: code.start, end: code.end }))}`;
  return `${prose(title)}${at}`;
}
