import { expect, test } from 'vitest';
import { parseSettings } from '../../../bot/config/settings-file.ts';
import { messageOf } from '../../../runner/core/errors.ts';

function complaint(text: string): string {
  try {
    parseSettings(text, 'baton.yaml');
  } catch (error) {
    return messageOf(error);
  }
  return '';
}

test('every key of this version is read', () => {
  const { settings } = parseSettings(
    `projects:
  shop: { path: /srv/shop }
  site: { url: "https://github.com/acme/site.git", ref: main }
slack: { channels: { C0GENERAL1: { project: shop, flow: tech-debt, notify: nobody } } }
notify: channel
discord: { channels: { "300000000000000001": { project: site } } }
policy: { start: [U0ALICE, "group:S0TEAM", "role:456"], cancel: [], export: [U0BOB] }
roots: [/srv]
backends: { order: [scripted, offline] }
limits: { agents_per_worker: 2, agents_per_run: 3, agents_per_project: 4, idle_seconds: 5, deadline_seconds: 6 }
keep_days: 30
`,
    'baton.yaml',
  );
  const nobody = { start: null, cancel: null, export: null };
  expect(settings).toMatchObject({
    projects: {
      shop: { path: '/srv/shop', url: null, ref: null, policy: nobody },
      site: { path: null, url: 'https://github.com/acme/site.git', ref: 'main', policy: nobody },
    },
    slack: { channels: { C0GENERAL1: { project: 'shop', flow: 'tech-debt', notify: 'nobody' } } },
    notify: 'channel',
    discord: { channels: { '300000000000000001': { project: 'site', flow: null } } },
    policy: { start: ['U0ALICE', 'group:S0TEAM', 'role:456'], cancel: [], export: ['U0BOB'] },
    roots: ['/srv'],
    backends: { order: ['scripted', 'offline'] },
    limits: {
      agents_per_worker: 2,
      agents_per_run: 3,
      agents_per_project: 4,
      idle_seconds: 5,
      deadline_seconds: 6,
    },
    keep_days: 30,
  });
});

test('an empty file is no settings', () => {
  expect(parseSettings('# nothing yet\n', 'baton.yaml').settings).toMatchObject({
    projects: {},
    policy: { start: null },
    keep_days: 90,
  });
});

test.each([
  [
    'a misspelt key',
    'roots: [/srv]\nprojcts: {}\n',
    'baton.yaml:2: "projcts" is not a key that Baton knows; did you mean "projects"?',
  ],
  [
    'a misspelt key inside',
    'limits:\n  agents_per_runs: 3\n',
    'baton.yaml:2: in limits: "agents_per_runs" is not a key that Baton knows; did you mean "agents_per_run"?',
  ],
  [
    'a key like no other',
    'zzz: 1\n',
    'baton.yaml:1: "zzz" is not a key that Baton knows; known here: projects, slack, discord, policy, notify, roots, git, backends, sandbox, sandbox_network, budgets, prices, limits, flows, personas, schedules, keep_days, keep_transcript_days, keep_audit_days',
  ],
  [
    'a schedule without a flow',
    'schedules:\n  nightly: { cron: hourly }\n',
    'baton.yaml:2: schedules.nightly.flow is missing',
  ],
  [
    'a channel about a project that is not there',
    'projects:\n  shop: { path: /srv }\nslack:\n  channels:\n    C0GENERAL1:\n      project: shpo\n',
    'baton.yaml:6: slack.channels.C0GENERAL1.project is "shpo", which is not a project of this file; did you mean "shop"?',
  ],
  [
    'a channel about a project where there are none',
    'discord: { channels: { "300000000000000001": { project: shop } } }\n',
    'baton.yaml:1: discord.channels.300000000000000001.project is "shop", which is not a project of this file; known here: none',
  ],
  [
    'a channel by its name',
    'slack:\n  channels:\n    general: { flow: tech-debt }\n',
    'baton.yaml:3: "general" is not a channel\'s id, which looks like C0GENERAL1',
  ],
  [
    'a misspelt key of a channel',
    'slack:\n  channels:\n    C0GENERAL1: { flows: tech-debt }\n',
    'baton.yaml:3: in slack.channels.C0GENERAL1: "flows" is not a key that Baton knows; did you mean "flow"?',
  ],
  [
    'a person by name',
    'policy:\n  start:\n    - U0ALICE\n    - "@bob"\n',
    'baton.yaml:4: policy.start.1 is a person (U0ALICE), a group ("group:S0TEAM") or a role ("role:456")',
  ],
  [
    'a misspelt action',
    'policy: { strat: [U0ALICE] }\n',
    'baton.yaml:1: in policy: "strat" is not a key that Baton knows; did you mean "start"?',
  ],
  [
    'a rule that a project has twice',
    'projects:\n  shop:\n    path: /srv\n    policy: { start: [U1] }\n    start: [U2]\n',
    'baton.yaml:5: projects.shop.start is also given below policy; remove one of them',
  ],
  [
    'a wrong number',
    '\nkeep_days: soon\n',
    'baton.yaml:2: keep_days is a whole number of days from 1 to 36500',
  ],
  [
    'a number out of range',
    'limits: { idle_seconds: 0 }\n',
    'baton.yaml:1: limits.idle_seconds is a whole number of seconds from 1 to 86400',
  ],
  [
    'a project with neither path nor url',
    'projects:\n  shop: {}\n',
    'baton.yaml:2: projects.shop needs either path or url',
  ],
  [
    'a ref beside a path',
    'projects:\n  shop:\n    path: /srv\n    ref: main\n',
    'baton.yaml:4: projects.shop.ref goes with url; a path is read at its HEAD',
  ],
  [
    'a transport that runs a command',
    'projects:\n  shop: { url: "ext::sh -c id" }\n',
    'baton.yaml:2: projects.shop.url is the URL of a git repository: https://, http://, ssh://, git://, file:// or user@host:path',
  ],
  [
    'a project id that looks like a path',
    'projects:\n  a/b: { path: /srv }\n',
    'baton.yaml:2: "a/b" is not a project id: letters, digits, ".", "_" and "-", not beginning with "." or "-"',
  ],
  [
    'a project at a host that is not allowed',
    'git:\n  hosts: [github.com]\nprojects:\n  x: { url: "https://gitlab.com/x" }\n',
    'baton.yaml:4: projects.x.url is at a host that is not among git.hosts',
  ],
  [
    'a URL in place of a host',
    'git:\n  hosts: ["https://github.com"]\n',
    'baton.yaml:2: git.hosts.0 is a list of hosts such as github.com or git.example.com:8443',
  ],
  ['a list where a map is expected', '- projects\n', 'baton.yaml:1: the file is a map of keys and values'],
])('%s names its line', (_name, text, message) => {
  expect(complaint(text)).toBe(message);
});

test('several faults are reported at once, each with its line', () => {
  expect(
    complaint('zzz: {}\nkeep_days: 0\nrots: []\n')
      .split('\n')
      .map((line) => line.slice(0, 13))
      .sort(),
  ).toEqual(['baton.yaml:1:', 'baton.yaml:2:', 'baton.yaml:3:']);
});

test('text that is no YAML names the line where it breaks', () => {
  expect(complaint('roots: [/srv]\nprojects: {\n')).toMatch(/^baton\.yaml:\d: /);
});

test('a key given twice is refused', () => {
  expect(complaint('keep_days: 1\nkeep_days: 2\n')).toMatch(/^baton\.yaml:2: .*unique/);
});
