import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

const ALL = 'test/**/*.test.ts';
const LONG = 'test/**/*.long.test.ts';
/** They have a configuration of their own. */
const AGENTS = 'test/agents/**';
/** They need a PostgreSQL server, which is started once for all of them. */
const DATABASE = [
  'test/runner/{database,engine,queue}/**/*.test.ts',
  'test/adapters/slack/install/*.test.ts',
  'test/{adapters/http,bot/cli}/{findings,schedules}.test.ts',
  'test/bot/commands/two-processes.test.ts',
  'test/bot/threads/notices-of-two-bots.test.ts',
  'test/house/schema.test.ts',
];
/** What they share is made when it is loaded, so each file has a process of its own. */
const OWN_PROCESS = ['test/end-to-end/**/*.test.ts', 'test/flows/evidence/**/*.test.ts'];

const globalSetup = ['test/setup/global.ts'];

function project(
  name: string,
  include: readonly string[],
  test: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  const { exclude = [], ...rest } = test ?? {};
  return {
    extends: true,
    test: { name, include: [...include], exclude: [AGENTS, ...exclude], ...rest },
  };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time is spent waiting: for processes to start, for a queue, for a deadline.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    unstubEnvs: true,
    setupFiles: ['test/setup/each-file.ts'],
    reporters: ['default', './test/setup/plain-count.ts'],
    // `npm test` runs all but the last, `npm run test:long` the last.
    projects: [
      project('plain', [ALL], { isolate: false, exclude: [LONG, ...DATABASE, ...OWN_PROCESS] }),
      project('database', DATABASE, { isolate: false, exclude: [LONG], globalSetup }),
      project('own process', OWN_PROCESS, { exclude: [LONG] }),
      project('long', [LONG], { globalSetup }),
    ],
  },
});
