/** Schedules without a database or a clock, for tests of the commands alone. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { ScheduleDocument, ScheduleRequest } from '../../runner/core/schedule.ts';
import { readWhen } from '../../runner/core/schedule-words.ts';

export const NEXT = '2026-03-02T07:00:00.000Z';

export function scheduleDocument(over: Partial<ScheduleDocument> = {}): ScheduleDocument {
  return {
    id: 'nightly',
    name: 'nightly',
    source: 'stored',
    cron: '0 8 * * 1-5',
    when: 'weekdays at 08:00',
    tz: 'Europe/Berlin',
    post_to: 'slack:T1/C0SHOP01',
    run: {
      ...{ project_id: 'shop', flow_name: 'tech-debt', band: 'small', fast: false },
      ...{ question: null, backend: null, model: null },
    },
    owner: 'slack:T1:U0ANA',
    paused: false,
    pause_reason: null,
    next_fire: NEXT,
    last_fire: null,
    ...over,
  };
}

export interface MemorySchedules
  extends Pick<Schedules, 'list' | 'get' | 'add' | 'change' | 'pause' | 'resume' | 'remove' | 'run'> {
  readonly all: ScheduleDocument[];
  /** ids of schedules, with the key of each run that was started */
  readonly started: string[];
}

export function memorySchedules(...all: ScheduleDocument[]): MemorySchedules {
  const started: string[] = [];
  const get = (id: string): ScheduleDocument => {
    const found = all.find((schedule) => schedule.id === id);
    if (found === undefined)
      throw new BatonError('not_found', 'unknown_schedule', `There is no schedule ${id}.`);
    return found;
  };
  const put = (schedule: ScheduleDocument): ScheduleDocument => {
    const at = all.findIndex(({ id }) => id === schedule.id);
    all.splice(at < 0 ? all.length : at, at < 0 ? 0 : 1, schedule);
    return schedule;
  };
  const stored = (id: string): ScheduleDocument => {
    const found = get(id);
    if (found.source === 'stored') return found;
    const message = `The schedule ${id} is one of baton.yaml. Change or remove it there, or pause it here.`;
    throw new BatonError('conflict', 'schedule_of_file', message);
  };
  const paused = (id: string, is: boolean) => put({ ...get(id), paused: is, next_fire: is ? null : NEXT });
  return {
    all,
    started,
    list: async ({ project_id }) =>
      all.filter(({ run }) => project_id === undefined || run.project_id === project_id),
    get: async (id) => get(id),
    async add(request, by, id = `schedule-${all.length}`) {
      const earlier = all.find((schedule) => schedule.id === id);
      if (earlier !== undefined) return earlier;
      const { name, when, ...rest } = request;
      const definition = { cron: cronOf(request), when, name: name ?? `${rest.run.flow_name} · ${when}` };
      return put(scheduleDocument({ ...rest, ...definition, id, owner: by }));
    },
    async change(id, { name, when, run, ...rest }) {
      const before = stored(id);
      const cron = cronOf({ when: when ?? before.cron, tz: rest.tz ?? before.tz });
      const named = { name: name ?? before.name, when: when ?? before.when };
      return put({ ...before, ...rest, ...named, cron, run: { ...before.run, ...run } });
    },
    pause: async (id) => paused(id, true),
    resume: async (id) => paused(id, false),
    async remove(id) {
      all.splice(all.indexOf(stored(id)), 1);
    },
    async run(id, _by, key = '') {
      get(id);
      if (!started.includes(`${id} ${key}`)) started.push(`${id} ${key}`);
      return { run_id: '1a2b3c4d-0000-4000-8000-000000000000' };
    },
  };
}

function cronOf({ when, tz }: Pick<ScheduleRequest, 'when' | 'tz'>): string {
  if (!/^(UTC|[A-Z]\w+\/\w+)$/.test(tz)) {
    throw new BatonError('refused', 'bad_schedule', `"${tz}" is not a time zone.`, { path: 'tz' });
  }
  const read = readWhen(when);
  if ('cron' in read) return read.cron;
  throw new BatonError('refused', 'bad_schedule', `The time "${when}" ${read.fault}.`, { path: 'when' });
}
