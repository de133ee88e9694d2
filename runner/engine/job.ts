/** What the queue delivers and a worker does, in one attempt: a step, or a question to the agent of one. */
import type { Fault } from '../core/faults.ts';

export interface Job {
  /** of this attempt, the same in every process */
  readonly key: string;
  /** for the log, e.g. `step lens:security` */
  readonly name: string;
  readonly worker_id: string;
  /** the run whose cancellation ends it; null for what goes on after its run */
  readonly ends_with: string | null;
  /** Takes it for the worker. Null when it is not to be done any more: delivered twice, late, or its run has ended. */
  claim(): Promise<ClaimedJob | null>;
  /** Hands it back unharmed; changes nothing for a worker that does not have it. */
  release(reason: string): Promise<unknown>;
}

/** An errand in a worker's hands. What it stores, it stores only as long as the worker has it. */
export interface ClaimedJob {
  /** Does it, and gives what stores the outcome. Throws what it met. */
  perform(signal: AbortSignal): Promise<() => Promise<unknown>>;
  /** Stores that it could not be done: tried again if that may help. */
  fault(fault: Fault): Promise<unknown>;
}
