/** `baton findings`: what the ledger knows of the findings of a project, the worst first. */
import { FINDING_STATES, type LedgerFinding } from '../../../runner/core/ledger.ts';
import type { FindingQuery, Ledger } from '../../../runner/core/ports/ledger.ts';
import { resolveProject } from '../../config/projects.ts';
import { ageOf, plural, shortProject } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { findingLines } from '../findings-table.ts';
import { PAGE_OPTIONS, pageQuery, rowsOfProject } from '../lists.ts';
import { withService } from '../opened.ts';
import { paintFor } from '../paint.ts';
import { printableLine } from '../screen-text.ts';

const STATES = ['open', ...FINDING_STATES, 'dismissed'] as const;
type Page = Awaited<ReturnType<Ledger['findings']>>;

export const findingsCommand: Command = {
  name: 'findings',
  summary: 'list the findings of a project across its runs',
  details: `Every run that completes adds its findings. A finding is known by its fingerprint, which stays the same when its
lines move. Open ones are new, persisting or not_reviewed, and not dismissed.`,
  positionals: [],
  options: {
    project: { value: 'ID', description: 'an id, a path or a URL (default: the repository you are in)' },
    flow: { value: 'FLOW', description: 'only those of this flow' },
    state: { value: 'STATE', choices: STATES, description: 'only those in this state (default: open)' },
    ...PAGE_OPTIONS,
    json: JSON_OPTION,
  },
  examples: [
    {
      line: 'baton findings',
      description: 'the open findings of the repository you are in, the worst first',
    },
    { line: 'baton findings --state dismissed', description: 'those that are not shown, to restore one' },
    { line: 'baton findings --flow tech-debt --json', description: 'the same as the API answers' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const state = STATES.find((each) => each === given.value('state')) ?? 'open';
  const flow_name = given.value('flow');
  const query = { ...pageQuery(given), ...(flow_name === null ? {} : { flow_name }) };
  const project = given.value('project');
  return await withService(context, async (_service, ledger) => {
    const ask = (wanted: FindingQuery) =>
      project === null
        ? ledger.findings({ ...wanted, project_id: resolveProject(null, context.config).id })
        : rowsOfProject(
            project,
            context.config,
            (project_id) => ledger.findings({ ...wanted, project_id }),
            ({ findings }) => findings.length === 0,
          );
    const page = await ask({ ...query, state });
    const { stdout } = context.terminal;
    if (given.switch('json')) stdout.write(`${JSON.stringify(page, null, 2)}\n`);
    else if (page.findings.length > 0) stdout.write(`${overview(page, state, context)}\n`);
    else {
      const { findings } = await ask({ ...query, limit: 1 });
      stdout.write(`${nothing(state, findings.length > 0)}\n`);
    }
    return 0;
  });
}

function overview({ findings, next_cursor }: Page, state: string, { terminal, config }: Context): string {
  const now = terminal.now();
  const rows = findings.map((each) => ({
    ...each,
    id: each.fingerprint,
    more: [statusOf(each), ageOf(each.first_seen, now), printableLine(each.flow_name)],
  }));
  const columns = terminal.stdoutIsTty ? terminal.size().columns : null;
  const head = { id: 'FINGERPRINT', more: ['STATE', 'AGE', 'FLOW'] };
  const [first] = findings;
  const count = next_cursor === null ? plural(findings.length, `${wordsOf(state)} finding`) : `The worst`;
  return [
    ...findingLines(rows, columns, paintFor(terminal.stdoutIsTty && config.colour), head),
    '',
    `${count} of ${printableLine(shortProject(first?.project_id ?? ''))}`,
    ...(next_cursor === null ? [] : [`More: add --cursor ${next_cursor}`]),
  ].join('\n');
}

function statusOf({ state, dismissed }: LedgerFinding): string {
  return dismissed === null ? wordsOf(state) : dismissed.reason;
}

const wordsOf = (state: string): string => state.replace('_', ' ');

function nothing(state: string, hasOthers: boolean): string {
  if (!hasOthers) return 'No findings yet. Look for some: baton run tech-debt';
  const others = STATES.filter((each) => each !== state).join('|');
  return `No ${wordsOf(state)} findings. Others: baton findings --state ${others}`;
}
