/**
 * Handles user actions from chat: turns commands, mentions, buttons and forms into calls of the runner and private
 * answers. Platform-independent; `bot/threads` shows what runs do.
 */
import { isBlank } from '../../runner/core/invisible-text.ts';
import type { ActionHandler, Answer, UserAction } from '../../runner/core/ports/platform.ts';
import { parseOptions } from '../../runner/core/run-request.ts';
import { type ActionContext, type ChatDependencies, contextOf, requestIdOf } from './action-context.ts';
import { ASK_FORM, submitAsk } from './ask.ts';
import { handleButton, pressOnce } from './buttons.ts';
import type { Command, Grammar } from './command.ts';
import { EXPORT_FORM, submitExport, updateExportForm } from './export.ts';
import { changeFindings, FINDINGS_FORM, submitFindings } from './findings.ts';
import { homePage } from './history.ts';
import { changeLauncher, openLauncher, submitLauncher } from './launcher-actions.ts';
import { LAUNCHER_FORM } from './launcher-form.ts';
import { errorLines, isRefusal, NO_ANSWER, privateLines, privateText } from './messages.ts';
import { OFFER_BUTTON, offerAnswer, pressOffer } from './offers.ts';
import { parseCommand, parseStart } from './parse.ts';
import { SCHEDULE_FORM } from './schedule-form.ts';
import { changeScheduleForm, submitSchedule } from './schedules.ts';
import { startRun, usualFlowFor } from './start.ts';
import { suggestOptions } from './suggestions.ts';
import { answerInThread } from './thread-mention.ts';
import { obeyVerb, VERBS } from './verbs.ts';

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
      return await obey(context, parseCommand(action.text, grammarOf(context)));
    case 'verb':
      return await obeyVerb(context, action.verb, action.given);
    case 'start':
      return await obey(context, parseStart(action.given, grammarOf(context)));
    case 'suggest':
      return await suggestOptions(context, action);
    case 'mention':
      return await mentioned(context, action);
    case 'shortcut':
      return await fromMessage(context, action);
    case 'button':
      return await pressOnce(context, action.button, () =>
        action.button === OFFER_BUTTON
          ? pressOffer(context, action.value)
          : handleButton(context, action.button, action.value),
      );
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
  if (form === SCHEDULE_FORM) return changeScheduleForm(context, state, values);
  return await changeLauncher(context, state, values, field);
}

type Submit = Extract<UserAction, { kind: 'submit' }>;

async function submit(context: ActionContext, { form, state, values }: Submit): Promise<Answer> {
  if (form === LAUNCHER_FORM) return await submitLauncher(context, state, values);
  if (form === EXPORT_FORM) return await submitExport(context, state, values);
  if (form === FINDINGS_FORM) return await submitFindings(context, state, values);
  if (form === SCHEDULE_FORM) return await submitSchedule(context, state, values);
  if (form === ASK_FORM) return await submitAsk(context, state, values);
  return privateText('This form is from another version of Baton. Open it again.');
}

function grammarOf(context: ActionContext): Grammar {
  const { catalogue, adapter } = context;
  const usual = (text: string) => usualFlowFor(context, text);
  return { flows: catalogue.flows, verbs: VERBS, syntax: adapter.syntax, usual };
}

async function obey(context: ActionContext, command: Command): Promise<Answer> {
  switch (command.kind) {
    case 'wrong':
      return privateText(command.message);
    case 'launcher':
      return openLauncher(context);
    case 'start':
      return await startRun(context, command.options);
    case 'offer':
      return await offerAnswer(context, command.message, command.offers);
    case 'verb':
      return await obeyVerb(context, command.verb, command.given);
  }
}

type Mention = Extract<UserAction, { kind: 'mention' }>;

/** Acts once for each message, also if it is edited, or delivered again to another process. */
async function mentioned(context: ActionContext, mention: Mention): Promise<Answer> {
  const { handled, actor, action } = context;
  const id = requestIdOf(action);
  if (await handled.isHandled(id)) return NO_ANSWER;
  const record = () => handled.record({ id, actor, place: action.place, offers: [] });
  try {
    const answered = await answerMention(context, mention);
    await record();
    return answered;
  } catch (error) {
    if (isRefusal(error)) await record();
    throw error;
  }
}

/** Answers a mention: in a run's thread it is for that run; elsewhere it is a command that can't open forms. */
async function answerMention(context: ActionContext, mention: Mention): Promise<Answer> {
  const { action, posts } = context;
  const { workspace, channel, thread } = action.place;
  const grammar = grammarOf(context);
  const run_id = thread === null ? null : await posts.runAt(action.platform, workspace, channel, thread);
  if (run_id !== null) return await answerInThread(context, run_id, mention, grammar);
  return await obey(context, parseCommand(isBlank(mention.text) ? 'help' : mention.text, grammar));
}

type Shortcut = Extract<UserAction, { kind: 'shortcut' }>;

/** Handles "Run a flow on this": the message becomes the focus of the channel's default flow. */
async function fromMessage(context: ActionContext, { text, link }: Shortcut): Promise<Answer> {
  if (isBlank(text)) return openLauncher(context);
  return await startRun(
    context,
    parseOptions({ focus: text }),
    link === null ? {} : { source: { url: link } },
  );
}
