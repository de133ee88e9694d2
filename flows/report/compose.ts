/**
 * The synthesis by code, if there is no synthesist (a small fast run, no model) or it failed. It
 * orders and counts what passed the gate, and judges nothing.
 */

import { countBySeverity } from '../checks/severity.ts';
import { termsOf } from '../checks/similarity.ts';
import { type JudgedClaim, liveClaims, shownFindings, type VerdictOutput } from '../contracts/checked.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { many, oneLine } from '../wording.ts';

interface CompositionInput {
  readonly verdict: VerdictOutput;
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
}

const MOST_HEADLINES = 3;
const MOST_STEPS = 5;

export function composeSynthesis(input: CompositionInput): Synthesis {
  const { verdict } = input;
  const shown = shownFindings(verdict);
  const leading = shown.length > 0 ? shown : liveClaims(verdict, 'stop');
  return {
    verdict: verdictLine(verdict),
    headline: leading.slice(0, MOST_HEADLINES).map((claim) => ({ text: headline(claim), refs: [claim.id] })),
    answer: input.focused ? nearestTo(input.question, verdict) : '',
    nextSteps: shown.slice(0, MOST_STEPS).flatMap(nextStep),
    openQuestions: [...new Set(shown.flatMap(assumptionsOf))].slice(0, MOST_STEPS),
  };
}

/** The first line of the report. In a Review it follows from the findings alone, and no agent can soften it. */
function verdictLine(verdict: VerdictOutput): string {
  const shown = shownFindings(verdict);
  const [worst] = shown;
  if (verdict.category === 'Review') {
    if (worst === undefined) return 'Nothing blocks a merge — no finding passed the gate.';
    const blocks = shown.some(({ severity }) => severity === 'P0' || severity === 'P1');
    return `${blocks ? 'Do not merge yet' : 'Nothing blocks a merge'} — ${countBySeverity(shown)}.`;
  }
  const stops = liveClaims(verdict, 'stop');
  if (stops[0] !== undefined) {
    return `Start with ${oneLine(stops[0].title, 100)}: ${many(stops.length, 'stop')} on the way${alsoFound(verdict)}.`;
  }
  if (worst === undefined) return NOTHING_PASSED;
  if (shown.length === 1) return `One thing to fix first: ${oneLine(worst.title, 150)}.`;
  return `${shown.length} things to fix first; the worst: ${oneLine(worst.title, 140)}.`;
}

const NOTHING_PASSED =
  'No finding passed the gate; what was looked at and what was not stands under Coverage & limits.';

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

function headline({ title, failure, claim }: JudgedClaim): string {
  const more = failure === '' ? claim : failure;
  return oneLine(more === '' || more === title ? title : `${title}: ${more}`, 240);
}

function nextStep({ id, item }: JudgedClaim): Synthesis['nextSteps'] {
  const { recommendation } = item;
  if (typeof recommendation !== 'string' || recommendation.trim() === '') return [];
  return [{ text: oneLine(recommendation, 400), refs: [id] }];
}

function assumptionsOf({ item: { assumptions } }: JudgedClaim): string[] {
  return Array.isArray(assumptions) ? assumptions.filter((text) => typeof text === 'string') : [];
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
    .map(({ claim }) => `[${claim.id}] ${oneLine(claim.title, 120)}`);
  if (near.length === 0)
    return 'No agent wrote an answer, and nothing that passed the gate shares a word with your focus.';
  return `No agent wrote an answer; by its words, nearest to your focus: ${near.join('; ')}.`;
}
