/**
 * The synthesis by code, if there is no synthesist (a small fast run, no model) or it failed. It
 * orders and counts what passed the gate, and judges nothing.
 */

import { byGravity, countInWords } from '../checks/severity.ts';
import { termsOf } from '../checks/similarity.ts';
import { partsOfShown } from '../checks/verdict.ts';
import { type JudgedClaim, liveClaims, type VerdictOutput } from '../contracts/checked.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { capitalized, list, many, oneLine, place } from '../wording.ts';
import { mapLine } from './map-line.ts';
import { whatItIs } from './project-about.ts';
import { symptomLine } from './symptom-line.ts';

interface CompositionInput {
  readonly verdict: VerdictOutput;
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
  /** the facts, where there are any */
  readonly pack?: EvidencePack | null;
  /** whether a model looked at the code; default true */
  readonly read?: boolean;
}

const MOST_HEADLINES = 3;
const MOST_STEPS = 5;
const LONGEST_TITLE = 120;
const LONGEST_DESCRIPTION = 150;

export function composeSynthesis(input: CompositionInput): Synthesis {
  const { verdict } = input;
  const { findings } = partsOfShown(verdict);
  const leading = findings.length > 0 ? findings : liveClaims(verdict, 'stop');
  return {
    verdict: verdictLine(input),
    headline: leading
      .slice(0, MOST_HEADLINES)
      .map(({ id, title }) => ({ text: oneLine(title, LONGEST_TITLE), refs: [id] })),
    answer: input.focused && symptomOf(input) === null ? whereItIsSaid(input) : '',
    nextSteps: findings.slice(0, MOST_STEPS).flatMap(nextStep),
    openQuestions: [],
  };
}

/** The first line of the report. In a Review it follows from the findings alone, and no agent can soften it. */
function verdictLine({ verdict, pack, read = true }: CompositionInput): string {
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
  const map = mapLine(verdict);
  if (map !== null) return `${map} ${counts === '' ? 'No findings' : capitalized(counts)}.`;
  const [stop] = liveClaims(verdict, 'stop');
  if (stop !== undefined) return tourLine(stop, verdict, pack ?? null);
  // What is new stands first in a later run, and may be a trifle.
  const [first] = findings.toSorted(byGravity);
  if (first !== undefined) return `Start with ${first.id}: ${within(first)}. ${capitalized(counts)}.`;
  return counts === '' ? 'No findings.' : `No findings by agents: ${counts}.`;
}

const symptomOf = ({ pack }: Pick<CompositionInput, 'pack'>): string | null =>
  pack === undefined || pack === null ? null : symptomLine(pack);

/** What the project is, in one sentence, then where to start. */
function tourLine(stop: JudgedClaim, verdict: VerdictOutput, pack: EvidencePack | null): string {
  const start = typeof stop.item.path === 'string' ? stop.item.path : oneLine(stop.title, 100);
  const about = pack === null ? null : whatItIs(pack, LONGEST_DESCRIPTION);
  if (about !== null) return `${about} Start with ${start}.`;
  const stops = liveClaims(verdict, 'stop').length;
  return `Start with ${start}: ${many(stops, 'stop')} on the way${alsoFound(verdict)}.`;
}

/** A title within a sentence: a rule's `Hotspot: x` becomes `hotspot x`. Other titles may begin with a name. */
function within({ title, source }: JudgedClaim): string {
  const [, kind = '', rest = ''] = /^([A-Z][a-z]+(?: [a-z]+)*): (.*)$/s.exec(title) ?? [];
  if (kind === '' || source !== 'rule') return oneLine(title, LONGEST_TITLE);
  const joint = rest.startsWith('`') ? ' ' : ', ';
  return oneLine(`${kind.charAt(0).toLowerCase()}${kind.slice(1)}${joint}${rest}`, LONGEST_TITLE);
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

const MOST_PLACES = 10;
const MOST_NEAREST = 3;

/** Where nobody answers the focus, says where the repository speaks of it, and which findings are there. */
function whereItIsSaid(input: CompositionInput): string {
  const mentions = mentionsIn(input);
  const near = findingsNearFocus(input);
  const findings = near === '' ? '' : ` ${near}`;
  const places = mentions.filter(({ path }) => path !== null).map((fact) => place({ ...fact, end: null }));
  // With a model the synthesist may be missing all the same, as in a fast small run.
  const nobody = input.read === true ? 'No agent summed it up' : 'No model answered';
  if (places.length === 0) return `${nobody}, and the repository has no words of your focus.${findings}`;
  return `${nobody}; the repository speaks of it in ${list(places.slice(0, MOST_PLACES), MOST_PLACES)}.${findings}`;
}

function mentionsIn({ pack }: Pick<CompositionInput, 'pack'>): FactOf<'mention'>[] {
  return pack === undefined || pack === null ? [] : factsOf(pack, 'mention');
}

/** `Findings near it: [F1].`: those in the files that speak of the focus, or that share its words. Empty without any. */
export function findingsNearFocus(input: Pick<CompositionInput, 'question' | 'verdict' | 'pack'>): string {
  const paths = new Set(mentionsIn(input).map(({ path }) => path));
  const near = nearFindings(input.question, input.verdict, paths);
  return near.length === 0 ? '' : `Findings near it: ${near.map(({ id }) => `[${id}]`).join(', ')}.`;
}

/** Findings at a place that speaks of the focus, or with its words. */
function nearFindings(
  question: string,
  verdict: VerdictOutput,
  paths: ReadonlySet<string | null>,
): readonly JudgedClaim[] {
  const asked = termsOf(question);
  return verdict.claims
    .filter(({ outcome, kind }) => outcome === 'shown' && kind === 'finding')
    .map((claim) => {
      const said = termsOf(`${claim.title} ${claim.claim} ${claim.failure}`);
      const isThere = claim.evidence.some(({ path }) => path !== null && paths.has(path));
      return { claim, shared: [...asked].filter((term) => said.has(term)).length + (isThere ? 1 : 0) };
    })
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, MOST_NEAREST)
    .map(({ claim }) => claim);
}
