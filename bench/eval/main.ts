/** `npm run eval`: measures the quality of reports. Leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holds, measureGates } from '../../test/evaluation/gates.ts';
import { liveText, runLive } from './live/live.ts';
import { runOffline } from './offline.ts';
import { EVAL_HELP, parseEvalOptions } from './options.ts';
import { gatesText, PRINTS } from './tables.ts';

const INTERRUPTED = 130;

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  const asked = parseEvalOptions(argv);
  if (asked.type === 'help') {
    process.stdout.write(EVAL_HELP);
    return 0;
  }
  if (asked.type === 'refused') {
    process.stderr.write(`eval: ${asked.why}. See npm run eval -- --help\n`);
    return 2;
  }
  if (asked.type === 'seeded') {
    const gates = await measureGates();
    process.stdout.write(gatesText(gates));
    return gates.every(holds) ? 0 : 1;
  }
  const interrupt = new AbortController();
  // Under npm Ctrl-C arrives twice; the second one must not interrupt the cleanup.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  const folder = await mkdtemp(join(tmpdir(), 'baton-eval-'));
  try {
    const says = (line: string) => process.stderr.write(`${line}\n`);
    if (asked.type === 'live') {
      const live = await runLive(asked.request, process.env, folder, interrupt.signal, says);
      const json = `${JSON.stringify(live, null, 2)}\n`;
      process.stdout.write(asked.output === 'json' ? json : liveText(asked.request, live));
      return live.failed.length > 0 ? 1 : 0;
    }
    const result = await runOffline(asked.request, folder, interrupt.signal, says);
    process.stdout.write(PRINTS[asked.output](result));
    return result.runs.some(({ failure }) => failure !== null) ? 1 : 0;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write('eval: stopped; its temporary files are removed\n');
    return INTERRUPTED;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
