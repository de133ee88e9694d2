/** What a run is expected to take, before it exists: the figures of completed runs like it. */
import type { ExpectedRun, WantedRun } from '../core/expected-run.ts';
import type { Catalogue } from '../core/ports/catalogue.ts';
import { flowNamed } from '../core/run-request.ts';
import { usualDuration } from '../core/usage.ts';
import { pastRuns } from '../store/usage-rows.ts';
import type { BackendChooser } from './backends.ts';
import type { BudgetWatch } from './budget-watch.ts';
import type { EngineContext } from './run-transactions.ts';

export interface ExpectationOptions {
  readonly context: Pick<EngineContext, 'pool'>;
  readonly catalogue: Catalogue;
  readonly backends: BackendChooser;
  readonly budgetWatch: BudgetWatch;
}

/** Throws what would be refused at its start: `unknown_flow`, a back end that is not ready, a budget that is used up. */
export async function expectedRun(
  { context, catalogue, backends, budgetWatch }: ExpectationOptions,
  wanted: WantedRun,
): Promise<ExpectedRun> {
  const flow = flowNamed(catalogue.flows, wanted.flow_name);
  const steps = catalogue.plan(flow, wanted.band, wanted.fast);
  const chosen = await backends.foresee({ ...wanted, steps });
  const { backend, model } = chosen;
  const kind = { ...wanted, backend, model };
  const [past, estimate] = await Promise.all([
    pastRuns(context.pool, kind),
    budgetWatch.estimate(kind, chosen.steps, null),
  ]);
  // Without any that was measured, the estimate is a rough figure: enough to warn of a budget, not to promise a cost.
  const measured = estimate !== null && estimate.runs > 0 ? estimate : null;
  return {
    ...{ backend, model, backend_reason: chosen.reason, asks_model: estimate !== null },
    runs: past.length,
    duration_ms: usualDuration(past),
    input_tokens: measured?.input_tokens ?? null,
    output_tokens: measured?.output_tokens ?? null,
    cost: measured?.cost ?? null,
    warning: estimate?.warning ?? null,
  };
}
