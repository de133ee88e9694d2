/** The keys of `baton.yaml`, all of them optional. A key that is not known is an error that names the nearest one. */
import { z } from 'zod';
import { BackendSettings, BudgetSettings, PriceSettings, SandboxSetting } from './backend-settings.ts';
import { isRepositoryUrl, shownUrl, URL_FORMS } from './repository-url.ts';
import { count, keys, name, nearestHint } from './setting-keys.ts';

/** Who may do a thing: people, or groups and roles by the platform's id. */
const WHO = /^(?:[UW][A-Z0-9]+|\d+|group:S[A-Z0-9]+|role:\d+)$/;
const WHO_RULE = 'is a person (U0ALICE), a group ("group:S0TEAM") or a role ("role:456")';
const people = z.array(z.string(WHO_RULE).regex(WHO, WHO_RULE), 'is a list of people, groups and roles');
const RULES = { start: people.optional(), cancel: people.optional(), export: people.optional() };
const PolicySettings = keys(RULES);
export type PolicySettings = z.output<typeof PolicySettings>;

const ChannelSettings = keys({ project: name.optional(), flow: name.optional() });

/** Channels by the platform's id; `id` is its form and `example` how such an id looks. */
function channels(id: RegExp, example: string) {
  const rule = `is not a channel's id, which looks like ${example}`;
  return z.record(z.string().regex(id, rule), ChannelSettings, 'is a map from channel ids to settings');
}

const ProjectSettings = keys({
  path: name.optional(),
  url: name
    .refine(isRepositoryUrl, `is the URL of a git repository: ${URL_FORMS}`)
    .refine(
      (url) => !isRepositoryUrl(url) || shownUrl(url) === url,
      'holds no user name or password; git takes them from a credential helper or an SSH key',
    )
    .optional(),
  ref: name.optional(),
  policy: PolicySettings.optional(),
  ...RULES,
})
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), 'needs either path or url')
  .refine(({ path, ref }) => path === undefined || ref === undefined, {
    error: 'goes with url; a path is read at its HEAD',
    path: ['ref'],
  })
  .superRefine(({ policy = {}, ...project }, context) => {
    for (const action of ['start', 'cancel', 'export'] as const) {
      if (project[action] === undefined || policy[action] === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [action],
        message: 'is also given below policy; say it once',
      });
    }
  });

const PROJECT_ID = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const ID_RULE = 'is not a project id: letters, digits, ".", "_" and "-", not beginning with "." or "-"';

/** Keys of later versions are told apart from misspelt ones. */
const LATER = ['schedules', 'flows', 'personas'];

export const Settings = keys(
  {
    projects: z
      .record(z.string().regex(PROJECT_ID, ID_RULE), ProjectSettings, 'is a map from project ids to projects')
      .optional(),
    slack: keys({
      channels: channels(/^[CDG][A-Z0-9]+$/, 'C0GENERAL1').optional(),
    }).optional(),
    discord: keys({ channels: channels(/^\d{15,20}$/, '"300000000000000001"').optional() }).optional(),
    policy: PolicySettings.optional(),
    roots: z.array(name, 'is a list of folders').optional(),
    backends: BackendSettings.optional(),
    sandbox: SandboxSetting.optional(),
    budgets: BudgetSettings.optional(),
    prices: PriceSettings.optional(),
    limits: keys({
      agents_per_worker: count(1, 1000, 'agents').optional(),
      agents_per_run: count(1, 1000, 'agents').optional(),
      agents_per_project: count(1, 1000, 'agents').optional(),
      idle_seconds: count(1, 86_400, 'seconds').optional(),
      deadline_seconds: count(1, 86_400, 'seconds').optional(),
    }).optional(),
    keep_days: count(1, 36_500, 'days').optional(),
  },
  LATER,
).superRefine((settings, context) => {
  const ids = Object.keys(settings.projects ?? {});
  for (const platform of ['slack', 'discord'] as const) {
    for (const [channel, { project }] of Object.entries(settings[platform]?.channels ?? {})) {
      if (project === undefined || ids.includes(project)) continue;
      const message = `is ${JSON.stringify(project)}, which is no project of this file; ${nearestHint(project, ids)}`;
      context.addIssue({ code: 'custom', path: [platform, 'channels', channel, 'project'], message });
    }
  }
});
export type Settings = z.output<typeof Settings>;
