/**
 * What people do in chat, answered: commands, mentions, buttons and forms become calls of the runner, and private
 * answers. Knows no platform; what runs do is shown by `bot/thread`.
 */
import type { Act, ActHandler, Answer } from '../../runner/core/ports/platform.ts';
import { offeredProjects } from '../config/projects.ts';
import { ASK_FORM, askByName, submitAsk } from './ask.ts';
import { cancelRun, press, retryRun } from './buttons.ts';
import { channelProject } from './channel-projects.ts';
import { type Command, parseCommand } from './command.ts';
import { changeExport, EXPORT_FORM, exportTo, submitExport } from './export.ts';
import { historyPage, homePage, showRun } from './history.ts';
import { changeLauncher, openLauncher, submitLauncher } from './launch.ts';
import { LAUNCHER } from './launcher.ts';
import { flowsView, helpView, projectsView } from './listings.ts';
import { startCommand, suggestOptions } from './options.ts';
import { explained, NOTHING, privately, say } from './said.ts';
import { defaultFlow, startRun } from './start.ts';
import { type ChatOptions, type Turn, turnOf } from './turn.ts';

export function createChat(options: ChatOptions): ActHandler {
  return async (act) => {
    const turn = turnOf(options, act);
    try {
      return await answer(turn);
    } catch (error) {
      return excuse(turn, error);
    }
  };
}

function excuse(turn: Turn, error: unknown): Answer {
  const lines = explained(error);
  if (lines !== null) return privately(lines);
  const { act, log } = turn;
  log(
    `chat: ${deedName(act)} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return say('Something went wrong in Baton. Try again in a moment; its log says what happened.');
}

function deedName({ deed, id, platform }: Act): string {
  return `${platform} ${deed.kind}${deed.kind === 'button' ? ` ${deed.action}` : ''} (act ${id})`;
}

async function answer(turn: Turn): Promise<Answer> {
  const { deed } = turn.act;
  switch (deed.kind) {
    case 'command':
      return await obey(turn, deed.text);
    case 'start':
      return await perform(turn, startCommand(deed.given));
    case 'suggest':
      return suggestOptions(turn, deed);
    case 'mention':
      return await mentioned(turn, deed.text);
    case 'shortcut':
      return await fromMessage(turn, deed.text);
    case 'button':
      return await press(turn, deed.action, deed.value);
    case 'change':
      return deed.form === EXPORT_FORM
        ? changeExport(turn, deed.state, deed.values)
        : changeLauncher(turn, deed.state, deed.values, deed.field);
    case 'submit':
      return await submit(turn, deed);
    case 'home':
      return { kind: 'page', view: await homePage(turn) };
  }
}

type Submit = Extract<Act['deed'], { kind: 'submit' }>;

async function submit(turn: Turn, { form, state, values }: Submit): Promise<Answer> {
  if (form === LAUNCHER) return await submitLauncher(turn, state, values);
  if (form === EXPORT_FORM) return await submitExport(turn, state, values);
  if (form === ASK_FORM) return await submitAsk(turn, state, values);
  return say('This form is from another version of Baton. Open it again.');
}

async function obey(turn: Turn, text: string): Promise<Answer> {
  const command = parseCommand(
    text,
    turn.catalogue.flows.map(({ name }) => name),
  );
  return await perform(turn, command);
}

async function perform(turn: Turn, command: Command): Promise<Answer> {
  const { settings, service, catalogue } = turn;
  const { channel } = turn.act.place;
  switch (command.kind) {
    case 'wrong':
      return say(command.says);
    case 'launcher':
      return openLauncher(turn);
    case 'start':
      await startRun(turn, command.wish);
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
      return { kind: 'message', view: await historyPage(turn, 1) };
    case 'show':
      return await showRun(turn, await service.resolveRunId(command.run));
    case 'cancel':
      return await cancelRun(turn, await service.resolveRunId(command.run));
    case 'retry':
      return await retryRun(turn, await service.resolveRunId(command.run));
    case 'export':
      return await exportFrom(turn, await service.resolveRunId(command.run), command.channel);
  }
}

/** Without a channel, the button that opens the form. */
async function exportFrom(turn: Turn, run_id: string, channel: string | null): Promise<Answer> {
  if (channel !== null) return await exportTo(turn, run_id, channel);
  const button = { action: 'export', value: run_id, label: 'Export…', look: 'main' } as const;
  return say('Where should it go?', [{ kind: 'buttons', buttons: [button] }]);
}

/** In a run's thread it is about that run; anywhere else it is a command, but one that can open no form. */
async function mentioned(turn: Turn, text: string): Promise<Answer> {
  const { act, posts } = turn;
  const { workspace, channel, thread } = act.place;
  const run_id = thread === null ? null : await posts.runAt(act.platform, workspace, channel, thread);
  if (run_id === null) return await obey(turn, text.trim() === '' ? 'help' : text);
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  if (word === 'cancel') return await cancelRun(turn, run_id);
  if (word === 'retry') return await retryRun(turn, run_id);
  return await askByName(turn, run_id, text);
}

/** "Run a flow on this": the message is the focus of the channel's own flow. */
async function fromMessage(turn: Turn, text: string): Promise<Answer> {
  if (text.trim() === '') return openLauncher(turn);
  const wish = { flow: null, focus: text, band: 'small', fast: false, project: null } as const;
  const rest = { base: null, head: null, paths: [], backend: null, model: null };
  await startRun(turn, { ...wish, ...rest });
  return NOTHING;
}
