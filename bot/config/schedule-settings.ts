/** The keys of `schedules` in `baton.yaml`. */
import { z } from 'zod';
import { RUN_FIELDS } from '../../runner/core/run-options.ts';
import { readWhen } from '../../runner/core/schedule-words.ts';
import { BANDS } from '../../runner/core/step-spec.ts';
import { timeZoneFault } from '../../runner/core/time-zone.ts';
import { keys, name, nearestHint, optional } from './setting-keys.ts';

const ID = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;
const ID_RULE =
  'is not a schedule’s name: up to 64 letters, digits, ".", "_" and "-", not beginning with "." or "-"';

const required = z
  .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'is a text') })
  .trim()
  .min(1, 'is blank');

const when = required.transform((typed, context) => {
  const read = readWhen(typed);
  if ('cron' in read) return read.cron;
  context.addIssue({ code: 'custom', message: read.fault });
  return z.NEVER;
});

const zone = name.superRefine((tz, context) => {
  const message = timeZoneFault(tz);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** Is kept as it was typed. */
const place = name.superRefine((typed, context) => {
  const judged = RUN_FIELDS.shape.post_to.safeParse(typed);
  for (const { message } of judged.error?.issues ?? []) context.addIssue({ code: 'custom', message });
});

export const ScheduleSettings = z
  .record(
    z.string().regex(ID, ID_RULE),
    keys({
      flow: required.describe('the flow that it runs'),
      project: optional(name).describe('a project of this file; the only one otherwise'),
      cron: when.describe('when: five fields, or words such as `weekdays 8:00`'),
      tz: zone.default('UTC').describe('the time zone of `cron`, such as `Europe/Berlin`'),
      size: z
        .enum(BANDS, `is one of ${BANDS.join(', ')}`)
        .default('small')
        .describe('how broad its runs are'),
      fast: z.boolean('is true or false').default(false).describe('less breadth and prose'),
      focus: optional(name).describe('what to look at; the flow’s own question otherwise'),
      backend: optional(name).describe('what executes the agents; the first that is ready otherwise'),
      model: optional(name).describe('which model the back end uses'),
      post_to: optional(place).describe('where its runs appear: `slack:C0GENERAL1`; nowhere otherwise'),
    }),
    'is a map from names to schedules',
  )
  .default({})
  .describe('runs that start by themselves: see [schedules](schedules.md)');

/** Adds an issue for each schedule whose project is not one of the file, or is not named though there are several. */
export function checkScheduledProjects(
  schedules: z.output<typeof ScheduleSettings>,
  projects: readonly string[],
  context: z.RefinementCtx,
): void {
  for (const [id, { project }] of Object.entries(schedules)) {
    const message = projectFault(project, projects);
    const path = ['schedules', id, ...(project === null ? [] : ['project'])];
    if (message !== null) context.addIssue({ code: 'custom', path, message });
  }
}

function projectFault(project: string | null, projects: readonly string[]): string | null {
  if (project === null)
    return projects.length > 1 ? `names no project; there are ${projects.join(', ')}` : null;
  if (projects.includes(project)) return null;
  return `is ${JSON.stringify(project)}, which is not a project of this file; ${nearestHint(project, projects)}`;
}
