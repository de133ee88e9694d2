/** What a prompt says of its step: how it differs from others of the same persona. */
import type { StepBrief } from '../contracts/brief.ts';
import { draftingText } from './draft-sections.ts';
import { partText } from './part.ts';
/** How this step differs from others of the same persona. */
export function stepSection(brief: StepBrief): string[] {
  const { params, claims, contract, scope } = brief;
  const said = draftingText(brief);
  if (params.mode === 'gap') {
    said.push(
      'You hunt for gaps: this once you bring findings instead of rulings. Others have looked already. Below are the files that nobody cited; read the riskiest of them, and look for what fell between the lenses. Do not repeat what was found elsewhere. If nothing was missed, say so with an empty list.',
    );
  }
  if (params.order !== undefined) {
    said.push('Keep to the order of the files below, to the end.');
  }
  if (params.focus !== undefined) {
    said.push(`Asked of this step by the flow; your rules stay as they are.\n\n> ${params.focus}`);
  }
  if (params.part !== undefined) said.push(partText(params.part, scope));
  if (isChallenge(contract) && claims.length === 0)
    said.push('No claim fell to you. Return an empty list of verdicts.');
  return said.length === 0 ? [] : [`## This step\n\n${said.join('\n\n')}`];
}

/** Whether a step rules on claims. */
export const isChallenge = (contract: string): boolean =>
  contract === 'SkepticOutput' || contract === 'Premortem';
