/**
 * Tells the chats what is to be told of schedules: that a run was skipped, could not start, or that Baton paused a schedule.
 * A notice is taken by one process and marked as told once it is posted; before it is posted, the channel is looked at,
 * since the process that took it earlier may have died in between.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Place, PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import { parsePostTo } from '../../runner/core/run-options.ts';
import type { ScheduleNotice } from '../../runner/core/schedule.ts';
import { within } from '../../runner/deadline.ts';
import { personOf } from './format.ts';
import { noticeView } from './schedule-notice.ts';

export interface NoticeOptions {
  readonly adapter: Pick<
    PlatformAdapter,
    'platform' | 'syntax' | 'connected' | 'onWorkspaces' | 'direct' | 'post' | 'find'
  >;
  readonly schedules: Pick<Schedules, 'takeNotices' | 'noticeTold'>;
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
      if (signal.aborted) return;
      await tell(options, workspaces, notice);
    }
  } catch (error) {
    if (!(error instanceof BatonError && error.passing)) {
      log(`${adapter.platform}: what is to be told of schedules could not be read: ${messageOf(error)}`);
    }
  }
}

/** One that can't be posted anywhere for good is given up; for the time being it is taken again in five minutes. */
async function tell(
  { adapter, schedules, log }: NoticeOptions,
  workspaces: readonly string[],
  notice: ScheduleNotice,
): Promise<void> {
  const failures: string[] = [];
  for (const address of addressesOf(adapter.platform, notice, workspaces)) {
    try {
      await postOnce(adapter, await placeOf(adapter, address), notice);
      await schedules.noticeTold(notice.id);
      return;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      failures.push(error.message);
      if (error.isPassing) return;
    }
  }
  const why = failures.join('; ') || 'there is no channel and no owner to tell it to';
  log(`${adapter.platform}: nobody could be told of schedule ${notice.schedule.id} (${notice.kind}): ${why}`);
  await schedules.noticeTold(notice.id);
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

/** How long a notice may have been posted before it is looked for. */
const DOUBT_MS = 24 * 60 * 60_000;

async function postOnce(
  adapter: Pick<PlatformAdapter, 'syntax' | 'post' | 'find'>,
  place: Place,
  notice: ScheduleNotice,
): Promise<void> {
  const mark = { run_id: notice.schedule.id, key: `notice:${notice.id}` };
  const since = new Date(Date.now() - DOUBT_MS).toISOString();
  const found = await adapter.find(place, [{ ...mark, kind: 'message', reference: null, since }]);
  if (!found.has(mark.key)) await adapter.post(place, noticeView(notice, adapter.syntax), mark);
}
