/**
 * Compares what a thread should show with what was posted and returns the API calls that are due. Pure. A run may make
 * `2 × agents + lenses + 8` calls: calls for required content (each card, reply and report in its final form, and each
 * lens' reply once before the challenge) are reserved first; only the rest is spent on progress updates.
 */
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import type { DesiredPost, PostContent } from './desired.ts';
import { ANNOUNCED_KEY, ENDED_KEY, REPORT_KEY, ROOT_KEY, stepKey } from './post-keys.ts';
import { isUneditable } from './recovery.ts';

/** A change to one post that is due. */
export type PostChange =
  /** not posted yet */
  | (DueCall & { readonly type: 'send' })
  /** posted with other content, or with unknown content */
  | (DueCall & { readonly type: 'edit'; readonly reference: string })
  /**
   * posted, but too old to be edited, judging by a similar message: posted again, without an edit that would be
   * rejected
   */
  | (DueCall & { readonly type: 'repost' })
  /** possibly posted: must be looked up */
  | (DueCall & { readonly type: 'find' })
  /** posted with its final content: no call, only the row is marked as final */
  | (DueCall & { readonly type: 'markFinal' });

export interface DueCall {
  readonly row: PostRow;
  readonly thread: string | null;
  /** the title of the thread's card */
  readonly title: string;
  readonly content: PostContent;
  readonly hash: string;
  readonly final: boolean;
  /** lower ranks go first */
  readonly rank: number;
  /** a progress update: may be delayed or left out */
  readonly optional: boolean;
}

export interface PostedThread {
  readonly run_id: string;
  readonly platform: string;
  readonly workspace: string;
  /** the run's agent steps, without those that were skipped */
  readonly agents: readonly Pick<SnapshotStep, 'step_id' | 'primary'>[];
  readonly desired: readonly DesiredPost[];
  readonly posts: readonly PostRow[];
}

export type HashOf = (content: PostContent) => string;

/** Returns the changes in the order in which they should be made. */
export function changesOf(thread: PostedThread, hashOf: HashOf): PostChange[] {
  const spare = spareCalls(thread, (content) => hashOf(hashedPart(content)));
  const cards = thread.desired.filter(({ key, card }) => key === card);
  const replies = thread.desired.filter(({ key, card }) => key !== card);
  const isOpen = (card: DesiredPost) =>
    replies.some((reply) => {
      if (reply.card !== card.key) return false;
      // The card is not posted.
      if (reply.thread === undefined) return true;
      return changeFor(thread, reply, hashOf).length > 0;
    });
  // A card becomes final last: until then, its thread stays in the delivery loop's list.
  return [...replies, ...cards.map((card) => ({ ...card, final: card.final && !isOpen(card) }))]
    .flatMap((desired) => changeFor(thread, desired, hashOf))
    .filter((change) => !change.optional || spare > 0)
    .sort((one, other) => weight(one) - weight(other));
}

/** Puts every optional change after all required ones. */
const weight = (change: PostChange): number => change.rank + (change.optional ? 100 : 0);

function changeFor(thread: PostedThread, desired: DesiredPost, hashOf: HashOf): PostChange[] {
  if (desired.thread === undefined) return [];
  const row = rowOf(thread, desired);
  const { title, final, rank, content } = desired;
  const hash = hashOf(hashedPart(content));
  const wanted = { thread: desired.thread, title, content, hash, final, rank };
  if (row === undefined)
    return [{ ...wanted, type: 'send', row: newRow(thread, desired), optional: desired.early }];
  const { state, reference } = row;
  // It is where it was sent, even if the card has moved since.
  if (state === 'sending') return [{ ...wanted, type: 'find', thread: row.thread, row, optional: false }];
  if (state === 'wanted' || state === 'gone' || reference === null)
    return [{ ...wanted, type: 'send', row, optional: desired.early }];
  if (row.content_hash === hash) return finalChange(row, wanted);
  if (content.kind === 'file') return [{ ...wanted, type: 'send', row, optional: false }];
  const optional = desired.live && row.content_hash !== null;
  if (desired.live && isUneditable(row)) return [];
  if (isOld(thread, row)) return [{ ...wanted, type: 'repost', row, optional }];
  return [{ ...wanted, type: 'edit', row, reference, optional }];
}

/** What stands with a file is no part of it: the file is not posted again when a run is asked about and costs more. */
function hashedPart(content: PostContent): PostContent {
  if (content.kind !== 'file') return content;
  const { name, title, text } = content.file;
  return { kind: 'file', file: { name, title, text } };
}

/** A message is considered too old if it was sent at most this long after one that was too old. */
const ALIKE_MS = 10 * 60_000;

/**
 * Returns true if another message of the run, sent at about the same time, could no longer be edited. What was sent after
 * that was learned is new, and so is what was posted again because of it.
 */
function isOld({ posts }: PostedThread, row: PostRow): boolean {
  const sent = timeOf(row.intent_at);
  if (sent === null) return false;
  const aged = posts.flatMap((post) => {
    const old = timeOf(post.old_at);
    return old === null || post.channel !== row.channel
      ? []
      : [{ old, renewed: timeOf(post.intent_at) ?? old }];
  });
  const learned = Math.min(...aged.flatMap(({ old, renewed }) => (renewed === old ? [] : [renewed])));
  const isBefore = row.old_at === null && sent < learned;
  return aged.some(({ old }) => sent <= old || (isBefore && sent <= old + ALIKE_MS));
}

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time));

function rowOf({ posts }: PostedThread, { key, channel }: DesiredPost): PostRow | undefined {
  return posts.find((post) => post.key === key && post.channel === channel);
}

/** Marks a post as final if it will not change any more and is not marked yet. */
function finalChange(row: PostRow, wanted: Omit<DueCall, 'row' | 'optional'>): PostChange[] {
  return wanted.final && !row.final ? [{ ...wanted, type: 'markFinal', row, optional: false }] : [];
}

function newRow(
  { run_id, platform, workspace }: PostedThread,
  { key, channel, thread }: DesiredPost,
): PostRow {
  const none = {
    reference: null,
    content_hash: null,
    intent_at: null,
    old_at: null,
    error: null,
    trouble: null,
  };
  const place = { run_id, key, platform, workspace, channel, thread: thread ?? null };
  return { ...place, ...none, state: 'wanted', calls: 0, final: false, revision: 0 };
}

/** A file takes four calls: reserve an id, upload the bytes, share it, look whether it shows. */
const FILE_CALLS = 4;
/** Reserved for one look-up after a crash. */
const DOUBT_CALLS = 1;

/** Returns how many calls are left for progress updates once all required calls are reserved. */
function spareCalls({ agents, desired, posts }: PostedThread, hashOf: HashOf): number {
  const of = (key: string) => posts.find((post) => post.key === key);
  const [root, report, announced] = [ROOT_KEY, REPORT_KEY, ANNOUNCED_KEY].map(of);
  const replies = agents.flatMap(({ step_id }) => of(stepKey(step_id)) ?? []);
  const own = [root, report, of(ENDED_KEY), announced, ...replies].filter((post) => post !== undefined);
  const made = own.reduce((sum, post) => sum + post.calls, 0);
  const lenses = agents.filter(({ primary }) => primary).length;
  const owed =
    (root?.reference === null ? 1 : 0) +
    (root?.final === true ? 0 : 1) +
    // What tells of an end without a report takes less.
    (report?.final === true ? 0 : FILE_CALLS) +
    (announced?.final === true ? 0 : 1) +
    agents.reduce((sum, agent) => {
      const key = stepKey(agent.step_id);
      const reply = desired.find((post) => post.key === key);
      return sum + owedFor(agent, reply, of(key), hashOf);
    }, 0);
  return 2 * agents.length + lenses + 8 - made - owed - DOUBT_CALLS;
}

/** A lens' reply shows its findings, and once more what became of them; any other reply has one final form. */
function owedFor(
  { primary }: PostedThread['agents'][number],
  reply: DesiredPost | undefined,
  row: PostRow | undefined,
  hashOf: HashOf,
): number {
  if (row?.final === true) return 0;
  if (!primary || reply?.final === true) return 1;
  const isShown = reply?.live === false && row?.content_hash === hashOf(reply.content);
  return isShown ? 1 : 2;
}
