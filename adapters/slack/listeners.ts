/** Sets up Bolt's app: registers listeners for the payloads that are user actions and passes these on. */
import { App, type Receiver, type types, type ViewSubmitAction } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
import { clientOptions } from './client-options.ts';
import type { Acknowledge } from './inbox.ts';
import {
  type IncomingAction,
  parseBlockAction,
  parseCommandAction,
  parseHome,
  parseMention,
  parseShortcut,
  parseSubmission,
  type Scene,
} from './parse.ts';
import type { People } from './people.ts';
import { quietLogger } from './quiet-logger.ts';
import type { Workspaces } from './workspaces.ts';

const COMMAND = '/flow';
const SHORTCUT = 'flow_on_message';

export interface ListenerOptions {
  readonly workspaces: Workspaces;
  readonly people: People;
  readonly apiUrl: string | null;
  /** passes incoming requests to the app */
  feed(app: App): void;
  receive(incoming: IncomingAction, acknowledge: Acknowledge): Promise<void>;
  readonly log: (line: string) => void;
}

type Context = { readonly teamId?: string; readonly botUserId?: string };

/** Makes no calls; workspaces and tokens are looked up when an action arrives. */
export function createApp(options: ListenerOptions): App {
  const { workspaces, feed, log } = options;
  const receiver: Receiver = { init: feed, start: async () => undefined, stop: async () => undefined };
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

function listenToInteractions(app: App, { people, receive }: ListenerOptions): void {
  const scene = (context: Context) => sceneOf(people, context);
  app.command(COMMAND, async ({ command, context, ack }) => {
    await receive(parseCommandAction(scene(context), command), ack as Acknowledge);
  });
  app.shortcut({ callback_id: SHORTCUT, type: 'message_action' }, async ({ shortcut, context, ack }) => {
    await receive(parseShortcut(scene(context), shortcut), ack as Acknowledge);
  });
  app.action({ type: 'block_actions' }, async ({ body, context, ack }) => {
    const incoming = parseBlockAction(scene(context), body);
    await (incoming === null ? ack() : receive(incoming, ack as Acknowledge));
  });
  app.view<ViewSubmitAction>({ type: 'view_submission' }, async ({ body, context, ack }) => {
    const incoming = parseSubmission(scene(context), body);
    await (incoming === null ? ack() : receive(incoming, ack as Acknowledge));
  });
}

/** Bolt acknowledges events itself before it calls these listeners. */
function listenToEvents(app: App, { people, workspaces, receive }: ListenerOptions): void {
  const acknowledged = async () => undefined;
  app.event('app_mention', async ({ event, body, context }) => {
    const scene = sceneOf(people, context);
    const name = event.user === undefined ? '' : await people.nameOf(scene.workspace, event.user);
    const incoming = parseMention(scene, event, body.event_id, name);
    if (incoming !== null) await receive(incoming, acknowledged);
  });
  app.event('app_home_opened', async ({ event, body, context }) => {
    const incoming = parseHome(sceneOf(people, context), event, body.event_id);
    if (incoming !== null) await receive(incoming, acknowledged);
  });
  app.event('app_uninstalled', async ({ body }) => await workspaces.removed(body.team_id));
  app.event('tokens_revoked', async ({ event, body }) => {
    if (hasBotToken(event)) await workspaces.removed(body.team_id);
  });
}

function hasBotToken({ tokens }: types.TokensRevokedEvent): boolean {
  return (tokens.bot ?? []).length > 0;
}

function sceneOf(people: People, { teamId = '', botUserId }: Context): Scene {
  return {
    workspace: teamId,
    botUser: botUserId ?? null,
    person: (id, name) => people.person(teamId, id, name),
  };
}
