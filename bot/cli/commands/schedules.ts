/** `baton schedules`: lists runs that start by themselves, and adds, pauses, resumes, runs and deletes them. */
import { BatonError, candidatesHint, nearest } from '../../../runner/core/errors.ts';
import type { Schedules } from '../../../runner/core/ports/schedules.ts';
import { parseOptions, type RunOption } from '../../../runner/core/run-request.ts';
import type { ScheduleDocument } from '../../../runner/core/schedule.ts';
import { beginsWithTime } from '../../../runner/core/schedule-words.ts';
import { resolveProject } from '../../config/projects.ts';
import { localTime, shortId, shortProject } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { rowsOfProject } from '../lists.ts';
import { withService } from '../opened.ts';
import { flagOf, inFlags, RUN_FLAGS, typedFlags } from '../run-flags.ts';
import { printableLine } from '../screen-text.ts';
import { tableLines } from '../table.ts';

const ACTIONS = ['list', 'add', 'pause', 'resume', 'run', 'delete'] as const;
type Action = (typeof ACTIONS)[number];

/** The options of a run that a schedule may have. */
const OF_RUN = ['focus', 'size', 'fast', 'backend', 'model', 'post-to'];
const FLAGS: readonly RunOption[] = RUN_FLAGS.filter(({ name }) => OF_RUN.includes(name));

/** Options that only `add` takes. */
const ADDING = ['tz', 'name', ...OF_RUN];

export const schedulesCommand: Command = {
  name: 'schedules',
  summary: 'list, add, pause, resume, run or delete runs that start by themselves',
  details: `list                 the schedules, the next to run first (also without "list")
add FLOW WHEN        WHEN is words such as "weekdays 8:00", "every monday and thursday at 18:00", "hourly" or
                     "1st of the month 6:00", or a cron expression of five fields
pause|resume ID      what it misses while it is paused is not caught up
run ID               start its run now
delete ID            its runs are kept
ID is the id or the name of a schedule; the first characters of the id are enough. Schedules of baton.yaml can be paused,
resumed and run here, and are changed in the file. Runs start while a service runs: baton start`,
  positionals: [],
  further: '[list | add FLOW WHEN | pause|resume|run|delete ID]',
  options: {
    project: {
      value: 'PATH|ID|URL',
      description: 'what to read (default: the repository you are in); with list: only those of this project',
    },
    tz: {
      value: 'ZONE',
      description: 'the time zone of WHEN, such as Europe/Berlin (default: this machine’s)',
    },
    name: { value: 'TEXT', description: 'what it is called (default: the flow, the project and the time)' },
    ...Object.fromEntries(FLAGS.map((option) => [option.name, flagOf(option)])),
    json: JSON_OPTION,
  },
  examples: [
    { line: 'baton schedules', description: 'what runs when' },
    {
      line: 'baton schedules add dependency-health "weekdays 8:00" --post-to slack:C0GENERAL1',
      description: 'each working day on the repository you are in, shown in a channel',
    },
    { line: 'baton schedules pause 1a2b3c4d', description: 'until: baton schedules resume 1a2b3c4d' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const [typed = 'list', ...rest] = given.positionals;
  const action = ACTIONS.find((each) => each === (typed === 'remove' ? 'delete' : typed));
  if (action === undefined) throw unknownAction(typed);
  assertOptions(given, action);
  return await withService(context, async (_service, _ledger, schedules) => {
    if (action === 'list') return await list(given, context, { rest, schedules });
    if (action === 'add') return await add(given, context, { rest, schedules });
    return await act(given, context, { action, rest, schedules });
  });
}

interface Asked {
  readonly rest: readonly string[];
  readonly schedules: Schedules;
}

async function list(given: Arguments, context: Context, { rest, schedules }: Asked): Promise<number> {
  if (rest.length > 0) throw refused(`baton schedules list takes no ${JSON.stringify(rest[0])}`);
  const project = given.value('project');
  const found =
    project === null
      ? await schedules.list({})
      : await rowsOfProject(
          project,
          context.config,
          (project_id) => schedules.list({ project_id }),
          (rows) => rows.length === 0,
        );
  const { stdout, stdoutIsTty, size } = context.terminal;
  if (given.switch('json')) stdout.write(`${JSON.stringify({ schedules: found }, null, 2)}\n`);
  else if (found.length === 0)
    stdout.write('No schedules yet. Add one: baton schedules add tech-debt "weekdays 8:00"\n');
  else stdout.write(`${overview(found, stdoutIsTty ? size().columns : null).join('\n')}\n`);
  return 0;
}

function overview(schedules: readonly ScheduleDocument[], columns: number | null): string[] {
  const rows = schedules.map((each) => [
    idOf(each),
    each.when,
    each.tz,
    each.next_fire === null ? '' : localTime(each.next_fire),
    each.run.flow_name,
    shortProject(each.run.project_id),
    stateOf(each),
    each.name === each.id ? '' : each.name,
  ]);
  const head = ['SCHEDULE', 'WHEN', 'ZONE', 'NEXT HERE', 'FLOW', 'PROJECT', 'STATE', 'NAME'];
  const reasons = schedules.flatMap((each) => {
    const reason =
      each.pause_reason ?? (each.last_fire?.outcome === 'refused' ? each.last_fire.reason : null);
    return reason === null ? [] : [printableLine(`${idOf(each)}: ${reason}`)];
  });
  return [...tableLines(head, rows, columns), ...(reasons.length === 0 ? [] : ['', ...reasons])];
}

const idOf = ({ id, source }: ScheduleDocument): string => (source === 'file' ? id : shortId(id));

function stateOf({ paused, last_fire }: ScheduleDocument): string {
  if (paused) return 'paused';
  if (last_fire?.outcome === 'overlap') return 'skipped, last run still works';
  return last_fire?.outcome === 'refused' ? 'last start refused' : 'active';
}

async function add(given: Arguments, context: Context, { rest, schedules }: Asked): Promise<number> {
  const { terminal, config } = context;
  const [flow, ...when] = rest;
  if (flow === undefined || when.length === 0) {
    throw refused('baton schedules add needs a flow and a time, such as: add tech-debt "weekdays 8:00"');
  }
  if (beginsWithTime(flow) && !beginsWithTime(when.join(' '))) {
    throw refused(
      `The flow comes first, then the time: baton schedules add tech-debt ${JSON.stringify(flow)}`,
    );
  }
  const typed = { ...typedFlags(FLAGS, given), flow };
  const { question, band, fast, backend, model } = parseOptions(typed, inFlags);
  const project_id = resolveProject(given.value('project'), config).id;
  const request = {
    name: given.value('name'),
    when: when.join(' '),
    tz: given.value('tz') ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    post_to: given.value('post-to'),
    run: { project_id, flow_name: flow, band, fast, question, backend, model },
  };
  const added = await schedules.add(request, actorOf(context));
  if (given.switch('json')) terminal.stdout.write(`${JSON.stringify(added, null, 2)}\n`);
  else {
    const next = added.next_fire === null ? 'never' : localTime(added.next_fire);
    terminal.stdout.write(
      `${printableLine(`${shortId(added.id)}  ${flow} on ${shortProject(project_id)}, ${added.when} (${added.tz})`)}\n` +
        `First run: ${next} local time, if a service runs then: baton start\n`,
    );
  }
  return 0;
}

const actorOf = ({ terminal }: Context): string => `cli:${terminal.user}`;

async function act(
  given: Arguments,
  context: Context,
  { action, rest, schedules }: Asked & { readonly action: Exclude<Action, 'list' | 'add'> },
): Promise<number> {
  const [typed, surplus] = rest;
  if (typed === undefined || surplus !== undefined) {
    throw refused(`baton schedules ${action} needs the id of one schedule`);
  }
  const { id } = namedIn(await schedules.list({}), typed);
  const { stdout } = context.terminal;
  const by = actorOf(context);
  const said = await done(action, id, { schedules, by });
  stdout.write(
    given.switch('json') ? `${JSON.stringify(said.body, null, 2)}\n` : `${printableLine(said.line)}\n`,
  );
  return 0;
}

async function done(
  action: Exclude<Action, 'list' | 'add'>,
  id: string,
  { schedules, by }: { readonly schedules: Schedules; readonly by: string },
): Promise<{ readonly body: unknown; readonly line: string }> {
  if (action === 'run') {
    const body = await schedules.run(id, by);
    return { body, line: `Run ${shortId(body.run_id)} started. Show it: baton show ${shortId(body.run_id)}` };
  }
  if (action === 'delete') {
    const { name } = await schedules.get(id);
    await schedules.remove(id, by);
    return { body: { id }, line: `Deleted: ${name}` };
  }
  const body = await schedules[action](id, by);
  const next = body.next_fire === null ? '' : `; next run ${localTime(body.next_fire)} local time`;
  return { body, line: `${action === 'pause' ? 'Paused' : 'Resumed'}: ${body.name}${next}` };
}

/** Throws `unknown_schedule`, or `ambiguous_schedule` for the beginning of several ids or the name of several. */
function namedIn(all: readonly ScheduleDocument[], typed: string): ScheduleDocument {
  const exact = all.find(({ id }) => id === typed);
  if (exact !== undefined) return exact;
  const found = all.filter(
    ({ id, name, source }) =>
      name === typed || (source === 'stored' && typed.length >= 4 && id.startsWith(typed)),
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const ids = found.map(idOf).join(', ');
    throw new BatonError(
      'refused',
      'ambiguous_schedule',
      `Several schedules are called ${typed}: ${ids}. Name one of these.`,
    );
  }
  const near = nearest(typed, [...new Set(all.flatMap((each) => [idOf(each), each.name]))]);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : '`baton schedules` lists them.';
  throw new BatonError(
    'not_found',
    'unknown_schedule',
    `There is no schedule ${JSON.stringify(typed)}. ${hint}`,
  );
}

function assertOptions(given: Arguments, action: Action): void {
  const surplus =
    action === 'add' ? undefined : ADDING.find((name) => given.switch(name) || given.value(name) !== null);
  if (surplus !== undefined) throw refused(`--${surplus} goes with: baton schedules add`, surplus);
}

function unknownAction(typed: string): BatonError {
  if (typed === 'edit' || typed === 'change') {
    return refused(
      'A schedule is changed in its chat (/flow schedule) or by the API; here, delete it and add it anew',
    );
  }
  const hint = candidatesHint(typed, ACTIONS);
  return refused(
    `baton schedules does not know ${JSON.stringify(typed)}. ${hint} See: baton schedules --help`,
  );
}

function refused(message: string, path?: string): BatonError {
  const text = /[.?]$|--help$/.test(message) ? message : `${message}. See: baton schedules --help`;
  return new BatonError('refused', 'bad_arguments', text, { path });
}
