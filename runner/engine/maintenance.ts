/** What every process does beside its own work: the reaper's looks, and the deletion of what is older than it is kept. */
import { tidy } from '../store/chat-rows.ts';
import { startReaper } from './reaper.ts';
import type { EngineContext } from './run-transactions.ts';

const TIDY_MS = 3_600_000;

export interface MaintenanceOptions {
  readonly context: EngineContext;
  readonly keepDays: number;
  readonly log: (line: string) => void;
}

export interface Maintenance {
  stop(): Promise<void>;
}

export function startMaintenance({ context, keepDays, log }: MaintenanceOptions): Maintenance {
  const reaper = startReaper(context, log);
  const tidying = setInterval(() => {
    tidy(context.pool, keepDays).catch(() => undefined);
  }, TIDY_MS).unref();
  return {
    async stop() {
      clearInterval(tidying);
      await reaper.stop();
    },
  };
}
