/**
 * Handles user actions from chat: turns commands, mentions, buttons and forms into calls of the runner and private
 * answers. Platform-independent; `bot/threads` shows what runs do.
 */
import type { ActionHandler, Answer, UserAction } from '../../runner/core/ports/platform.ts';
import { offeredProjects } from '../config/projects.ts';
import { type ActionContext, type ChatOptions, contextOf } from './action-context.ts';
import { ASK_FORM, agentAt, askAgent, askByName, submitAsk } from './ask.ts';
import { cancelRun, press, retryRun } from './buttons.ts';
import { channelProject } from './channel-projects.ts';
import { changeExport, EXPORT_FORM, exportTo, submitExport } from './export.ts';
import { historyPage, homePage, showRun } from './history.ts';
import { changeLauncher, openLauncher, submitLauncher } from './launch.ts';
import { LAUNCHER } from './launcher.ts';
import { flowsView, helpView, projectsView } from './listings.ts';
import { explained, NOTHING, privateLines, privateText } from './messages.ts';
import { startCommand, suggestOptions } from './options.ts';
import { type Command, parseCommand } from './parse.ts';
import { defaultFlow, startRun } from './start.ts';

export function createChat(options: ChatOptions): ActionHandler {
  return async (action) => {
    const context = contextOf(options, action);
    try {
      return await answer(context);
    } catch (error) {
      return excuse(context, error);
    }
  };
}

function excuse(context: ActionContext, error: unknown): Answer {
  const lines = explained(error);
  if (lines !== null) return privateLines(lines);
  const { action, log } = context;
  log(
    `chat: ${describe(action)} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return privateText('Baton failed to do this. Try again in a moment; details are in its log.');
}

function describe(action: UserAction): string {
  return `${action.platform} ${action.kind}${action.kind === 'button' ? ` ${action.button}` : ''} (action ${action.id})`;
}

async function answer(context: ActionContext): Promise<Answer> {
  const { action } = context;
  switch (action.kind) {
    case 'command':
      return await obey(context, action.text);
    case 'start':
      return await perform(context, startCommand(action.given));
    case 'suggest':
      return suggestOptions(context, action);
    case 'mention':
      return await mentioned(context, action);
    case 'shortcut':
      return await fromMessage(context, action.text);
    case 'button':
      return await press(context, action.button, action.value);
    case 'change':
      return action.form === EXPORT_FORM
        ? changeExport(context, action.state, action.values)
        : changeLauncher(context, action.state, action.values, action.field);
    case 'submit':
      return await submit(context, action);
    case 'home':
      return { kind: 'page', view: await homePage(context) };
  }
}

type Submit = Extract<UserAction, { kind: 'submit' }>;

async function submit(context: ActionContext, { form, state, values }: Submit): Promise<Answer> {
  if (form === LAUNCHER) return await submitLauncher(context, state, values);
  if (form === EXPORT_FORM) return await submitExport(context, state, values);
  if (form === ASK_FORM) return await submitAsk(context, state, values);
  return privateText('This form is from another version of Baton. Open it again.');
}

async function obey(context: ActionContext, text: string): Promise<Answer> {
  const command = parseCommand(
    text,
    context.catalogue.flows.map(({ name }) => name),
  );
  return await perform(context, command);
}

async function perform(context: ActionContext, command: Command): Promise<Answer> {
  const { settings, service, catalogue } = context;
  const { channel } = context.action.place;
  switch (command.kind) {
    case 'wrong':
      return privateText(command.message);
    case 'launcher':
      return openLauncher(context);
    case 'start':
      await startRun(context, command.options);
      return NOTHING;
    case 'help':
      return { kind: 'message', view: helpView(defaultFlow(settings, channel)) };
    case 'list':
      return { kind: 'message', view: flowsView(catalogue.flows) };
    case 'projects': {
      const own = channelProject(settings, channel);
      return { kind: 'message', view: projectsView(offeredProjects(settings.projects), own) };
    }
    case 'history':
      return { kind: 'message', view: await historyPage(context, 1) };
    case 'show':
      return await showRun(context, await service.resolveRunId(command.run));
    case 'cancel':
      return await cancelRun(context, await service.resolveRunId(command.run));
    case 'retry':
      return await retryRun(context, await service.resolveRunId(command.run));
    case 'export':
      return await exportFrom(context, await service.resolveRunId(command.run), command.channel);
  }
}

/** Exports to the channel; without one, offers the button that opens the form. */
async function exportFrom(context: ActionContext, run_id: string, channel: string | null): Promise<Answer> {
  if (channel !== null) return await exportTo(context, run_id, channel);
  const button = { action: 'export', value: run_id, label: 'Export…', look: 'main' } as const;
  return privateText('Where should it go?', [{ kind: 'buttons', buttons: [button] }]);
}

type Mention = Extract<UserAction, { kind: 'mention' }>;

/** Handles a mention: in a run's thread it addresses that run, or the agent whose message it replies to; elsewhere it is a command that can't open forms. */
async function mentioned(context: ActionContext, { text, repliesTo }: Mention): Promise<Answer> {
  const { action, posts } = context;
  const { workspace, channel, thread } = action.place;
  const run_id = thread === null ? null : await posts.runAt(action.platform, workspace, channel, thread);
  if (run_id === null) return await obey(context, text.trim() === '' ? 'help' : text);
  const asked = repliesTo === undefined ? null : await agentAt(context, run_id, repliesTo);
  if (asked !== null) return await askAgent(context, run_id, asked, text);
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  if (word === 'cancel') return await cancelRun(context, run_id);
  if (word === 'retry') return await retryRun(context, run_id);
  return await askByName(context, run_id, text);
}

/** Handles "Run a flow on this": the message becomes the focus of the channel's default flow. */
async function fromMessage(context: ActionContext, text: string): Promise<Answer> {
  if (text.trim() === '') return openLauncher(context);
  const options = { flow: null, focus: text, band: 'small', fast: false, project: null } as const;
  const rest = { base: null, head: null, paths: [], backend: null, model: null };
  await startRun(context, { ...options, ...rest });
  return NOTHING;
}
