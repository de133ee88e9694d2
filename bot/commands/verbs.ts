/**
 * The verbs after `/flow`, such as `show`: what each takes, its line in the help, and its handler. A new verb is its own
 * file and an entry here.
 */
import type { VerbArguments, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import { offeredProjects } from '../config/projects.ts';
import type { ActionContext } from './action-context.ts';
import { cancelRun, retryRun } from './buttons.ts';
import { channelProject } from './channel-projects.ts';
import { exportByCommand } from './export.ts';
import { historyPage, showRun } from './history.ts';
import { flowsView, helpView, projectsView } from './listings.ts';
import { NO_ANSWER } from './messages.ts';
import { setNotify } from './notify.ts';
import { scheduleByCommand } from './schedules.ts';
import { defaultFlow } from './start.ts';
import { mayBeSchedule } from './typed-schedule.ts';
import { showApplied } from './why.ts';

export interface Verb extends VerbForm {
  /** whether a mention in a run's thread may use it for that run, without naming it */
  readonly inThread?: true;
  /** `text` is what was typed after a verb that takes it; `run` is the full id of an existing run; empty for a verb that takes none */
  handle(context: ActionContext, given: VerbArguments): Answer | Promise<Answer>;
}

export const VERBS: readonly Verb[] = [
  {
    name: 'list',
    takes: 'nothing',
    does: 'shows the flows',
    handle: ({ catalogue }) => ({ kind: 'message', view: flowsView(catalogue.flows) }),
  },
  {
    name: 'projects',
    takes: 'nothing',
    does: 'shows the projects',
    handle: ({ settings, action, adapter }) => {
      const own = channelProject(settings, action.place.channel);
      return { kind: 'message', view: projectsView(offeredProjects(settings.projects), own, adapter.syntax) };
    },
  },
  {
    name: 'history',
    takes: 'nothing',
    does: 'shows the newest runs, with their ids',
    handle: async (context) => ({ kind: 'message', view: await historyPage(context, 1) }),
  },
  {
    name: 'show',
    takes: 'run',
    does: 'shows a run; the first characters of its id are enough',
    handle: (context, { run }) => showRun(context, run),
  },
  {
    name: 'cancel',
    takes: 'run',
    does: 'cancels the run',
    inThread: true,
    handle: (context, { run }) => cancelRun(context, run),
  },
  {
    name: 'retry',
    takes: 'run',
    does: 'retries the run’s failed steps',
    inThread: true,
    handle: (context, { run }) => retryRun(context, run),
  },
  {
    name: 'export',
    takes: 'run and channel',
    does: 'posts the run’s report elsewhere',
    handle: (context, { run, channel }) => exportByCommand(context, run, channel),
  },
  {
    name: 'schedule',
    takes: 'text',
    opening: { takes: 'a time such as weekdays 8:00', fits: mayBeSchedule },
    does: 'shows this channel’s schedules; with words such as weekdays 8:00 tech-debt, adds one',
    handle: (context, { text }) => scheduleByCommand(context, text),
  },
  {
    name: 'why',
    takes: 'nothing',
    does: 'shows what applies here to you, and which line of baton.yaml says so',
    handle: showApplied,
  },
  {
    name: 'notify',
    takes: 'text',
    words: ['on', 'off'],
    does: 'turns the notification at the end of your runs on or off',
    handle: (context, { text }) => setNotify(context, text),
  },
  {
    name: 'help',
    takes: 'nothing',
    does: 'shows this help',
    handle: ({ settings, action, adapter }) => ({
      kind: 'message',
      view: helpView(defaultFlow(settings, action.place.channel), VERBS, adapter.syntax),
    }),
  },
];

/** Gives the command of that verb. Throws `unknown_run` for a run that does not exist. */
export async function obeyVerb(context: ActionContext, name: string, given: VerbArguments): Promise<Answer> {
  const run = given.run === '' ? '' : await context.service.resolveRunId(given.run);
  const verb = VERBS.find((each) => each.name === name);
  return verb === undefined ? NO_ANSWER : await verb.handle(context, { ...given, run });
}
