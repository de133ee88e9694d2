/**
 * Decisions about a run, as data, and the effect of each on the run's state. `advance` and `reconcile` make them; the store
 * applies the same effects in SQL (`runner/store/decisions.ts`).
 */
import type { RunState, SkipCause, StepState } from './run.ts';

export type Decision =
  /** dispatch an agent step as a task, always in plan mode */
  | { readonly type: 'dispatch'; readonly step_id: string; readonly delay_ms: number }
  /** queue a code step */
  | { readonly type: 'compute'; readonly step_id: string; readonly delay_ms: number }
  | {
      readonly type: 'skip';
      readonly step_id: string;
      readonly cause: SkipCause;
      readonly reason: string;
    }
  /** set a step back to pending: its worker died, reported a temporary error, or is leaving */
  | {
      readonly type: 'requeue';
      readonly step_id: string;
      readonly because: 'lost' | 'fault' | 'returned';
      readonly reason: string;
      /** failed tries to add; absent: none */
      readonly tries?: number;
      /** delay before the next attempt; absent: none */
      readonly delay_ms?: number;
    }
  /** fail a step */
  | { readonly type: 'fail'; readonly step_id: string; readonly error: string; readonly code: string | null }
  | { readonly type: 'finish'; readonly status: 'completed' | 'failed'; readonly error: string | null };

/** Returns the state after the decisions, applied in order. */
export function after(run: RunState, decisions: readonly Decision[]): RunState {
  return decisions.reduce(step, run);
}

function step(run: RunState, decision: Decision): RunState {
  if (decision.type === 'finish') return { ...run, status: decision.status };
  const steps = run.steps.map((state) =>
    state.spec.step_id === decision.step_id ? { ...state, ...change(state, decision) } : state,
  );
  return { ...run, steps };
}

function change(state: StepState, decision: Exclude<Decision, { type: 'finish' }>): Partial<StepState> {
  switch (decision.type) {
    case 'dispatch':
    case 'compute':
      return { dispatched: true, attempt: state.attempt + 1 };
    case 'skip':
      return {
        status: 'skipped',
        dispatched: false,
        worker_id: null,
        error: decision.reason,
        skip_cause: decision.cause,
      };
    case 'fail':
      return {
        status: 'failed',
        dispatched: false,
        worker_id: null,
        error: decision.error,
        fail_code: decision.code,
      };
    case 'requeue':
      return {
        status: 'pending',
        dispatched: false,
        worker_id: null,
        faults: state.faults + (decision.tries ?? 0),
        delay_ms: decision.delay_ms ?? 0,
        losses: state.losses + (decision.because === 'lost' ? 1 : 0),
      };
    default:
      return decision satisfies never;
  }
}
