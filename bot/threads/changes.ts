/**
 * From what a thread should show and what is there to the calls that are due: pure. A run may make `2 × agents + 8`
 * calls; what must be said (each card, reply and report, in its final form) is set aside first, and only what is left
 * is spent on showing work under way.
 */
import type { PostRow } from '../../runner/core/posts.ts';
import type { Content, DesiredPost } from './desired.ts';

export type PostChange =
  /** not there: to be posted */
  | (Wanted & { readonly type: 'send' })
  /** there with other content, or with content that is not known */
  | (Wanted & { readonly type: 'edit'; readonly reference: string })
  /** there, and as old as one that could not be edited any more: to be posted anew, without a call that is refused */
  | (Wanted & { readonly type: 'renew' })
  /** may be there: to be looked up */
  | (Wanted & { readonly type: 'find' })
  /** there as it should be for good: nothing to call, only to be noted */
  | (Wanted & { readonly type: 'settle' });

export interface Wanted {
  readonly row: PostRow;
  readonly thread: string | null;
  readonly content: Content;
  readonly hash: string;
  readonly final: boolean;
  /** the smaller, the sooner */
  readonly rank: number;
  /** shows work under way: it may wait, and may be left out */
  readonly optional: boolean;
}

export interface ThreadState {
  readonly run_id: string;
  readonly platform: string;
  readonly workspace: string;
  readonly agents: number;
  readonly desired: readonly DesiredPost[];
  readonly posts: readonly PostRow[];
}

/** In the order in which they should happen. */
export function changesOf(thread: ThreadState, hashOf: (content: Content) => string): PostChange[] {
  const spare = spareCalls(thread);
  const cards = thread.desired.filter(({ key, card }) => key === card);
  const replies = thread.desired.filter(({ key, card }) => key !== card);
  const isOpen = (card: DesiredPost) =>
    replies.some((reply) => {
      if (reply.card !== card.key) return false;
      if (reply.thread === undefined) return rowOf(thread, card)?.state !== 'gone';
      return changeFor(thread, reply, hashOf).length > 0;
    });
  // A card is settled last: as long as it is not, its thread is looked after.
  return [...replies, ...cards.map((card) => ({ ...card, final: card.final && !isOpen(card) }))]
    .flatMap((desired) => changeFor(thread, desired, hashOf))
    .filter((change) => !change.optional || spare > 0)
    .sort((one, other) => weight(one) - weight(other));
}

/** What is optional comes after all that is not. */
const weight = (change: PostChange): number => change.rank + (change.optional ? 100 : 0);

function changeFor(
  thread: ThreadState,
  desired: DesiredPost,
  hashOf: (content: Content) => string,
): PostChange[] {
  if (desired.thread === undefined) return [];
  const row = rowOf(thread, desired);
  const { final, rank, content } = desired;
  const hash = hashOf(content);
  const wanted = { thread: desired.thread, content, hash, final, rank };
  if (row === undefined)
    return [{ ...wanted, type: 'send', row: newRow(thread, desired), optional: desired.early }];
  const { state, reference } = row;
  if (state === 'wanted') return [{ ...wanted, type: 'send', row, optional: desired.early }];
  if (state === 'sending') return [{ ...wanted, type: 'find', row, optional: false }];
  if (state === 'gone' || reference === null) return settled(row, wanted);
  if (row.content_hash === hash) return settled(row, wanted);
  if (content.kind === 'file') return [{ ...wanted, type: 'send', row, optional: false }];
  const optional = desired.live && row.content_hash !== null;
  if (isOld(thread, row)) return [{ ...wanted, type: 'renew', row, optional }];
  return [{ ...wanted, type: 'edit', row, reference, optional }];
}

/** How much later than a message that is too old another one was sent that is taken for too old as well. */
const ALIKE_MS = 10 * 60_000;

/** Whether another message of that run, of about the same age, could not be edited any more. */
function isOld({ posts }: ThreadState, row: PostRow): boolean {
  const sent = timeOf(row.intent_at);
  if (sent === null) return false;
  return posts.some((post) => {
    const old = timeOf(post.old_at);
    if (old === null || post.channel !== row.channel) return false;
    if (sent <= old) return true;
    // What was sent since that came out, or was posted anew for it, is new.
    const renewed = timeOf(post.intent_at) ?? old;
    const isBefore = renewed === old || sent < renewed;
    return row.old_at === null && isBefore && sent <= old + ALIKE_MS;
  });
}

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time));

function rowOf({ posts }: ThreadState, { key, channel }: DesiredPost): PostRow | undefined {
  return posts.find((post) => post.key === key && post.channel === channel);
}

function settled(row: PostRow, wanted: Omit<Wanted, 'row' | 'optional'>): PostChange[] {
  return wanted.final && !row.settled ? [{ ...wanted, type: 'settle', row, optional: false }] : [];
}

function newRow(
  { run_id, platform, workspace }: ThreadState,
  { key, channel, thread }: DesiredPost,
): PostRow {
  const none = { reference: null, content_hash: null, intent_at: null, old_at: null, error: null };
  const place = { run_id, key, platform, workspace, channel, thread: thread ?? null };
  return { ...place, ...none, state: 'wanted', calls: 0, settled: false };
}

const OWN = /^(root|report|step:.*)$/;
/** A file costs the reservation, its bytes, and the sharing. */
const FILE_CALLS = 3;
/** Kept for a look-up after a crash. */
const DOUBT_CALLS = 1;

/** How many calls are left for showing work under way, once all that must come is paid for. */
function spareCalls({ agents, posts }: ThreadState): number {
  const own = posts.filter((post) => OWN.test(post.key));
  const made = own.reduce((sum, post) => sum + post.calls, 0);
  const of = (key: string) => own.find((post) => post.key === key);
  const root = of('root');
  const steps = own.filter((post) => post.key.startsWith('step:'));
  const owed =
    (root?.reference === null ? 1 : 0) +
    (root?.settled === true ? 0 : 1) +
    (of('report')?.settled === true ? 0 : FILE_CALLS) +
    agents -
    steps.filter((post) => post.settled).length;
  return 2 * agents + 8 - made - owed - DOUBT_CALLS;
}
