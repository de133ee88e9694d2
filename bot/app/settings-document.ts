/** The settings as operators see them: what is configured, and by which line. Values of variables are not in it. */
import { basename } from 'node:path';
import type { SettingsDocument, SpentToday } from '../../runner/core/inspection.ts';
import type { Rules } from '../config/chat.ts';
import type { Config } from '../config/config.ts';
import { PLATFORMS } from '../config/platforms.ts';
import { shownUrl } from '../config/repository-url.ts';
import { sourceText, writtenAt } from '../config/setting-sources.ts';

type Place = readonly string[];
type RuleDocument = SettingsDocument['policy'][number];

export function settingsDocument(config: Config, spent: SpentToday): SettingsDocument {
  const { settings, files } = config;
  return {
    file: files.yaml === null ? null : basename(files.yaml),
    projects: projectsOf(config),
    roots: [...config.roots],
    platforms: PLATFORMS.map(({ name }) => ({
      name,
      configured: config.platforms.includes(name),
      channels: channelsOf(config, name),
    })),
    policy: rulesOf(config, config.policy.general, [['policy']]),
    notify: settings.notify,
    backends: {
      wanted: config.environment.BATON_BACKEND,
      order: settings.backends.order === null ? null : [...(settings.backends.order ?? [])],
    },
    budgets: settings.budgets,
    spent,
    keep_days: settings.keep_days,
    keep_transcript_days: settings.keep_transcript_days,
    keep_audit_days: settings.keep_audit_days,
    variables: [...config.sources].map(([name, file]) => ({
      name,
      file: file === null ? null : basename(file),
    })),
  };
}

const because = (config: Config, ...places: readonly Place[]): string =>
  sourceText(writtenAt(config, ...places));

function projectsOf(config: Config): SettingsDocument['projects'] {
  return config.projects.map(({ id, path, url, ref }) => {
    const place = ['projects', id];
    const own = config.policy.projects[id];
    return {
      ...{ id, path, ref },
      url: url === null ? null : shownUrl(url),
      policy: own === undefined ? [] : rulesOf(config, own, [place, [...place, 'policy']]),
      because: because(config, place),
    };
  });
}

/** `places`: where the lists may be written. */
function rulesOf(config: Config, rules: Rules, places: readonly Place[]): RuleDocument[] {
  return (['start', 'cancel', 'export', 'schedule'] as const).flatMap((action) => {
    const named = rules[action];
    if (named === null) return [];
    const line = because(config, ...places.map((place) => [...place, action]));
    return [{ action, named: [...named], because: line }];
  });
}

function channelsOf(config: Config, platform: string): SettingsDocument['platforms'][number]['channels'] {
  const channels = config.chat[platform]?.channels ?? {};
  return Object.entries(channels).map(([id, { project, flow, notify = null }]) => ({
    ...{ id, project, flow, notify },
    because: because(config, [platform, 'channels', id]),
  }));
}
