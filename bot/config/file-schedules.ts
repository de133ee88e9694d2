/** What the schedules of `baton.yaml` come to, and the checks of them that need flows and a calendar. */
import type { FileSchedule } from '../../runner/core/schedule.ts';
import { cronFault } from '../../runner/fire-times.ts';
import type { Config } from './config.ts';
import { checkScheduleNames, type Named } from './known-names.ts';
import { type Projects, resolveProject } from './projects.ts';

/** Without projects, a schedule runs on the repository that the service was started in. */
export function fileSchedules(config: Projects & Pick<Config, 'settings'>): FileSchedule[] {
  const [first] = config.projects;
  const usual = () => first?.id ?? resolveProject(null, config).id;
  return Object.entries(config.settings.schedules).map(([id, { cron, tz, post_to, ...given }]) => ({
    ...{ id, cron, tz, post_to },
    run: {
      project_id: given.project ?? usual(),
      flow_name: given.flow,
      band: given.size,
      fast: given.fast,
      question: given.focus,
      backend: given.backend,
      model: given.model,
    },
  }));
}

/** Throws `bad_config` for schedules whose flow or back end does not exist, and for times that never come. */
export function checkSchedules(
  config: Named,
  known: { readonly flows: readonly string[]; readonly backends: readonly string[] | null },
  now: Date,
): void {
  checkScheduleNames(config, { ...known, timeFault: (cron) => cronFault(cron, now) });
}
