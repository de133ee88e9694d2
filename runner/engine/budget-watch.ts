/**
 * Enforces the budgets of runs. Usage is summed from the rows each time, so any worker can check at any time, also after
 * a crash. Once a budget is used up, agents that are working finish, no other starts, and the run ends with a report of
 * what is done.
 */
import { type Budgets, hasBudgets, outlookOf, refusalOf, type Standing, standingOf } from '../core/budget.ts';
import { BatonError } from '../core/errors.ts';
import { agentOf } from '../core/run.ts';
import type { StepSpec } from '../core/step-spec.ts';
import { type Estimate, estimateOf, type Prices, priceOf, WITHOUT_MODEL } from '../core/usage.ts';
import { shortId } from '../core/wording.ts';
import type { RunRow } from '../store/run-rows.ts';
import { ledgerOf, pastRuns, type RunKind, type Starting, storeBudgetWarning } from '../store/usage-rows.ts';
import { announceAfterCommit, type EngineContext, skipWaitingAgents } from './run-transactions.ts';

/** The budgets, and the prices by which tokens count against them. */
export interface Spending {
  readonly budgets: Budgets;
  readonly prices: Prices;
}

type WatchedRun = Pick<RunRow, 'id' | 'project_id'>;

export interface BudgetWatch {
  /**
   * Estimates what a run will use, before it starts; null if it asks no model. Throws `refused` (`budget_used_up`) if a
   * budget of today is used up already. Without `starting` nobody starts it yet, and nobody's own budget counts.
   */
  estimate(run: RunKind, steps: readonly StepSpec[], starting: Starting | null): Promise<Estimate | null>;
  /** Warns once when a budget is nearly used up, and ends the run's agent steps when one is. */
  enforce(run: WatchedRun): Promise<void>;
  /** Throws `budget_used_up` (kind `step`) when no further question may be answered. */
  admitQuestion(run: WatchedRun): Promise<void>;
}

export function createBudgetWatch(
  context: EngineContext,
  { budgets, prices }: Spending,
  log: (line: string) => void,
): BudgetWatch {
  const isOn = hasBudgets(budgets);
  const standing = async ({ id, project_id }: WatchedRun): Promise<Standing> =>
    isOn ? standingOf(budgets, await ledgerOf(context.pool, id, project_id)) : { state: 'within' };
  return {
    async estimate(run, steps, starting) {
      const agents = steps.filter(
        (step) => step.kind === 'agent' && !WITHOUT_MODEL.includes(agentOf(run, step).backend),
      );
      if (agents.length === 0) return null;
      const past = await pastRuns(context.pool, run);
      const estimate = estimateOf(agents.length, past, priceOf(prices, run.model));
      if (!isOn) return { ...estimate, warning: null };
      const ledger = await ledgerOf(context.pool, starting, run.project_id);
      const now = standingOf(budgets, ledger);
      if (now.state === 'over') throw usedUp('refused', now);
      const { input_tokens, output_tokens, cost } = estimate;
      const expected = { tokens: input_tokens + output_tokens, cost: cost ?? 0 };
      return { ...estimate, warning: outlookOf(budgets, ledger, expected) };
    },
    async enforce(run) {
      const now = await standing(run);
      if (now.state === 'within') return;
      if (now.state === 'over') {
        if (await skipWaitingAgents(context, run.id, now.says))
          log(`run ${shortId(run.id)} is stopped: ${now.says}`);
        return;
      }
      const isNew = await announceAfterCommit(context, run.id, (tx) =>
        storeBudgetWarning(tx, run.id, now.says),
      );
      if (isNew) log(`run ${shortId(run.id)}: ${now.says}`);
    },
    async admitQuestion(run) {
      const now = await standing(run);
      if (now.state === 'over') throw usedUp('step', now);
    },
  };
}

function usedUp(kind: 'refused' | 'step', standing: Extract<Standing, { state: 'over' }>): BatonError {
  return new BatonError(kind, 'budget_used_up', refusalOf(standing));
}
