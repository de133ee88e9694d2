/** What the pool and its threads say to each other. */
import type { CollectorOutcome } from '../../flows/evidence/collector.ts';
import type { Pin, Project } from '../../runner/core/ports/repository.ts';

/** Given to a thread when it starts. */
export interface ThreadSettings {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface CollectJob {
  readonly collector: string;
  readonly project: Project;
  readonly pin: Pin;
  /** names the scope, so that a thread that has it does not read it again */
  readonly scope_id: number;
  /** the scope as JSON in UTF-8, shared by all threads */
  readonly scope: SharedArrayBuffer;
}

export type ThreadMessage =
  | { readonly type: 'outcome'; readonly outcome: CollectorOutcome }
  | { readonly type: 'log'; readonly line: string };
