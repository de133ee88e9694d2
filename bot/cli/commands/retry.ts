/** `baton retry ID`: retries a run's failed steps and those that depend on them; other completed steps are kept. */

import { shortId } from '../../wording.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { followRun } from '../followed-run.ts';
import { withService } from '../opened.ts';
import { outFolder } from './run.ts';

export const retryCommand: Command = {
  name: 'retry',
  summary: 'retry the failed steps of a run, or continue a cancelled one',
  details: `Takes a run that failed or was cancelled, and a completed one in which a step failed. Failed and skipped steps are
done again, with every step that read their output; all other completed steps are kept. Exit code: as with "baton run".

Like "baton run" it executes the run here, shows it, and waits for its report. With --detach it only puts the
steps back in the queue, for a service that is running.`,
  positionals: ['id'],
  options: {
    detach: { description: 'leave the work to a running service (baton start)' },
    out: {
      value: 'DIR',
      description: "where report.md, report.html and run.json go (default: Baton's own folder)",
    },
    json: { description: 'print one JSON document {run, steps, report, verdict} at the end' },
  },
  examples: [
    { line: 'baton retry 1a2b3c4d', description: 'the first characters of the id are enough' },
    { line: 'baton retry 1a2b3c4d --detach', description: 'does not wait' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const prefix = given.positionals[0] ?? '';
  const by = `cli:${context.terminal.user}`;
  if (given.switch('detach')) return await detached(prefix, by, given, context);
  const out = outFolder(given, context.config.callerDirectory);
  return await followRun(context, { out, json: given.switch('json') }, async (service) => {
    const run_id = await service.resolveRunId(prefix);
    await service.retry(run_id, by);
    return run_id;
  });
}

async function detached(prefix: string, by: string, given: Arguments, context: Context): Promise<number> {
  return await withService(context, async (service) => {
    const run_id = await service.resolveRunId(prefix);
    await service.retry(run_id, by);
    const message = `Run ${shortId(run_id)} is back in the queue; a running service continues it.`;
    context.terminal.stdout.write(`${given.switch('json') ? JSON.stringify({ run_id }) : message}\n`);
    return 0;
  });
}
