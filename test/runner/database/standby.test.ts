/** A server that takes over the changes of another one and lets nobody write: what DATABASE_URL must not name. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connect } from '../../../runner/database/connection.ts';
import { commandFor, possibleAccounts } from '../../../runner/database/embedded-account.ts';
import { type Cluster, findOrMakeCluster } from '../../../runner/database/embedded-cluster.ts';
import {
  findBinaries,
  program,
  runCommand,
  spawnOptions,
} from '../../../runner/database/embedded-programs.ts';
import { openDatabase } from '../../../runner/database/open.ts';
import { killProcessesIn } from './servers.ts';

let folder: string;
let cluster: Cluster;
let server: ChildProcess;

async function makeCluster(): Promise<Cluster> {
  const binaries = await findBinaries();
  const options = { folder: join(folder, 'pg'), shared: join(folder, 'shared'), namespaces: true, binaries };
  for await (const account of possibleAccounts(options)) {
    const made = await findOrMakeCluster(account);
    if (made !== 'user without name') return made;
  }
  throw new Error('there is no account to make a server for');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-standby-'));
  cluster = await makeCluster();
  const { account, data, socket } = cluster;
  await runCommand(commandFor(account, ['touch', join(data, 'standby.signal')]));
  const words = [
    program(account.binaries, 'postgres'),
    ...['-D', data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${socket}`],
  ];
  const command = commandFor(account, words);
  server = spawn(command.file, command.args, { ...spawnOptions(command), stdio: 'ignore' });
  const open = async () => (await connect(cluster.url)).end();
  await vi.waitFor(open, { timeout: 30_000, interval: 200 });
}, 60_000);

afterAll(async () => {
  server.kill('SIGKILL');
  await killProcessesIn(cluster.data);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

it('a standby is refused as read-only, with the primary to be named instead', async () => {
  const opening = openDatabase({ url: cluster.url, home: '/nowhere', schema: '', log: () => undefined });
  await expect(opening).rejects.toMatchObject({
    kind: 'environment',
    code: 'database_read_only',
    message: expect.stringMatching(
      /^PostgreSQL at .* is a standby, which is read-only\. Name the primary in DATABASE_URL\.$/,
    ),
  });
});
