/** A home with an embedded server's files for each test of a file, and what opens it; all of it ends with the test. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Database, openDatabase } from '../../../runner/database/open.ts';
import { type Guest, type GuestOptions, startGuest } from './guest.ts';
import { killProcessesIn } from './servers.ts';

const SHEEP = 'create table if not exists sheep (name text)';

export interface EmbeddedHome {
  /** of the current test */
  home(): string;
  /** the folder of its cluster's data */
  data(): string;
  /** Takes the cluster away. */
  empty(): Promise<void>;
  open(log?: string[]): Promise<Database>;
  /** Another process that opens it. */
  guest(options?: GuestOptions): Promise<Guest>;
  /** Registers what ends with the test. */
  onEnd(close: () => Promise<void>): void;
}

/** To be called once in a test file. */
export function embeddedHome(): EmbeddedHome {
  let seed: string;
  let home: string;
  let closings: (() => Promise<void>)[];
  const data = () => join(home, 'pg', 'cluster', 'data');

  // Most tests begin with files that were made before, which is quicker than to make them.
  beforeAll(async () => {
    seed = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
    const database = await openDatabase({ url: null, home: seed, schema: SHEEP, log: () => undefined });
    await database.close();
  });
  afterAll(() => rm(seed, { recursive: true, force: true, maxRetries: 5 }));
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
    closings = [];
    await mkdir(join(home, 'pg'));
    await cp(join(seed, 'pg', 'cluster'), join(home, 'pg', 'cluster'), { recursive: true });
  });
  afterEach(async () => {
    for (const close of closings) await close().catch(() => undefined);
    await killProcessesIn(data());
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    home: () => home,
    data,
    empty: () => rm(join(home, 'pg'), { recursive: true }),
    async open(log = []) {
      const options = { url: null, home, schema: SHEEP, log: (line: string) => void log.push(line) };
      const database = await openDatabase(options);
      closings.push(database.close);
      return database;
    },
    async guest(options) {
      const started = await startGuest(home, options);
      closings.push(() => started.kill());
      return started;
    },
    onEnd: (close) => void closings.push(close),
  };
}
