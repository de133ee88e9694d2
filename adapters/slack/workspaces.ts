/** The workspaces in which the app is installed, with the token for each. */
import { webApi } from '@slack/bolt';
import type { PlatformClock } from '../chat/clock.ts';
import { clientOptions } from './client-options.ts';

export interface Installed {
  /** the workspace's id */
  readonly id: string;
  readonly token: string;
  /** the bot's ids there, by which its own messages are recognized; null if Slack does not tell */
  readonly botUser: string | null;
  readonly bot: string | null;
}

export interface Workspaces {
  /** Returns the ids of all workspaces. Throws the client's error if they can't be determined. */
  all(): Promise<readonly string[]>;
  /** Returns the installation that actions of this workspace belong to; null if there is none. Throws like `all`. */
  find(workspace: string): Promise<Installed | null>;
  /** Called when the workspace has removed the app or revoked its token. */
  removed(workspace: string): Promise<void>;
  /** Calls the listener when the result of `all` changes. Returns an unsubscribe function. */
  onChange(listener: () => void): () => void;
}

/**
 * The one workspace that a bot token belongs to. Actions from other workspaces (shared channels) belong to it as well.
 */
export function singleWorkspace(token: string, apiUrl: string | null, clock?: PlatformClock): Workspaces {
  let known: Installed | null = null;
  const load = async (): Promise<Installed> => {
    if (known !== null) return known;
    const test = await new webApi.WebClient(
      token,
      clientOptions(apiUrl, (date) => clock?.saw(date)),
    ).auth.test();
    known = { id: test.team_id ?? '', token, botUser: test.user_id ?? null, bot: test.bot_id ?? null };
    return known;
  };
  return {
    all: async () => [(await load()).id],
    find: load,
    // The token stays configured; its calls report what is wrong with it.
    removed: async () => undefined,
    onChange: () => () => undefined,
  };
}
