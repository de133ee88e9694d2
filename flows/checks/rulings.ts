/** The skeptics' answers, checked: every claim of a shard is ruled on exactly once, and counter-evidence must hold. */
import { type CheckedRuling, type Claim, isGood, type RulingsOutput } from '../contracts/checked.ts';
import type { SkepticOutput } from '../contracts/judgement.ts';
import { type CitationContext, checkCitation } from './citation.ts';

export interface SkepticAnswer {
  readonly step_id: string;
  /** the claims that it was asked about */
  readonly claims: readonly Claim[];
  readonly answer: SkepticOutput;
}

export async function checkRulings(
  answers: readonly SkepticAnswer[],
  context: CitationContext,
): Promise<Omit<RulingsOutput, 'gap'>> {
  const rulings: CheckedRuling[] = [];
  let unknown = 0;
  for (const { step_id, claims, answer } of answers) {
    if (!answer.challenged) continue;
    const waiting = new Set(claims.map((claim) => claim.id));
    for (const { findingId, ruling, because, counter } of answer.verdicts) {
      if (!waiting.delete(findingId)) {
        unknown += 1;
        continue;
      }
      const checked = await Promise.all(counter.map((given) => checkCitation(given, context)));
      rulings.push({ findingId, step_id, ruling, because, counter: checked, given: true });
    }
    for (const findingId of waiting) {
      rulings.push({
        findingId,
        step_id,
        ruling: 'uncertain',
        because: NOT_RULED,
        counter: [],
        given: false,
      });
    }
  }
  return { rulings, unknown, challenged: answers.some(({ answer }) => answer.challenged) };
}

const NOT_RULED = 'the skeptic gave no ruling';

/** Whether a ruling refutes: its counter-evidence has something that holds, and no search that turned out false. */
export function refutes({ ruling, counter }: CheckedRuling): boolean {
  return (
    ruling === 'refuted' &&
    counter.some(({ state }) => isGood(state)) &&
    !counter.some(({ state }) => state === 'search-wrong')
  );
}
