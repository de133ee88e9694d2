/** A chat platform created from the configuration, ready to start; and the note for one that is off. */
import type { Mount } from '../../adapters/http/mounts.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { ChannelSetting } from '../config/chat.ts';
import type { Config } from '../config/config.ts';

export interface ConfiguredPlatform {
  readonly adapter: PlatformAdapter;
  /** the routes it mounts on the service's HTTP server; null: none */
  readonly routes: Mount | null;
  readonly channels: Readonly<Record<string, ChannelSetting>>;
}

/** Returns a note that names the missing variables. */
export function slackIsOff({ slackTokens, environment }: Config): string {
  const { botToken, appToken, signingSecret, clientId, clientSecret, stateSecret } = slackTokens;
  const missing = Object.entries({
    ...(clientId === null || botToken !== null
      ? { SLACK_BOT_TOKEN: botToken }
      : {
          SLACK_CLIENT_SECRET: clientSecret,
          SLACK_STATE_SECRET: stateSecret,
          BATON_SECRET_KEY: environment.BATON_SECRET_KEY,
        }),
    'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET': appToken ?? signingSecret,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  return `Slack is off: ${missing.join(', ')} not set (\`baton doctor\` says more).`;
}
