import { expect, test } from 'vitest';
import { checkSchedules, fileSchedules } from '../../../bot/config/file-schedules.ts';
import { parseSettings } from '../../../bot/config/settings-file.ts';
import { messageOf } from '../../../runner/core/errors.ts';

const SHOP = 'projects: { shop: { path: /srv/shop } }\n';
const MORE = 'projects: { shop: { path: /srv/shop }, site: { path: /srv/site } }\n';

function read(schedule: string, projects = SHOP) {
  const file = parseSettings(`${projects}schedules:\n  nightly:\n    ${schedule}\n`, 'baton.yaml');
  const projectIds = Object.keys(file.settings.projects);
  return {
    settings: file.settings,
    lineOf: file.lineOf,
    projects: projectIds.map((id) => ({ id, path: `/srv/${id}`, url: null, ref: null })),
    files: { yaml: '/etc/baton/baton.yaml', env: null, folders: [], named: false },
    chat: {},
    ...{ callerDirectory: '/srv', roots: [], home: '/home', homeSource: 'BATON_HOME' as const },
  };
}

function complaint(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return messageOf(error);
  }
  return 'nothing';
}

test('a schedule needs a flow and a time, and has defaults for the rest', () => {
  expect(fileSchedules(read('flow: tech-debt\n    cron: weekdays 8:00'))).toEqual([
    {
      id: 'nightly',
      cron: '0 8 * * 1-5',
      tz: 'UTC',
      post_to: null,
      run: {
        project_id: 'shop',
        flow_name: 'tech-debt',
        band: 'small',
        fast: false,
        question: null,
        backend: null,
        model: null,
      },
    },
  ]);
});

test('a schedule takes what a run takes', () => {
  const text =
    '{ flow: tech-debt, project: site, cron: "0 6 * * 1-5", tz: Europe/Berlin, size: large, fast: true, focus: Why?, backend: direct, model: m, post_to: "slack:T1/C1" }';
  expect(fileSchedules(read(text, MORE))).toEqual([
    {
      id: 'nightly',
      cron: '0 6 * * 1-5',
      tz: 'Europe/Berlin',
      post_to: 'slack:T1/C1',
      run: {
        project_id: 'site',
        flow_name: 'tech-debt',
        band: 'large',
        fast: true,
        question: 'Why?',
        backend: 'direct',
        model: 'm',
      },
    },
  ]);
});

test.each([
  ['no time', 'flow: tech-debt', 'baton.yaml:4: schedules.nightly.cron is missing'],
  [
    'a time that is not understood',
    'flow: tech-debt\n    cron: weekdays',
    'baton.yaml:5: schedules.nightly.cron has no time of day. Add one, such as 8:00',
  ],
  [
    'a zone that does not exist',
    'flow: tech-debt\n    cron: hourly\n    tz: Europe/Berlln',
    'baton.yaml:6: schedules.nightly.tz is not a time zone, which looks like Europe/Berlin; did you mean Europe/Berlin?',
  ],
  [
    'a project that is not there',
    'flow: tech-debt\n    cron: hourly\n    project: shpo',
    'baton.yaml:6: schedules.nightly.project is "shpo", which is not a project of this file; did you mean "shop"?',
  ],
  [
    'a place in another form',
    'flow: tech-debt\n    cron: hourly\n    post_to: "#general"',
    'baton.yaml:6: schedules.nightly.post_to is <platform>:<channel id> or <platform>:<workspace id>/<channel id>, not "#general"',
  ],
  [
    'a misspelt key',
    'flow: tech-debt\n    corn: hourly\n    cron: hourly',
    'baton.yaml:5: in schedules.nightly: "corn" is not a key that Baton knows; did you mean "cron"?',
  ],
  [
    'a size that does not exist',
    'flow: a\n    cron: hourly\n    size: huge',
    'baton.yaml:6: schedules.nightly.size is one of small, medium, large',
  ],
])('%s names its line', (_, schedule, message) => {
  expect(complaint(() => read(schedule))).toBe(message);
});

test('a schedule names its project where there are several', () => {
  expect(complaint(() => read('flow: tech-debt\n    cron: hourly', MORE))).toBe(
    'baton.yaml:3: schedules.nightly names no project; there are shop, site',
  );
});

const known = { flows: ['tech-debt'], backends: ['direct'] };
const now = new Date('2026-03-01T00:00:00Z');

test.each([
  [
    'a flow that does not exist',
    'flow: tech-dept\n    cron: hourly',
    'baton.yaml:4: schedules.nightly.flow is "tech-dept", which is not a flow; did you mean "tech-debt"?',
  ],
  [
    'a back end that does not exist',
    'flow: tech-debt\n    cron: hourly\n    backend: dirct',
    'baton.yaml:6: schedules.nightly.backend is "dirct", which is not a back end; did you mean "direct"?',
  ],
  [
    'a day that never comes',
    'flow: tech-debt\n    cron: 0 0 30 2 *',
    'baton.yaml:5: schedules.nightly.cron never comes; check its day and its month',
  ],
  [
    'a minute that does not exist',
    'flow: tech-debt\n    cron: "61 * * * *"',
    'baton.yaml:5: schedules.nightly.cron has the minute 61; minutes are 0 to 59',
  ],
])('%s is found at the start, with its line', (_, schedule, message) => {
  expect(complaint(() => checkSchedules(read(schedule), known, now))).toBe(message);
});
