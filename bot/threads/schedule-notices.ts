/**
 * Tells the chats what is to be told of schedules: that a run was skipped, could not start, or that Baton paused a schedule.
 * A notice is taken by one process and marked as told once it is posted. One that was taken before is looked for first,
 * since the process that took it may have died in between, or not have learned what came of its call.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Place, PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import { parsePostTo } from '../../runner/core/run-options.ts';
import type { ScheduleNotice } from '../../runner/core/schedule.ts';
import { within } from '../../runner/deadline.ts';
import { duration } from '../wording.ts';
import { personOf } from './format.ts';
import { deliveryError } from './refusals.ts';
import { noticeView } from './schedule-notice.ts';

export interface NoticeOptions {
  readonly adapter: Pick<
    PlatformAdapter,
    'platform' | 'syntax' | 'connected' | 'onWorkspaces' | 'direct' | 'post' | 'find'
  >;
  readonly schedules: Pick<Schedules, 'takeNotices' | 'noticeTold' | 'noticeDelayed'>;
  readonly log: (line: string) => void;
  /** milliseconds between two looks; for tests */
  readonly every?: number;
}

const EVERY_MS = 15_000;
const SHUTDOWN_LIMIT_MS = 1_000;

export interface NoticeTeller {
  /** Waits for the message in progress. */
  stop(): Promise<void>;
}

export function startNoticeTeller(options: NoticeOptions): NoticeTeller {
  const stopping = new AbortController();
  let workspaces: readonly string[] = [];
  const unsubscribe = options.adapter.onWorkspaces((known) => {
    workspaces = known;
  });
  const done = repeat(options, () => workspaces, stopping.signal);
  return {
    async stop() {
      unsubscribe();
      stopping.abort();
      await within(SHUTDOWN_LIMIT_MS, done);
    },
  };
}

async function repeat(
  options: NoticeOptions,
  workspaces: () => readonly string[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // What is taken while the platform can't be reached would wait until it can be taken again.
    if (options.adapter.connected() && workspaces().length > 0) await tellAll(options, workspaces(), signal);
    await pause(options.every ?? EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function tellAll(
  options: NoticeOptions,
  workspaces: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { adapter, schedules, log } = options;
  try {
    for (const notice of await schedules.takeNotices(adapter.platform)) {
      // Another process, or this one after its restart, need not wait until it can be taken again.
      if (signal.aborted) await schedules.noticeDelayed(notice.id, 0, notice.error);
      else await tell(options, workspaces, notice);
    }
  } catch (error) {
    if (!(error instanceof BatonError && error.passing)) {
      log(`${adapter.platform}: what is to be told of schedules could not be read: ${messageOf(error)}`);
    }
  }
}

async function tell(
  options: NoticeOptions,
  workspaces: readonly string[],
  notice: ScheduleNotice,
): Promise<void> {
  const { adapter, schedules } = options;
  const addresses = addressesOf(adapter.platform, notice, workspaces);
  // Before it goes to any of them: it may have been posted at one that refuses it now.
  const mayBeTold = notice.attempts > 1;
  const isTold = (address: Address) => wasPosted(adapter, address, notice);
  const post = (address: Address) => postTo(adapter, address, notice);
  const looked = mayBeTold ? await firstOf(addresses, isTold) : NOWHERE;
  const isPassing = looked.failures.some((failure) => failure.isPassing);
  const posted = looked.done || isPassing ? looked : await firstOf(addresses, post);
  if (posted.done) await schedules.noticeTold(notice.id);
  else await postpone(options, notice, posted.failures);
}

interface Told {
  readonly done: boolean;
  readonly failures: readonly DeliveryError[];
}

const NOWHERE: Told = { done: false, failures: [] };

/** Tries the addresses in turn until one succeeds. One that fails for now is waited for. */
async function firstOf(
  addresses: readonly Address[],
  attempt: (address: Address) => Promise<boolean>,
): Promise<Told> {
  const failures: DeliveryError[] = [];
  for (const address of addresses) {
    try {
      if (await attempt(address)) return { done: true, failures };
    } catch (error) {
      const failure = deliveryError(error);
      failures.push(failure);
      if (failure.isPassing) break;
    }
  }
  return { done: false, failures };
}

/** How long a notice waits after its first, second… attempt; then each time as long as the last. */
const RETRY_MS = [15_000, 30_000, 2 * 60_000, 10 * 60_000] as const;
/** A wait that the platform demands is obeyed up to this long. */
const MOST_WAIT_MS = 60 * 60_000;
const LONG_WAIT_MS = 60_000;

/** Lets it be taken again after a while. What nobody could be told for long is dropped by those who fire schedules. */
async function postpone(
  { adapter: { platform }, schedules, log }: NoticeOptions,
  { id, kind, schedule, attempts, error }: ScheduleNotice,
  failures: readonly DeliveryError[],
): Promise<void> {
  const asked = Math.max(0, ...failures.map(({ retryAfterMs }) => retryAfterMs));
  const wait = Math.min(MOST_WAIT_MS, Math.max(RETRY_MS[attempts - 1] ?? MOST_WAIT_MS, asked));
  const why =
    failures.map(({ message }) => message).join('; ') || 'there is no channel and no owner to tell it to';
  const isPassing = failures.some((failure) => failure.isPassing);
  if (why !== error && (!isPassing || asked > LONG_WAIT_MS)) {
    log(
      `${platform}: nobody could be told of schedule ${schedule.id} (${kind}), tried again in ${duration(wait)}: ${why}`,
    );
  }
  await schedules.noticeDelayed(id, wait, why);
}

type Address =
  | { readonly workspace: string; readonly channel: string }
  | { readonly workspace: string; readonly person: string };

/**
 * What happened to a run is told in its channel, else to the owner. That a schedule needs attention is told to its owner,
 * else in the channel.
 */
export function addressesOf(
  platform: string,
  { kind, schedule }: ScheduleNotice,
  workspaces: readonly string[],
): readonly Address[] {
  const person = personOf(schedule.owner ?? '');
  const owner = person?.platform === platform ? [{ workspace: person.workspace, person: person.id }] : [];
  const named = parsePostTo(schedule.post_to ?? '');
  const workspace = named?.workspace ?? owner[0]?.workspace ?? workspaces[0];
  const place =
    named?.platform === platform && workspace !== undefined ? [{ workspace, channel: named.channel }] : [];
  return kind === 'overlap' ? [...place, ...owner] : [...owner, ...place];
}

async function placeOf(adapter: Pick<PlatformAdapter, 'direct'>, address: Address): Promise<Place> {
  const { workspace } = address;
  const channel = 'channel' in address ? address.channel : await adapter.direct(workspace, address.person);
  return { workspace, channel, thread: null };
}

const markOf = ({ id, schedule }: ScheduleNotice) => ({ run_id: schedule.id, key: `notice:${id}` });

async function postTo(
  adapter: NoticeOptions['adapter'],
  address: Address,
  notice: ScheduleNotice,
): Promise<true> {
  await adapter.post(await placeOf(adapter, address), noticeView(notice, adapter.syntax), markOf(notice));
  return true;
}

async function wasPosted(
  adapter: NoticeOptions['adapter'],
  address: Address,
  notice: ScheduleNotice,
): Promise<boolean> {
  const mark = markOf(notice);
  const doubtful = { ...mark, kind: 'message', reference: null, since: notice.created_at } as const;
  return (await adapter.find(await placeOf(adapter, address), [doubtful])).has(mark.key);
}
