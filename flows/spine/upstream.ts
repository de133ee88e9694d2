/** How a step finds and reads what the other steps of its run left: by what a step is, not by its id. */
import { BatonError } from '../../runner/core/errors.ts';
import type { StepInput, StepView } from '../../runner/core/ports/catalogue.ts';
import { agentOf, RULES_BACKEND, type RunInfo } from '../../runner/core/run.ts';
import type { StepSpec } from '../../runner/core/step-spec.ts';
import type {
  CheckedSynthesis,
  MergeOutput,
  RulingsOutput,
  VerdictOutput,
  VerifyOutput,
} from '../contracts/checked.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import type { EvidencePack, Scope, Triage } from '../contracts/evidence-pack.ts';
import type { RulesOutput } from '../contracts/ledger.ts';
import { inTodaysNames } from './former-names.ts';

/** What code steps leave, by their handlers. Code is trusted to keep its types. */
interface Left {
  scope: Scope;
  evidence: EvidencePack;
  rules: readonly RulesOutput[];
  triage: Triage;
  verify: VerifyOutput;
  merge: MergeOutput;
  'verify-verdicts': RulingsOutput;
  verdict: VerdictOutput;
  'check-draft': CheckedDraft | null;
  'check-report': CheckedSynthesis;
}

/** What the last step with this handler left; null if it left nothing. */
export async function leftBy<H extends keyof Left>(input: StepInput, handler: H): Promise<Left[H] | null> {
  return inTodaysNames(await documentOf(input, stepWithHandler(input, handler))) as Left[H] | null;
}

/** What the last completed step with this handler left among those that this step needs, directly or through others. */
export async function leftBefore<H extends keyof Left>(
  input: StepInput,
  handler: H,
): Promise<Left[H] | null> {
  const before = ancestorsOf(input);
  const last = input.steps.findLast(
    ({ spec, status }) => spec.handler === handler && status === 'completed' && before.has(spec.step_id),
  );
  return inTodaysNames(await documentOf(input, last)) as Left[H] | null;
}

/** The same as `leftBy` for a step that must have run. Throws `upstream` (kind `step`) if it left nothing. */
export async function needed<H extends keyof Left>(input: StepInput, handler: H): Promise<Left[H]> {
  const left = await leftBy(input, handler);
  if (left === null) {
    throw new BatonError(
      'step',
      'upstream',
      `Step ${input.step.step_id} needs what ${handler} found, and it left nothing.`,
    );
  }
  return left;
}

/** The last step with this handler, whatever its status. */
export function stepWithHandler(input: Pick<StepInput, 'steps'>, handler: string): StepView | undefined {
  return input.steps.findLast(({ spec }) => spec.handler === handler);
}

/** The JSON that a step left; null if it left none, or none that can be parsed. */
export async function documentOf(input: StepInput, view: StepView | undefined): Promise<unknown> {
  const text = view?.status === 'completed' ? await input.read(view.spec.step_id) : null;
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/**
 * The agent steps that this step needs, directly or through others, in the flow's order. Steps with one of these
 * `borders` as handler are not looked behind: they have collected those agents' outputs already.
 */
export function upstreamAgents(input: StepInput, borders: readonly string[]): StepView[] {
  const seen = ancestorsOf(input, borders);
  return input.steps.filter(({ spec }) => seen.has(spec.step_id) && spec.kind === 'agent');
}

/** The ids of the steps that this step needs, directly or through others; not what is behind a border. */
function ancestorsOf(
  { step, steps }: Pick<StepInput, 'step' | 'steps'>,
  borders: readonly string[] = [],
): ReadonlySet<string> {
  const byId = new Map(steps.map((view) => [view.spec.step_id, view]));
  const seen = new Set<string>();
  const visit = (step_id: string): void => {
    const view = byId.get(step_id);
    if (view === undefined || seen.has(step_id)) return;
    seen.add(step_id);
    if (!borders.includes(view.spec.handler ?? '')) view.spec.needs.forEach(visit);
  };
  step.needs.forEach(visit);
  return seen;
}

/** Whether an agent with a model looked at the code: a lens or an explorer that completed. */
export function wasRead(input: Pick<StepInput, 'run' | 'steps'>): boolean {
  return input.steps.some(
    ({ spec, status }) =>
      spec.primary !== undefined && status === 'completed' && !answersByRules(input, spec),
  );
}

/** Whether an agent step answers by rules, for want of a model. */
export function answersByRules({ run }: Pick<StepInput, 'run'>, spec: StepSpec): boolean {
  return agentOf(run, spec).backend === RULES_BACKEND;
}

/** Whether a run reads all files that there are: it is not about some paths, and no file is over the limit. */
export function readsAll({ paths }: Pick<RunInfo, 'paths'>, scope: Pick<Scope, 'truncated'> | null): boolean {
  return paths.length === 0 && scope !== null && scope.truncated === false;
}
