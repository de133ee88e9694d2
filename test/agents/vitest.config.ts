import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/agents/**/*.test.ts'],
    globalSetup: ['test/agents/install.ts'],
    setupFiles: ['test/setup/each-file.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    fileParallelism: false,
    reporters: ['verbose', './test/setup/plain-count.ts'],
  },
});
