/** Starts the configured chat platforms: their adapters, action handlers and delivery loops. */
import { createHash } from 'node:crypto';
import type { OpenAdapter, Platform } from '../../adapters/chat/platform.ts';
import type { Routes } from '../../adapters/chat/routes.ts';
import { createRefNames } from '../../adapters/git/ref-list.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { UserAction } from '../../runner/core/ports/platform.ts';
import type { RunChat } from '../../runner/core/ports/run-chat.ts';
import { createActionHandler } from '../commands/action-handler.ts';
import { appliedSettings } from '../commands/applied.ts';
import type { AppliedQuery } from '../commands/applied-setting.ts';
import { createRefCache, type ListRefs } from '../commands/ref-cache.ts';
import { VERBS } from '../commands/verbs.ts';
import { type Notify, settingsOf } from '../config/chat.ts';
import type { Config } from '../config/config.ts';
import { childVariables } from '../config/environment.ts';
import { checkChannelFlows } from '../config/known-names.ts';
import { PLATFORMS } from '../config/platforms.ts';
import { startDeliveryLoops } from '../threads/delivery-loops.ts';
import type { PostContent } from '../threads/desired.ts';
import { startNoticeTeller } from '../threads/schedule-notices.ts';
import { checkNames, type OpenedRunner } from './opened.ts';
import { type ChatPlace, createRunChat } from './run-chat.ts';

export interface RunningChat {
  /** routes that the platforms mount on the service's HTTP server */
  readonly mounts: readonly Routes[];
  readonly runs: RunChat;
  /** which platforms or workspaces don't work at present, and why */
  away(): readonly string[];
  /** which platforms are off, and why */
  readonly notes: readonly string[];
  /** Stops accepting actions, and waits for the calls in flight. */
  stop(): Promise<void>;
}

/** Throws `bad_config` if a channel's default flow does not exist. */
export async function startChat(
  config: Config,
  opened: OpenedRunner,
  log: (line: string) => void,
): Promise<RunningChat> {
  const { catalogue, problems, runner } = opened;
  checkNames(problems, log, () => {
    checkChannelFlows(
      config,
      catalogue.flows.map(({ name }) => name),
    );
  });
  const { leases, installations } = runner;
  const host = { verbs: VERBS, leases, installations, log };
  const adapters: OpenAdapter[] = [];
  const places: ChatPlace[] = [];
  const notes: string[] = [];
  for (const platform of PLATFORMS) {
    const settings = settingsOf(config, platform);
    const missing = platform.missing(settings);
    if (missing.length === 0) {
      const adapter = await platform.open(settings, host);
      adapters.push(adapter);
      places.push(placeOf(platform, adapter));
    } else
      notes.push(`${platform.title} is off: ${missing.join(', ')} not set (\`baton doctor\` says more).`);
  }
  const refs = createRefNames({
    home: config.home,
    environment: childVariables(),
    hosts: config.settings.git.hosts,
  });
  const listRefs = createRefCache(refs, Date.now);
  const platforms = await Promise.all(
    adapters.map((adapter) => startPlatform(adapter, { config, opened, listRefs, log })),
  );
  return {
    runs: createRunChat({ ...opened, places, posts: runner.posts }),
    mounts: adapters.flatMap(({ routes }) => routes ?? []),
    away: () => platforms.flatMap(({ away }) => away()),
    notes,
    async stop() {
      await Promise.all(platforms.map(({ stop }) => stop()));
    },
  };
}

function placeOf({ title, ids }: Platform, adapter: OpenAdapter): ChatPlace {
  let connected: readonly string[] = [];
  adapter.onWorkspaces((workspaces) => {
    connected = workspaces;
  });
  return { title, example: ids.channel.example, adapter, workspaces: () => connected };
}

interface PlatformParts {
  readonly config: Config;
  readonly opened: OpenedRunner;
  readonly listRefs: ListRefs;
  readonly log: (line: string) => void;
}

async function startPlatform(
  adapter: OpenAdapter,
  { config, opened, listRefs, log }: PlatformParts,
): Promise<Pick<RunningChat, 'away' | 'stop'>> {
  const { catalogue, service, ledger, runner, chooseBackend } = opened;
  const { posts, handled, leases, schedules } = runner;
  const { policy } = config;
  const { channels, publicUrl } = settingsOf(config, { name: adapter.platform });
  const settings = { channels, policy, projects: config };
  const explain = (asked: AppliedQuery) => appliedSettings(config, chooseBackend, asked);
  const own = { explain, listRefs, publicUrl, log };
  const parts = { service, ledger, schedules, posts, handled, adapter, catalogue, settings, ...own };
  const { platform } = adapter;
  const retry = (workspace: string, channel: string | null) => {
    posts.retry(platform, workspace, channel).catch((error: unknown) => {
      log(`${platform}: what waits in ${workspace} is not tried at once: ${messageOf(error)}`);
    });
  };
  const unsubscribe = adapter.onOpened(retry);
  const handle = createActionHandler(parts);
  await adapter.start((action) => {
    // Where somebody uses Baton, it may post again.
    if (USES.has(action.kind)) retry(action.place.workspace, action.place.channel);
    return handle(action);
  });
  const titles = new Map(catalogue.flows.map(({ name, title }) => [name, title]));
  const notify = (channel: string): Notify => channels[channel]?.notify ?? config.settings.notify;
  const card = { title: (name: string) => titles.get(name) ?? name, publicUrl, notify };
  const loops = startDeliveryLoops({ adapter, posts, leases, card, hashOf, now: Date.now, log });
  const notices = startNoticeTeller({ adapter, schedules, log });
  return {
    away: () => [
      ...(adapter.connected() ? [] : [`${platform} is not connected`]),
      ...loops.away().map((reason) => `${platform} does not work in ${reason}`),
    ],
    async stop() {
      unsubscribe();
      await Promise.all([adapter.stop(), notices.stop()]);
      await loops.stop();
    },
  };
}

const USES: ReadonlySet<UserAction['kind']> = new Set(['command', 'start', 'mention', 'submit', 'shortcut']);

const hashOf = (content: PostContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');
