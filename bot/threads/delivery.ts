/**
 * Makes one move with a platform. What is meant is stored before the call and what came of it after, so whoever goes on
 * after a crash knows what may be there. Gives the rows as they are now, and how long to leave the platform alone.
 */
import { DeliveryError, type PlatformAdapter, type PlatformCall } from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { PostRow, Posts } from '../../runner/core/posts.ts';
import type { PostChange } from './changes.ts';
import type { Content } from './desired.ts';

export interface DeliveryOptions {
  readonly adapter: PlatformAdapter;
  readonly posts: Posts;
  /** milliseconds since 1970 */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface Delivered {
  /** as stored */
  readonly rows: readonly PostRow[];
  /** the platform is to be left alone: all of it, or the calls of this kind where the platform said so */
  readonly pause: { readonly ms: number; readonly says: 'platform' | 'network' } | null;
}

/** What is not known for certain (a call that broke off, a file without its bytes) costs as if it had been made. */
const FILE_COST = 3;

export function callOf(change: PostChange): PlatformCall {
  if (change.type === 'find') return 'find';
  if (change.content.kind === 'file') return 'upload';
  return change.type === 'edit' ? 'edit' : 'post';
}

/** All moves of type `find` must be of one place. Throws what the database throws. */
export function deliver(
  options: DeliveryOptions,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<Delivered> {
  const [change] = changes;
  if (change.type === 'find') return lookUp(options, changes);
  if (change.type === 'send') return send(options, change);
  if (change.type === 'edit') return edit(options, change);
  if (change.type === 'renew') return store(options, [anew(change.row)]);
  return store(options, [{ ...change.row, settled: true }]);
}

async function store({ posts }: DeliveryOptions, rows: readonly PostRow[], pause: Delivered['pause'] = null) {
  await posts.put(rows);
  return { rows, pause };
}

async function send(options: DeliveryOptions, change: PostChange & { type: 'send' }): Promise<Delivered> {
  const { row, content, hash, final } = change;
  const cost = content.kind === 'file' ? FILE_COST : 1;
  const intent: PostRow = {
    ...row,
    thread: change.thread,
    // What an earlier try reserved is of use only as long as that file is not there.
    reference: row.state === 'wanted' && content.kind === 'file' ? row.reference : null,
    state: 'sending',
    intent_at: new Date(options.now()).toISOString(),
    calls: row.calls + cost,
    settled: false,
  };
  await options.posts.put([intent]);
  let reserved = intent.reference;
  const reserve = (reference: string): Promise<void> => {
    reserved = reference;
    return options.posts.put([{ ...intent, reference }]);
  };
  try {
    const reference = await say(options, intent, content, reserve);
    return await store(options, [
      { ...intent, state: 'posted', reference, content_hash: hash, settled: final },
    ]);
  } catch (error) {
    const met = deliveryError(error);
    if (met.reason === 'doubtful') return { rows: [{ ...intent, reference: reserved }], pause: null };
    // It did not happen, so it is as before; what the platform turned away does not count as a call.
    const before: PostRow = { ...intent, reference: reserved, state: 'wanted', calls: row.calls };
    if (met.reason === 'wait') return store(options, [before], { ms: met.retryAfterMs, says: 'platform' });
    if (met.reason === 'unsent') return store(options, [before], { ms: NETWORK_PAUSE_MS, says: 'network' });
    return store(options, [lost(options, intent, met)]);
  }
}

const NETWORK_PAUSE_MS = 1_000;

async function say(
  options: DeliveryOptions,
  row: PostRow,
  content: Content,
  reserve: (reference: string) => Promise<void>,
): Promise<string> {
  const { adapter } = options;
  const { workspace, channel, thread } = row;
  const place = { workspace, channel, thread };
  if (content.kind === 'message') {
    return plainly(options, content.view, (view) => adapter.post(place, view, row));
  }
  return adapter.upload(place, content.file, row, row.reference, reserve);
}

async function edit(options: DeliveryOptions, change: PostChange & { type: 'edit' }): Promise<Delivered> {
  const { row, content, hash, final, reference } = change;
  if (content.kind !== 'message') throw new Error(`a file cannot be edited: ${row.key}`);
  const { workspace, channel, thread } = row;
  const place = { workspace, channel, thread };
  try {
    await plainly(options, content.view, (view) => options.adapter.edit(place, reference, view, row));
    return await store(options, [{ ...row, content_hash: hash, calls: row.calls + 1, settled: final }]);
  } catch (error) {
    const met = deliveryError(error);
    if (met.reason === 'wait') return { rows: [row], pause: { ms: met.retryAfterMs, says: 'platform' } };
    if (met.reason === 'old') return store(options, [anew(row)]);
    // An edit may be made twice without harm.
    if (met.reason === 'unsent' || met.reason === 'doubtful') {
      return { rows: [row], pause: { ms: NETWORK_PAUSE_MS, says: 'network' } };
    }
    return store(options, [lost(options, row, met)]);
  }
}

/** A platform that does not take the blocks gets the words. */
async function plainly<T>(
  { log }: DeliveryOptions,
  view: MessageView,
  call: (view: MessageView) => Promise<T>,
): Promise<T> {
  try {
    return await call(view);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.reason !== 'refused') throw error;
    log(`a message was refused and is sent as plain text: ${error.message}`);
    return call({ text: view.text, blocks: [{ kind: 'lines', lines: [[view.text]] }] });
  }
}

async function lookUp(
  options: DeliveryOptions,
  changes: readonly [PostChange, ...PostChange[]],
): Promise<Delivered> {
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
      // What a message says there is not known: the newest state is written over it. A file is one of a kind.
      const content_hash = content.kind === 'file' ? hash : null;
      if (reference !== undefined) return { ...row, state: 'posted', reference, content_hash, calls };
      return { ...row, state: 'wanted', calls };
    });
    return await store(options, rows);
  } catch (error) {
    const met = deliveryError(error);
    const rows = changes.map(({ row }) => row);
    if (met.reason === 'wait') return { rows, pause: { ms: met.retryAfterMs, says: 'platform' } };
    if (met.reason === 'unsent' || met.reason === 'doubtful') {
      return { rows, pause: { ms: NETWORK_PAUSE_MS, says: 'network' } };
    }
    return store(
      options,
      rows.map((row) => lost(options, row, met)),
    );
  }
}

/** To be posted once more; a card then stands in the thread that hangs on the old one. */
function anew(row: PostRow): PostRow {
  return {
    ...row,
    state: 'wanted',
    thread: row.thread ?? row.reference,
    reference: null,
    content_hash: null,
    old_at: row.intent_at,
  };
}

/** It can't be shown, or is not there any more; the run goes on without it. */
function lost({ log }: DeliveryOptions, row: PostRow, met: DeliveryError): PostRow {
  log(`${row.key} of run ${row.run_id} can't be shown in ${row.channel}: ${met.message}`);
  return { ...row, state: 'gone', error: met.message };
}

/** What an adapter throws besides is a bug of ours: nothing is known of the call. */
function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  throw error;
}
