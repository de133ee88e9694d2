/**
 * The options of a run. Each is declared here once: its type, its limits, and how the command line, typed commands,
 * slash commands, the launcher and the API show it. `run-request.ts` parses with them. Pure.
 */
import { z } from 'zod';
import { FLOW_INPUTS, type FlowInputName, type Given } from './flow-input.ts';
import { INPUT_FIELDS } from './input-options.ts';
import { option, shown } from './option-display.ts';
import { type PullRequest, parsePullRequest } from './pull-request.ts';
import { BANDS } from './step-spec.ts';
import { choiceFault, FOCUS, MOST_QUESTION, text } from './text-faults.ts';

const MOST_REF = 200;

const band = z.enum(BANDS, { error: ({ input }) => choiceFault(input, BANDS) });
const texts = z.array(text(), 'must be a list of strings').max(100, 'has more than 100 entries').default([]);

/** Where a run is to appear. */
export interface PostTo {
  readonly platform: string;
  /** null if the platform has only one */
  readonly workspace: string | null;
  readonly channel: string;
  /** an existing thread to post in; null: the run's card is posted in the channel and starts a thread */
  readonly thread: string | null;
}

/** Any platform's name; whether it is configured is judged when the run starts. The ids are the platform's own. */
const PLACE = /^([a-z]+):(?:([A-Za-z0-9]+)\/)?([A-Za-z0-9]+)$/;
const POST_TO_FORM = '<platform>:<channel id> or <platform>:<workspace id>/<channel id>';

/** Returns null for a text that names no place. */
export function parsePostTo(typed: string): PostTo | null {
  const [, platform, workspace = null, channel] = PLACE.exec(typed) ?? [];
  return platform === undefined || channel === undefined
    ? null
    : { platform, workspace, channel, thread: null };
}

/** A place as it is typed: `slack:C0123456789`. */
export const POST_TO = text().transform((typed, context): PostTo => {
  const place = parsePostTo(typed);
  if (place !== null) return place;
  context.addIssue({ code: 'custom', message: `is ${POST_TO_FORM}, not ${JSON.stringify(typed)}` });
  return z.NEVER;
});

/** The number is one of the project that the run reads. */
const pullRequest = text().transform((typed, context): PullRequest | number => {
  const parsed = parsePullRequest(typed);
  if ('request' in parsed) return parsed.request;
  context.addIssue({ code: 'custom', message: parsed.fault });
  return z.NEVER;
});

/** The fields of a run's options; null for omitted ones. */
export const RUN_FIELDS = z.strictObject({
  flow_name: option(text(), {
    name: 'flow',
    value: 'FLOW',
    description: 'what kind of work',
    without: { chat: 'this channel’s flow' },
    faces: ['slash'],
    suggested: true,
  }),
  question: option(FOCUS, {
    name: 'focus',
    path: 'input.question',
    value: 'TEXT',
    description: 'what to look at',
    without: { cli: "the flow's own question", chat: 'the flow’s own question' },
    faces: ['flag', 'slash'],
    field: { label: 'Focus', placeholder: null, lines: 'many', most: MOST_QUESTION, when: 'always' },
  }),
  band: shown(band.default('small'), {
    name: 'size',
    value: 'SIZE',
    choices: BANDS,
    description: 'how broad the run is',
    without: { cli: 'small', chat: 'small' },
    example: 'medium',
    faces: ['flag', 'word', 'slash'],
  }),
  fast: shown(z.boolean('must be true or false').default(false), {
    name: 'fast',
    description: 'less breadth and prose; every check stays',
    faces: ['flag', 'word', 'slash'],
  }),
  project_id: option(text(), {
    name: 'project',
    value: 'PATH|ID|URL',
    description: 'what to read',
    without: { cli: 'the repository you are in', chat: 'this channel’s project' },
    faces: ['flag', 'word', 'slash'],
    suggested: true,
  }),
  pull_request: option(pullRequest, {
    name: 'pr',
    noun: 'change',
    value: 'URL|NUMBER',
    description: 'review this pull or merge request',
    example: 'https://github.com/acme/shop/pull/123',
    faces: ['flag', 'word', 'slash'],
    field: {
      label: 'Change',
      placeholder: 'The URL or number of a pull or merge request',
      lines: 'one',
      most: MOST_REF,
      when: 'compares',
    },
  }),
  base: option(text(), {
    name: 'base',
    value: 'REF',
    description: 'compare with this branch, tag or commit',
    example: 'main',
    faces: ['flag', 'word', 'slash'],
    suggested: true,
    field: {
      label: 'Base to compare with',
      placeholder: 'The merge base with the default branch',
      lines: 'one',
      most: MOST_REF,
      when: 'compares',
    },
  }),
  head: option(text(), {
    name: 'head',
    value: 'REF',
    description: 'read this branch, tag or commit',
    without: { cli: 'HEAD', chat: 'the newest commit' },
    example: 'feature/retry',
    faces: ['flag', 'word', 'slash'],
    suggested: true,
    field: { label: 'Ref to read', placeholder: 'HEAD', lines: 'one', most: MOST_REF, when: 'compares' },
  }),
  paths: shown(texts, {
    name: 'path',
    path: 'paths',
    value: 'GLOB',
    multiple: true,
    description: 'read only these files',
    example: 'src/**',
    faces: ['flag', 'word'],
    field: {
      label: 'Paths',
      placeholder: 'Everything; or a glob on each line',
      lines: 'many',
      most: MOST_QUESTION,
      when: 'filled',
    },
  }),
  backend: option(text(), {
    name: 'backend',
    value: 'NAME',
    description: 'what executes the agents',
    without: { cli: 'the first that is ready' },
    faces: ['flag', 'word', 'slash'],
  }),
  model: option(text(), {
    name: 'model',
    value: 'MODEL',
    description: 'which model the back end uses',
    faces: ['flag', 'word', 'slash'],
  }),
  post_to: option(POST_TO, {
    name: 'post-to',
    value: 'PLATFORM:CHANNEL',
    description: 'show the run in a channel as well (PLATFORM:WORKSPACE/CHANNEL names the workspace)',
    faces: ['flag'],
  }),
  ...INPUT_FIELDS,
});

/** The options of a run, with the inputs that were given by their names. */
export const RunOptions = RUN_FIELDS.transform(withGiven);
export type RunOptions = z.output<typeof RunOptions>;

function withGiven<Fields extends Readonly<Record<FlowInputName, string | null>>>(
  fields: Fields,
): Omit<Fields, FlowInputName> & { readonly given: Given } {
  const names: readonly string[] = FLOW_INPUTS;
  const entries = Object.entries(fields);
  const rest = Object.fromEntries(entries.filter(([name]) => !names.includes(name)));
  const given = Object.fromEntries(entries.filter(([name, value]) => names.includes(name) && value !== null));
  return { ...(rest as Omit<Fields, FlowInputName>), given };
}

const named = Object.fromEntries(FLOW_INPUTS.map((name) => [name, true as const])) as Record<
  FlowInputName,
  true
>;

/** What a run is asked: a question, or what the flow takes beside it, or both; a question of null: the flow's own. */
const input = z
  .strictObject({ question: FOCUS.nullish(), ...INPUT_FIELDS })
  .superRefine(({ question, ...fields }, context) => {
    if (question !== undefined || Object.values(fields).some((value) => value !== null)) return;
    context.addIssue({ code: 'custom', path: ['question'], message: 'is missing' });
  })
  .transform(({ question = null, ...fields }) => ({ question, ...withGiven(fields) }));

const objectName = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'is not the full name of a commit');

/** The same as the API takes it. */
export const RunBody = RUN_FIELDS.omit({ question: true, ...named }).extend({
  project_id: text().describe('an id of GET /api/projects, or a path below a configured root'),
  flow_name: text(),
  band,
  input,
  commits: z
    .strictObject({ head: objectName, base: objectName.nullable() })
    .optional()
    .describe('the commits of an earlier run, to be read instead of the newest ones'),
});
