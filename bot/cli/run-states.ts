/** The states of one run until its end. Frames only say when to look; what is shown is the stored run. */
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { RunnerService } from '../../runner/core/service.ts';
import { type Bell, createBell } from '../bell.ts';

/** Also the pace at which a roster's clock moves on. */
const LOOK_EVERY_MS = 1000;
/** Two looks are at least so far apart: a wave that ends gives many frames at once. */
const LOOK_AT_MOST_EVERY_MS = 100;
/** How many looks in a row a database that is away is waited for. */
const PATIENCE = 60;

/** Ends with the state in which the run has ended. Throws what the service throws, after a minute of a lost database. */
export async function* runStates(service: RunnerService, run_id: string): AsyncGenerator<RunDetail> {
  const done = new AbortController();
  const bell = createBell();
  const listening = ringOnFrames(service, run_id, bell, done.signal);
  try {
    for (let missed = 0; missed < PATIENCE; ) {
      const detail = await look(service, run_id, missed + 1 < PATIENCE);
      missed = detail === null ? missed + 1 : 0;
      if (detail !== null) yield detail;
      if (detail !== null && detail.run.status !== 'running') return;
      await pause(LOOK_AT_MOST_EVERY_MS);
      await bell.rung(LOOK_EVERY_MS);
    }
  } finally {
    done.abort();
    await listening;
  }
}

/** The stored run; null while its database is away and the caller goes on waiting. */
async function look(service: RunnerService, run_id: string, waits: boolean): Promise<RunDetail | null> {
  try {
    return await service.run(run_id);
  } catch (error) {
    if (waits && error instanceof BatonError && error.kind === 'environment') return null;
    throw error;
  }
}

async function ringOnFrames(
  service: RunnerService,
  run_id: string,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _frame of service.frames({ run_id }, signal)) bell.ring();
  } catch {
    // Without frames the run is looked at every second, which is all that they are for here.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
