/**
 * One Baton process of the crash test: `worker` takes steps, `service` starts runs and keeps a few under way. Says
 * `ready <database url>`; leaves when its standard input ends or says `close`.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import { openDatabase } from '../../runner/database/open.ts';
import { toyRequest, toyRunner } from '../setup/toy-runner.ts';
import { crashToy } from './steps.ts';

const [role = '', home = '', sideLog = ''] = process.argv.slice(2);
const MOST_UNDER_WAY = 4;

const leaving = Promise.withResolvers<void>();
const lines = createInterface({ input: process.stdin });
lines.on('line', () => leaving.resolve());
lines.on('close', () => leaving.resolve());

/** What the database or a restart makes of a start is the test's to judge; here it is simply tried again. */
async function keepStarting(service: RunnerService, gone: AbortSignal): Promise<void> {
  while (!gone.aborted) {
    const page = await service.runs({ limit: 50 }).catch(() => null);
    const underWay = page?.runs.filter((run) => run.status === 'running').length ?? MOST_UNDER_WAY;
    if (underWay < MOST_UNDER_WAY) await service.start(toyRequest()).catch(() => undefined);
    await pause(50);
  }
}

const schema = readFileSync(new URL('../../schema.sql', import.meta.url), 'utf8');
const log = (line: string) => process.stderr.write(`${role} ${process.pid}: ${line}\n`);
const database = await openDatabase({ url: null, home, schema, log });
const runner = await toyRunner(database, {
  ...crashToy(sideLog),
  options: {
    ...crashToy(sideLog).options,
    limits: {
      perWorker: 6,
      perRun: 8,
      perProject: 64,
      runsPerUser: null,
      runsPerChannel: null,
      codeSteps: 4,
      idleMs: 60_000,
      deadlineMs: 60_000,
    },
    log,
  },
});
const work = role === 'worker' ? await runner.startWork() : null;
process.stdout.write(`ready ${database.url}\n`);
const gone = new AbortController();
const starts = role === 'service' ? keepStarting(runner.service, gone.signal) : Promise.resolve();

await leaving.promise;
gone.abort();
await starts;
await work?.stop();
await runner.close();
await database.close();
process.exit(0);
