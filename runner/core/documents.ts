/** The documents that the API, the CLI's `--json` and `run.json` share. Times are ISO 8601 with a zone. */
import { z } from 'zod';
import { FLOW_INPUTS } from './flow-input.ts';
import { CODE_HOSTS } from './pull-request.ts';
import { RUN_STATUSES, type RunStatus, SKIP_CAUSES, STEP_STATUSES } from './run.ts';
import { RunOutcome } from './run-outcome.ts';
import { RunSchedule } from './schedule.ts';
import { BANDS } from './step-spec.ts';

const time = z.iso.datetime({ offset: true }).nullable();

export const UsageDocument = z.object({
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  /** US dollars; null if the agent does not report it and no price is configured */
  cost: z.number().nullable(),
  /** how many tasks and follow-up answers reported no tokens, or have no known cost; the sums omit them */
  unknown_tokens: z.int(),
  unknown_cost: z.int(),
});

/** The usage that was expected when the run started. */
export const EstimateDocument = z.object({
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost: z.number().nullable(),
  /** how many similar runs the tokens are based on; 0: a rough figure */
  runs: z.int(),
  /** null if no run like it had completed; absent in runs of an earlier version */
  duration_ms: z.int().nullable().optional(),
  /** which budget the run is likely to use up; null: none */
  warning: z.string().nullable(),
});

/** The pull or merge request that a run reviews. */
const PullRequestDocument = z.object({ kind: z.enum(CODE_HOSTS), url: z.string(), number: z.int() });

export const RunDocument = z.object({
  id: z.uuid(),
  project_id: z.string(),
  flow_name: z.string(),
  band: z.enum(BANDS),
  fast: z.boolean(),
  status: z.enum(RUN_STATUSES),
  model: z.string().nullable(),
  backend: z.string(),
  /** why that back end was chosen */
  backend_reason: z.string(),
  input: z
    .object({
      question: z.string(),
      pull_request: PullRequestDocument.optional(),
      /** what it was given beside the question */
      given: z.partialRecord(z.enum(FLOW_INPUTS), z.string()).optional(),
      /** the message in a chat that it was started on */
      source: z.object({ url: z.string() }).optional(),
    })
    .loose(),
  commit_sha: z.string().nullable(),
  base_sha: z.string().nullable(),
  /** how much is known behind the commit, `none` for a folder without git; null until the commit is pinned */
  history: z.enum(['full', 'shallow', 'none']).nullable(),
  /** the refs that were asked for, as they were typed */
  refs: z.object({ base: z.string().nullable(), head: z.string().nullable() }),
  error: z.string().nullable(),
  /** null while the run is running, and for one that ended without a report or under an earlier version */
  outcome: RunOutcome.nullable(),
  usage: UsageDocument,
  /** null for a run that uses no model */
  estimate: EstimateDocument.nullable(),
  /** set once 80 % of a budget is used */
  budget_warning: z.string().nullable(),
  /** the schedule that started it; null for a run that a person started */
  schedule: RunSchedule.nullable(),
  /** the actor who started it: `slack:T1:U1`, `cli:ana`, `schedule:nightly`, or `api` */
  requested_by: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  started_at: time,
  completed_at: time,
});
export type RunDocument = z.infer<typeof RunDocument>;

export const StepDocument = z.object({
  step_id: z.string(),
  kind: z.enum(['agent', 'code']),
  persona: z.string().nullable(),
  label: z.string(),
  needs: z.array(z.string()),
  status: z.enum(STEP_STATUSES),
  task_id: z.uuid().nullable(),
  chat_id: z.uuid().nullable(),
  attempt: z.int(),
  /** what it is doing, while it runs or waits for its next attempt; its one-line result afterward */
  activity: z.string().nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  /** why it was skipped; null for a step that was not */
  skip_cause: z.enum(SKIP_CAUSES).nullable(),
  /** the code of the error that it failed with; null for a step that did not fail, or failed without one */
  fail_code: z.string().nullable(),
  started_at: time,
  completed_at: time,
});
export type StepDocument = z.infer<typeof StepDocument>;

export const RunDetail = z.object({
  run: RunDocument,
  steps: z.array(StepDocument),
  report: z.string().nullable(),
});
export type RunDetail = z.infer<typeof RunDetail>;

/** A run in a list, with how many of its agents have ended. */
export const ListedRun = RunDocument.extend({ agents: z.object({ ended: z.int(), all: z.int() }) });
export type ListedRun = z.infer<typeof ListedRun>;

export const RunPage = z.object({ runs: z.array(ListedRun), next_cursor: z.string().nullable() });
export type RunPage = z.infer<typeof RunPage>;

/** How many runs there are, by status. */
export const RunCounts = z.object({ all: z.int(), ...eachStatus(z.int()) });
export type RunCounts = z.infer<typeof RunCounts>;

function eachStatus<Type extends z.ZodType>(type: Type): Record<RunStatus, Type> {
  return { running: type, completed: type, failed: type, cancelled: type };
}
