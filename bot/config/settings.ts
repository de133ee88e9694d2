/**
 * The keys of `baton.yaml`, all of them optional: each with its type, its default and its description, which make up the
 * table in `docs/configuration.md`.
 */
import { z } from 'zod';
import type { Platform } from '../../adapters/chat/platform.ts';
import { isAllowedHost } from '../../adapters/git/allowed-hosts.ts';
import {
  BackendSettings,
  BudgetSettings,
  PriceSettings,
  SandboxNetworkSetting,
  SandboxSetting,
} from './backend-settings.ts';
import { PLATFORMS } from './platforms.ts';
import { isRepositoryUrl, shownUrl, URL_FORMS } from './repository-url.ts';
import { checkScheduledProjects, ScheduleSettings } from './schedule-settings.ts';
import { count, keys, name, nearestHint, optional } from './setting-keys.ts';

/** Who may do something: people and groups, by the ids of any platform. */
function isPersonOrGroup(who: string): boolean {
  return PLATFORMS.some(({ ids: { person, group } }) => {
    const [word, ...rest] = who.split(':');
    return person.form.test(who) || (word === group.word && group.form.test(rest.join(':')));
  });
}
const GROUPS = PLATFORMS.map(({ ids: { group } }) => `a ${group.word} ("${group.example}")`).join(' or ');
const WHO_RULE = `is a person (${PLATFORMS[0]?.ids.person.example}), ${GROUPS}`;
const people = z.array(
  z.string(WHO_RULE).refine(isPersonOrGroup, WHO_RULE),
  'is a list of people, groups and roles',
);
const ACTIONS = ['start', 'cancel', 'export', 'schedule'] as const;
const RULES = {
  start: optional(people).describe('who may start runs'),
  cancel: optional(people).describe('who may cancel the runs of others'),
  export: optional(people).describe('who may export runs'),
  schedule: optional(people).describe('who may add schedules, and change those of others'),
};
const PolicySettings = keys(RULES).prefault({});

/**
 * Whom the end of a run notifies: the person who started it; that person, and everybody in the channel by a message that
 * mentions nobody; or nobody.
 */
export const NOTIFY = ['starter', 'channel', 'nobody'] as const;
const notify = z.enum(NOTIFY, `is one of ${NOTIFY.join(', ')}`);

const ChannelSettings = keys({
  project: optional(name).describe('what its runs read unless another one is named'),
  flow: optional(name).describe('what a text that names no flow starts; `tech-debt` otherwise'),
  notify: optional(notify).describe('whom the end of a run there notifies; the general `notify` otherwise'),
});

/** The section of a chat platform. */
function platformSettings({ ids: { channel } }: Platform) {
  const id = z.string().regex(channel.form, `is not a channel's id, which looks like ${channel.example}`);
  return keys({
    channels: z
      .record(id, ChannelSettings, 'is a map from channel ids to settings')
      .default({})
      .describe('by the channel’s id'),
  }).prefault({});
}
type PlatformSettings = z.output<ReturnType<typeof platformSettings>>;
const platforms = Object.fromEntries(
  PLATFORMS.map((platform) => [platform.name, platformSettings(platform)]),
);

const ProjectSettings = keys({
  path: optional(name).describe('a folder on this host; either `path` or `url`'),
  url: optional(
    name
      .refine(isRepositoryUrl, `is the URL of a git repository: ${URL_FORMS}`)
      .refine(
        (url) => !isRepositoryUrl(url) || shownUrl(url) === url,
        'holds no user name or password; git takes them from a credential helper or an SSH key',
      ),
  ).describe('the URL of a git repository'),
  ref: optional(name).describe('the branch, tag or commit of a `url`; its default branch otherwise'),
  policy: PolicySettings.describe('for this project, in place of the general list'),
  ...RULES,
})
  .refine(({ path, url }) => (path === null) !== (url === null), 'needs either path or url')
  .refine(({ path, ref }) => path === null || ref === null, {
    error: 'goes with url; a path is read at its HEAD',
    path: ['ref'],
  })
  .superRefine(({ policy, ...project }, context) => {
    for (const action of ACTIONS) {
      if (project[action] === null || policy[action] === null) continue;
      const message = 'is also given below policy; remove one of them';
      context.addIssue({ code: 'custom', path: [action], message });
    }
  })
  .transform(({ path, url, ref, policy, start, cancel, export: exporters, schedule }) => ({
    ...{ path, url, ref },
    policy: {
      start: start ?? policy.start,
      cancel: cancel ?? policy.cancel,
      export: exporters ?? policy.export,
      schedule: schedule ?? policy.schedule,
    },
  }));

const HOST = /^(?:\[[\da-f:.]+\]|[a-z\d](?:[a-z\d._-]*[a-z\d])?)(?::\d{1,5})?$/i;
const HOSTS_RULE = 'is a list of hosts such as github.com or git.example.com:8443';

const PROJECT_ID = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const ID_RULE = 'is not a project id: letters, digits, ".", "_" and "-", not beginning with "." or "-"';

export const Settings = keys({
  projects: z
    .record(z.string().regex(PROJECT_ID, ID_RULE), ProjectSettings, 'is a map from project ids to projects')
    .default({})
    .describe('the repositories that runs may read; without any, the one that the service was started in'),
  // Their names are known from the list alone, so they are not part of the type; see `channelsOf`.
  ...(platforms as Record<never, z.ZodType>),
  policy: PolicySettings.describe('see below'),
  notify: notify
    .default('starter')
    .describe(
      'whom the end of a run notifies in a chat: the person who started it (`starter`), in addition the channel by a message of its own that mentions nobody (`channel`), or `nobody`',
    ),
  roots: z
    .array(name, 'is a list of folders')
    .default([])
    .describe('folders below which the API and chat may name any repository'),
  git: keys({
    hosts: optional(
      z.array(z.string(HOSTS_RULE).regex(HOST, HOSTS_RULE), HOSTS_RULE).min(1, 'is empty'),
    ).describe(
      'the hosts that git may fetch from, each with a port if only that one is meant; every host that a project’s URL or a clone’s `origin` names otherwise',
    ),
  }).prefault({}),
  backends: BackendSettings.prefault({}),
  sandbox: SandboxSetting,
  sandbox_network: SandboxNetworkSetting,
  budgets: BudgetSettings,
  prices: PriceSettings,
  limits: keys({
    agents_per_worker: count(1, 1000, 'agents')
      .default(4)
      .describe('agent tasks at the same time, in one process'),
    agents_per_run: count(1, 1000, 'agents').default(4).describe('of one run'),
    agents_per_project: count(1, 1000, 'agents').default(8).describe('of one project'),
    runs_per_user: optional(count(1, 1000, 'runs')).describe('that one person may have at work'),
    runs_per_channel: optional(count(1, 1000, 'runs')).describe('that one channel may have at work'),
    idle_seconds: count(1, 86_400, 'seconds')
      .default(180)
      .describe('an agent that sends nothing for so long is stopped'),
    http_requests_per_minute: count(1, 1_000_000, 'requests')
      .default(6000)
      .describe('of one token, session or, without these, address, to one process'),
    http_connections: count(1, 1_000_000, 'connections')
      .default(1000)
      .describe('of one process at the same time, those of open consoles among them'),
    deadline_seconds: count(1, 86_400, 'seconds').default(1200).describe('no agent task takes longer'),
  }).prefault({}),
  flows: z
    .array(name, 'is a list of folders')
    .default([])
    .describe('folders of your own flows (`*.yaml`): see [own flows](own-flows.md)'),
  personas: z
    .array(name, 'is a list of folders')
    .default([])
    .describe('folders of your own personas (`*.md`)'),
  schedules: ScheduleSettings,
  keep_days: count(1, 36_500, 'days').default(90).describe('how long ended runs are kept'),
  keep_transcript_days: count(1, 36_500, 'days')
    .default(1)
    .describe('how long what agents said and did is kept beside their answers, from when they said it'),
  keep_audit_days: count(1, 36_500, 'days').default(365).describe('how long the audit log is kept'),
}).superRefine((settings, context) => {
  const ids = Object.keys(settings.projects);
  for (const [id, { url }] of Object.entries(settings.projects)) {
    if (url === null || isAllowedHost(url, settings.git.hosts)) continue;
    const message = 'is at a host that is not among git.hosts';
    context.addIssue({ code: 'custom', path: ['projects', id, 'url'], message });
  }
  checkScheduledProjects(settings.schedules, ids, context);
  for (const { name: platform } of PLATFORMS) {
    for (const [channel, { project }] of Object.entries(channelsOf(settings, platform))) {
      if (project === null || ids.includes(project)) continue;
      const message = `is ${JSON.stringify(project)}, which is not a project of this file; ${nearestHint(project, ids)}`;
      context.addIssue({ code: 'custom', path: [platform, 'channels', channel, 'project'], message });
    }
  }
});
export type Settings = z.output<typeof Settings>;

/** Returns the channels of a platform, by their id. */
export function channelsOf(settings: object, platform: string): PlatformSettings['channels'] {
  return (settings as Readonly<Record<string, PlatformSettings>>)[platform]?.channels ?? {};
}
