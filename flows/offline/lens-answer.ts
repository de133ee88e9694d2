/** A lens without a model: what the rules found for its persona, and a plain word on what nobody looked at. */
import type { StepBrief } from '../contracts/brief.ts';
import type { LensOutput } from '../contracts/finding.ts';
import { citedFiles } from '../rules/selection.ts';
import { count } from '../rules/wording.ts';

const MOST_FINDINGS = 10;

export function lensAnswer(brief: StepBrief): LensOutput {
  const { persona, budget, params, uncited } = brief;
  if (params.mode === 'gap') {
    const left = count(uncited.length, 'file that nobody read or cited', 'files that nobody read or cited');
    return answer(persona, [], `Gaps need judgement, and no model is configured: ${left} stayed unread.`);
  }
  const findings = brief.findings.slice(0, Math.min(budget.maxFindings, MOST_FINDINGS));
  return answer(
    persona,
    findings,
    'What needs judgement: no model is configured, so rules over the facts looked, and nobody read.',
  );
}

function answer(lens: string, findings: LensOutput['findings'], notChecked: string): LensOutput {
  return { lens, filesRead: citedFiles(findings), findings, notChecked: [notChecked] };
}
