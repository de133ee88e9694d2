/** What is configured of chat: which channel is about what, who may do what, and the tokens of the platforms. */
import type { Environment } from './environment.ts';
import type { Settings } from './settings.ts';

/** What a channel is about. */
export interface ChannelSetting {
  /** a configured project's id */
  readonly project: string | null;
  /** the flow that starts when none is named */
  readonly flow: string | null;
}

/** Who is named for each action, as in `U0ALICE`, `group:S0TEAM`, `role:456`; null where nobody has written it down. */
export interface Rules {
  readonly start: readonly string[] | null;
  readonly cancel: readonly string[] | null;
  readonly export: readonly string[] | null;
}

export interface Policy {
  readonly general: Rules;
  /** by project id; a list given here takes the place of the general one */
  readonly projects: Readonly<Record<string, Rules>>;
}

/** Each null when its variable is not set. */
export interface SlackTokens {
  readonly botToken: string | null;
  /** set: Socket Mode */
  readonly appToken: string | null;
  /** set, and no app token: HTTP mode */
  readonly signingSecret: string | null;
  /** ends in a slash */
  readonly apiUrl: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly stateSecret: string | null;
}

/** Each null when its variable is not set. */
export interface DiscordTokens {
  readonly token: string | null;
  /** set: HTTP mode, else the gateway */
  readonly publicKey: string | null;
  /** the server that the commands are for; null: all */
  readonly guildId: string | null;
  /** without a slash at its end */
  readonly apiUrl: string | null;
}

export function platformTokens(environment: Environment) {
  const slackTokens: SlackTokens = {
    botToken: environment.SLACK_BOT_TOKEN,
    appToken: environment.SLACK_APP_TOKEN,
    signingSecret: environment.SLACK_SIGNING_SECRET,
    apiUrl: environment.SLACK_API_URL,
    clientId: environment.SLACK_CLIENT_ID,
    clientSecret: environment.SLACK_CLIENT_SECRET,
    stateSecret: environment.SLACK_STATE_SECRET,
  };
  const hasSlack = slackTokens.botToken !== null || slackTokens.clientId !== null;
  const discordTokens: DiscordTokens = {
    token: environment.DISCORD_TOKEN,
    publicKey: environment.DISCORD_PUBLIC_KEY,
    guildId: environment.DISCORD_GUILD_ID,
    apiUrl: environment.DISCORD_API_URL,
  };
  const platforms = [...(hasSlack ? ['slack'] : []), ...(discordTokens.token === null ? [] : ['discord'])];
  return { slackTokens, discordTokens, platforms };
}

export function chatSettings({ policy, projects }: Settings): { readonly policy: Policy } {
  const rules = Object.entries(projects).map(([id, project]) => [id, project.policy] as const);
  return { policy: { general: policy, projects: Object.fromEntries(rules) } };
}
