/**
 * Caches the immutable data of runs (the request, the repository, the steps' specs) in each process, so that the two
 * transactions of a step neither read nor send it again.
 */
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Pin } from '../core/ports/repository.ts';
import type { StepSpec } from '../core/step-spec.ts';
import { type RunRow, readRun } from './run-rows.ts';
import { transaction } from './transaction.ts';

export interface RunPlan {
  /** as first read; of its mutable fields, only an existing pin may be relied on */
  readonly run: RunRow;
  readonly specs: ReadonlyMap<string, StepSpec>;
}

export interface RunPlans {
  /** Returns null if there is no such run. */
  get(run_id: string): Promise<RunPlan | null>;
  /** Caches a run that this process has just stored. */
  learn(run: RunRow, specs: readonly StepSpec[]): void;
  /** Adds the pin once it is known. */
  pinned(run_id: string, pin: Pin): void;
}

const MOST_REMEMBERED = 500;

export function createRunPlans(pool: Pool): RunPlans {
  const plans = new LRUCache<string, RunPlan>({ max: MOST_REMEMBERED });
  const remember = (run: RunRow, specs: readonly StepSpec[]): RunPlan => {
    const plan = { run, specs: new Map(specs.map((spec) => [spec.step_id, spec])) };
    plans.set(run.id, plan);
    return plan;
  };
  return {
    async get(run_id) {
      const known = plans.get(run_id);
      if (known !== undefined) return known;
      const found = await transaction(pool, (tx) => readRun(tx, run_id));
      if (found === null) return null;
      const run: RunRow = { ...found.run, status: 'running' };
      return remember(
        run,
        found.steps.map(({ spec }) => spec),
      );
    },
    learn: remember,
    pinned(run_id, pin) {
      const known = plans.get(run_id);
      if (known !== undefined) plans.set(run_id, { ...known, run: { ...known.run, pin } });
    },
  };
}
