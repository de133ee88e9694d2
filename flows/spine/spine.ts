/**
 * The steps that all flows share: code collects facts, agents look, code checks their answers, skeptics challenge what
 * is left, code decides. A flow chooses its lenses, its number of skeptics, and whether there is an arbiter; the gates
 * between them are the same for all and no option removes one.
 *
 *   scope → evidence → rules → triage → lens:* ∥ → verify → merge → skeptic-n ∥ (gap) → verify-verdicts
 *         → verdict → (arbiter) → synth → check → render
 *
 * `fast` drops what is breadth or prose: lenses, the gap hunt, the arbiter, all skeptics but the first, and in a small
 * run the synthesist, in whose place `check` then puts a synthesis made by code. Without a model nobody challenges or settles:
 * skeptics, gap hunt and arbiter are skipped.
 */
import type { Band, Category, PrimaryKind, StepTemplate } from '../../runner/core/step-spec.ts';
import { ALL_BANDS } from './bands.ts';
import { type Lens, lensStep } from './lens.ts';
import { readersParam } from './readers.ts';
import { arbiterStep, codeSteps, gapStep, idsOf, skepticSteps, synthStep } from './steps.ts';

/** What a flow of findings decides about itself. */
export interface FindingsTemplate {
  /** decides the gate: see `checks/verdict.ts` */
  readonly category: Category;
  readonly lenses: readonly Lens[];
  /** what people call them; default: `lens` */
  readonly primary?: PrimaryKind;
  /** how many skeptics share the claims; at least one in every band */
  readonly skeptics: Readonly<Record<Band, number>>;
  /** the sizes with a gap hunt: a skeptic reads what no lens has read */
  readonly gap: readonly Band[];
  /** the sizes with an arbiter */
  readonly arbiter: readonly Band[];
  /** the personas whose rules apply; default: those that return findings, see `readers.ts` */
  readonly readers?: readonly string[];
}

/** T1: lenses that return findings. The templates are written out size by size, so that needs, shards and budgets are exact in each. */
export function findingsSteps(template: FindingsTemplate): readonly StepTemplate[] {
  return ALL_BANDS.flatMap((band) => stepsOf(template, band));
}

/** What a flow of maps decides about itself. */
export interface MapTemplate {
  readonly category: Category;
  readonly explorers: readonly Lens[];
  readonly skeptics: Readonly<Record<Band, number>>;
  /** the sizes with an arbiter, for explorers that return findings too; default: none, since maps do not compete */
  readonly arbiter?: readonly Band[];
  readonly readers?: readonly string[];
}

/** T2: explorers that return maps, tours and pitfalls, and lenses beside them. */
export function mapSteps({ explorers, arbiter = [], ...rest }: MapTemplate): readonly StepTemplate[] {
  return findingsSteps({ ...rest, lenses: explorers, primary: 'explorer', gap: [], arbiter });
}

function stepsOf(template: FindingsTemplate, band: Band): StepTemplate[] {
  const lenses = template.lenses
    .filter((lens) => lens.bands.includes(band))
    .map((lens) => lensStep(lens, band, template.primary));
  const gap = template.gap.includes(band) ? [gapStep(band)] : [];
  const skeptics = skepticSteps(band, template.skeptics[band]);
  const arbiter = template.arbiter.includes(band) ? [arbiterStep(band)] : [];
  const code = codeSteps(band);
  return [
    code('scope', 'Scope', 'Scope', []),
    code('evidence', 'Evidence', 'EvidencePack', ['scope']),
    { ...code('rules', 'Rules', 'RuleFindings', ['evidence']), ...readersParam(template.readers) },
    code('triage', 'Triage', 'Triage', ['rules']),
    ...lenses,
    code('verify', 'Citation check', 'VerifyOutput', idsOf(lenses)),
    code('merge', 'Merge', 'MergeOutput', ['verify']),
    ...skeptics,
    ...gap,
    code('verify-verdicts', 'Counter-evidence check', 'RulingsOutput', idsOf([...skeptics, ...gap])),
    {
      ...code('verdict', 'Verdict', 'VerdictOutput', ['verify-verdicts']),
      params: { category: template.category },
    },
    ...arbiter,
    synthStep(band, arbiter.length > 0 ? 'arbiter' : 'verdict'),
    code('check', 'Report check', 'CheckedSynthesis', ['synth'], 'check-report'),
    { ...code('render', 'Report', 'Report', ['check']), always: true },
  ];
}
