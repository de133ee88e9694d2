/**
 * Tells what applies in a channel to a person, and which line of the configuration says so: the project, the flow, the
 * policy, what may be read, the back end and the budgets.
 */

import { type Budgets, SCOPES, type Scope } from '../../runner/core/budget.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { SettingSource } from '../../runner/core/inspection.ts';
import type { Notify } from '../config/chat.ts';
import { resolveAllowedProject } from '../config/projects.ts';
import { byDefault, setByVariable, writtenAt } from '../config/setting-sources.ts';
import { dollars, plural } from '../wording.ts';
import { permissions } from './applied-policy.ts';
import type { AppliedConfig, AppliedQuery, AppliedSetting } from './applied-setting.ts';
import { channelProject } from './channel-projects.ts';
import { defaultFlow } from './start.ts';

/** Chooses the back end as the start of a run does. Throws what that throws. */
export type ChooseBackend = (run: {
  readonly project_id: string;
  readonly flow_name: string;
}) => Promise<{ readonly backend: string; readonly model: string | null; readonly reason: string }>;

/** Throws `unknown_project` for a project that is named and not known. */
export async function appliedSettings(
  config: AppliedConfig,
  chooseBackend: ChooseBackend,
  query: AppliedQuery,
): Promise<readonly AppliedSetting[]> {
  const channels = config.chat[query.platform]?.channels ?? {};
  const channel = { channels, projects: config };
  const project =
    query.project === null
      ? channelProject(channel, query.channel)
      : resolveAllowedProject(query.project, config).id;
  const flow = query.flow ?? defaultFlow(channel, query.channel);
  return [
    projectSetting(config, query, project),
    flowSetting(config, query, flow),
    ...(await permissions(config, query, project)),
    notifySetting(config, query),
    rootsSetting(config, query),
    ...(project === null ? [] : [await backendSetting(config, chooseBackend, { project, flow })]),
    ...budgetSettings(config, config.settings.budgets),
  ];
}

const ASKED = byDefault('as asked');

function projectSetting(config: AppliedConfig, query: AppliedQuery, project: string | null): AppliedSetting {
  const setting = (value: string, source: SettingSource): AppliedSetting => ({
    name: 'Project',
    value: [value],
    source,
  });
  if (project === null) {
    const known = config.projects.map(({ id }) => id).join(', ');
    const none = `no key ${channelKey(query).join('.')}.project, and there are several projects`;
    return setting(`none of its own; name one of ${known}`, byDefault(none));
  }
  if (query.project !== null) return setting(project, ASKED);
  const place = [...channelKey(query), 'project'];
  if (config.isWritten(place)) return setting(project, writtenAt(config, place));
  if (config.projects.length > 0) return setting(project, only(config, project));
  const shown = query.forOperator ? project : (project.split('/').at(-1) ?? project);
  return setting(
    shown,
    byDefault('no projects are configured, so it is the repository that Baton was started in'),
  );
}

function only(config: AppliedConfig, project: string): SettingSource {
  return writtenAt(config, ['projects', project]);
}

function channelKey({ platform, channel }: AppliedQuery): readonly string[] {
  return [platform, 'channels', channel];
}

function flowSetting(config: AppliedConfig, query: AppliedQuery, flow: string): AppliedSetting {
  const place = [...channelKey(query), 'flow'];
  const missing = byDefault(`Baton’s own default: no key ${place.join('.')}`);
  const source = query.flow === null ? (config.isWritten(place) ? writtenAt(config, place) : missing) : ASKED;
  return { name: query.flow === null ? 'Default flow' : 'Flow', value: [flow], source };
}

const NOTIFIED: Readonly<Record<Notify, string>> = {
  starter: 'the person who started the run',
  channel: 'the person who started the run, and the channel',
  nobody: 'nobody',
};

function notifySetting(config: AppliedConfig, query: AppliedQuery): AppliedSetting {
  const own = config.chat[query.platform]?.channels[query.channel]?.notify ?? null;
  const places = [...(own === null ? [] : [[...channelKey(query), 'notify']]), ['notify']];
  const isWritten = places.some((place) => config.isWritten(place));
  return {
    name: 'Notified at the end',
    value: [NOTIFIED[own ?? config.settings.notify]],
    source: isWritten ? writtenAt(config, ...places) : byDefault('Baton’s own default: no key notify'),
  };
}

function rootsSetting(config: AppliedConfig, { forOperator }: AppliedQuery): AppliedSetting {
  const { roots } = config;
  const folders = forOperator ? roots.join(', ') : plural(roots.length, 'folder');
  return roots.length === 0
    ? {
        name: 'Repositories by path',
        value: ['none beside the projects'],
        source: byDefault('Baton’s own default: no roots'),
      }
    : {
        name: 'Repositories by path',
        value: [`any below ${folders}`],
        source: writtenAt(config, ['roots']),
      };
}

async function backendSetting(
  config: AppliedConfig,
  choose: ChooseBackend,
  { project, flow }: { readonly project: string; readonly flow: string },
): Promise<AppliedSetting> {
  const name = 'Back end';
  const source = backendSource(config, project);
  try {
    const { backend, model, reason } = await choose({ project_id: project, flow_name: flow });
    return { name, value: [`${backend}${model === null ? '' : ` with ${model}`} (${reason})`], source };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return { name, value: [`none: ${error.message}`], source };
  }
}

function backendSource(config: AppliedConfig, project: string): SettingSource {
  if (config.environment.BATON_BACKEND !== null) return setByVariable(config, 'BATON_BACKEND');
  const own = ['backends', 'projects', project, 'backend'];
  if (config.isWritten(own)) return writtenAt(config, own);
  const order = ['backends', 'order'];
  return config.isWritten(order) ? writtenAt(config, order) : byDefault('Baton’s own order');
}

const BUDGETS: Readonly<Record<Scope, string>> = {
  run: 'Budget of a run',
  user: 'Budget of a person a day',
  channel: 'Budget of the channel a day',
  project: 'Budget of the project a day',
  day: 'Budget of all runs a day',
};

function budgetSettings(config: AppliedConfig, budgets: Budgets): readonly AppliedSetting[] {
  const found = SCOPES.flatMap((scope): AppliedSetting[] => {
    const { max_tokens, max_cost } = budgets[scope];
    const parts = [
      ...(max_tokens === null ? [] : [plural(max_tokens, 'token')]),
      ...(max_cost === null ? [] : [dollars(max_cost)]),
    ];
    if (parts.length === 0) return [];
    const source = writtenAt(config, ['budgets', scope]);
    return [{ name: BUDGETS[scope], value: [parts.join(' and ')], source }];
  });
  const none = { name: 'Budgets', value: ['none'], source: byDefault('Baton’s own default: no budgets') };
  return found.length === 0 ? [none] : found;
}
