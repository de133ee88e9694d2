/** Starts the configured chat platforms: their adapters, action handlers and delivery loops. */
import { createHash } from 'node:crypto';
import type { Mount } from '../../adapters/http/mounts.ts';
import { createChat } from '../commands/commands.ts';
import type { Config } from '../config/config.ts';
import { checkChannelFlows } from '../config/settings-file.ts';
import { startDeliveryLoops } from '../threads/delivery-loops.ts';
import type { Content } from '../threads/desired.ts';
import type { OpenedRunner } from './opened.ts';
import { type ConfiguredPlatform, slackIsOff } from './platform.ts';

export interface RunningChat {
  /** routes that the platforms mount on the service's HTTP server */
  readonly mounts: readonly Mount[];
  /** the platforms that are currently disconnected */
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
  const { catalogue, runner } = opened;
  checkChannelFlows(
    config.files.yaml,
    catalogue.flows.map(({ name }) => name),
  );
  const all = [await slack(config, runner, log), await discord(config, runner, log)];
  const platforms = all.filter((one) => typeof one !== 'string');
  const ends = await Promise.all(platforms.map((platform) => startPlatform(platform, config, opened, log)));
  return {
    mounts: platforms.flatMap(({ routes }) => routes ?? []),
    away: () => platforms.flatMap(({ adapter }) => (adapter.connected() ? [] : [adapter.platform])),
    notes: all.filter((one) => typeof one === 'string'),
    async stop() {
      await Promise.all(ends.map((end) => end()));
    },
  };
}

type Chosen = (
  config: Config,
  runner: OpenedRunner['runner'],
  log: (line: string) => void,
) => Promise<ConfiguredPlatform | string>;

/** Loads a platform's client only if it is configured: each takes tens of megabytes. */
const slack: Chosen = async (config, { installations }, log) => {
  if (!config.platforms.includes('slack')) return slackIsOff(config);
  const { slackOf } = await import('./slack.ts');
  return slackOf(config, installations, log);
};

const discord: Chosen = async (config, { leases }, log) => {
  const { token } = config.discordTokens;
  if (token === null) return 'Discord is off: DISCORD_TOKEN not set (`baton doctor` says more).';
  const { discordOf } = await import('./discord.ts');
  return discordOf(config, token, leases, log);
};

/** Returns a function that stops it. */
async function startPlatform(
  { adapter, channels }: ConfiguredPlatform,
  config: Config,
  { catalogue, service, runner }: OpenedRunner,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const { posts, leases } = runner;
  const { publicUrl, policy } = config;
  const settings = { channels, policy, projects: config };
  await adapter.start(createChat({ service, posts, adapter, catalogue, settings, publicUrl, log }));
  const titles = new Map(catalogue.flows.map(({ name, title }) => [name, title]));
  const card = { title: (name: string) => titles.get(name) ?? name, publicUrl };
  const loops = startDeliveryLoops({ adapter, posts, leases, card, hashOf, now: Date.now, log });
  return async () => {
    await adapter.stop();
    await loops.stop();
  };
}

const hashOf = (content: Content): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');
