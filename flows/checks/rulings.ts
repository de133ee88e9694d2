/** The skeptics' answers, checked: every claim of a shard is ruled on exactly once, and counter-evidence must hold. */
import { type CheckedRuling, type Claim, isGood, type RulingsOutput } from '../contracts/checked.ts';
import type { Ruling, SkepticOutput } from '../contracts/judgement.ts';
import { type CitationContext, checkCitation } from './citation.ts';
import { phantomSymbol } from './symbols.ts';

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
    for (const ruling of answer.verdicts) {
      if (waiting.delete(ruling.findingId)) rulings.push(await checked(ruling, step_id, context));
      else unknown += 1;
    }
    for (const findingId of waiting) rulings.push({ ...NOT_RULED, findingId, step_id });
  }
  return { rulings, unknown, challenged: answers.some(({ answer }) => answer.challenged) };
}

const NOT_RULED = {
  ruling: 'uncertain',
  because: 'the skeptic gave no ruling',
  counter: [],
  corrected: null,
  outside: false,
  given: false,
} as const;

/** A correction that names what is not in the repository is worth no more than the claim that it would replace. */
async function checked(
  { findingId, ruling, because, counter, corrected, outside }: Ruling,
  step_id: string,
  context: CitationContext,
): Promise<CheckedRuling> {
  const evidence = await Promise.all(counter.map((given) => checkCitation(given, context)));
  const given = { findingId, step_id, because, counter: evidence, given: true };
  if (ruling !== 'narrowed' || corrected === null) {
    return { ...given, ruling, corrected: null, outside: ruling === 'uncertain' && outside };
  }
  const phantom = await phantomSymbol(corrected.claim, context.index, []);
  if (phantom === null) return { ...given, ruling, corrected, outside: false };
  const why = `its correction names ${phantom}, which is not in the repository. ${because}`;
  return { ...given, ruling: 'uncertain', because: why, corrected: null, outside: false };
}

/** Whether a ruling refutes: its counter-evidence has something that holds, and no search that turned out false. */
export function refutes({ ruling, counter }: CheckedRuling): boolean {
  return (
    ruling === 'refuted' &&
    counter.some(({ state }) => isGood(state)) &&
    !counter.some(({ state }) => state === 'search-wrong')
  );
}
