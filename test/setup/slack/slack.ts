/**
 * A Slack for tests, on loopback: `const slack = await startSlack()`. The real Bolt is pointed at `slack.apiUrl`; tests
 * act as people (`slack.person('alice').command('/flow list')`) and look at what stands in channels and threads.
 *
 * Behind it is `emulate`, one for each workspace: messages, threads, views with their hashes and trigger ids, files,
 * people, conversations and OAuth are its own. The front adds what it lacks: delivery (Socket Mode and signed
 * requests), response URLs, ephemeral messages, groups and guests, scopes, Slack's limits and pace, and faults.
 */
import type { LoggedCall } from '../chat/call.ts';
import { type Json, records, text } from '../chat/json.ts';
import { TestPlatform } from '../chat/platform.ts';
import { callsOfRun } from './calls-of-run.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { Front, type SlackParts } from './front.ts';
import type { Harness } from './harness.ts';
import { Modals } from './modals.ts';
import { Pace } from './pace.ts';
import { eventPayload } from './payloads.ts';
import { Person } from './person.ts';
import { ResponseUrls } from './response-urls.ts';
import { type SeenMessage, saidBy, seenMessage } from './seen.ts';
import { Sockets } from './sockets.ts';
import { Store, type StoredFile } from './store.ts';
import { WebApi } from './web-api.ts';
import { APP, Workspace, type WorkspaceSeed, withFileBlocks } from './workspace.ts';

export interface SlackOptions {
  /** one with alice, bob and the guest gus, and the channels shop, releases, secret and ops by default */
  readonly workspaces?: readonly WorkspaceSeed[];
  /** whether calls above Slack's own pace are answered 429 */
  readonly pace?: boolean;
  /** of the chances of faults */
  readonly seed?: number;
}

export async function startSlack(options: SlackOptions = {}): Promise<TestSlack> {
  const front = new Front();
  await front.listen();
  const seeds = options.workspaces ?? [{}];
  const workspaces = await Promise.all(seeds.map((seed, index) => Workspace.start(index + 1, seed)));
  return new TestSlack(front, workspaces, options);
}

export class TestSlack extends TestPlatform<SlackParts> implements Harness {
  readonly workspaces: readonly Workspace[];
  readonly pace: Pace;
  readonly sockets = new Sockets(this.log);
  readonly deliveries = new Deliveries(this.sockets, this.log);
  readonly store = new Store();
  readonly modals = new Modals();
  readonly responses = new ResponseUrls(this.store);
  /** ids, tokens and secrets of the app */
  readonly app = APP;
  readonly #api: WebApi;
  readonly #seen = new Map<string, { readonly version: number; readonly messages: readonly SeenMessage[] }>();

  constructor(front: Front, workspaces: readonly Workspace[], options: SlackOptions) {
    super(front, options.seed);
    this.workspaces = workspaces;
    this.pace = new Pace(options.pace ?? false);
    const { store, modals, pace, sockets, log, responses } = this;
    this.#api = new WebApi({ url: this.url, workspaces, store, modals, pace, sockets });
    front.serve({ api: this.#api, faults: this.faults, log, sockets, store, responses, workspaces });
  }

  /** Ends with a slash. */
  get url(): string {
    return `${this.front.url}/`;
  }

  /** For SLACK_API_URL. */
  get apiUrl(): string {
    return `${this.url}api/`;
  }

  /** The bot's token in the first workspace. */
  get botToken(): string {
    return this.workspace().token;
  }

  /** By its id or name; the first by default. */
  workspace(which?: string): Workspace {
    const found =
      which === undefined
        ? this.workspaces[0]
        : this.workspaces.find(({ id, name }) => id === which || name === which);
    if (found === undefined) throw new Error(`no workspace ${which ?? ''}`);
    return found;
  }

  person(name: string, workspace?: string): Person {
    const home = this.workspace(workspace);
    return new Person(this, home, home.member(name));
  }

  /** The id of a channel. */
  channelId(name: string, workspace?: string): string {
    return this.workspace(workspace).channelNamed(name).id;
  }

  /** HTTP mode: deliveries are signed requests to that address from now on; null: they go to sockets. */
  deliverTo(url: string | null): void {
    this.deliveries.url = url;
  }

  /** The messages of a thread in order, its parent first; metadata included. */
  async thread(channel: string, ts: string, workspace?: string): Promise<readonly SeenMessage[]> {
    return this.#read(workspace, 'conversations.replies', {
      channel: this.channelId(channel, workspace),
      ts,
    });
  }

  /** What stands in the channel itself, oldest first. */
  async channel(channel: string, workspace?: string): Promise<readonly SeenMessage[]> {
    const id = this.channelId(channel, workspace);
    const newestFirst = await this.#read(workspace, 'conversations.history', { channel: id, limit: 1_000 });
    return newestFirst.toReversed();
  }

  /** Files that were completed, in order of upload. */
  files(): readonly StoredFile[] {
    return [...this.store.files.values()].filter(({ sharedAt }) => sharedAt !== null);
  }

  /** What counts as the calls of a run. */
  callsOf(run: string): LoggedCall[] {
    return callsOfRun(this.log, run);
  }

  /** Until the app has that many sockets open. */
  async connected(sockets = 1): Promise<void> {
    await this.until(`${sockets} sockets`, () => this.sockets.count >= sockets);
  }

  /** An event for the app; of one person's doing see `Person`. */
  event(event: Json, workspace?: string): Promise<Delivery> {
    return this.deliveries.send('events_api', eventPayload(this.workspace(workspace), event));
  }

  /** The app is removed from the workspace: its tokens die, then the app is told. */
  async uninstall(workspace?: string): Promise<readonly Delivery[]> {
    const home = this.workspace(workspace);
    for (const token of home.tokens.keys()) home.revoked.add(token);
    home.tokens.clear();
    return [
      await this.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [home.botUser] } }, home.id),
      await this.event({ type: 'app_uninstalled' }, home.id),
    ];
  }

  /** A person follows an address of `/oauth/v2/authorize` and allows; gives the address that Slack sends on to. */
  async approve(authorizeUrl: string, person: string, workspace?: string): Promise<string> {
    const home = this.workspace(workspace);
    const asked = Object.fromEntries(new URL(authorizeUrl).searchParams);
    const code = await home.emulated.authorize({ ...asked, user_id: home.member(person).id });
    this.#api.codes.set(code, home);
    const back = new URL(text(asked.redirect_uri));
    back.searchParams.set('code', code);
    back.searchParams.set('state', text(asked.state));
    return back.toString();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await Promise.all(this.workspaces.map(({ emulated }) => emulated.close()));
  }

  async describe(): Promise<string> {
    const lines: string[] = [];
    for (const workspace of this.workspaces) {
      for (const { id, name } of workspace.channels.values()) {
        for (const top of await this.channel(id, workspace.id)) {
          for (const message of await this.thread(id, top.ts, workspace.id))
            lines.push(inShort(name, message));
        }
      }
    }
    for (const shown of this.store.ephemerals.filter(({ visible }) => visible).slice(-5)) {
      lines.push(`private to ${shown.user}: ${(saidBy(shown.blocks) || shown.text).slice(0, 300)}`);
    }
    const refusals = this.log.calls.filter(({ error }) => error !== null).slice(-5);
    for (const call of refusals)
      lines.push(`${call.method} → ${call.error} ${JSON.stringify(call.body).slice(0, 300)}`);
    return `there was:\n${lines.slice(-60).join('\n') || 'nothing'}`;
  }

  async #read(which: string | undefined, method: string, args: Json): Promise<readonly SeenMessage[]> {
    const workspace = this.workspace(which);
    const key = `${workspace.id} ${method} ${JSON.stringify(args)}`;
    const { version } = this.log;
    const cached = this.#seen.get(key);
    if (cached?.version === version) return cached.messages;
    const [member] = workspace.people.values();
    const asBot = await workspace.asBot(method, args);
    // a private channel without the bot is read as one of its people
    const answer =
      asBot.ok === true ? asBot : await workspace.emulated.call(method, args, member?.token ?? '');
    const channel = text(args.channel);
    const messages = records(answer.messages).map((message) =>
      seenMessage(workspace.id, channel, withFileBlocks(workspace, channel, message)),
    );
    this.#seen.set(key, { version, messages });
    return messages;
  }
}

function inShort(channel: string, { thread, says, files, buttons }: SeenMessage): string {
  const more = [...files.map((name) => `file ${name}`), ...buttons.map((label) => `[${label}]`)].join(' ');
  return `#${channel}${thread === null ? '' : '  ↳'} ${says.slice(0, 200).replaceAll('\n', ' | ')} ${more}`;
}
