/** The workspaces that the app is installed in, and what it may call Slack with there. */
import { webApi } from '@slack/bolt';
import { clientOptions } from './client-options.ts';

export interface Installed {
  /** the workspace's id */
  readonly id: string;
  readonly token: string;
  /** the bot's ids there, by which its own messages are known; null where Slack does not tell */
  readonly botUser: string | null;
  readonly bot: string | null;
}

export interface Workspaces {
  /** All of them. Throws what Slack's client throws while that can't be found out. */
  all(): Promise<readonly string[]>;
  /** The one that acts of this workspace belong to; null when the app is not installed for it. Throws as `all` does. */
  find(workspace: string): Promise<Installed | null>;
  /** The workspace has removed the app, or revoked its token. */
  removed(workspace: string): Promise<void>;
  /** Tells of changes of `all`. Gives the function that ends the subscription. */
  onChange(listener: () => void): () => void;
}

/** The one workspace that a bot token belongs to. Acts from elsewhere (shared channels) belong to it as well. */
export function singleWorkspace(token: string, apiUrl: string | null): Workspaces {
  let known: Installed | null = null;
  const load = async (): Promise<Installed> => {
    if (known !== null) return known;
    const test = await new webApi.WebClient(token, clientOptions(apiUrl)).auth.test();
    known = { id: test.team_id ?? '', token, botUser: test.user_id ?? null, bot: test.bot_id ?? null };
    return known;
  };
  return {
    all: async () => [(await load()).id],
    find: load,
    // The token stays configured; its calls say what is wrong with it.
    removed: async () => undefined,
    onChange: () => () => undefined,
  };
}
