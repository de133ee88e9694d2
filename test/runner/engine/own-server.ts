/** A database server of a test's own, which it can take away and bring back: every other test shares one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createPool } from '../../../runner/database/connection.ts';
import { type Database, openDatabase } from '../../../runner/database/open.ts';
import type { Runner } from '../../../runner/runner.ts';
import { startWork, type Toy, toyRunner } from '../../setup/toy-runner.ts';
import { killProcessesIn } from '../database/servers.ts';

/** What everything says while the server is away. */
export const UNREACHABLE = { kind: 'environment', code: 'database_unreachable', passing: true };

export interface OwnServer {
  /** while it is there, and where it was */
  url(): string;
  /** the folder of its data */
  data(): string;
  /** Finds the server or starts it, as any Baton process does. */
  begin(): Promise<Database>;
  /** The only one who keeps the server running goes, and the server with it. */
  goAway(): Promise<void>;
  /** A runner that finds the server gone and does not start it, as with a DATABASE_URL. */
  guest(toy?: Toy): Promise<Runner>;
  /** The same with a worker. */
  working(toy?: Toy): Promise<{ readonly runner: Runner; stop(): Promise<void> }>;
}

/** To be called once in a test file. */
export function ownServer(): OwnServer {
  let home: string;
  let server: Database | null;
  let closers: (() => Promise<unknown>)[];
  const data = () => join(home, 'pg', 'cluster', 'data');

  async function begin(): Promise<Database> {
    const schema = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
    server = await openDatabase({ url: null, home, schema, log: () => undefined });
    return server;
  }

  async function guest(toy: Toy = {}): Promise<Runner> {
    const url = server?.url ?? '';
    const pool = createPool(url, 10, () => undefined);
    const runner = await toyRunner({ url, pool }, toy);
    closers.push(async () => {
      await runner.close();
      await pool.end();
    });
    return runner;
  }

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-outage-'));
    closers = [];
    await begin();
  });

  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
    await server?.close();
    await killProcessesIn(data());
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    url: () => server?.url ?? '',
    data,
    begin,
    async goAway() {
      await server?.close();
      server = null;
    },
    guest,
    async working(toy = {}) {
      const runner = await guest(toy);
      const stop = await startWork(runner);
      closers.push(stop);
      return { runner, stop };
    },
  };
}
