import { expect, test } from 'vitest';
import { fromToIn } from '../../../runner/core/from-to.ts';

test.each([
  ['from moment to date-fns', 'moment', 'date-fns'],
  ['moment → date-fns', 'moment', 'date-fns'],
  ['moment -> date-fns', 'moment', 'date-fns'],
  ['Java 8 --> Java 21', 'Java 8', 'Java 21'],
  ['migrate moment to date-fns', 'moment', 'date-fns'],
  ['Please replace moment with date-fns.', 'moment', 'date-fns'],
  ['replace moment by date-fns', 'moment', 'date-fns'],
  ['swap Jest for Vitest', 'Jest', 'Vitest'],
  ['use pnpm instead of npm', 'npm', 'pnpm'],
  ['drop Redux in favor of Zustand', 'Redux', 'Zustand'],
  ['rewrite the importer in Go', 'importer', 'Go'],
  ['convert callbacks to promises', 'callbacks', 'promises'],
  ['CommonJS to ESM', 'CommonJS', 'ESM'],
  ['from: REST\nto: GraphQL', 'REST', 'GraphQL'],
  ['—from vue 2 —to vue 3', 'vue 2', 'vue 3'],
  ['upgrade vue from 2 to 3', 'vue 2', 'vue 3'],
  ['upgrade react 17 to 18', 'react 17', 'react 18'],
  ['Angular 15 → 17', 'Angular 15', 'Angular 17'],
  ['node 18 to 22', 'node 18', 'node 22'],
  ['upgrade eslint to 9', 'eslint', 'eslint 9'],
  ['upgrade to Node 22', 'Node', 'Node 22'],
])('%j is all about what to migrate', (text, from, to) => {
  expect(fromToIn(text)).toEqual({ from, to, whole: true });
});

test.each([
  ['replace the `moment` library by date-fns in src/ui', 'moment library', 'date-fns'],
  ['We want to migrate from Oracle to Postgres to save money.', 'Oracle', 'Postgres'],
  ['move off Heroku to AWS without downtime', 'Heroku', 'AWS'],
  ['switch our logging from winston to pino, service by service', 'winston', 'pino'],
  ['upgrade Spring Boot from 2.7 to 3.2 before March', 'Spring Boot 2.7', 'Spring Boot 3.2'],
  ['port CI from Travis to GitHub Actions; keep the badges', 'Travis', 'GitHub Actions'],
  ['migrate the users table from integer ids to UUIDs', 'integer ids', 'UUIDs'],
  ['Move from REST endpoints to gRPC. Clients must not notice.', 'REST endpoints', 'gRPC'],
])('%j says more than that', (text, from, to) => {
  expect(fromToIn(text)).toEqual({ from, to, whole: false });
});

test.each([
  '',
  'how do we migrate?',
  'migrate to Postgres',
  'the migration fails',
  'what breaks from time to time',
  'from start to finish',
  'from here to there',
  'go from A to Z',
  'I want to move the config to make it simpler',
  'what to test',
  'foo->bar is null',
  '() => {}',
  'replace moment',
  'from vue 3 to Vue 3',
  `replace ${'a very long name '.repeat(20)}with x`,
])('%j names nothing to migrate from and to', (text) => {
  expect(fromToIn(text)).toBeNull();
});

test('a text of 20,000 characters is read in time', () => {
  for (const part of ['from ', 'migrate x ', 'replace a ', 'a → ', 'to ']) {
    const started = performance.now();
    fromToIn(part.repeat(20_000 / part.length));
    expect(performance.now() - started).toBeLessThan(1000);
  }
});
