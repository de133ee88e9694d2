/** Baton as a service in child processes, and a chat platform that it serves: what the stories in this folder play on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MadeRepository } from '../../setup/repositories.ts';
import { ownFolder, type Started, startBaton } from '../processes.ts';
import type { Document } from '../reports.ts';
import { type Service, startService } from '../service-client.ts';
import { makeShop } from '../shop.ts';
import { discordPlace } from './discord-place.ts';
import type { ChatPlace, Mode, Shown } from './place.ts';
import { type PlaceOptions, slackPlace } from './slack-place.ts';

export interface StageOptions extends PlaceOptions {
  readonly mode: Mode;
  readonly variables?: Readonly<Record<string, string>>;
  /** of the first service; it does everything when absent */
  readonly role?: 'bot';
  /** a second project, for the channel `releases`, whose runs only alice's group or role may start */
  readonly guarded?: boolean;
  /** what the project `shop` is, as YAML; a repository of its own when absent */
  readonly shop?: string;
  /** further lines of `baton.yaml` */
  readonly settings?: string;
}

export interface Harness extends AsyncDisposable {
  readonly mode: Mode;
  readonly place: ChatPlace;
  readonly service: Service;
  /** of all services */
  readonly home: string;
  /** what the project `shop` reads, unless it was given something else */
  readonly repository: MadeRepository;
  /** one more service on the same home */
  another(...argv: string[]): Promise<Service>;
  /** one more process that works and serves nobody */
  worker(): Promise<void>;
  /** Starts a small run with that focus from outside of the platform, to appear in a channel there. */
  start(focus: string, channel: string): Promise<string>;
  /** The newest message of the bot in a channel that says so. */
  card(channel: string, says: RegExp): Promise<Shown>;
  /** A card once its run has ended and its report hangs in the thread. */
  ended(card: Shown): Promise<Shown>;
  /** Nothing of the run is missing in its thread, nothing is there twice, and everything is in its last form, sooner or later. */
  whole(card: Shown, asked?: Service): Promise<void>;
}

/** Some stories are long. */
const LIMIT_MS = 400_000;
const END_MS = 60_000;

export async function setStage(options: StageOptions): Promise<Harness> {
  const parts = new AsyncDisposableStack();
  try {
    return await furnished(options, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function furnished(options: StageOptions, parts: AsyncDisposableStack): Promise<Harness> {
  const { mode, role } = options;
  const place = await placeFor(mode, options);
  parts.defer(() => place.stop());
  const home = ownFolder();
  const repository = makeShop();
  const settings = settingsFor(place, options, repository);
  writeFileSync(join(home, 'baton.yaml'), `${settings}${options.settings ?? ''}`);
  const around = {
    home,
    variables: { ...place.variables, ...options.variables },
    limitMs: LIMIT_MS,
  };
  const another: Harness['another'] = async (...argv) => {
    const service = await startService(around, ...argv);
    // It may have been killed by now.
    parts.defer(() =>
      service.stop().then(
        () => undefined,
        () => undefined,
      ),
    );
    return service;
  };
  const service = await another(...(role === undefined ? [] : ['--role', role]));
  place.serve(service.address);
  const isReady = async () => (await service.get('/readyz')).status === 200;
  await place.until('the service to be ready', isReady, 30_000);
  await place.furnished();
  return {
    mode,
    place,
    service,
    home,
    repository,
    another,
    async worker() {
      const worker: Started = startBaton(['start', '--role', 'worker'], around);
      parts.defer(async () => {
        worker.signal('SIGTERM');
        await worker.ended;
      });
      await worker.says(/Baton works/);
    },
    start: (question, channel) =>
      service.start({
        project_id: 'shop',
        flow_name: 'tech-debt',
        band: 'small',
        input: { question },
        post_to: `${place.platform}:${place.channelId(channel)}`,
      }),
    card: (channel, says) =>
      place.until(`a card in ${channel} that says ${says}`, async () =>
        (await place.cards(channel)).findLast((message) => says.test(message.says)),
      ),
    ended: (card) => ended(place, card),
    whole: (card, asked = service) => expectWhole(place, asked, card),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function placeFor(mode: Mode, options: PlaceOptions): Promise<ChatPlace> {
  switch (mode) {
    case 'slack-socket':
      return slackPlace('socket', options);
    case 'slack-http':
      return slackPlace('http', options);
    case 'discord-gateway':
      return discordPlace('gateway', options);
    case 'discord-http':
      return discordPlace('http', options);
  }
}

function settingsFor(
  place: ChatPlace,
  { guarded = false, shop }: StageOptions,
  repository: MadeRepository,
): string {
  const projects = `projects:\n  shop: ${shop ?? `{ path: ${repository.path} }`}\n`;
  if (!guarded) return projects;
  const everyone = ['alice', 'bob'].map((name) => `"${place.personId(name)}"`).join(', ');
  const open = place.platform === 'discord' ? ['shop', 'ideas'] : ['shop'];
  const channel = (name: string, project: string) => `"${place.channelId(name)}": { project: ${project} }`;
  return `${projects}  guarded: { path: ${makeShop().path}, start: ["${place.team}"] }
policy: { start: [${everyone}], export: [${everyone}], schedule: [${everyone}] }
${place.platform}:
  channels: { ${[...open.map((name) => channel(name, 'shop')), channel('releases', 'guarded')].join(', ')} }
`;
}

function ended(place: ChatPlace, card: Shown): Promise<Shown> {
  const look = async () => {
    const now = await place.again(card);
    if (now === null) throw new Error('the card is gone');
    const isOver = !now.buttons.includes('Cancel') && now.buttons.some((label) => label.startsWith('Export'));
    const hasReport = (await place.replies(card)).some(({ files }) => files.length > 0);
    return isOver && hasReport ? now : null;
  };
  return place.until('the end of the run in its thread', look, END_MS);
}

/** The runs that the service knows, newest first. */
async function runIds(service: Service): Promise<readonly string[]> {
  const { body } = await service.get('/api/runs?limit=100');
  return (body.runs as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** The id of the run whose card that is. */
export async function runOf(
  { place, service }: Pick<Harness, 'place' | 'service'>,
  card: Shown,
): Promise<string> {
  const found = (await runIds(service)).find((id) => place.isPost(card, id, 'root'));
  if (found === undefined) throw new Error('no card of a run');
  return found;
}

async function expectWhole(place: ChatPlace, service: Service, card: Shown): Promise<void> {
  const looked = () => look(place, service, card);
  const isWhole = () =>
    looked().then(
      () => true,
      () => false,
    );
  await place.until('the whole thread', isWhole, END_MS).catch(looked);
}

async function look(place: ChatPlace, service: Service, card: Shown): Promise<void> {
  const run_id = await runOf({ place, service }, card);
  const { run, steps } = (await service.get(`/api/runs/${run_id}`)).body as Document;
  expect(run.status).toBe('completed');
  const ran = steps.filter(({ kind, started_at }) => kind === 'agent' && started_at !== null);
  const replies = await place.replies(card);
  const said = replies.filter(({ files }) => files.length === 0);
  const counts = ran.map(({ step_id }) => ({
    step_id,
    messages: said.filter((reply) => place.isPost(reply, run_id, `step:${step_id}`)).length,
  }));
  expect(counts, await place.describe()).toEqual(ran.map(({ step_id }) => ({ step_id, messages: 1 })));
  expect(said.length, await place.describe()).toBe(ran.length);
  for (const { says } of said) expect(says).toMatch(/^[✓✗]/);
  expect(replies.flatMap(({ files }) => files)).toEqual([expect.stringMatching(/\.md$/)]);
}
