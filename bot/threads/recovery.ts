/**
 * Decides what becomes of a thread's posts when the platform refuses a call for a reason that lasts: what is posted again
 * and where, what takes a plainer form, what waits, and what the run's starter is told. Nothing is given up. Pure.
 */
import type { LastingFault } from '../../runner/core/ports/delivery-error.ts';
import type { PostRow, PostTrouble } from '../../runner/core/ports/posts.ts';
import { isCardKey } from './post-keys.ts';

/** A refusal that lasts until somebody does something. */
export interface Refusal {
  readonly fault: Exclude<LastingFault, 'workspace'>;
  /** what a person can do */
  readonly message: string;
  /** how long the platform asks to wait */
  readonly waitMs: number;
}

export interface Recovery {
  /** the rows as they are to be stored */
  readonly rows: readonly PostRow[];
  /** whether the starter is told, unless that happened already */
  readonly tell: boolean;
}

/** How long what needs a person waits before it is tried again; then each time as long as the last. */
const RETRY_MS = [30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000] as const;
const LAST_RETRY_MS = 60 * 60_000;

export const NO_TROUBLE: PostTrouble = {
  fault: null,
  tries: 0,
  retry_at: null,
  told: null,
  replaces: null,
  paged: false,
};

/**
 * `row`: as it is to be if nothing else is done; it may be an edit's. `posts`: all rows of the run. `tries`: how often the
 * channel was refused in a row. `now`: milliseconds since 1970.
 */
export function recoveryOf(
  refusal: Refusal,
  row: PostRow,
  posts: readonly PostRow[],
  tries: number,
  now: number,
): Recovery {
  switch (refusal.fault) {
    case 'message':
    case 'too_old':
      return { rows: [repost(row, refusal)], tell: false };
    case 'thread':
      return leaveThread(refusal, row, posts) ?? waits(refusal, row, row.trouble?.tries ?? 0, now);
    case 'form':
      if (row.trouble?.paged !== true) return { rows: [pages(row, refusal)], tell: false };
      return waits(refusal, row, row.trouble.tries, now);
    case 'place':
      return waits(refusal, row, tries, now);
  }
}

/** Returns the row after a call that succeeded. */
export function recovered(row: PostRow, call: 'send' | 'edit'): PostRow {
  const { trouble } = row;
  if (trouble === null) return row;
  // A card that moved keeps that fault until a reply has reached its new thread: it moves once, not for ever.
  const isMoved = isCardKey(row.key) && trouble.fault === 'thread';
  // So does a message that was posted again, until it is edited.
  const isReposted = call === 'send' && trouble.fault === 'message';
  if (isMoved || isReposted) return { ...row, error: null };
  return { ...row, error: null, trouble: withoutFault(trouble) };
}

/** Returns the card of a post that was sent, if the card moved before: its new thread works. */
export function settledCard(row: PostRow, posts: readonly PostRow[]): PostRow | null {
  const card = cardOver(row, posts);
  if (card === null || card.trouble?.fault !== 'thread') return null;
  return { ...card, trouble: withoutFault(card.trouble) };
}

const withoutFault = (trouble: PostTrouble): PostTrouble => ({
  ...trouble,
  fault: null,
  tries: 0,
  retry_at: null,
});

/** Whether edits of the post were refused so often in a row that only its final content is posted again. */
export function isUneditable({ trouble }: PostRow): boolean {
  return trouble?.fault === 'message' && trouble.tries > 1;
}

/** Posted again, in its thread; a card in the thread of the old one. */
export function repost(row: PostRow, refusal: Pick<Refusal, 'fault' | 'message'> | null = null): PostRow {
  const isAged = refusal === null || refusal.fault === 'too_old';
  return {
    ...row,
    state: 'wanted',
    thread: row.thread ?? row.reference,
    reference: null,
    content_hash: null,
    final: false,
    old_at: isAged ? row.intent_at : row.old_at,
    ...(refusal === null ? {} : { error: refusal.message }),
    trouble: {
      ...(refusal === null ? (row.trouble ?? NO_TROUBLE) : met(row, 'message', null)),
      replaces: row.reference,
    },
  };
}

/** The next, plainer form. An id that was reserved for a file is of no use to a message. */
function pages(row: PostRow, { message }: Refusal): PostRow {
  const trouble = { ...met(row, 'form', null), tries: 0, paged: true };
  const isFile = row.state !== 'posted';
  return { ...row, ...(isFile ? { reference: null } : {}), final: false, error: message, trouble };
}

/**
 * The card is posted anew in the channel, and what is not yet in the old thread, or no longer, below it. Returns null if the
 * card moved already and nothing has reached its new thread, or if there is no thread to leave.
 */
function leaveThread({ message }: Refusal, row: PostRow, posts: readonly PostRow[]): Recovery | null {
  const isOwn = isCardKey(row.key);
  const left = row.thread ?? (isOwn && row.state === 'posted' ? row.reference : null);
  if (left === null) return null;
  const card = isOwn ? row : cardOver(row, posts);
  // The card has moved since: the post follows it.
  if (card === null) return { rows: [anew(row, message)], tell: false };
  if (card.trouble?.fault === 'thread') return null;
  const beside = posts.filter(
    (post) =>
      post.key !== card.key &&
      post.key !== row.key &&
      post.channel === row.channel &&
      post.thread === left &&
      post.state === 'posted',
  );
  const lost = anew(card, message);
  const moved = { ...lost, thread: null, trouble: met(lost, 'thread', null) };
  return {
    rows: [
      moved,
      ...(card.key === row.key ? [] : [anew(row, message)]),
      // Whether they are still there has to be looked up.
      ...beside.map((post): PostRow => ({ ...post, state: 'sending', final: false })),
    ],
    tell: false,
  };
}

function anew(row: PostRow, message: string): PostRow {
  const gone = { reference: null, content_hash: null, final: false } as const;
  // An id that was reserved for a file is of no message.
  const replaces = (row.state === 'posted' ? row.reference : null) ?? row.trouble?.replaces ?? null;
  const trouble = { ...(row.trouble ?? NO_TROUBLE), replaces };
  return { ...row, ...gone, state: 'wanted', error: message, trouble };
}

function waits({ fault, message, waitMs }: Refusal, row: PostRow, tries: number, now: number): Recovery {
  // Slow mode may ask for six hours; it may also be switched off in the meantime.
  const after = Math.min(Math.max(RETRY_MS[tries] ?? LAST_RETRY_MS, waitMs), LAST_RETRY_MS);
  const trouble = { ...met(row, fault, new Date(now + after).toISOString()), tries: tries + 1 };
  return { rows: [{ ...row, final: false, error: message, trouble }], tell: true };
}

function met(row: PostRow, fault: LastingFault, retry_at: string | null): PostTrouble {
  const before = row.trouble ?? NO_TROUBLE;
  return { ...before, fault, tries: before.tries + 1, retry_at };
}

function cardOver({ channel, thread }: PostRow, posts: readonly PostRow[]): PostRow | null {
  const isOver = (post: PostRow) =>
    isCardKey(post.key) &&
    post.channel === channel &&
    thread !== null &&
    (post.thread ?? post.reference) === thread;
  return posts.find(isOver) ?? null;
}

/** Until when a channel's posts wait, and how often it was refused in a row. */
export interface Hold {
  readonly until: number;
  readonly tries: number;
}

/** Returns the channels that refused the bot, by id. One post's refusal holds all posts of its channel. */
export function holdsOf(posts: Iterable<PostRow>): ReadonlyMap<string, Hold> {
  const holds = new Map<string, Hold>();
  for (const { channel, trouble } of posts) {
    if (trouble?.fault !== 'place') continue;
    const before = holds.get(channel);
    const until = trouble.retry_at === null ? 0 : Date.parse(trouble.retry_at);
    holds.set(channel, {
      until: Math.max(until, before?.until ?? 0),
      tries: Math.max(trouble.tries, before?.tries ?? 0),
    });
  }
  return holds;
}

/** Returns when the post may be tried, by its own faults and its channel's. */
export function retryTime(row: PostRow, holds: ReadonlyMap<string, Hold>): number {
  const { trouble, channel } = row;
  const own = trouble?.retry_at ?? null;
  const ownWait = own === null || trouble?.fault === 'place' ? 0 : Date.parse(own);
  return Math.max(ownWait, holds.get(channel)?.until ?? 0);
}
