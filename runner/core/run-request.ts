/**
 * The run that someone wants: parses what a face gathered into the options of a run, or refuses it. Every face calls
 * this, so that a rule has one owner and one wording; a face adds only where the option was given. Pure.
 */
import type { z } from 'zod';
import type { Commits } from './commits.ts';
import { BatonError, candidatesHint } from './errors.ts';
import type { Given } from './flow-input.ts';
import { DISPLAYS, type OptionDisplay } from './option-display.ts';
import type { Project, Refs } from './ports/repository.ts';
import { nameOf, type PullRequest } from './pull-request.ts';
import { type PostTo, RUN_FIELDS, RunOptions } from './run-options.ts';
import type { RunSchedule, ScheduleFire } from './schedule.ts';
import type { Flow } from './step-spec.ts';
import { FOLLOW_UP } from './text-faults.ts';

export interface RunOption extends OptionDisplay {
  /** its key in `RUN_FIELDS` */
  readonly key: string;
  readonly path: string;
}

export const RUN_OPTIONS: readonly RunOption[] = Object.entries(RUN_FIELDS.shape).map(([key, schema]) => {
  const display = DISPLAYS.get(schema);
  if (display === undefined) throw new Error(`the option ${key} says nowhere how it is shown`);
  return { path: key, ...display, key };
});

/** Returns the option that an error's path refers to; git's errors name it by its flag. */
export function optionAt(path: string | undefined): RunOption | undefined {
  return RUN_OPTIONS.find(({ name, path: own }) => path === own || path === `--${name}`);
}

/** What a face gathered, by the names of the options: text, a list, or true for a switch. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | null | undefined>>;

/** Names an option at the beginning of a message, in the face's own way. */
export type Subject = (option: RunOption) => string;

export const inWords: Subject = ({ name, noun }) => `The ${noun ?? name}`;

/** Returns the options, or every refusal. */
export function judgeOptions(
  given: GivenOptions,
  subject: Subject = inWords,
): { readonly options: RunOptions } | { readonly refusals: readonly BatonError[] } {
  const named = RUN_OPTIONS.flatMap(({ name, key }) => (given[name] == null ? [] : [[key, given[name]]]));
  const judged = RunOptions.safeParse(Object.fromEntries(named));
  if (judged.success) return { options: judged.data };
  const refusals = judged.error.issues.flatMap((issue) => {
    const wrong = RUN_OPTIONS.find(({ key }) => key === issue.path[0]);
    return wrong === undefined ? [] : [refusal(issue, subject(wrong), wrong.path)];
  });
  return { refusals };
}

/** Throws the first refusal. */
export function parseOptions(given: GivenOptions, subject?: Subject): RunOptions {
  const judged = judgeOptions(given, subject);
  if ('options' in judged) return judged.options;
  const [first] = judged.refusals;
  throw first ?? new Error('options were refused without a reason');
}

/** Parses what a person asks an agent afterward. Throws `blank_question` or `long_question`. */
export function parseFollowUp(typed: string): string {
  return parsed(FOLLOW_UP, typed, 'The question', 'question');
}

/** Throws what the schema refuses of a text. */
export function parsed(schema: z.ZodType<string>, typed: string, subject: string, path: string): string {
  const judged = schema.safeParse(typed);
  if (judged.success) return judged.data;
  throw refusal(judged.error.issues[0], subject, path);
}

function refusal(issue: z.core.$ZodIssue | undefined, subject: string, path: string): BatonError {
  return new BatonError('refused', faultCode(issue), `${subject} ${issue?.message ?? 'is wrong'}.`, { path });
}

/** Returns the error code of a fault that a schema found. */
export function faultCode(issue: z.core.$ZodIssue | undefined): string {
  const code: unknown = issue?.code === 'custom' ? issue.params?.code : undefined;
  return typeof code === 'string' ? code : 'bad_request';
}

/** Throws `unknown_flow`, with the nearest names: `refused` for a flow that is chosen, `not_found` for one that is looked up. */
export function flowNamed(
  flows: readonly Flow[],
  name: string,
  kind: 'refused' | 'not_found' = 'refused',
): Flow {
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow !== undefined) return flow;
  const names = flows.map((candidate) => candidate.name);
  const message = `There is no flow ${JSON.stringify(name)}. ${candidatesHint(name, names)}`;
  throw new BatonError(kind, 'unknown_flow', message, kind === 'refused' ? { path: 'flow_name' } : {});
}

/** A request with its flow and project, and the requester. */
export interface RunRequest extends Omit<RunOptions, 'project_id' | 'flow_name' | 'paths' | 'pull_request'> {
  /** the id for the run; if a run with that id exists, it is returned and nothing is started. Null: a new id */
  readonly id: string | null;
  readonly project: Project;
  readonly flow_name: string;
  /** globs of the files to read; empty means all */
  readonly paths: readonly string[];
  /** the change to review; it belongs to the project */
  readonly pull_request: PullRequest | null;
  /** the commits of the run that is run again, to be read instead of the newest ones */
  readonly commits?: Commits;
  /**
   * `later`: the run's first step pins the commit. Exception: refs and paths that are given for a repository on this host
   * are resolved before `start` returns, so that wrong ones are refused.
   */
  readonly resolves: 'now' | 'later';
  /** the requester, e.g. `cli:ana` or `api` */
  readonly requested_by: string;
  /** what it was started on; absent for a run that was started by itself */
  readonly source?: RunSource;
  /** another request with the same key within a day starts nothing and returns the same run */
  readonly once?: RequestKey;
  /** the schedule that starts it; absent for a run that a person starts */
  readonly schedule?: RunSchedule;
  /** the fire time that it is started for: if something has come of that already, nothing is started (`fire_settled`) */
  readonly fire?: ScheduleFire;
}

/** Makes a request take effect only once. */
export interface RequestKey {
  readonly key: string;
  /** hash of the request; the same key with another hash is refused */
  readonly hash: string;
}

/** The message in a chat on which a run was started. */
export interface RunSource {
  /** untrusted */
  readonly url: string;
}

/** What a run keeps of its request besides its columns: `flow_runs.input`. */
export interface RunInput {
  /** the person's focus, or the flow's own question */
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
  readonly paths: readonly string[];
  /** the change that is reviewed; absent for a run that reads a commit or a branch */
  readonly pull_request?: PullRequest;
  /** what it was given beside the focus; absent in runs of older versions */
  readonly given?: Given;
  /** the message that it was started on */
  readonly source?: RunSource;
}

/**
 * Throws `no_base_here` if a base, or `no_change_here` if a pull request, is given for a flow that compares nothing, and
 * `two_heads` if a head is given beside a pull request, which has its own. A base beside a pull request is taken instead
 * of the request's.
 */
export function refsOf(flow: Flow, request: RunRequest): Refs {
  const { base, head, pull_request, commits } = request;
  const pinned = commits === undefined ? {} : { commits };
  if (pull_request !== null) return { ...requestRefs(flow, pull_request, { base, head }), ...pinned };
  if (base !== null && flow.compares === false) {
    throw new BatonError(
      'refused',
      'no_base_here',
      `The flow ${flow.name} compares nothing, so it takes no base.`,
      { path: 'base' },
    );
  }
  const hasBase = base !== null || (commits?.base ?? null) !== null;
  const compares = flow.compares === true || (flow.compares === 'optional' && hasBase);
  return { base, head, compares, ...pinned };
}

function requestRefs(
  flow: Flow,
  pull_request: PullRequest,
  { base, head }: Pick<RunRequest, 'base' | 'head'>,
): Refs {
  if (flow.compares === false) {
    const message = `The flow ${flow.name} compares nothing, so it takes no pull request.`;
    throw new BatonError('refused', 'no_change_here', message, { path: 'pull_request' });
  }
  if (head !== null) {
    const message = `A run reads one head: ${nameOf(pull_request)} has its own. Leave out the pull request or the head.`;
    throw new BatonError('refused', 'two_heads', message, { path: 'head' });
  }
  return { base, head: null, compares: true, pull_request };
}

/** Throws `no_platform` if the run is to appear on a platform that is not configured. */
export function assertPlatform(place: PostTo | null, platforms: readonly string[]): void {
  if (place === null || platforms.includes(place.platform)) return;
  const known = platforms.length === 0 ? 'no chat platform is' : `only ${platforms.join(' and ')} is`;
  throw new BatonError(
    'refused',
    'no_platform',
    `The platform ${place.platform} is not configured, so the run can't appear there; ${known}.`,
    { path: 'post_to' },
  );
}
