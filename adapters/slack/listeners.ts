/** Sets up Bolt's app: registers listeners for the payloads that are user actions and passes these on. */
import { App, type Receiver, type types, type ViewSubmitAction } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
import type { Directory } from '../chat/directory.ts';
import type { Openings } from '../chat/openings.ts';
import type { SlackInbox } from './answering.ts';
import { clientOptions, quietLogger } from './client-options.ts';
import {
  parseBlockAction,
  parseCommandAction,
  parseHome,
  parseMention,
  parseShortcut,
  parseSubmission,
  type Scene,
} from './parse.ts';
import type { Workspaces } from './workspaces.ts';

const COMMAND = '/flow';
const SHORTCUT = 'flow_on_message';

export interface ListenerOptions {
  readonly workspaces: Workspaces;
  readonly directory: Directory;
  readonly inbox: SlackInbox;
  readonly openings: Openings;
  readonly apiUrl: string | null;
  readonly log: (line: string) => void;
}

type Acknowledge = Parameters<SlackInbox['receive']>[1];
type Context = { readonly teamId?: string; readonly botUserId?: string };

/** Makes no calls; workspaces and tokens are looked up when an action arrives. */
export function createApp(options: ListenerOptions): App {
  const { workspaces, log } = options;
  // Requests come from sockets or a server, which are fed with the app later.
  const receiver: Receiver = {
    init: () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
  const app = new App({
    receiver,
    convoStore: false,
    logger: quietLogger(),
    clientOptions: clientOptions(options.apiUrl),
    authorize: async ({ teamId }) => {
      const installed = await workspaces.find(teamId ?? '');
      if (installed === null) throw new Error(`the app is not installed in ${teamId ?? 'that organisation'}`);
      return {
        teamId: installed.id,
        botToken: installed.token,
        ...(installed.botUser === null ? {} : { botUserId: installed.botUser }),
        ...(installed.bot === null ? {} : { botId: installed.bot }),
      };
    },
  });
  app.error(async (error) => log(`slack: an action was not accepted: ${messageOf(error)}`));
  listenToInteractions(app, options);
  listenToEvents(app, options);
  return app;
}

function listenToInteractions(app: App, { directory, inbox }: ListenerOptions): void {
  const scene = (context: Context) => sceneOf(directory, context);
  app.command(COMMAND, async ({ command, context, ack }) => {
    await inbox.receive(parseCommandAction(scene(context), command), ack as Acknowledge);
  });
  app.shortcut({ callback_id: SHORTCUT, type: 'message_action' }, async ({ shortcut, context, ack }) => {
    await inbox.receive(parseShortcut(scene(context), shortcut), ack as Acknowledge);
  });
  app.action({ type: 'block_actions' }, async ({ body, context, ack }) => {
    const incoming = parseBlockAction(scene(context), body);
    const press = incoming?.action.kind === 'button' ? incoming.action.press : null;
    const isTaken = incoming !== null && !inbox.isSecondClick(press ?? null);
    await (isTaken ? inbox.receive(incoming, ack as Acknowledge) : ack());
  });
  app.view<ViewSubmitAction>({ type: 'view_submission' }, async ({ body, context, ack }) => {
    const incoming = parseSubmission(scene(context), body);
    await (incoming === null ? ack() : inbox.receive(incoming, ack as Acknowledge));
  });
}

/** Bolt acknowledges events itself before it calls these listeners. */
function listenToEvents(app: App, { directory, workspaces, inbox, openings }: ListenerOptions): void {
  app.event('app_mention', async ({ event, body, context }) => {
    const scene = sceneOf(directory, context);
    const name =
      event.user === undefined ? '' : ((await directory.nameOf(scene.workspace, event.user)) ?? event.user);
    const incoming = parseMention(scene, event, body.event_id, name);
    if (incoming !== null) await inbox.receive(incoming, null);
  });
  app.event('app_home_opened', async ({ event, body, context }) => {
    const incoming = parseHome(sceneOf(directory, context), event, body.event_id);
    if (incoming !== null) await inbox.receive(incoming, null);
  });
  app.event('member_joined_channel', async ({ event, context }) => {
    if (event.user === context.botUserId) openings.opened(context.teamId ?? '', event.channel);
  });
  for (const name of ['channel_unarchive', 'group_unarchive'] as const) {
    app.event(name, async ({ event, context }) => openings.opened(context.teamId ?? '', event.channel));
  }
  app.event('app_uninstalled', async ({ body }) => await workspaces.removed(body.team_id));
  app.event('tokens_revoked', async ({ event, body }) => {
    if (hasBotToken(event)) await workspaces.removed(body.team_id);
  });
}

function hasBotToken({ tokens }: types.TokensRevokedEvent): boolean {
  return (tokens.bot ?? []).length > 0;
}

function sceneOf(directory: Directory, { teamId = '', botUserId }: Context): Scene {
  return {
    workspace: teamId,
    botUser: botUserId ?? null,
    person: (id, name) => directory.person(teamId, id, name),
  };
}
