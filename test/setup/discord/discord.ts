/**
 * A Discord for tests, on loopback: `const discord = await startDiscord()`. The real discord.js is pointed at
 * `discord.apiUrl` (its gateway's address comes from there), or `discord.deliverTo(url)` signs interactions to an app that
 * takes them over HTTP. Tests act as people (`discord.person('alice').command('flow run', { flow: 'tech-debt' })`) and look
 * at what stands in channels and threads. Every body is judged by Discord's own OpenAPI document, where it is there.
 */
import type { LoggedCall } from '../chat/call.ts';
import { TestPlatform } from '../chat/platform.ts';
import { Commands } from './commands.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { type DiscordParts, Front } from './front.ts';
import { Gateway, type GatewayOptions } from './gateway.ts';
import { type Channel, type Guild, overwritesOf } from './guild.ts';
import type { Harness } from './harness.ts';
import { Interactions } from './interactions.ts';
import type { Message } from './message.ts';
import { OpenApiRules } from './openapi-rules.ts';
import { overview } from './overview.ts';
import { Pace } from './pace.ts';
import type { Permission } from './permissions.ts';
import { Person } from './person.ts';
import { RestApi } from './rest-api.ts';
import type { GuildSeed } from './seed.ts';
import { type SeenFile, type SeenMessage, seenMessage } from './seen.ts';
import { SigningKey } from './signing.ts';
import { DiscordClock } from './snowflake.ts';
import { channelJson } from './wire.ts';
import { type Application, application, World } from './world.ts';

export interface DiscordOptions {
  /**
   * one with alice (of the role reviewers), bob and the guest gus, and the channels shop, releases, announcements (where
   * the bot may not write), secret (which it can't see) and the forum ideas by default
   */
  readonly guilds?: readonly GuildSeed[];
  /** whether calls above Discord's own pace are answered 429, and its headers sent */
  readonly pace?: boolean;
  readonly gateway?: GatewayOptions;
  /** the status with which error 30046 comes; 400 by default */
  readonly oldEditStatus?: 400 | 429;
  /** of the chances of faults */
  readonly seed?: number;
}

export async function startDiscord(options: DiscordOptions = {}): Promise<TestDiscord> {
  const front = new Front();
  await front.listen();
  return new TestDiscord(front, options);
}

export class TestDiscord extends TestPlatform<DiscordParts> implements Harness {
  readonly clock = new DiscordClock();
  readonly key = new SigningKey();
  readonly world: World;
  readonly gateway: Gateway;
  readonly interactions: Interactions;
  readonly commands: Commands;
  readonly deliveries: Deliveries;
  readonly pace: Pace;

  constructor(front: Front, options: DiscordOptions) {
    super(front, options.seed);
    const app = application(this.clock, this.key);
    this.world = new World(app, this.clock, this.log, front.url, options.guilds ?? [{}]);
    const { world, log, key } = this;
    const rules = OpenApiRules.read(process.env.BATON_TEST_DATA);
    this.gateway = new Gateway(world, options.gateway ?? {});
    this.interactions = new Interactions(world);
    this.commands = new Commands(world);
    this.pace = new Pace(options.pace ?? false);
    const { gateway, interactions, commands } = this;
    this.deliveries = new Deliveries({ world, gateway, interactions, key, rules });
    const oldEditStatus = options.oldEditStatus ?? 400;
    const context = { world, gateway, interactions, commands, oldEditStatus };
    const api = new RestApi(context, this.pace, rules);
    front.serve({ api, world, gateway, faults: this.faults, log });
  }

  /** For DISCORD_API_URL, and `rest.api` of discord.js. */
  get apiUrl(): string {
    return `${this.front.url}/api`;
  }

  get botToken(): string {
    return this.world.app.token;
  }

  /** Ids and keys of the application. */
  get app(): Application {
    return this.world.app;
  }

  /** By its id or name; the first by default. */
  guild(which?: string): Guild {
    const { guilds } = this.world;
    const found =
      which === undefined ? guilds[0] : guilds.find(({ id, name }) => id === which || name === which);
    if (found === undefined) throw new Error(`no guild ${which ?? ''}`);
    return found;
  }

  person(name: string, guild?: string): Person {
    const user = this.world.people.get(name);
    if (user === undefined) throw new Error(`nobody is called ${name}`);
    return new Person(this, this.guild(guild), user);
  }

  /** The id of a channel, by its name. */
  channelId(name: string, guild?: string): string {
    return this.#channel(name, guild).id;
  }

  /** HTTP mode: interactions are signed requests to that address from now on; null: they go to the gateway. */
  deliverTo(url: string | null): void {
    this.world.interactionsUrl = url;
  }

  /** What stands in a channel or direct channel, by name or id, oldest first. */
  channel(which: string, guild?: string): readonly SeenMessage[] {
    return this.world.standing(this.#channel(which, guild).id).map(seenMessage);
  }

  /** The messages of a thread in order, the message that it hangs on first. */
  thread(id: string): readonly SeenMessage[] {
    const start = this.world.messages.get(id);
    const parent = start === undefined || start.deleted || start.channel.id === id ? [] : [start];
    return [...parent, ...this.world.standing(id)].map(seenMessage);
  }

  /** A thread as it is set up. */
  threadNamed(which: string): Channel {
    const all = this.world.guilds.flatMap((guild) => this.world.threadsOf(guild));
    const found = all.find(({ id, name }) => id === which || name === which);
    if (found === undefined) throw new Error(`no thread ${which}`);
    return found;
  }

  /** As it is now, whoever sees it. */
  message(id: string): SeenMessage {
    return seenMessage(this.#message(id));
  }

  /** Files that can be seen in channels and threads, in order. */
  files(): readonly SeenFile[] {
    const all = [...this.world.messages.values()].filter(({ deleted }) => !deleted);
    return all.map(seenMessage).flatMap(({ attachments }) => attachments);
  }

  /** Makes a message older than its id says. */
  ageMessage(id: string, minutes: number): void {
    this.#message(id).extraAge += minutes;
  }

  /** Archives a thread, as Discord does after a while. */
  archive(thread: string, { locked = false } = {}): void {
    const found = this.threadNamed(thread);
    if (found.thread === null) return;
    Object.assign(found.thread, { archived: true, locked, archivedAt: this.clock.now() });
    this.world.announce('THREAD_UPDATE', found, channelJson(found));
    this.log.changed();
  }

  /** Takes these permissions of a channel from the bot and gives it all others there; the app is told if it sees the channel. */
  deny(which: string, ...denied: readonly Permission[]): void {
    const channel = this.#channel(which);
    channel.overwrites = overwritesOf({ name: channel.name, denied }, this.guild());
    this.world.announce('CHANNEL_UPDATE', channel, channelJson(channel));
    this.log.changed();
  }

  /** Takes away a message, channel or thread, as a moderator would. */
  remove(id: string): void {
    const message = this.world.messages.get(id);
    if (message !== undefined) message.deleted = true;
    const channel = this.world.channels.get(id);
    if (channel !== undefined) {
      this.world.channels.delete(id);
      this.world.announce(
        channel.thread === null ? 'CHANNEL_DELETE' : 'THREAD_DELETE',
        channel,
        channelJson(channel),
      );
    }
    this.log.changed();
  }

  /** The calls that count for the run whose thread that is: messages made, changed and read, and the thread itself. */
  callsOf(thread: string): readonly LoggedCall[] {
    return this.log.calls.filter(({ method, args, body, status }) => {
      if (status === null || status === 429 || status >= 500) return false;
      if (!method.includes('/channels/:channel')) return false;
      return args.channel === thread || args.message === thread || body.id === thread;
    });
  }

  /** Until the app has that many sessions open at the gateway. */
  async connected(sessions = 1): Promise<void> {
    await this.until(`${sessions} sessions`, () => this.gateway.open.length >= sessions);
  }

  /** See `Deliveries`. */
  again(delivery: Delivery): Promise<void> {
    return this.deliveries.again(delivery);
  }

  describe(): string {
    return overview(this.world, this.deliveries);
  }

  #channel(which: string, guild?: string): Channel {
    const home = this.guild(guild);
    const found =
      this.world.channelsOf(home).find(({ name }) => name === which) ?? this.world.channels.get(which);
    if (found === undefined) throw new Error(`no channel is called ${which} in ${home.name}`);
    return found;
  }

  #message(id: string): Message {
    const found = this.world.messages.get(id);
    if (found === undefined) throw new Error(`no message ${id}`);
    return found;
  }
}
