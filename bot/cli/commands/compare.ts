/** `baton compare RUN RUN`: what is new, fixed and the same between two runs of a flow on a project. */
import type { EarlierFinding } from '../../../runner/core/ledger.ts';
import type { ComparedRun, Comparison } from '../../../runner/core/ports/ledger.ts';
import { localTime, plural, shortId, shortProject } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { findingLines } from '../findings-table.ts';
import { withService } from '../opened.ts';
import { paintFor } from '../paint.ts';
import { printableLine } from '../screen-text.ts';

export const compareCommand: Command = {
  name: 'compare',
  summary: 'compare the findings of two runs of a flow on a project',
  details: `The run that started first is compared with the other one, whichever you name first. A finding that the later run does
not show is fixed if that run, or one in between, found it fixed; otherwise nobody reviewed its place.`,
  positionals: ['run', 'run'],
  options: { json: JSON_OPTION },
  examples: [
    { line: 'baton compare 1a2b3c4d 9f8e7d6c', description: 'the first characters of each id are enough' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  return await withService(context, async (service, ledger) => {
    const [a = '', b = ''] = given.positionals;
    const ids = [await service.resolveRunId(a), await service.resolveRunId(b)] as const;
    const compared = await ledger.compare(...ids);
    const text = given.switch('json') ? JSON.stringify(compared, null, 2) : overview(compared, context);
    context.terminal.stdout.write(`${text}\n`);
    return 0;
  });
}

function overview(compared: Comparison, { terminal, config }: Context): string {
  const { from, to } = compared;
  const paint = paintFor(terminal.stdoutIsTty && config.colour);
  const columns = terminal.stdoutIsTty ? terminal.size().columns : null;
  const section = (title: string, findings: readonly (EarlierFinding & { readonly id?: string })[]) => [
    '',
    paint.bold(`${title}: ${plural(findings.length, 'finding')}`),
    ...findingLines(
      findings.map((each) => ({ ...each, id: each.id ?? each.fingerprint })),
      columns,
      paint,
    ),
  ];
  return [
    printableLine(`${to.flow_name} on ${shortProject(to.project_id)}`),
    `  from  ${nameOf(from)}`,
    `  to    ${nameOf(to)}`,
    ...section('New', compared.new),
    ...section('Persisting', compared.persisting),
    ...section('Fixed', compared.fixed),
    ...section('Not reviewed this time', compared.not_reviewed),
  ].join('\n');
}

function nameOf({ run_id, commit_sha, created_at }: ComparedRun): string {
  const commit = commit_sha === null ? '' : ` at ${commit_sha.slice(0, 12)}`;
  return `${shortId(run_id)}${commit}, ${localTime(created_at)}`;
}
