/** The repository under review may hold files that graphile-worker would take for its own configuration. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeFolder } from '../../setup/repositories.ts';

const QUEUE = fileURLToPath(new URL('../../../runner/queue/queue.ts', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../../../runner/database/schema.ts', import.meta.url));

const attack = (mark: string) =>
  `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = {};`;

it.each([
  '.graphile-workerrc.cjs',
  '.graphile-workerrc.js',
  'graphile-worker.config.cjs',
  '.config/graphile-workerrc.cjs',
])('does not execute %s of the directory that Baton is called from', (name) => {
  const folder = makeFolder();
  const mark = join(folder, 'executed');
  const hostile = makeFolder({ [name]: attack(mark) });
  execFileSync(
    process.execPath,
    ['-e', `await import(${JSON.stringify(QUEUE)}); await import(${JSON.stringify(SCHEMA)});`],
    {
      cwd: hostile,
      stdio: 'pipe',
    },
  );
  expect(existsSync(mark)).toBe(false);
});

it('does not end for configuration of the directory that Baton is called from', () => {
  const hostile = makeFolder({ '.graphile-workerrc.json': '{"schema": "theirs", "pollInterval": 1}' });
  const answer = execFileSync(
    process.execPath,
    ['-e', `await import(${JSON.stringify(QUEUE)}); console.log(process.cwd());`],
    {
      cwd: hostile,
      encoding: 'utf8',
    },
  );
  expect(answer.trim()).toBe(hostile);
});
