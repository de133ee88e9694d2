/** Implements the port of a run's place in chats over the platforms that are connected. */
import type { OpenAdapter } from '../../adapters/chat/platform.ts';
import { BatonError } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { PostedMessage, Posts } from '../../runner/core/ports/posts.ts';
import type { RunChat } from '../../runner/core/ports/run-chat.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import type { RunChatDocument } from '../../runner/core/run-chat.ts';
import type { PostTo } from '../../runner/core/run-options.ts';
import { personOf } from '../threads/format.ts';
import { isCardKey } from '../threads/post-keys.ts';
import { sentence } from '../wording.ts';

/** A platform that a run may be shown on. */
export interface ChatPlace {
  readonly title: string;
  /** how a channel of it is named, such as `C0123456789` */
  readonly example: string;
  readonly adapter: Pick<OpenAdapter, 'platform' | 'enter' | 'names' | 'link'>;
  /** the ids of those that are connected */
  workspaces(): readonly string[];
}

export interface RunChatOptions {
  readonly places: readonly ChatPlace[];
  readonly posts: Pick<Posts, 'posted' | 'want' | 'audit'>;
  readonly service: Pick<RunnerService, 'run'>;
  readonly ledger: Pick<Ledger, 'findings'>;
}

export function createRunChat({ places, posts, service, ledger }: RunChatOptions): RunChat {
  const placeOf = (platform: string) => places.find(({ adapter }) => adapter.platform === platform);
  return {
    async about(run_id) {
      const { run } = await service.run(run_id);
      const actor = run.requested_by;
      const [name, people, posted] = await Promise.all([
        nameOf(actor, placeOf),
        judges(run_id, ledger, placeOf),
        posts.posted(run_id),
      ]);
      const cards = posted.filter(({ key }) => isCardKey(key));
      const threads = await Promise.all(cards.map((card) => threadOf(card, placeOf(card.platform))));
      return {
        requested_by: { actor, name },
        people,
        threads: threads.flatMap((thread) => thread ?? []),
        exports: places.map(({ title, example, adapter: { platform } }) => ({ platform, title, example })),
      };
    },
    async export(run_id, to, by, act_id) {
      await service.run(run_id);
      const place = placeOf(to.platform);
      if (place === undefined) throw refused('no_platform', `${to.platform} is not configured here.`);
      const workspace = workspaceOf(to, place);
      await entered(place, workspace, to.channel);
      const { platform, channel } = to;
      await posts.want({ run_id, kind: 'export', platform, workspace, channel, act_id });
      await posts.audit({ actor: by, action: 'export', run_id, detail: { to: channel } });
    },
  };
}

type PlaceOf = (platform: string) => ChatPlace | undefined;

async function nameOf(actor: string, placeOf: PlaceOf): Promise<string> {
  const person = personOf(actor);
  const place = person === null ? undefined : placeOf(person.platform);
  if (person === null || place === undefined) return actor;
  return await place.adapter.names(person.workspace).person(person.id);
}

/** Names those who said something of the run's findings. */
async function judges(
  run_id: string,
  ledger: RunChatOptions['ledger'],
  placeOf: PlaceOf,
): Promise<RunChatDocument['people']> {
  const actors = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<Ledger['findings']>> = await ledger.findings({
      ...{ run_id, limit: 100 },
      ...(cursor === '' ? {} : { cursor }),
    });
    for (const { dismissed, voters } of page.findings)
      for (const actor of [
        ...(dismissed === null ? [] : [dismissed.by]),
        ...voters.map((each) => each.actor),
      ])
        actors.add(actor);
    cursor = page.next_cursor;
  }
  const named = [...actors].map(async (actor) => ({ actor, name: await nameOf(actor, placeOf) }));
  return (await Promise.all(named)).filter(({ actor, name }) => name !== actor);
}

async function threadOf(
  { workspace, channel, reference, platform }: PostedMessage,
  place: ChatPlace | undefined,
) {
  if (place === undefined) return null;
  const [url, name] = await Promise.all([
    place.adapter.link(workspace, channel, reference),
    place.adapter.names(workspace).channel(channel),
  ]);
  return url?.startsWith('https://') === true ? { platform, title: place.title, channel: name, url } : null;
}

function workspaceOf({ workspace, platform, channel }: PostTo, place: ChatPlace): string {
  const [only, ...others] = place.workspaces();
  if (workspace !== null) return workspace;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) throw refused('cannot_post', `${place.title} is not connected.`);
  throw refused('which_workspace', `There are several workspaces. Name one: ${platform}:${only}/${channel}.`);
}

async function entered({ adapter }: ChatPlace, workspace: string, channel: string): Promise<void> {
  try {
    await adapter.enter(workspace, channel);
  } catch (error) {
    if (error instanceof DeliveryError) throw refused('cannot_post', sentence(error.message));
    throw error;
  }
}

function refused(code: string, message: string): BatonError {
  return new BatonError('refused', code, message, { path: 'to' });
}
