/** The runs that schedules start: their requests, and whether they could be started. */

import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Project } from '../core/ports/repository.ts';
import type { PostTo } from '../core/run-options.ts';
import { assertPlatform, flowNamed, parseOptions, type RunRequest } from '../core/run-request.ts';
import { scheduleActor } from '../core/schedule.ts';
import { inputOf } from '../core/settled-input.ts';
import type { Definition, ScheduleRow } from '../store/schedule-rows.ts';
import { type BackendChooser, backendNamed } from './backends.ts';
import type { EngineContext } from './run-transactions.ts';

export interface ScheduleOptions {
  readonly context: EngineContext;
  readonly catalogue: Pick<Catalogue, 'flows'>;
  readonly backends: Pick<BackendChooser, 'all'>;
  readonly platforms: readonly string[];
  /**
   * Resolves the project that a schedule names; `owner` is the actor who added it, null for one of `baton.yaml`. Throws
   * `refused` (`unknown_project`, `no_such_path`, `not_a_folder`).
   */
  readonly resolveProject: (id: string, owner: string | null) => Project;
  readonly start: (request: RunRequest) => Promise<{ readonly run_id: string }>;
  readonly mask: (text: string) => Promise<string>;
  readonly log: (line: string) => void;
  /** the database's URL, for error messages */
  readonly url: string;
}

/** Throws what the start of a run would be refused for: a flow, back end or platform that is not there, a missing input. */
export function assertStartable(
  { catalogue: { flows }, backends, platforms }: ScheduleOptions,
  definition: Definition,
  post_to: PostTo | null,
): void {
  const request = requestOf(definition);
  const flow = flowNamed(flows, definition.run.flow_name);
  inputOf(flow, flows, request);
  assertPlatform(post_to, platforms);
  const { backend } = definition.run;
  if (backend !== null) backendNamed(backends.all, backend);
}

/** Returns the request of a run for a schedule as it is now; `next`: when it fires next. Throws if its project is gone. */
export function scheduledRequest(
  { resolveProject }: ScheduleOptions,
  row: ScheduleRow,
  next: Date | null,
): RunRequest {
  return {
    ...requestOf(row),
    id: null,
    project: resolveProject(row.run.project_id, row.owner),
    flow_name: row.run.flow_name,
    pull_request: null,
    // The repository may be out of reach for a moment: then the run fails, and can be retried.
    resolves: 'later',
    requested_by: scheduleActor(row.id),
    schedule: { id: row.id, name: row.name, next_fire: next?.toISOString() ?? null },
  };
}

function requestOf({ run, post_to }: Pick<Definition, 'run' | 'post_to'>) {
  const { pull_request: _, ...options } = parseOptions({
    flow: run.flow_name,
    focus: run.question,
    size: run.band,
    fast: run.fast,
    project: run.project_id,
    backend: run.backend,
    model: run.model,
    'post-to': post_to,
  });
  return { ...options, pull_request: null };
}
