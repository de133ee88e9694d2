/**
 * What a decision does to a run, as data. The store does the same in SQL (`runner/store/decisions.ts`); this is what
 * lets `advance` see its own skips, a recovery go on without reading again, and the properties be tested without a database.
 */
import type { Decision } from './decision.ts';
import type { RunState, StepState } from './run.ts';

/** The state after the decisions, in their order. */
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
