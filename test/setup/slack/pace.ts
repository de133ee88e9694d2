/**
 * Slack's own pace: one post a second and channel with a short burst, and what each method's tier allows a workspace in
 * a minute. Calls above it are to be answered 429 with the seconds after which the next is taken.
 */
import type { Answer, Call } from '../chat/call.ts';
import { text } from '../chat/json.ts';
import { rateLimited } from './answers.ts';

/** calls a minute, workspace and method */
const TIERS: Readonly<Record<string, number>> = { t1: 1, t2: 20, t3: 50, t4: 100 };
const TIER_OF: Readonly<Record<string, string>> = {
  'apps.connections.open': 't3',
  'chat.delete': 't3',
  'chat.postEphemeral': 't4',
  'chat.update': 't3',
  'conversations.history': 't3',
  'conversations.info': 't3',
  'conversations.join': 't3',
  'conversations.list': 't2',
  'conversations.open': 't3',
  'conversations.replies': 't3',
  'files.completeUploadExternal': 't4',
  'files.getUploadURLExternal': 't4',
  'files.info': 't4',
  'reactions.add': 't3',
  'team.info': 't3',
  'usergroups.list': 't2',
  'usergroups.users.list': 't2',
  'users.info': 't4',
  'views.open': 't4',
  'views.publish': 't4',
  'views.push': 't4',
  'views.update': 't4',
};
const POST_BURST = 2;
const POST_MS = 1_000;
const MINUTE = 60_000;

export class Pace {
  enforced: boolean;
  /** how often it said no, by method */
  readonly refusals = new Map<string, number>();
  readonly #taken = new Map<string, number[]>();
  readonly #posts = new Map<string, { tokens: number; at: number }>();

  constructor(enforced: boolean) {
    this.enforced = enforced;
  }

  /** Null: the call may go on, and is counted. */
  refusal(call: Call): Answer | null {
    if (!this.enforced || call.workspace === null) return null;
    const waitMs = call.method === 'chat.postMessage' ? this.#postWait(call) : this.#tierWait(call);
    if (waitMs === null) return null;
    this.refusals.set(call.method, (this.refusals.get(call.method) ?? 0) + 1);
    return rateLimited(Math.max(1, Math.ceil(waitMs / 1_000)));
  }

  #postWait(call: Call): number | null {
    const key = `${call.workspace} ${text(call.args.channel)}`;
    const known = this.#posts.get(key) ?? { tokens: POST_BURST, at: call.at };
    const tokens = Math.min(POST_BURST, known.tokens + (call.at - known.at) / POST_MS);
    const taken = tokens >= 1;
    this.#posts.set(key, { tokens: taken ? tokens - 1 : tokens, at: call.at });
    return taken ? null : (1 - tokens) * POST_MS;
  }

  #tierWait(call: Call): number | null {
    const most = TIERS[TIER_OF[call.method] ?? ''];
    if (most === undefined) return null;
    const key = `${call.workspace} ${call.method}`;
    const recent = (this.#taken.get(key) ?? []).filter((at) => at > call.at - MINUTE);
    const oldest = recent[0];
    const full = recent.length >= most && oldest !== undefined;
    this.#taken.set(key, full ? recent : [...recent, call.at]);
    return full ? oldest + MINUTE - call.at : null;
  }
}
