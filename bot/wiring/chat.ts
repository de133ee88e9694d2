/** The chat platforms that are configured: their adapters, what answers people there, and the lanes of their threads. */
import { createHash } from 'node:crypto';
import { createSlackAdapter, type SlackAdapter } from '../../adapters/slack/adapter.ts';
import { createInstaller } from '../../adapters/slack/install/installer.ts';
import { singleWorkspace } from '../../adapters/slack/workspaces.ts';
import { createChat } from '../chat/chat.ts';
import type { Config } from '../config/config.ts';
import { checkChannelFlows } from '../config/settings-file.ts';
import type { Content } from '../thread/desired.ts';
import { startLanes } from '../thread/lanes.ts';
import type { OpenedRunner } from './opened.ts';

export interface RunningChat {
  /** routes that the platforms want on the service's own address */
  readonly mounts: readonly NonNullable<SlackAdapter['routes']>[];
  /** the platforms that can't be reached just now */
  away(): readonly string[];
  /** which platforms are off, and why */
  readonly notes: readonly string[];
  /** Takes no more acts, and lets the calls in hand end. */
  stop(): Promise<void>;
}

/** Two, so that one that Slack renews loses nothing. */
const SOCKETS = 2;

/** Throws `bad_config` when a channel's default flow is none. */
export async function startChat(
  config: Config,
  opened: OpenedRunner,
  log: (line: string) => void,
): Promise<RunningChat> {
  const { catalogue, service, runner } = opened;
  checkChannelFlows(
    config.files.yaml,
    catalogue.flows.map(({ name }) => name),
  );
  const { adapter, off } = slackFor(config, runner.installations, log);
  if (adapter === null) {
    return { mounts: [], away: () => [], notes: [off], stop: async () => undefined };
  }
  const chat = createChat({
    service,
    posts: runner.posts,
    adapter,
    catalogue,
    settings: { channels: config.slack.channels, policy: config.policy, projects: config },
    publicUrl: config.publicUrl,
    log,
  });
  await adapter.start(chat);
  const titles = new Map(catalogue.flows.map(({ name, title }) => [name, title]));
  const lanes = startLanes({
    adapter,
    posts: runner.posts,
    card: { title: (name) => titles.get(name) ?? name, publicUrl: config.publicUrl },
    hashOf,
    now: Date.now,
    log,
  });
  return {
    mounts: adapter.routes === null ? [] : [adapter.routes],
    away: () => (adapter.connected() ? [] : [adapter.platform]),
    notes: [],
    async stop() {
      await adapter.stop();
      await lanes.stop();
    },
  };
}

type SlackChoice = { readonly adapter: SlackAdapter; readonly off: null } | { adapter: null; off: string };

function slackFor(
  config: Config,
  installations: OpenedRunner['runner']['installations'],
  log: (line: string) => void,
): SlackChoice {
  const { botToken, appToken, signingSecret, apiUrl, clientId, clientSecret, stateSecret } =
    config.slackTokens;
  if (appToken !== null && botToken !== null) {
    const mode = { kind: 'socket', appToken, sockets: SOCKETS } as const;
    const workspaces = singleWorkspace(botToken, apiUrl);
    return { adapter: createSlackAdapter({ mode, workspaces, apiUrl, log }), off: null };
  }
  if (signingSecret === null || (botToken === null && clientId === null)) {
    return { adapter: null, off: slackIsOff(config) };
  }
  if (botToken !== null) {
    const mode = { kind: 'http', signingSecret, installer: null } as const;
    const workspaces = singleWorkspace(botToken, apiUrl);
    return { adapter: createSlackAdapter({ mode, workspaces, apiUrl, log }), off: null };
  }
  const { secretKey, publicUrl } = config;
  if (clientId === null || clientSecret === null || stateSecret === null || secretKey === null) {
    return { adapter: null, off: slackIsOff(config) };
  }
  const secrets = { clientId, clientSecret, stateSecret, secretKey };
  const installer = createInstaller({ ...secrets, publicUrl, apiUrl, installations, now: Date.now });
  const mode = { kind: 'http', signingSecret, installer: installer.receiver } as const;
  return {
    adapter: createSlackAdapter({ mode, workspaces: installer.workspaces, apiUrl, log }),
    off: null,
  };
}

function slackIsOff({ slackTokens, secretKey }: Config): string {
  const { botToken, appToken, signingSecret, clientId, clientSecret, stateSecret } = slackTokens;
  const missing = Object.entries({
    ...(clientId === null || botToken !== null
      ? { SLACK_BOT_TOKEN: botToken }
      : { SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret, BATON_SECRET_KEY: secretKey }),
    'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET': appToken ?? signingSecret,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  return `Slack is off: ${missing.join(', ')} not set (\`baton doctor\` says more).`;
}

const hashOf = (content: Content): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');
