/** What the methods of the front share: the workspace that a call is for, and what they leave behind for tests to see. */
import type { Answer } from '../../chat/call.ts';
import type { Json } from '../../chat/json.ts';
import type { Modals } from '../modals.ts';
import type { Store } from '../store.ts';
import type { Workspace } from '../workspace.ts';

export interface MethodContext {
  readonly workspace: Workspace;
  /** what the call came with */
  readonly token: string;
  /** of the front */
  readonly url: string;
  readonly store: Store;
  readonly modals: Modals;
}

export type Method = (context: MethodContext, args: Json) => Promise<Answer>;

/** A channel in which the bot is; else what Slack says. */
export function channelRefusal(
  workspace: Workspace,
  channel: string,
): 'channel_not_found' | 'not_in_channel' | null {
  const known = workspace.channels.get(channel);
  if (known === undefined) return 'channel_not_found';
  if (known.hasBot) return null;
  return known.private ? 'channel_not_found' : 'not_in_channel';
}
