/** `baton cancel ID`: cancels a running run. */

import { shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';

export const cancelCommand: Command = {
  name: 'cancel',
  summary: 'cancel a running run',
  positionals: ['id'],
  options: { json: JSON_OPTION },
  examples: [{ line: 'baton cancel 1a2b3c4d', description: 'the first characters of the id are enough' }],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  return await withService(context, async (service) => {
    const run_id = await service.resolveRunId(given.positionals[0] ?? '');
    await service.cancel(run_id, `cli:${context.terminal.user}`);
    const message = `Run ${shortId(run_id)} is cancelled. Retry with: baton retry ${shortId(run_id)}`;
    context.terminal.stdout.write(`${given.switch('json') ? JSON.stringify({ run_id }) : message}\n`);
    return 0;
  });
}
