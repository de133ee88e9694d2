/** `baton export ID`: the report as a file, byte for byte as it was stored. */
import { resolve } from 'node:path';
import { BatonError } from '../../../runner/core/errors.ts';
import { shortId } from '../../wording.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';
import { checkOutFile, writeWhole } from '../report-files.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: "write a run's report to stdout or to a file",
  positionals: ['id'],
  options: {
    out: { value: 'FILE', description: 'where it goes (default: stdout)' },
    json: { description: 'the whole run as JSON {run, steps, report, verdict} instead of Markdown' },
  },
  examples: [
    {
      line: 'baton export 1a2b3c4d --out review.md',
      description: 'the first characters of the id are enough',
    },
    { line: 'baton export 1a2b3c4d | less', description: 'reads it page by page' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const { config, terminal } = context;
  const named = given.value('out');
  const out = named === null ? null : resolve(config.callerDirectory, named);
  if (named !== null && out !== null) checkOutFile(out, named);
  return await withService(context, async (service) => {
    const detail = await service.run(await service.resolveRunId(given.positionals[0] ?? ''));
    const { report } = detail;
    if (report === null) {
      const id = shortId(detail.run.id);
      const why = `Run ${id} has no report: it is ${detail.run.status}. See: baton show ${id}`;
      throw new BatonError('not_found', 'no_report', why);
    }
    const text = given.switch('json')
      ? `${JSON.stringify({ ...detail, verdict: detail.run.outcome?.verdict ?? null }, null, 2)}\n`
      : report;
    if (out === null) terminal.stdout.write(text);
    else {
      writeWhole(out, text);
      terminal.stderr.write(`Written to ${out}\n`);
    }
    return 0;
  });
}
