/** `baton export ID`: the report in a format, to stdout or to a file. */
import { BatonError } from '../../../runner/core/errors.ts';
import {
  REPORT_FORMATS,
  type ReportFormat,
  reportFileName,
} from '../../../runner/core/ports/report-formats.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';
import { checkedOutFile, writeWhole } from '../report-files.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: "write a run's report in a format, to stdout or to a file",
  details: `md is the report as it was stored, html a page that needs nothing else, sarif its findings for code hosts and editors,
json the whole run as {run, steps, report, verdict, document}. An existing file is replaced.`,
  positionals: ['id'],
  options: {
    format: {
      value: 'FORMAT',
      choices: REPORT_FORMATS,
      description: "what it is written as (default: what FILE's name ends in, else md)",
    },
    out: {
      value: 'FILE',
      description: 'where it goes (default: stdout); in a folder it is named after the flow and the run',
    },
    json: { description: 'the same as --format json' },
  },
  examples: [
    {
      line: 'baton export 1a2b3c4d --out review.html',
      description: 'the first characters of the id are enough',
    },
    {
      line: 'baton export 1a2b3c4d --format sarif --out reports/',
      description: 'writes reports/code-review-1a2b3c4d.sarif',
    },
    { line: 'baton export 1a2b3c4d | less', description: 'reads it page by page' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const { config, terminal, wiring } = context;
  const format = formatOf(given);
  const typed = given.value('out');
  const outFile = typed === null ? null : checkedOutFile(typed, config.callerDirectory);
  return await withService(context, async (service) => {
    const reported = await service.report(await service.resolveRunId(given.positionals[0] ?? ''));
    const formatReport = await wiring.formatReport();
    const { body } = formatReport(format, reported);
    if (outFile === null) terminal.stdout.write(body);
    else {
      const out = outFile(reportFileName(reported.run, format));
      writeWhole(out, body);
      terminal.stderr.write(`Written to ${out}\n`);
    }
    return 0;
  });
}

function formatOf(given: Arguments): ReportFormat {
  const named = REPORT_FORMATS.find((format) => format === given.value('format'));
  if (given.switch('json')) {
    if (named === undefined || named === 'json') return 'json';
    const why = `--json and --format ${named} name two formats. Leave one of them out.`;
    throw new BatonError('refused', 'bad_arguments', why, { path: '--json' });
  }
  return named ?? formatOfName(given.value('out') ?? '') ?? 'md';
}

/** `.sarif.json` is SARIF too. */
function formatOfName(name: string): ReportFormat | undefined {
  const bare = name.toLowerCase().replace(/\.sarif\.json$/, '.sarif');
  return REPORT_FORMATS.find((format) => bare.endsWith(`.${format}`));
}
