/**
 * Handles user actions from chat: turns commands, mentions, buttons and forms into calls of the runner and private
 * answers. Platform-independent; `bot/threads` shows what runs do.
 */
import type { ActionHandler, Answer, UserAction } from '../../runner/core/ports/platform.ts';
import { parseOptions } from '../../runner/core/run-request.ts';
import { type ActionContext, type ChatDependencies, contextOf } from './action-context.ts';
import { ASK_FORM, agentOfReply, askFromMention, askFromThread, submitAsk } from './ask.ts';
import { handleButton } from './buttons.ts';
import { EXPORT_FORM, submitExport, updateExportForm } from './export.ts';
import { changeFindings, FINDINGS_FORM, submitFindings } from './findings.ts';
import { homePage } from './history.ts';
import { changeLauncher, openLauncher, submitLauncher } from './launcher-actions.ts';
import { LAUNCHER_FORM } from './launcher-form.ts';
import { errorLines, NO_ANSWER, privateLines, privateText } from './messages.ts';
import { parseCommand } from './parse.ts';
import { startRun } from './start.ts';
import { suggestOptions } from './suggestions.ts';
import { VERBS } from './verbs.ts';

export function createActionHandler(options: ChatDependencies): ActionHandler {
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
  const lines = errorLines(error, context.adapter.syntax);
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
      return await startRun(context, parseOptions(action.given));
    case 'suggest':
      return await suggestOptions(context, action);
    case 'mention':
      return await mentioned(context, action);
    case 'shortcut':
      return await fromMessage(context, action);
    case 'button':
      return await handleButton(context, action.button, action.value);
    case 'change':
      return await change(context, action);
    case 'submit':
      return await submit(context, action);
    case 'home':
      return { kind: 'page', view: await homePage(context) };
  }
}

type Change = Extract<UserAction, { kind: 'change' }>;

async function change(context: ActionContext, { form, state, values, field }: Change): Promise<Answer> {
  if (form === EXPORT_FORM) return updateExportForm(context, state, values);
  if (form === FINDINGS_FORM) return await changeFindings(context, state, values);
  return await changeLauncher(context, state, values, field);
}

type Submit = Extract<UserAction, { kind: 'submit' }>;

async function submit(context: ActionContext, { form, state, values }: Submit): Promise<Answer> {
  if (form === LAUNCHER_FORM) return await submitLauncher(context, state, values);
  if (form === EXPORT_FORM) return await submitExport(context, state, values);
  if (form === FINDINGS_FORM) return await submitFindings(context, state, values);
  if (form === ASK_FORM) return await submitAsk(context, state, values);
  return privateText('This form is from another version of Baton. Open it again.');
}

async function obey(context: ActionContext, text: string): Promise<Answer> {
  const { catalogue, service } = context;
  const command = parseCommand(text, catalogue.flows, VERBS);
  switch (command.kind) {
    case 'wrong':
      return privateText(command.message);
    case 'launcher':
      return openLauncher(context);
    case 'start':
      return await startRun(context, command.options);
    case 'verb': {
      const { run: prefix } = command.given;
      const run = prefix === '' ? '' : await service.resolveRunId(prefix);
      const verb = VERBS.find(({ name }) => name === command.verb);
      return verb === undefined ? NO_ANSWER : await verb.handle(context, { ...command.given, run });
    }
  }
}

type Mention = Extract<UserAction, { kind: 'mention' }>;

/**
 * Handles a mention: in a run's thread it addresses that run, or the agent whose message it replies to; elsewhere it is a
 * command that can't open forms.
 */
async function mentioned(context: ActionContext, { text, repliesTo }: Mention): Promise<Answer> {
  const { action, posts } = context;
  const { workspace, channel, thread } = action.place;
  const run_id = thread === null ? null : await posts.runAt(action.platform, workspace, channel, thread);
  if (run_id === null) return await obey(context, text.trim() === '' ? 'help' : text);
  const asked = repliesTo === undefined ? null : await agentOfReply(context, run_id, repliesTo);
  if (asked !== null) return await askFromThread(context, run_id, asked, text);
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  const verb = VERBS.find(({ name, inThread }) => inThread && name === word);
  if (verb !== undefined) return await verb.handle(context, { run: run_id, channel: null, text: '' });
  return await askFromMention(context, run_id, text);
}

type Shortcut = Extract<UserAction, { kind: 'shortcut' }>;

/** Handles "Run a flow on this": the message becomes the focus of the channel's default flow. */
async function fromMessage(context: ActionContext, { text, link }: Shortcut): Promise<Answer> {
  if (text.trim() === '') return openLauncher(context);
  return await startRun(
    context,
    parseOptions({ focus: text }),
    link === null ? {} : { source: { url: link } },
  );
}
