/** The messages between the pool and its child processes. */
import type { CollectorOutcome, FunctionPlace } from '../../flows/contracts/collecting.ts';
import type { Given } from '../../runner/core/flow-input.ts';
import type { Pin, Project } from '../../runner/core/ports/repository.ts';

/** How a child opens repositories: like its parent. */
export interface GitSettings {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  /** the hosts that may be fetched from; every one if not given or null */
  readonly hosts?: readonly string[] | null;
}

export interface CollectJob {
  readonly collector: string;
  readonly project: Project;
  readonly pin: Pin;
  /** what the person said of what the run is about; null if nothing */
  readonly focus: string | null;
  readonly given: Given;
  /** the functions whose changes it counts; for other collectors none */
  readonly functions: readonly FunctionPlace[];
  /** identifies the scope, so that it is sent to each child only once */
  readonly scope_id: number;
  /** the scope as JSON in UTF-8 */
  readonly scope: Uint8Array;
  readonly limitMs: number;
}

export type JobMessage = Omit<CollectJob, 'scope'> & {
  readonly git: GitSettings;
  /** null if the child has it already */
  readonly scope: Uint8Array | null;
};

export type ChildMessage =
  | { readonly type: 'outcome'; readonly outcome: CollectorOutcome }
  | { readonly type: 'log'; readonly line: string };
