/**
 * Makes one change to a thread by calling the platform. The intent is stored before the call and the outcome after it,
 * so after a crash another process knows what may have been posted. Returns the stored rows, and how long to pause
 * calls to the platform.
 */
import { DeliveryError, type PlatformAdapter, type PlatformCall } from '../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../runner/core/ports/posts.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { PostChange } from './changes.ts';

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
  /**
   * how long to pause: after a rate limit only calls of this kind, in the rate limit's scope; after a network error all
   * calls
   */
  readonly pause: { readonly ms: number; readonly cause: 'rate_limit' | 'network' } | null;
}

/** A call whose outcome is unknown, and a file without its bytes, cost as much as one that succeeded. */
const FILE_COST = 3;

/** Returns the platform's call that the change takes. */
export function platformCallOf(change: PostChange): PlatformCall {
  if (change.type === 'find') return 'find';
  if (change.content.kind === 'file') return 'upload';
  return change.type === 'edit' ? 'edit' : 'post';
}

/** Makes the changes, which must all concern the same thread when their type is `find`. Throws database errors. */
export function deliver(
  options: DeliveryOptions,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<DeliveryResult> {
  const [change] = changes;
  if (change.type === 'find') return lookUp(options, changes);
  if (change.type === 'send') return send(options, change);
  if (change.type === 'edit') return edit(options, change);
  if (change.type === 'repost') return store(options, [repost(change.row)]);
  return store(options, [{ ...change.row, final: true }]);
}

async function store(
  { posts }: DeliveryOptions,
  rows: readonly PostRow[],
  pause: DeliveryResult['pause'] = null,
) {
  await posts.put(rows);
  return { rows, pause };
}

async function send(
  options: DeliveryOptions,
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
    intent_at: new Date(options.now()).toISOString(),
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
    return await store(options, [{ ...intent, state: 'posted', reference, content_hash: hash, final }]);
  } catch (error) {
    const failure = deliveryError(error);
    if (failure.reason === 'doubtful') return { rows: [{ ...intent, reference: reserved }], pause: null };
    // The call did not happen, so the row is as before; rejected calls don't count.
    const before: PostRow = { ...intent, reference: reserved, state: 'wanted', calls: row.calls };
    if (failure.reason === 'rate_limited')
      return store(options, [before], { ms: failure.retryAfterMs, cause: 'rate_limit' });
    if (failure.reason === 'unsent')
      return store(options, [before], { ms: NETWORK_PAUSE_MS, cause: 'network' });
    return store(options, [markGone(options, intent, failure)]);
  }
}

const NETWORK_PAUSE_MS = 1_000;

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
    return sendWithFallback(options, content.view, (view) => adapter.post(place, view, row));
  }
  return adapter.upload(place, content.file, row, row.reference, reserve);
}

async function edit(
  options: DeliveryOptions,
  change: PostChange & { type: 'edit' },
): Promise<DeliveryResult> {
  const { row, content, hash, final, reference } = change;
  if (content.kind !== 'message') throw new Error(`a file cannot be edited: ${row.key}`);
  const { workspace, channel, thread } = row;
  const place = { workspace, channel, thread };
  try {
    await sendWithFallback(options, content.view, (view) =>
      options.adapter.edit(place, reference, view, row),
    );
    return await store(options, [{ ...row, content_hash: hash, calls: row.calls + 1, final }]);
  } catch (error) {
    const failure = deliveryError(error);
    if (failure.reason === 'rate_limited')
      return { rows: [row], pause: { ms: failure.retryAfterMs, cause: 'rate_limit' } };
    if (failure.reason === 'too_old' || failure.reason === 'message') return store(options, [repost(row)]);
    // An edit can safely be made twice.
    if (failure.reason === 'unsent' || failure.reason === 'doubtful') {
      return { rows: [row], pause: { ms: NETWORK_PAUSE_MS, cause: 'network' } };
    }
    return store(options, [markGone(options, row, failure)]);
  }
}

/** Falls back to plain text when the platform rejects the blocks. */
async function sendWithFallback<T>(
  { log }: DeliveryOptions,
  view: MessageView,
  call: (view: MessageView) => Promise<T>,
): Promise<T> {
  try {
    return await call(view);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.reason !== 'form') throw error;
    log(`a message was refused and is sent as plain text: ${error.message}`);
    return call({ text: view.text, blocks: [{ kind: 'lines', lines: [[view.text]] }] });
  }
}

async function lookUp(
  options: DeliveryOptions,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<DeliveryResult> {
  const [{ row: first, thread }] = changes;
  const { workspace, channel } = first;
  const doubtful = changes.map(({ row, content }) => ({
    run_id: row.run_id,
    key: row.key,
    kind: content.kind,
    reference: row.reference,
    since: row.intent_at ?? new Date(options.now()).toISOString(),
  }));
  try {
    const found = await options.adapter.find({ workspace, channel, thread }, doubtful);
    const rows = changes.map(({ row, content, hash }, index): PostRow => {
      const reference = found.get(row.key);
      const calls = row.calls + (index === 0 ? 1 : 0);
      // A found message has unknown content, so the current state is written over it. A file never changes.
      const content_hash = content.kind === 'file' ? hash : null;
      if (reference !== undefined) return { ...row, state: 'posted', reference, content_hash, calls };
      return { ...row, state: 'wanted', calls };
    });
    return await store(options, rows);
  } catch (error) {
    const failure = deliveryError(error);
    const rows = changes.map(({ row }) => row);
    if (failure.reason === 'rate_limited')
      return { rows, pause: { ms: failure.retryAfterMs, cause: 'rate_limit' } };
    if (failure.reason === 'unsent' || failure.reason === 'doubtful') {
      return { rows, pause: { ms: NETWORK_PAUSE_MS, cause: 'network' } };
    }
    return store(
      options,
      rows.map((row) => markGone(options, row, failure)),
    );
  }
}

/** Marks the row to be posted again; a card is then posted in the thread of the old one. */
function repost(row: PostRow): PostRow {
  return {
    ...row,
    state: 'wanted',
    thread: row.thread ?? row.reference,
    reference: null,
    content_hash: null,
    old_at: row.intent_at,
  };
}

/** Marks the row as gone: it can't be shown, or was deleted. The run continues without it. */
function markGone({ log }: DeliveryOptions, row: PostRow, failure: DeliveryError): PostRow {
  log(`${row.key} of run ${row.run_id} cannot be posted in ${row.channel}: ${failure.message}`);
  return { ...row, state: 'gone', error: failure.message };
}

/** Returns a `DeliveryError` as it is. Anything else that an adapter throws is a bug and is thrown again. */
function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  throw error;
}
