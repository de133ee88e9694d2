/** What must be true after everything has been killed: read from the stored runs and from the side log. */
import type { Observer } from './observer.ts';
import { type Beginning, outputOf, SHARED_FINDING, STEPS } from './steps.ts';

export interface Account {
  readonly runs: number;
  readonly steps: number;
  /** beginnings beyond one a step: what was in hand when something died */
  readonly repeated: number;
  /** each a sentence; empty when every promise held */
  readonly broken: readonly string[];
}

interface StepRow {
  run_id: string;
  step_id: string;
  status: string;
  attempt: number;
  output: string | null;
  /** milliseconds since 1970 */
  completed: number;
}

/** `serverKills`: when the database server was killed; each time it may have forgotten the claims of a moment before. */
export async function accountOf(
  observer: Observer,
  beginnings: readonly Beginning[],
  serverKills: readonly number[],
): Promise<Account> {
  const runs = await observer.ask<{
    id: string;
    status: string;
    error: string | null;
    report: string | null;
  }>('SELECT id, status, error, report FROM flow_runs ORDER BY created_at');
  const broken: string[] = [];
  let steps = 0;
  for (const run of runs) {
    if (run.status !== 'completed') broken.push(`run ${run.id} is ${run.status}: ${run.error}`);
    if (run.report !== outputOf(run.id, 'render'))
      broken.push(`run ${run.id} has another report than was rendered`);
    const rows = await stepsOf(observer, run.id);
    if (rows.length !== STEPS) broken.push(`run ${run.id} has ${rows.length} steps`);
    steps += rows.length;
    for (const row of rows) broken.push(...faultsOf(row, beginnings, serverKills));
  }
  broken.push(...(await ledgerFaults(observer, runs.at(-1)?.id ?? '')));
  return { runs: runs.length, steps, repeated: beginnings.length - steps, broken };
}

/** The ledger is written in the transaction that ends a run: it has the findings of all of them, and no run ended without. */
async function ledgerFaults(observer: Observer, newest: string): Promise<string[]> {
  const missing = await observer.ask<{ id: string }>(
    `SELECT id FROM flow_runs run WHERE NOT EXISTS (
       SELECT FROM findings WHERE fingerprint = run.id::text AND first_run = run.id AND last_run = run.id AND first_seen = run.completed_at)`,
  );
  const shared = await observer.ask<{ last: boolean }>(
    `SELECT as_of = (SELECT created_at FROM flow_runs WHERE id::text = $2) AS last FROM findings WHERE fingerprint = $1`,
    [SHARED_FINDING, newest],
  );
  return [
    ...missing.map(({ id }) => `run ${id} ended without its finding`),
    ...(shared[0]?.last === true ? [] : ['the shared finding is not as the newest run says']),
  ];
}

/** One run's at a time: their outputs are large. */
function stepsOf(observer: Observer, run_id: string): Promise<StepRow[]> {
  return observer.ask<StepRow>(
    `SELECT run_id, step_id, status, attempt, output, (extract(epoch FROM completed_at) * 1000)::float8 AS completed
       FROM flow_steps WHERE run_id = $1`,
    [run_id],
  );
}

function faultsOf(row: StepRow, beginnings: readonly Beginning[], serverKills: readonly number[]): string[] {
  const name = `step ${row.step_id} of run ${row.run_id}`;
  const begun = beginnings.filter(({ run_id, step_id }) => run_id === row.run_id && step_id === row.step_id);
  const faults: string[] = [];
  if (row.status !== 'completed') faults.push(`${name} is ${row.status}`);
  if (row.output !== outputOf(row.run_id, row.step_id)) faults.push(`${name} has lost or doubled output`);
  if (begun.length === 0) faults.push(`${name} completed without having begun`);
  const [first, last] = [begun.at(0)?.at ?? 0, begun.at(-1)?.at ?? 0];
  const forgotten = serverKills.filter((at) => at >= first && at <= last).length;
  if (begun.length > row.attempt + forgotten) {
    faults.push(`${name} began ${begun.length} times in ${row.attempt} attempts`);
  }
  const late = begun.filter(({ at }) => at > row.completed + 1);
  if (late.length > 0) faults.push(`${name} began again after it had completed`);
  return faults;
}
