/** How many runs one person or one channel may have at work at once: another one is refused, and nothing of it is stored. */
import { BatonError } from '../core/errors.ts';
import { plural } from '../core/wording.ts';
import type { Transaction } from '../store/transaction.ts';
import { lockTurns, runsAtWork } from '../store/turn-rows.ts';
import type { Starting } from '../store/usage-rows.ts';

/** Null: any number. */
export interface RunLimits {
  readonly runsPerUser: number | null;
  readonly runsPerChannel: number | null;
}

/**
 * Throws `refused` (`too_many_runs`). Those who start a run for the same person or channel at the same time wait for each
 * other, in whatever process, so that none of them is one too many.
 */
export async function assertTurn(tx: Transaction, starting: Starting, limits: RunLimits): Promise<void> {
  const { runsPerUser, runsPerChannel } = limits;
  const { post_to } = starting;
  const isBound = runsPerUser !== null || (runsPerChannel !== null && post_to !== null);
  if (!isBound) return;
  await lockTurns(tx, starting);
  const now = await runsAtWork(tx, starting);
  if (runsPerUser !== null && now.user >= runsPerUser) {
    throw tooMany(`${now.user} of your runs`, now.user, 'runs_per_user');
  }
  if (runsPerChannel !== null && post_to !== null && now.channel >= runsPerChannel) {
    throw tooMany(`${plural(now.channel, 'run')} of the channel`, now.channel, 'runs_per_channel');
  }
}

function tooMany(what: string, count: number, limit: string): BatonError {
  const message = `${what} ${count === 1 ? 'is' : 'are'} still at work, which is the most at once. Wait for one to end, or cancel one. See \`limits.${limit}\` in baton.yaml.`;
  return new BatonError('refused', 'too_many_runs', message);
}
