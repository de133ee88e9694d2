/**
 * Reading what earlier steps of the run left. They are code steps, whose output is trusted to have its type.
 */
import { BatonError } from '../../runner/core/errors.ts';
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import type { MergeOutput, VerdictOutput, VerifyOutput } from '../contracts/checked.ts';
import type { EvidencePack, Scope, Triage } from '../contracts/evidence-pack.ts';
import type { LensOutput } from '../contracts/finding.ts';

/** The steps that agents learn from, and what they leave. */
interface Upstream {
  scope: Scope;
  evidence: EvidencePack;
  rules: readonly LensOutput[];
  triage: Triage;
  verify: VerifyOutput;
  merge: MergeOutput;
  verdict: VerdictOutput;
}

/** The output of a step that must have run before. Throws `upstream` (kind `step`) when it has none. */
export async function readUpstream<K extends keyof Upstream>(
  input: StepInput,
  step_id: K,
): Promise<Upstream[K]> {
  const text = await input.read(step_id);
  if (text === null) {
    throw new BatonError(
      'step',
      'upstream',
      `Step ${input.step.step_id} needs what ${step_id} found, and it left nothing.`,
    );
  }
  return JSON.parse(text) as Upstream[K];
}
