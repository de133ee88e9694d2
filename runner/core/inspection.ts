/**
 * What operators see of Baton itself: its settings, the doctor's findings, why something applies to a person, and the audit
 * log. Secrets are in none of it. Times are ISO 8601 with a zone.
 */
import { z } from 'zod';

/** Where a setting comes from: a line of `baton.yaml`, a variable, or Baton's own default. */
export const SettingSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), key: z.string(), file: z.string(), line: z.int() }),
  z.object({
    kind: z.literal('variable'),
    name: z.string(),
    /** the name of the file that sets it; null: the environment */
    file: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('default'),
    /** why there is nothing to point at */
    note: z.string(),
  }),
]);
export type SettingSource = z.infer<typeof SettingSource>;

/** The source in a few words, such as `policy.start, baton.yaml:12`. */
const because = z.string();

const Rule = z.object({
  action: z.enum(['start', 'cancel', 'export', 'schedule']),
  /** people, groups and roles; a list of a project replaces the general one */
  named: z.array(z.string()),
  because,
});
const Allowance = z.object({ max_tokens: z.number().nullable(), max_cost: z.number().nullable() });
const Spent = z.object({ tokens: z.number(), cost: z.number() });

/** The known usage since 00:00 UTC. */
export const SpentToday = z.object({
  day: Spent,
  /** of those that have any */
  projects: z.array(Spent.extend({ project_id: z.string() })),
});
export type SpentToday = z.infer<typeof SpentToday>;

export const SettingsDocument = z.object({
  /** the name of the settings file; null without one */
  file: z.string().nullable(),
  projects: z.array(
    z.object({
      id: z.string(),
      path: z.string().nullable(),
      url: z.string().nullable(),
      ref: z.string().nullable(),
      policy: z.array(Rule),
      because,
    }),
  ),
  /** folders below which the API and chat may name any repository */
  roots: z.array(z.string()),
  platforms: z.array(
    z.object({
      name: z.string(),
      /** whether its tokens are set */
      configured: z.boolean(),
      channels: z.array(
        z.object({
          id: z.string(),
          project: z.string().nullable(),
          flow: z.string().nullable(),
          notify: z.string().nullable(),
          because,
        }),
      ),
    }),
  ),
  /** empty: members may start runs and add schedules */
  policy: z.array(Rule),
  notify: z.string(),
  backends: z.object({
    /** of `BATON_BACKEND`, which goes before the order */
    wanted: z.string().nullable(),
    order: z.array(z.string()).nullable(),
  }),
  budgets: z.object({
    run: Allowance,
    user: Allowance,
    channel: Allowance,
    project: Allowance,
    day: Allowance,
  }),
  spent: SpentToday,
  keep_days: z.int(),
  keep_transcript_days: z.int(),
  keep_audit_days: z.int(),
  /** the variables that are set, without their values */
  variables: z.array(z.object({ name: z.string(), file: z.string().nullable() })),
});
export type SettingsDocument = z.infer<typeof SettingsDocument>;

/** What one check of the doctor found. */
export const CheckReport = z.object({
  name: z.string(),
  required: z.boolean(),
  ok: z.boolean(),
  detail: z.string(),
  remedy: z.string().nullable(),
});
export type CheckReport = z.infer<typeof CheckReport>;

export const DoctorDocument = z.object({
  ok: z.boolean(),
  checked_at: z.iso.datetime({ offset: true }),
  checks: z.array(CheckReport),
});
export type DoctorDocument = z.infer<typeof DoctorDocument>;

/** What applies to a person in a channel. */
export const AppliedDocument = z.object({
  who: z.string(),
  where: z.string(),
  settings: z.array(z.object({ name: z.string(), value: z.string(), source: SettingSource, because })),
});
export type AppliedDocument = z.infer<typeof AppliedDocument>;

/** A line of the audit log as it is given out. A field is added without a new version; one is changed with one only. */
export const AuditEntry = z.object({
  version: z.literal(1),
  /** unique, and no order: sort by `at` */
  id: z.int(),
  at: z.iso.datetime({ offset: true }),
  actor: z.string(),
  action: z.string(),
  run_id: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
