/** `baton show ID`: shows one run, its steps and its report. */
import stringWidth from 'string-width';
import type { RunDetail, RunDocument } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunBrief } from '../../../runner/core/step-detail.ts';
import { estimateText, usageText } from '../../../runner/core/usage.ts';
import { pngOf } from '../../timeline/picture.ts';
import { assertEnded, timelineOf } from '../../timeline/run-timeline.ts';
import { timelineSvg } from '../../timeline/timeline-svg.ts';
import { lasting, localTime, plural } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';
import { paintFor } from '../paint.ts';
import { checkedOutFile, writeWhole } from '../report-files.ts';
import { sizeOf, stepLine } from '../roster.ts';
import { printableLine, printableText } from '../screen-text.ts';

export const showCommand: Command = {
  name: 'show',
  summary: 'show a run, its steps and its report',
  positionals: ['id'],
  options: {
    json: JSON_OPTION,
    timeline: {
      value: 'FILE',
      description: 'draw the steps of an ended run over time into FILE, as its name ends: .svg or .png',
    },
  },
  examples: [
    { line: 'baton show 1a2b3c4d', description: 'the first characters of the id are enough' },
    {
      line: 'baton show 1a2b3c4d --json',
      description: '{run, steps, report}, with the full output of every step',
    },
    { line: 'baton show 1a2b3c4d --timeline run.svg', description: 'which step took how long, as a picture' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const draw = timelineDrawer(given.value('timeline'), context);
  return await withService(context, async (service) => {
    const run_id = await service.resolveRunId(given.positionals[0] ?? '');
    const detail = await service.run(run_id);
    if (draw !== null) await draw(await service.brief(run_id));
    const text = given.switch('json') ? JSON.stringify(detail, null, 2) : card(detail, context);
    context.terminal.stdout.write(`${text}\n`);
    return 0;
  });
}

/** Null if no picture is asked for. Refuses what can't be written before anything is read. */
function timelineDrawer(
  typed: string | null,
  { config, terminal, wiring }: Context,
): ((detail: RunBrief) => Promise<void>) | null {
  if (typed === null) return null;
  const option = '--timeline';
  const [, format] = /\.(svg|png)$/i.exec(typed) ?? [];
  if (format === undefined) {
    const why = `${option} names ${typed}, which ends in neither .svg nor .png. Name a file that does.`;
    throw new BatonError('refused', 'bad_out', why, { path: option });
  }
  const path = checkedOutFile(typed, config.callerDirectory, option)('');
  return async (detail) => {
    assertEnded(detail.run);
    const { flows } = (await wiring.catalogue(config)).catalogue;
    const title = (name: string) => flows.find((flow) => flow.name === name)?.title ?? name;
    const svg = timelineSvg(timelineOf(detail, { title }));
    writeWhole(path, format.toLowerCase() === 'svg' ? svg : await pngOf(svg), option);
    terminal.stderr.write(`Written to ${path}\n`);
  };
}

function card(detail: RunDetail, { config, terminal }: Context): string {
  const { run, steps, report } = detail;
  const paint = paintFor(terminal.stdoutIsTty && config.colour);
  const columns = terminal.stdoutIsTty ? terminal.size().columns - 1 : Number.MAX_SAFE_INTEGER;
  const labels = Math.max(0, ...steps.map(({ label }) => stringWidth(printableLine(label))));
  const view = { columns, labels, now: terminal.now(), paint };
  return [
    paint.bold(`${printableLine(run.flow_name)}, ${run.status}`),
    ...factsOf(run, terminal.now()).map(([name, value]) => `  ${name.padEnd(9)} ${printableLine(value)}`),
    '',
    plural(steps.length, 'step'),
    ...steps.map((step) => stepLine(step, view)),
    '',
    report === null ? noReport(run) : printableText(report).trimEnd(),
  ].join('\n');
}

function factsOf(run: RunDocument, now: Date): [string, string][] {
  const commit = run.commit_sha === null ? '' : ` at ${run.commit_sha.slice(0, 12)}`;
  const base = run.base_sha === null ? '' : `, compared with ${run.base_sha.slice(0, 12)}`;
  const reason = run.backend_reason === '' ? '' : ` (${run.backend_reason})`;
  const model = run.model === null ? '' : `, ${run.model}`;
  const { pull_request: change } = run.input;
  const took = lasting(run.started_at, run.completed_at, now);
  return [
    ['run', run.id],
    ['project', `${run.project_id}${commit}${base}`],
    ...(change === undefined ? [] : [['change', change.url] satisfies [string, string]]),
    ['question', run.input.question],
    ['size', sizeOf(run)],
    ['back end', `${run.backend}${model}${reason}`],
    ['started', `${localTime(run.created_at)}${took === null ? '' : `, took ${took}`}`],
    ...usageOf(run),
    ...(run.error === null ? [] : [['error', run.error] satisfies [string, string]]),
  ];
}

function usageOf({ usage, estimate, budget_warning }: RunDocument): [string, string][] {
  const used = usageText(usage);
  return [
    ...(estimate === null ? [] : [['expected', estimateText(estimate)] satisfies [string, string]]),
    ...(used === null ? [] : [['tokens', used] satisfies [string, string]]),
    ...(budget_warning === null ? [] : [['budget', budget_warning] satisfies [string, string]]),
  ];
}

function noReport({ status }: RunDocument): string {
  return status === 'running'
    ? 'No report yet: the run is still running.'
    : `No report: the run ${status === 'failed' ? 'failed' : 'was cancelled'} before it had one.`;
}
