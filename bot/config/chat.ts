/** What is configured of chat: who may do what and, by platform, its variables and what its channels are about. */
import type { Platform, PlatformSettings } from '../../adapters/chat/platform.ts';
import type { Environment } from './environment.ts';
import { PLATFORMS } from './platforms.ts';
import type { PolicySettings, Settings } from './settings.ts';

/** What a channel is about. */
export interface ChannelSetting {
  /** a configured project's id */
  readonly project: string | null;
  /** the flow that starts when none is named */
  readonly flow: string | null;
}

/** Who is named for each action, as in `U0ALICE`, `group:S0TEAM`, `role:456`; null where no rule is configured. */
export interface Rules {
  readonly start: readonly string[] | null;
  readonly cancel: readonly string[] | null;
  readonly export: readonly string[] | null;
}

export interface Policy {
  readonly general: Rules;
  /** by project id; a list given here replaces the general one */
  readonly projects: Readonly<Record<string, Rules>>;
}

/** What is configured for one platform. */
export interface PlatformConfig extends PlatformSettings {
  /** by channel id */
  readonly channels: Readonly<Record<string, ChannelSetting>>;
}

/** Returns the policy and, by platform, what is configured for it. */
export function chatConfig(environment: Environment, settings: Settings) {
  const values: Readonly<Record<string, unknown>> = environment;
  const sections: Readonly<Record<string, unknown>> = settings;
  const { policy = {}, projects = {} } = settings;
  const chat = Object.fromEntries(
    PLATFORMS.map(({ name, variables }): [string, PlatformConfig] => [
      name,
      {
        variables: Object.fromEntries(
          Object.keys(variables).map((key) => [key, (values[key] ?? null) as string | null]),
        ),
        secretKey: environment.BATON_SECRET_KEY,
        publicUrl: environment.BATON_PUBLIC_URL,
        channels: channelsOf((sections[name] as Settings['slack'])?.channels),
      },
    ]),
  );
  const isEnabled = ({ name, enabledBy }: Platform) =>
    enabledBy.some((key) => (chat[name]?.variables[key] ?? null) !== null);
  return {
    chat,
    platforms: PLATFORMS.filter(isEnabled).map(({ name }) => name),
    policy: {
      general: rulesOf(policy),
      projects: Object.fromEntries(
        Object.entries(projects).map(([id, project]) => [id, rulesOf({ ...project, ...project.policy })]),
      ),
    },
  };
}

/** Returns what is configured for a platform of the list. */
export function settingsOf(
  { chat }: { readonly chat: Readonly<Record<string, PlatformConfig>> },
  { name }: { readonly name: string },
): PlatformConfig {
  const settings = chat[name];
  if (settings === undefined) throw new Error(`${name} is not in the list of platforms`);
  return settings;
}

function channelsOf(
  channels: Readonly<Record<string, { project?: string | undefined; flow?: string | undefined }>> = {},
): Readonly<Record<string, ChannelSetting>> {
  return Object.fromEntries(
    Object.entries(channels).map(([id, { project = null, flow = null }]) => [id, { project, flow }]),
  );
}

function rulesOf(settings: PolicySettings): Rules {
  return {
    start: settings.start ?? null,
    cancel: settings.cancel ?? null,
    export: settings.export ?? null,
  };
}
