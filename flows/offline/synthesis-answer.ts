/** The synthesis without a model: composed by the same code that stands in when a synthesist fails. */
import { BatonError } from '../../runner/core/errors.ts';
import type { StepBrief } from '../contracts/brief.ts';
import type { Synthesis } from '../contracts/judgement.ts';
import { composeSynthesis } from '../quality/compose.ts';

export function synthesisAnswer({ gated, question, focused }: StepBrief): Synthesis {
  if (gated === null)
    throw new BatonError('step', 'no_input', 'There is no verdict to write a synthesis of.');
  return composeSynthesis({ verdict: gated, question, focused });
}
