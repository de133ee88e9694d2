/**
 * What follows from a call that failed: a pause of more calls than this one, or, if the platform refuses it for a reason that
 * lasts, what `recovery.ts` decides about the post, with a word to the run's starter.
 */
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../runner/core/ports/posts.ts';
import { duration } from '../wording.ts';
import { NO_TROUBLE, type Refusal, recoveryOf } from './recovery.ts';
import { noticeView, wasTold } from './starter-notice.ts';

/** What is known of the run whose thread is changed. */
export interface DeliveryScene {
  /** all its rows */
  readonly posts: readonly PostRow[];
  /** how often the change's channel was refused in a row */
  readonly tries: number;
  /** the starter's id on this platform; null if the run was started elsewhere */
  readonly starter: string | null;
  /** of its card */
  readonly heading: string;
}

/** Why calls pause, with the platform's words. */
export interface DeliveryPause {
  readonly ms: number;
  /** a rate limit pauses only calls of this kind, in its scope; the others pause all calls */
  readonly cause: 'rate_limit' | 'network' | 'workspace';
  readonly message: string;
}

const NETWORK_PAUSE_MS = 1_000;
/** A wait that the platform demands is named in the log if it is longer. */
export const LONG_WAIT_MS = 60_000;

/** Returns the pause after a failure that concerns no single post; otherwise the refusal. */
export function consequenceOf({
  reason,
  retryAfterMs,
  message,
}: DeliveryError): { readonly pause: DeliveryPause } | { readonly refusal: Refusal } {
  switch (reason) {
    case 'rate_limited':
      return { pause: { ms: retryAfterMs, cause: 'rate_limit', message } };
    case 'workspace':
      return { pause: { ms: 0, cause: 'workspace', message } };
    case 'unsent':
    case 'doubtful':
      return { pause: { ms: NETWORK_PAUSE_MS, cause: 'network', message } };
    default:
      return { refusal: { fault: reason, message, waitMs: retryAfterMs } };
  }
}

interface RefusalOptions {
  readonly adapter: PlatformAdapter;
  readonly posts: Posts;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Stores what follows for the rows, and tells the run's starter unless that happened already. Returns the rows. */
export async function refused(
  options: RefusalOptions,
  scene: DeliveryScene,
  rows: readonly PostRow[],
  refusal: Refusal,
): Promise<readonly PostRow[]> {
  const { posts, now, log } = options;
  const { message, waitMs } = refusal;
  const wait = waitMs > LONG_WAIT_MS ? `; it asks to wait ${duration(waitMs)}` : '';
  const recoveries = rows.map((row) => recoveryOf(refusal, row, scene.posts, scene.tries, now()));
  const stored = recoveries.flatMap((recovery) => recovery.rows);
  await posts.put(stored);
  for (const row of rows.filter(({ error }) => error !== message)) {
    log(`${row.key} of run ${row.run_id} was refused in ${row.channel}: ${message}${wait}`);
  }
  const waiting = recoveries.find(({ tell }) => tell)?.rows[0];
  if (waiting === undefined) return stored;
  const after = await told(options, scene, waiting);
  if (after !== waiting) await posts.put([after]);
  return stored.map((row) => (row === waiting ? after : row));
}

/** Returns the row with what the starter was told; as it is if that failed for now. */
async function told({ adapter, log }: RefusalOptions, scene: DeliveryScene, row: PostRow): Promise<PostRow> {
  const { starter, heading, posts } = scene;
  const done = { ...row, trouble: { ...(row.trouble ?? NO_TROUBLE), told: row.error } };
  if (row.trouble?.told === row.error) return row;
  if (starter === null || wasTold(row, posts)) return done;
  const { workspace, channel, run_id } = row;
  try {
    await adapter.tell({ workspace, channel, thread: null }, starter, noticeView(row, heading));
  } catch (error) {
    const failure = deliveryError(error);
    log(`the starter of run ${run_id} could not be told of it: ${failure.message}`);
    if (failure.isPassing) return row;
  }
  return done;
}

/** Returns a `DeliveryError` as it is. Anything else that an adapter throws is a bug and is thrown again. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  throw error;
}
