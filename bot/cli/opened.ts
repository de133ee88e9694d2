/** Opens the runner for a command. */
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import type { Context, Opened, Terminal } from './context.ts';
import { printableLine } from './screen-text.ts';
import type { ShutdownSignals } from './shutdown-signals.ts';
import { untilStopped } from './stoppable.ts';

/** Opens the service without a worker, and always closes it. */
export async function withService<Answer>(
  { config, wiring, terminal }: Context,
  ask: (service: RunnerService, ledger: Ledger, schedules: Schedules) => Promise<Answer>,
): Promise<Answer> {
  const opened = await wiring.openService(config, { worker: false, notice: noticeOn(terminal) });
  try {
    return await ask(opened.service, opened.ledger, opened.schedules);
  } finally {
    await opened.close();
  }
}

/** Opens the service with a worker in this process. Returns null if a signal stopped that. */
export function openWorker(
  { config, wiring, terminal }: Context,
  shutdown: ShutdownSignals,
): Promise<Opened | null> {
  const opening = { worker: true, signal: shutdown.asked, notice: noticeOn(terminal) };
  return untilStopped(wiring.openService(config, opening), shutdown, terminal);
}

/** Prints to stderr what the opening of the database waits for. */
export function noticeOn({ stderr }: Pick<Terminal, 'stderr'>): (line: string) => void {
  return (line) => void stderr.write(`baton: ${printableLine(line)}\n`);
}
