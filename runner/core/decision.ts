/** What is to be done with a run next, as data: `advance` decides it, the store applies it. */
import type { SkipCause } from './run.ts';

export type Decision =
  /** hand an agent step out as a task, always in plan mode */
  | { readonly type: 'dispatch'; readonly step_id: string; readonly delay_ms: number }
  /** queue a code step */
  | { readonly type: 'compute'; readonly step_id: string; readonly delay_ms: number }
  | {
      readonly type: 'skip';
      readonly step_id: string;
      readonly cause: SkipCause;
      readonly reason: string;
    }
  /** take a step back from a worker that is gone, met a passing fault, or is leaving; it is pending again */
  | {
      readonly type: 'requeue';
      readonly step_id: string;
      readonly because: 'lost' | 'fault' | 'returned';
      readonly reason: string;
      /** failed tries that it adds; absent: none */
      readonly tries?: number;
      /** how long the next attempt waits; absent: not at all */
      readonly delay_ms?: number;
    }
  /** give a step up */
  | { readonly type: 'fail'; readonly step_id: string; readonly error: string; readonly code: string | null }
  | { readonly type: 'finish'; readonly status: 'completed' | 'failed'; readonly error: string | null };
