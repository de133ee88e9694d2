/** What is configured of chat: who may do what and, by platform, its variables and what its channels are about. */
import type { AdapterSettings } from '../../adapters/chat/platform.ts';
import type { Environment } from './environment.ts';
import type { RawEnvironment } from './places.ts';
import { PLATFORMS } from './platforms.ts';
import { channelsOf, type NOTIFY, type Settings } from './settings.ts';

/** What a channel is about. */
export interface ChannelSetting {
  /** a configured project's id */
  readonly project: string | null;
  /** the flow that starts when none is named */
  readonly flow: string | null;
  /** whom the end of a run there notifies; absent or null: as in general */
  readonly notify?: Notify | null;
}

export type Notify = (typeof NOTIFY)[number];

/** Who is named for each action, as in `U0ALICE`, `group:S0TEAM`, `role:456`; null where no rule is configured. */
export interface Rules {
  readonly start: readonly string[] | null;
  readonly cancel: readonly string[] | null;
  readonly export: readonly string[] | null;
  readonly schedule: readonly string[] | null;
}

export interface Policy {
  readonly general: Rules;
  /** by project id; a list given here replaces the general one */
  readonly projects: Readonly<Record<string, Rules>>;
}

/** What is configured for one platform. */
export interface PlatformConfig extends AdapterSettings {
  /** by channel id */
  readonly channels: Readonly<Record<string, ChannelSetting>>;
}

export interface ChatConfig {
  /** by the platform's name; also of platforms that are not configured */
  readonly chat: Readonly<Record<string, PlatformConfig>>;
  /** the chat platforms whose tokens are set */
  readonly platforms: readonly string[];
  readonly policy: Policy;
}

/** `raw`: variables that `readEnvironment` has accepted. */
export function chatConfig(raw: RawEnvironment, environment: Environment, settings: Settings): ChatConfig {
  const all = PLATFORMS.map(({ name, variables, enabledBy }) => {
    const values = Object.fromEntries(
      Object.entries(variables).map(([key, { type }]) => [key, type.parse(raw[key])]),
    );
    const config: PlatformConfig = {
      variables: values,
      secretKey: environment.BATON_SECRET_KEY,
      publicUrl: environment.BATON_PUBLIC_URL,
      channels: channelsOf(settings, name),
    };
    return { name, config, enabled: enabledBy.some((key) => (values[key] ?? null) !== null) };
  });
  const projects = Object.entries(settings.projects).map(([id, { policy }]) => [id, policy] as const);
  return {
    chat: Object.fromEntries(all.map(({ name, config }) => [name, config])),
    platforms: all.flatMap(({ name, enabled }) => (enabled ? [name] : [])),
    policy: { general: settings.policy, projects: Object.fromEntries(projects) },
  };
}

/** Returns what is configured for a platform of the list. */
export function settingsOf(
  { chat }: Pick<ChatConfig, 'chat'>,
  { name }: { readonly name: string },
): PlatformConfig {
  const settings = chat[name];
  if (settings === undefined) throw new Error(`${name} is not in the list of platforms`);
  return settings;
}
