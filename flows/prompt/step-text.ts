/** What a prompt says of its step: how it differs from others of the same persona. */
import type { StepBrief } from '../contracts/brief.ts';
import { draftingText } from './draft-sections.ts';
import { partText } from './part.ts';

/** What several readers of one persona are each asked to look at, by the name of their brief. */
const BRIEFS: Readonly<Record<string, string>> = {
  'sources-to-sinks':
    'Your brief: sources to sinks. Follow what outsiders send to where it acts: statements, commands, code, markup, paths, addresses, deserialization. The `sink` facts are a list of places to begin with; a pattern found them, so open each before you believe it, and look for sinks that it has missed. Authorization, sessions and secrets are read by another reviewer.',
  'authorization-and-secrets':
    'Your brief: authorization and secrets. Ask of each entry who may call it and whose data it reaches; compare siblings; read sessions, tokens, cookies, keys, and where secrets are kept, logged or handed on. Read workflows, install scripts and container files too. Paths from input to a dangerous call are read by another reviewer.',
  'threat-model':
    'Your brief: a threat model. Name what is worth attacking, where trust ends, and for each letter of STRIDE the threats that this code really has, each at an element that you have read, with the control that stands against it today. What is exploitable as it stands is a finding as well; do not put it into `threats` again. Leave out what any program has.',
};

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
  const briefing = BRIEFS[params.brief ?? ''];
  if (briefing !== undefined) said.push(briefing);
  if (params.part !== undefined) said.push(partText(params.part, scope));
  if (isChallenge(contract) && claims.length === 0)
    said.push('No claim fell to you. Return an empty list of verdicts.');
  return said.length === 0 ? [] : [`## This step\n\n${said.join('\n\n')}`];
}

/** Whether a step rules on claims. */
export const isChallenge = (contract: string): boolean =>
  contract === 'SkepticOutput' || contract === 'Premortem';
