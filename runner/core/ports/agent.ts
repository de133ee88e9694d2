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
        | 'wrote_files';
      readonly retryable: boolean;
      /** how long the model's service asks to wait, in milliseconds; absent if it does not say */
      readonly retryAfterMs?: number;
      readonly message: string;
    };

export interface AgentLimits {
  readonly deadlineMs: number;
  readonly idleMs: number;
  readonly maxSteps: number;
  readonly maxOutputBytes: number;
}

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

export interface AgentBackend {
  readonly name: string;
  /** whether its tasks need a private checkout as `cwd` */
  readonly needsCheckout: boolean;
  probe(signal?: AbortSignal): Promise<{ ok: boolean; version?: string; reason?: string }>;
  /** Yields exactly one last event, `done` or `error`; after an abort it is `error` with code `cancelled`. */
  run(task: AgentTask, signal: AbortSignal): AsyncIterable<AgentEvent>;
}
