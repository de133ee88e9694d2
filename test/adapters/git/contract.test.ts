/** The port's contract: for a path, a URL and a folder. Other kinds are in `contract.long.test.ts`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { repositoryContract } from '../../contracts/repository-contract.ts';
import { gitAt, makeFolder, makeRepository, writeFiles } from '../../setup/repositories.ts';
import { atPath, atUrl, setting } from './projects.ts';

const daemons: (() => void)[] = [];
afterAll(() => {
  for (const end of daemons) end();
});

repositoryContract('a local path', (story) => ({
  ...setting(),
  project: atPath(makeRepository({ commits: story }).path),
}));

repositoryContract('a git URL', async (story) => {
  const { path } = makeRepository({ commits: story });
  const url = `git://127.0.0.1:${await startDaemon(dirname(path))}/${basename(path)}`;
  return { ...setting(), project: atUrl(url, 'main') };
});

repositoryContract(
  'a folder without git',
  (story) => {
    const path = makeFolder();
    for (const change of story) writeFiles(path, change.files);
    return { ...setting(), project: atPath(path) };
  },
  { history: false },
);

/** Serves the repositories of a folder on loopback; answers the port. */
async function startDaemon(base: string): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  const where = [
    '--listen=127.0.0.1',
    `--port=${port}`,
    `--base-path=${base}`,
    '--export-all',
    '--reuseaddr',
  ];
  const daemon = spawn('git', ['daemon', ...where, base], { stdio: 'ignore', detached: true });
  daemons.push(() => daemon.pid !== undefined && process.kill(-daemon.pid, 'SIGKILL'));
  for (;;) {
    try {
      gitAt('/', ['ls-remote', `git://127.0.0.1:${port}/`]);
    } catch (error) {
      if (String(error).includes('unable to connect')) await pause(20);
      else return port;
    }
  }
}
