/** Numbers findings in the order in which the report shows them. Until then they have the number that `merge` gave. */
import type { CheckedSynthesis, JudgedClaim, VerdictOutput } from '../contracts/checked.ts';

/** Findings that are shown come first, in their order; the others follow. */
export interface Numbering {
  readonly verdict: VerdictOutput;
  /** replaces the numbers in a text, except in code */
  readonly renumber: (text: string) => string;
}

export function numberFindings(verdict: VerdictOutput): Numbering {
  const findings = verdict.claims.filter(({ kind }) => kind === 'finding');
  const ordered = [
    ...findings.filter(({ outcome }) => outcome === 'shown'),
    ...findings.filter(({ outcome }) => outcome !== 'shown'),
  ];
  const ids = new Map(ordered.map(({ id }, at) => [id, `F${at + 1}`]));
  const renumber = (text: string): string => renamed(text, ids);
  const claims = verdict.claims.map(
    (claim): JudgedClaim => ({
      ...claim,
      id: ids.get(claim.id) ?? claim.id,
      because: renumber(claim.because),
      settled: claim.settled === null ? null : renumber(claim.settled),
      adjusted: claim.adjusted.map(renumber),
    }),
  );
  return { verdict: { ...verdict, claims }, renumber };
}

/** The synthesis with the numbers of the report. */
export function renumbered(checked: CheckedSynthesis, renumber: (text: string) => string): CheckedSynthesis {
  const { verdict, headline, answer, nextSteps, openQuestions } = checked.synthesis;
  const items = (list: typeof headline): typeof headline =>
    list.map(({ text, refs, named }) => ({
      text: renumber(text),
      refs: refs.map(renumber),
      ...(named === undefined ? {} : { named: named.map(renumber) }),
    }));
  return {
    ...checked,
    synthesis: {
      verdict: renumber(verdict),
      headline: items(headline),
      answer: renumber(answer),
      nextSteps: items(nextSteps),
      openQuestions: openQuestions.map(renumber),
    },
  };
}

function renamed(text: string, ids: ReadonlyMap<string, string>): string {
  return text
    .split(/(`+[^`]*`+)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/\bF\d+\b/g, (id) => ids.get(id) ?? id)))
    .join('');
}
