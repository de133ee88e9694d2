/**
 * The synthesis by code, if there is no synthesist (a small fast run, no model) or it failed. It
 * orders and counts what passed the gate, and judges nothing.
 */

import { countInWords } from '../checks/severity.ts';
import { termsOf } from '../checks/similarity.ts';
import { partsOfShown } from '../checks/verdict.ts';
import { type JudgedClaim, liveClaims, type VerdictOutput } from '../contracts/checked.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { many, oneLine } from '../wording.ts';

interface CompositionInput {
  readonly verdict: VerdictOutput;
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
  /** whether a model looked at the code; default true */
  readonly read?: boolean;
}

const MOST_HEADLINES = 3;
const MOST_STEPS = 5;
const LONGEST_TITLE = 120;

export function composeSynthesis(input: CompositionInput): Synthesis {
  const { verdict } = input;
  const { findings } = partsOfShown(verdict);
  const leading = findings.length > 0 ? findings : liveClaims(verdict, 'stop');
  return {
    verdict: verdictLine(verdict, input.read ?? true),
    headline: leading
      .slice(0, MOST_HEADLINES)
      .map(({ id, title }) => ({ text: oneLine(title, LONGEST_TITLE), refs: [id] })),
    answer: input.focused ? nearestTo(input.question, verdict) : '',
    nextSteps: findings.slice(0, MOST_STEPS).flatMap(nextStep),
    openQuestions: [],
  };
}

/** The first line of the report. In a Review it follows from the findings alone, and no agent can soften it. */
function verdictLine(verdict: VerdictOutput, read: boolean): string {
  const { findings, measured } = partsOfShown(verdict);
  const byRules = measured.length === 0 ? [] : [`${countInWords(measured)} measured by rules`];
  const counts = [...(findings.length === 0 ? [] : [countInWords(findings)]), ...byRules].join('; ');
  if (verdict.category === 'Review') {
    const blocks = [...findings, ...measured].some(({ severity }) => severity === 'P0' || severity === 'P1');
    if (!blocks && !read) {
      return `${counts === '' ? 'No rule found a problem' : `Rules found ${countInWords([...findings, ...measured])}`}; not reviewed by a model.`;
    }
    return `${blocks ? 'Do not merge yet' : 'Nothing blocks a merge'}: ${counts === '' ? 'no findings' : counts}.`;
  }
  const [stop] = liveClaims(verdict, 'stop');
  if (stop !== undefined) return tourLine(stop, verdict);
  const [first] = findings;
  if (first !== undefined) return `Start with ${first.id}: ${within(first)}. ${capital(counts)}.`;
  return counts === '' ? 'No findings.' : `No findings by agents: ${counts}.`;
}

function tourLine(stop: JudgedClaim, verdict: VerdictOutput): string {
  const stops = liveClaims(verdict, 'stop').length;
  return `Start with ${oneLine(stop.title, 100)}: ${many(stops, 'stop')} on the way${alsoFound(verdict)}.`;
}

/** A title within a sentence: a rule's `Hotspot: x` becomes `hotspot x`. Other titles may begin with a name. */
function within({ title, source }: JudgedClaim): string {
  const [, kind = '', rest = ''] = /^([A-Z][a-z]+(?: [a-z]+)*): (.*)$/s.exec(title) ?? [];
  if (kind === '' || source !== 'rule') return oneLine(title, LONGEST_TITLE);
  const joint = rest.startsWith('`') ? ' ' : ', ';
  return oneLine(`${kind.charAt(0).toLowerCase()}${kind.slice(1)}${joint}${rest}`, LONGEST_TITLE);
}

/** `5 medium, 1 low` as a sentence of its own. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function alsoFound(verdict: VerdictOutput): string {
  const parts = [
    { kind: 'module', name: 'module' },
    { kind: 'command', name: 'command' },
    { kind: 'pitfall', name: 'pitfall' },
  ].flatMap(({ kind, name }) => {
    const { length } = liveClaims(verdict, kind);
    return length > 0 ? [many(length, name)] : [];
  });
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function nextStep({ id, item }: JudgedClaim): Synthesis['nextSteps'] {
  const { recommendation } = item;
  if (typeof recommendation !== 'string' || recommendation.trim() === '') return [];
  return [{ text: oneLine(recommendation, 400), refs: [id] }];
}

const MOST_NEAREST = 3;

/** Without a model nobody answers the question; its words still select the claims to read first. */
function nearestTo(question: string, verdict: VerdictOutput): string {
  const asked = termsOf(question);
  const near = verdict.claims
    .filter(({ outcome }) => outcome === 'shown')
    .map((claim) => {
      const said = termsOf(`${claim.title} ${claim.claim} ${claim.failure}`);
      return { claim, shared: [...asked].filter((term) => said.has(term)).length };
    })
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, MOST_NEAREST)
    .map(({ claim }) => `[${claim.id}] ${oneLine(claim.title, LONGEST_TITLE)}`);
  if (near.length === 0) return 'No agent wrote an answer, and no finding shares a word with your focus.';
  return `No agent wrote an answer. Nearest to your focus by its words: ${near.join('; ')}.`;
}
