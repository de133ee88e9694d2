/**
 * The steps of flows that come to one document: a plan, requirements, a decision record, a runbook. Research finds what it
 * must respect, one agent drafts it from what held, skeptics challenge the statements that it rests on, and its author
 * revises it once. Code checks the citations before each of these and the document itself after the draft and at the end.
 *
 *   scope → evidence → rules → triage → (lens:* ∥ → verify-research) → (options:* ∥ → verify-options) → draft → verify
 *         → merge → draft-check → skeptic-n ∥ → verify-verdicts → verdict → (arbiter) → (revise) → final-check → (synth)
 *         → check → render
 *
 * Of a plan, the first skeptic also tells how it may fail. Without a model there are no options, no challenge and no
 * revision, and the draft leaves open what needs judgement.
 */
import type { Band, Category, StepTemplate } from '../../runner/core/step-spec.ts';
import { ALL_BANDS } from './bands.ts';
import { type Lens, lensStep } from './lens.ts';
import { agentStep, arbiterStep, codeSteps, idsOf, skepticSteps, synthStep } from './steps.ts';

/** What a flow with a draft decides about itself. */
export interface DraftTemplate {
  readonly category: Category;
  /** what the draft is, in the prompts of those who prepare it */
  readonly product: 'plan' | 'document';
  /** agents that find what the draft must respect; none in some sizes */
  readonly research: readonly Lens[];
  /** one analyst an aim, each with `params.brief` */
  readonly options?: readonly Lens[];
  /** its persona writes the draft, and revises it */
  readonly draft: Pick<Lens, 'persona' | 'label' | 'contract'>;
  /** how many skeptics share the statements; at least one in every band */
  readonly skeptics: Readonly<Record<Band, number>>;
  /** whether the first skeptic tells how the draft may fail */
  readonly premortem: boolean;
  readonly arbiter: readonly Band[];
  readonly revise: readonly Band[];
  /** whether a synthesist answers the question on one screen; a document is its own answer */
  readonly synthesis: boolean;
}

/** T3 and T4: flows whose report is one document. */
export function draftSteps(template: DraftTemplate): readonly StepTemplate[] {
  return ALL_BANDS.flatMap((band) => stepsOf(template, band));
}

/** Findings by rules are of use to a draft where they concern what it is about. */
const NEAR_FOCUS = { only: 'near-focus' };

function stepsOf(template: DraftTemplate, band: Band): StepTemplate[] {
  const code = codeSteps(band);
  const { draft, product } = template;
  const research = researchSteps(template.research, band, product);
  const skeptics = challengers(template, band);
  const arbiter = template.arbiter.includes(band) ? [arbiterStep(band)] : [];
  const found = gateAfter(band, 'verify-research', 'Citation check of the research', research);
  const options = optionSteps(template.options ?? [], band, lastOf(found, ['triage']));
  const compared = gateAfter(band, 'verify-options', 'Citation check of the options', options);
  const revise = template.revise.includes(band)
    ? [reviseStep(template, band, lastOf(arbiter, ['verdict']))]
    : [];
  const synth = template.synthesis ? [synthStep(band, 'final-check')] : [];
  return [
    code('scope', 'Scope', 'Scope', []),
    code('evidence', 'Evidence', 'EvidencePack', ['scope']),
    { ...code('rules', 'Rules', 'RuleFindings', ['evidence']), params: NEAR_FOCUS },
    code('triage', 'Triage', 'Triage', ['rules']),
    ...research,
    ...found,
    ...options,
    ...compared,
    draftStep(draft, band, lastOf([...found, ...compared], ['triage'])),
    code('verify', 'Citation check', 'VerifyOutput', ['draft']),
    code('merge', 'Merge', 'MergeOutput', ['verify']),
    code('draft-check', 'Draft check', 'CheckedDraft', ['merge'], 'check-draft'),
    ...skeptics.map((step) => ({ ...step, needs: ['draft-check'] })),
    code('verify-verdicts', 'Counter-evidence check', 'RulingsOutput', idsOf(skeptics)),
    {
      ...code('verdict', 'Verdict', 'VerdictOutput', ['verify-verdicts']),
      params: { category: template.category },
    },
    ...arbiter,
    ...revise,
    code(
      'final-check',
      'Final check',
      'CheckedDraft',
      lastOf([...arbiter, ...revise], ['verdict']),
      'check-draft',
    ),
    ...synth,
    code('check', 'Report check', 'CheckedSynthesis', lastOf(synth, ['final-check']), 'check-report'),
    { ...code('render', 'Report', 'Report', ['check']), always: true },
  ];
}

const lastOf = (steps: readonly StepTemplate[], none: readonly string[]): readonly string[] => {
  const last = steps.at(-1);
  return last === undefined ? none : [last.step_id];
};

/** Agents that know what their findings are for. */
function researchSteps(
  lenses: readonly Lens[],
  band: Band,
  product: DraftTemplate['product'],
): StepTemplate[] {
  return lenses
    .filter((lens) => lens.bands.includes(band))
    .map((lens) => lensStep({ ...lens, params: { for: product, ...lens.params } }, band, null));
}

function optionSteps(options: readonly Lens[], band: Band, needs: readonly string[]): StepTemplate[] {
  return options
    .filter((lens) => lens.bands.includes(band))
    .map((lens) => ({
      ...lensStep(lens, band, null),
      step_id: `option:${lens.name}`,
      needs,
      needsModel: true,
    }));
}

/** The citation check of steps that work side by side; `fast` drops it where it drops all of them. */
function gateAfter(
  band: Band,
  step_id: string,
  label: string,
  steps: readonly StepTemplate[],
): StepTemplate[] {
  if (steps.length === 0) return [];
  const gate = codeSteps(band)(step_id, label, 'VerifyOutput', idsOf(steps), 'verify');
  return [{ ...gate, fast: steps.some(({ fast }) => fast === 'keep') ? 'keep' : 'drop' }];
}

function draftStep(draft: DraftTemplate['draft'], band: Band, needs: readonly string[]): StepTemplate {
  const { label, persona, contract } = draft;
  const step = agentStep(band, { step_id: 'draft', label, persona, needs, contract, fast: 'keep' });
  return { ...step, primary: 'drafter' };
}

function reviseStep({ draft }: DraftTemplate, band: Band, needs: readonly string[]): StepTemplate {
  const { persona, contract } = draft;
  const label = `${draft.label}, revised`;
  const step = agentStep(band, { step_id: 'revise', label, persona, needs, contract, fast: 'drop' });
  return { ...step, needsModel: true, params: { mode: 'revise' } };
}

function challengers({ skeptics, premortem }: DraftTemplate, band: Band): StepTemplate[] {
  return skepticSteps(band, skeptics[band]).map((step, at) =>
    premortem && at === 0 ? { ...step, label: 'Pre-mortem', contract: 'Premortem' } : step,
  );
}
