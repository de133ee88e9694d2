/** Schedules as the tests of the pages need them. */
import { BatonError } from '../../../runner/core/errors.ts';
import type { Schedules } from '../../../runner/core/ports/schedules.ts';
import type { ScheduleDocument } from '../../../runner/core/schedule.ts';
import { NO_SCHEDULES } from '../../bot/memory-service.ts';

export const RUN_ID = '1a2b3c4d-0000-4000-8000-000000000001';

export function aSchedule(over: Partial<ScheduleDocument> = {}): ScheduleDocument {
  return {
    ...{ id: 's1', name: 'Morning debt', source: 'stored', cron: '0 8 * * 1-5', when: 'weekdays at 08:00' },
    ...{ tz: 'Asia/Kathmandu', post_to: null, owner: 'api', paused: false, pause_reason: null },
    run: {
      ...{ project_id: 'shop', flow_name: 'tech-debt', band: 'small', fast: false },
      ...{ question: null, backend: null, model: null },
    },
    next_fire: '2126-03-04T02:15:00.000Z',
    last_fire: null,
    ...over,
  };
}

/** Schedules in memory, and what was asked of them. */
export function memorySchedules(...documents: ScheduleDocument[]) {
  const asked: unknown[] = [];
  let all = documents;
  const change = async (id: string, over: Partial<ScheduleDocument>) => {
    all = all.map((each) => (each.id === id ? { ...each, ...over } : each));
    return schedules.get(id);
  };
  const schedules: Schedules = {
    ...NO_SCHEDULES,
    list: async () => all,
    get: async (id) => all.find((each) => each.id === id) ?? NO_SCHEDULES.get(id),
    add: async (request, by, id) => {
      asked.push(['add', request]);
      if (request.when !== 'weekdays 8:00') {
        throw new BatonError('refused', 'bad_schedule', 'The time is not understood.', { path: 'when' });
      }
      all = [...all, aSchedule({ id: id ?? 's9', owner: by, name: request.name ?? 'made' })];
      return schedules.get(all.at(-1)?.id ?? '');
    },
    change: async (id, { run: _, when: __, post_to, name, tz }) => {
      asked.push(['change', id, { post_to, name, tz, run: _, when: __ }]);
      return await change(id, { ...(typeof name === 'string' && { name }) });
    },
    pause: async (id) => await change(id, { paused: true, next_fire: null }),
    resume: async (id) => await change(id, { paused: false, pause_reason: null }),
    remove: async (id) => {
      all = all.filter((each) => each.id !== id);
    },
    run: async (id) => {
      asked.push(['run', id]);
      return { run_id: RUN_ID };
    },
  };
  return { schedules, asked };
}
