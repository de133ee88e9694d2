/**
 * Makes one change to a thread by calling the platform. The intent is stored before the call and the outcome after it,
 * so after a crash another process knows what may have been posted. Returns the stored rows, and how long to pause
 * calls to the platform. What becomes of refused posts is decided in `recovery.ts`.
 */
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { PlatformAdapter, PlatformCall, PostMark } from '../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../runner/core/ports/posts.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { PostChange } from './changes.ts';
import { plainerForms } from './forms.ts';
import { NO_TROUBLE, recovered, repost, settledCard } from './recovery.ts';
import { consequenceOf, type DeliveryPause, type DeliveryScene, deliveryError, refused } from './refusals.ts';

export interface DeliveryOptions {
  readonly adapter: PlatformAdapter;
  readonly posts: Posts;
  /** milliseconds since 1970 */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What came of a change. */
export interface DeliveryResult {
  /** the rows as stored */
  readonly rows: readonly PostRow[];
  readonly pause: DeliveryPause | null;
}

/** A call whose outcome is unknown, and a file without its bytes, cost as much as one that succeeded. */
const FILE_COST = 4;

/** Returns the platform's call that the change takes. */
export function platformCallOf(change: PostChange): PlatformCall {
  if (change.type === 'find') return 'find';
  if (change.content.kind === 'file') return 'upload';
  return change.type === 'edit' ? 'edit' : 'post';
}

/** Makes the changes, which must all concern the same thread when their type is `find`. Throws database errors. */
export function deliver(
  options: DeliveryOptions,
  scene: DeliveryScene,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<DeliveryResult> {
  const [change] = changes;
  if (change.type === 'find') return lookUp(options, scene, changes);
  if (change.type === 'send') return send(options, scene, change);
  if (change.type === 'edit') return edit(options, scene, change);
  if (change.type === 'repost') return store(options, [repost(change.row)]);
  return store(options, [{ ...change.row, final: true }]);
}

async function store(
  { posts }: DeliveryOptions,
  rows: readonly PostRow[],
  pause: DeliveryResult['pause'] = null,
): Promise<DeliveryResult> {
  await posts.put(rows);
  return { rows, pause };
}

async function send(
  options: DeliveryOptions,
  scene: DeliveryScene,
  change: PostChange & { type: 'send' },
): Promise<DeliveryResult> {
  const { row, content, hash, final } = change;
  const cost = content.kind === 'file' ? FILE_COST : 1;
  const intent: PostRow = {
    ...row,
    thread: change.thread,
    // An id reserved by an earlier attempt is useful only until the file is posted.
    reference: row.state === 'wanted' && content.kind === 'file' ? row.reference : null,
    state: 'sending',
    intent_at: new Date(options.adapter.now()).toISOString(),
    calls: row.calls + cost,
    final: false,
  };
  await options.posts.put([intent]);
  let reserved = intent.reference;
  const reserve = (reference: string): Promise<void> => {
    reserved = reference;
    return options.posts.put([{ ...intent, reference }]);
  };
  try {
    const reference = await makeCall(options, intent, change, reserve);
    const posted = recovered({ ...intent, state: 'posted', reference, content_hash: hash, final }, 'send');
    const card = settledCard(posted, scene.posts);
    return await store(options, card === null ? [posted] : [posted, card]);
  } catch (error) {
    const failure = deliveryError(error);
    if (failure.reason === 'doubtful') return { rows: [{ ...intent, reference: reserved }], pause: null };
    // The call did not happen, so the row is as before; rejected calls don't count.
    const before: PostRow = { ...intent, reference: reserved, state: 'wanted', calls: row.calls };
    const met = consequenceOf(failure);
    if ('pause' in met) return await store(options, [before], met.pause);
    return { rows: await refused(options, scene, [before], met.refusal), pause: null };
  }
}

async function makeCall(
  options: DeliveryOptions,
  row: PostRow,
  { content, title }: Pick<PostChange, 'content' | 'title'>,
  reserve: (reference: string) => Promise<void>,
): Promise<string> {
  const { adapter } = options;
  const { workspace, channel, thread } = row;
  const place = { workspace, channel, thread, title };
  if (content.kind === 'message') {
    return inPlainerForms(options, row, content.view, (view) => adapter.post(place, view, markOf(row)));
  }
  return adapter.upload(place, content.file, markOf(row), row.reference, reserve);
}

async function edit(
  options: DeliveryOptions,
  scene: DeliveryScene,
  change: PostChange & { type: 'edit' },
): Promise<DeliveryResult> {
  const { row, content, hash, final, reference } = change;
  if (content.kind !== 'message') throw new Error(`a file cannot be edited: ${row.key}`);
  const { workspace, channel, thread } = row;
  const place = { workspace, channel, thread };
  const isAged = scene.posts.some((post) => post.channel === channel && post.old_at !== null);
  try {
    await inPlainerForms(options, row, content.view, (view) =>
      options.adapter.edit(place, reference, view, { ...markOf(row), isAged }),
    );
    const edited = recovered({ ...row, content_hash: hash, calls: row.calls + 1, final }, 'edit');
    return await store(options, [edited]);
  } catch (error) {
    const failure = deliveryError(error);
    // An edit can safely be made twice.
    const met = consequenceOf(failure);
    if ('pause' in met) return { rows: [row], pause: met.pause };
    return { rows: await refused(options, scene, [row], met.refusal), pause: null };
  }
}

/** Falls back to plainer forms that say the same, the given ones if any, when the platform refuses the message's form. */
async function inPlainerForms<T>(
  options: DeliveryOptions,
  row: PostRow,
  view: MessageView,
  call: (view: MessageView) => Promise<T>,
  given: readonly MessageView[] | null = null,
): Promise<T> {
  try {
    return await call(view);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.reason !== 'form') throw error;
    const { run_id, key, workspace, channel } = row;
    // In plain words, an id would be shown as it is.
    const named = () => options.adapter.named(workspace, { ...view, notify: [] });
    const [next, ...rest] = given ?? plainerForms(await named());
    if (next === undefined) throw error;
    options.log(`${key} of run ${run_id} is shown in a plainer form in ${channel}: ${error.message}`);
    return await inPlainerForms(options, row, next, call, rest);
  }
}

async function lookUp(
  options: DeliveryOptions,
  scene: DeliveryScene,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<DeliveryResult> {
  const [{ row: first, thread }] = changes;
  const { workspace, channel } = first;
  const doubtful = changes.map(({ row, content }) => ({
    ...markOf(row),
    kind: content.kind,
    reference: row.reference,
    since: row.intent_at ?? new Date(options.adapter.now()).toISOString(),
  }));
  try {
    const found = await options.adapter.find({ workspace, channel, thread }, doubtful);
    const rows = changes.map(({ row, content, hash }, index): PostRow => {
      const reference = found.get(row.key);
      const calls = row.calls + (index === 0 ? 1 : 0);
      // What a message shows that is found is unknown, unless it was known before it was in doubt. A file never changes.
      const content_hash = content.kind === 'file' ? hash : row.content_hash;
      if (reference !== undefined) return { ...row, state: 'posted', reference, content_hash, calls };
      // What was there is gone, and with it the id of its file.
      if (row.content_hash === null) return { ...row, state: 'wanted', calls };
      const trouble = { ...(row.trouble ?? NO_TROUBLE), replaces: row.reference };
      return { ...row, reference: null, content_hash: null, state: 'wanted', calls, trouble };
    });
    return await store(options, rows);
  } catch (error) {
    const failure = deliveryError(error);
    const rows = changes.map(({ row }) => row);
    const met = consequenceOf(failure);
    if ('pause' in met) return { rows, pause: met.pause };
    return { rows: await refused(options, scene, rows, met.refusal), pause: null };
  }
}

function markOf({ run_id, key, trouble }: PostRow): PostMark {
  return { run_id, key, replaces: trouble?.replaces ?? null };
}
