import { defineConfig } from 'vitest/config';

const AGENTS = 'test/agents/**';
const LONG = 'test/**/*.long.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/setup/global.ts'],
    reporters: ['default', './test/setup/plain-count.ts'],
    projects: [
      {
        extends: true,
        // `npm test`; the real agents have a configuration of their own
        test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [AGENTS, LONG] },
      },
      {
        extends: true,
        // `npm run test:long`
        test: { name: 'long', include: [LONG], exclude: [AGENTS] },
      },
    ],
  },
});
