/** What Slack tells an app about what people do: the payloads of commands, interactions and events. */
import { randomBytes } from 'node:crypto';
import type { Json } from '../chat/json.ts';
import type { OpenView } from './modals.ts';
import { stateOf } from './modals.ts';
import type { SeenMessage } from './seen.ts';
import type { Ephemeral } from './store.ts';
import { APP, type Channel, type Member, type Workspace } from './workspace.ts';

export interface Actor {
  readonly workspace: Workspace;
  readonly person: Member;
}

const TOKEN = 'front-verification-token';

export function commandPayload(
  { workspace, person }: Actor,
  words: { readonly command: string; readonly text: string },
  channel: Channel,
  trigger_id: string,
  response_url: string,
): Json {
  return {
    token: TOKEN,
    team_id: workspace.id,
    team_domain: domainOf(workspace),
    channel_id: channel.id,
    channel_name: channel.private ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    ...words,
    api_app_id: APP.id,
    is_enterprise_install: 'false',
    response_url,
    trigger_id,
  };
}

function interaction({ workspace, person }: Actor, type: string, trigger_id: string): Json {
  return {
    type,
    token: TOKEN,
    api_app_id: APP.id,
    team: { id: workspace.id, domain: domainOf(workspace) },
    user: { id: person.id, username: person.name, name: person.name, team_id: workspace.id },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id,
    action_ts: `${Date.now() / 1_000}`,
  };
}

/** A press on something in a message. */
export function messageAction(
  actor: Actor,
  on: SeenMessage | Ephemeral,
  action: Json,
  trigger_id: string,
  response_url: string,
): Json {
  const channel = { id: on.channel, name: actor.workspace.channels.get(on.channel)?.name ?? '' };
  const isEphemeral = 'visible' in on;
  const thread = threadOf(on);
  const message = {
    type: 'message',
    user: actor.workspace.botUser,
    ts: on.ts,
    text: on.text,
    blocks: on.blocks,
  };
  return {
    ...interaction(actor, 'block_actions', trigger_id),
    container: {
      type: 'message',
      message_ts: on.ts,
      channel_id: on.channel,
      is_ephemeral: isEphemeral,
      ...thread,
    },
    channel,
    // a private message is not repeated to the app
    ...(isEphemeral ? {} : { message: { ...message, ...thread } }),
    state: stateOf({ blocks: on.blocks }, new Map()),
    response_url,
    actions: [action],
  };
}

/** A message with replies names itself as its thread. */
function threadOf(on: SeenMessage | Ephemeral): Json {
  if (on.thread !== null) return { thread_ts: on.thread };
  return 'replies' in on && on.replies > 0 ? { thread_ts: on.ts } : {};
}

/** A press or a choice in a view; `view` is a modal with its state, or a home. */
export function viewAction(actor: Actor, view: Json, action: Json, trigger_id: string): Json {
  return {
    ...interaction(actor, 'block_actions', trigger_id),
    container: { type: 'view', view_id: view.id },
    view,
    actions: [action],
  };
}

export function viewSubmission(actor: Actor, view: Json, trigger_id: string): Json {
  return { ...interaction(actor, 'view_submission', trigger_id), view, response_urls: [] };
}

export function viewWithState(open: OpenView): Json {
  return { ...open.view, state: stateOf(open.view, open.typed) };
}

const domainOf = ({ name }: Workspace): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export function shortcutPayload(
  actor: Actor,
  callback_id: string,
  message: SeenMessage,
  trigger_id: string,
  response_url: string,
): Json {
  const { workspace } = actor;
  return {
    ...interaction(actor, 'message_action', trigger_id),
    callback_id,
    message_ts: message.ts,
    response_url,
    channel: { id: message.channel, name: workspace.channels.get(message.channel)?.name ?? '' },
    message: {
      type: 'message',
      user: message.user,
      ts: message.ts,
      text: message.text,
      ...threadOf(message),
      ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    },
  };
}

export function eventPayload(workspace: Workspace, event: Json): Json {
  return {
    token: TOKEN,
    team_id: workspace.id,
    api_app_id: APP.id,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.id,
        user_id: workspace.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  };
}
