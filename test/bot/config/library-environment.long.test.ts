import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../../bot/baton.js', import.meta.url));
const version = [process.execPath, program, 'version'];
const nameless = ['setpriv', '--reuid=4711', '--regid=0', '--clear-groups'];
const canBeNameless =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [...nameless.slice(1), 'test', '-r', program, '-a', '-x', process.execPath]).status ===
    0;

function start([file = '', ...args]: readonly string[], env: Record<string, string>) {
  const { stdout, stderr } = spawnSync(file, args, { env: { PATH: process.env.PATH ?? '', ...env } });
  return { out: stdout.toString(), err: stderr.toString() };
}

test('variables that other products set for libraries of ours keep no command from starting', () => {
  const env = { NODE_PG_FORCE_NATIVE: '1', GRAPHILE_WORKER_DEBUG: '1', GRAPHILE_ENV: 'development' };
  expect(start(version, env)).toEqual({ out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
});

test.runIf(canBeNameless)('a user id without a name and without HOME keeps no command from starting', () => {
  expect(start([...nameless, ...version], {})).toMatchObject({ out: expect.stringMatching(/^\d+\.\d+/) });
});
