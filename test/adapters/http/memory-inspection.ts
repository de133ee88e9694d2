/** What operators see of a Baton in memory: little is configured, and all is well. */
import type { SettingsDocument } from '../../../runner/core/inspection.ts';
import type { Inspection } from '../../../runner/core/ports/inspection.ts';

const NO_LIMIT = { max_tokens: null, max_cost: null };

export function settingsOf(over: Partial<SettingsDocument> = {}): SettingsDocument {
  return {
    ...{ file: null, projects: [], roots: [], platforms: [], policy: [], notify: 'starter', keep_days: 90 },
    ...{ keep_transcript_days: 1, keep_audit_days: 365 },
    backends: { wanted: null, order: null },
    budgets: { run: NO_LIMIT, user: NO_LIMIT, channel: NO_LIMIT, project: NO_LIMIT, day: NO_LIMIT },
    spent: { day: { tokens: 0, cost: 0 }, projects: [] },
    variables: [],
    ...over,
  };
}

export const MEMORY_INSPECTION: Inspection = {
  settings: async () => settingsOf(),
  doctor: async () => ({ ok: true, checked_at: '2026-03-01T12:00:00.000Z', checks: [] }),
  why: async ({ who, where }) => ({ who, where, settings: [] }),
  audit: async function* () {
    yield [];
  },
};
