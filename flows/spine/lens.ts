/** A lens: one persona that reads the repository in parallel with others, without seeing their answers. */
import type { Band, PrimaryKind, StepSpec, StepTemplate, When } from '../../runner/core/step-spec.ts';
import { NOTHING_TO_COMPARE } from '../contracts/evidence-pack.ts';
import { AGENT_BUDGETS, ALL_BANDS } from './bands.ts';

const PREFIX = 'lens:';

export interface Lens {
  /** `lens:<name>` is its step */
  readonly name: string;
  readonly persona: string;
  readonly label: string;
  readonly contract: string;
  readonly bands: readonly Band[];
  /** the sizes in which `fast` keeps it */
  readonly fast: readonly Band[];
  readonly when?: When;
  readonly params?: Readonly<Record<string, string>>;
}

interface LensOptions {
  /** default: all */
  readonly bands?: readonly Band[];
  /** the sizes in which `fast` keeps it; default: none */
  readonly fast?: readonly Band[];
  /** default: `LensOutput` */
  readonly contract?: string;
  readonly when?: When;
  readonly params?: Readonly<Record<string, string>>;
}

/** `name` is the step's (`lens:security`), `persona` the id of its Markdown file. */
export function lens(name: string, persona: string, label: string, options: LensOptions = {}): Lens {
  const { bands = ALL_BANDS, fast = [], contract = 'LensOutput', ...rest } = options;
  return { name, persona, label, contract, bands, fast, ...rest };
}

/** One who weighs options with an aim of its own: `minimal`, `clean` or `pragmatic`. */
export function analyst(brief: string, options: Pick<LensOptions, 'bands' | 'fast'>): Lens {
  return lens(brief, 'options-analyst', `Option: ${brief}`, {
    ...options,
    contract: 'Options',
    params: { brief },
  });
}

/** What the report calls a step: a lens by its name, any other step by its id. */
export function lensNameOf({ step_id }: StepSpec): string {
  return step_id.startsWith(PREFIX) ? step_id.slice(PREFIX.length) : step_id;
}

/** Whether a step challenges claims; the hunt for gaps is the same persona in another mode. */
export function isSkeptic(spec: StepSpec): boolean {
  return spec.persona === 'skeptic' && spec.params?.mode === undefined;
}

/** `primary`: null for one on which the report does not rest. */
export function lensStep(lens: Lens, band: Band, primary: PrimaryKind | null = 'lens'): StepTemplate {
  return {
    step_id: `${PREFIX}${lens.name}`,
    label: lens.label,
    kind: 'agent',
    persona: lens.persona,
    handler: null,
    needs: ['triage'],
    contract: lens.contract,
    bands: [band],
    fast: lens.fast.includes(band) ? 'keep' : 'drop',
    onFail: 'continue',
    ...(primary === null ? {} : { primary }),
    unless: NOTHING_TO_COMPARE,
    budget: AGENT_BUDGETS[band],
    ...(lens.when === undefined ? {} : { when: lens.when }),
    ...(lens.params === undefined ? {} : { params: lens.params }),
  };
}
