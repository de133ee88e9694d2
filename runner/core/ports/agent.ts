/**
 * The agent port: a back end that executes tasks. Always in plan mode, always read-only. One contract test
 * (`test/contracts/agent-contract.ts`) applies to every back end.
 */
import type { Repository } from './repository.ts';

export type AgentEvent =
  | {
      readonly type: 'started';
      readonly sessionId?: string;
      readonly model?: string;
      readonly agentVersion?: string;
    }
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'thought'; readonly delta: string }
  | {
      readonly type: 'tool';
      readonly id: string;
      readonly name: string;
      readonly kind?: 'read' | 'search' | 'execute' | 'edit' | 'other';
      readonly status: 'started' | 'completed' | 'failed' | 'denied';
      readonly title?: string;
      readonly input?: unknown;
      readonly output?: string;
    }
  /**
   * The agent is alive and has nothing to report: its program prints, or its model's stream sends, what is no event.
   * Follows a second of life without an event, so there is at most one a second.
   */
  | { readonly type: 'heartbeat' }
  /**
   * A call to the model failed and is retried within the task. Retries without progress in between count as failed
   * tries of the step, so that whole steps are not repeated on top of them.
   */
  | { readonly type: 'retry'; readonly attempt: number; readonly reason: string }
  /** totals of the whole task so far, not since the last event; fields that the agent does not report are omitted */
  | {
      readonly type: 'usage';
      readonly inputTokens?: number;
      readonly outputTokens?: number;
      readonly costUsd?: number;
    }
  | { readonly type: 'done'; readonly stop: 'end_turn' | 'max_tokens' | 'refusal'; readonly output: string }
  | {
      readonly type: 'error';
      readonly code: /** the key, or the sign-in, is rejected: 401, 403 */
        | 'auth'
        | 'no_credit'
        /** there is no such model: 404 */
        | 'no_model'
        | 'rate_limit'
        | 'model'
        | 'timeout'
        | 'malformed'
        | 'cancelled'
        | 'spawn'
        | 'sandbox'
        /** `maxSteps` is used up and the model did not answer */
        | 'too_many_steps'
        /** `maxLineBytes` or `maxStreamBytes` is exceeded */
        | 'too_much_output';
      readonly retryable: boolean;
      /** how long the model's service asks to wait, in milliseconds; absent if it does not say */
      readonly retryAfterMs?: number;
      readonly message: string;
    };

/**
 * The runner judges the first four by the task's events and stops the back end by its signal; back ends have no clocks
 * or counters of their own for them. The last two are applied by the back end, and end in `too_much_output`.
 */
export interface AgentLimits {
  /** milliseconds that the task may take */
  readonly deadlineMs: number;
  /** milliseconds that the task may go without an event */
  readonly idleMs: number;
  /**
   * tools that the agent may use, and failed calls of its model. A back end with tools of its own refuses further ones,
   * and lets the model answer from what it has
   */
  readonly maxSteps: number;
  /** bytes of text and thoughts */
  readonly maxOutputBytes: number;
  /** bytes of one line that an agent's program prints */
  readonly maxLineBytes: number;
  /** bytes that an agent's program prints in all, what its tools read among them */
  readonly maxStreamBytes: number;
}

const MEBIBYTE = 1024 * 1024;

/** The same for every task. */
export const OUTPUT_LIMITS = {
  maxOutputBytes: 4 * MEBIBYTE,
  maxLineBytes: 16 * MEBIBYTE,
  maxStreamBytes: 256 * MEBIBYTE,
} as const;

export interface AgentTask {
  readonly id: string;
  readonly prompt: string;
  readonly system?: string;
  /** the checkout; empty for a back end that needs none */
  readonly cwd: string;
  /** the pinned commit, for back ends with tools of their own */
  readonly repository: Repository;
  readonly mode: 'plan';
  readonly model?: string;
  readonly limits: AgentLimits;
  /** what the prompt was built from, for back ends that work on data instead of prose (offline, scripted) */
  readonly brief: unknown;
}

/** Whether a back end can be used. */
export interface Probe {
  readonly ok: boolean;
  readonly version?: string;
  /** what is missing, in a few words without a period; absent if it can be used */
  readonly reason?: string;
  /** what to do about it, in sentences */
  readonly remedy?: string;
}

export interface AgentBackend {
  readonly name: string;
  /** whether its tasks need a private checkout as `cwd` */
  readonly needsCheckout: boolean;
  probe(signal?: AbortSignal): Promise<Probe>;
  /** Yields exactly one last event, `done` or `error`; after an abort it is `error` with code `cancelled`. */
  run(task: AgentTask, signal: AbortSignal): AsyncIterable<AgentEvent>;
}
