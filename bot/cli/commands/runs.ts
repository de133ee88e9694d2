/** `baton runs`: lists the newest runs, one per line. */
import type { RunDocument, RunPage } from '../../../runner/core/documents.ts';
import { shortName } from '../../../runner/core/pull-request.ts';
import { lasting, localTime, shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { PAGE_OPTIONS, pageQuery, rowsOfProject } from '../lists.ts';
import { withService } from '../opened.ts';
import { sizeOf } from '../roster.ts';
import { tableLines } from '../table.ts';

export const runsCommand: Command = {
  name: 'runs',
  summary: 'list the newest runs',
  positionals: [],
  options: {
    project: { value: 'ID', description: 'only runs of this project (an id, a path or a URL)' },
    ...PAGE_OPTIONS,
    json: JSON_OPTION,
  },
  examples: [
    { line: 'baton runs', description: 'the newest runs of all projects' },
    { line: 'baton runs --project .', description: 'those of the repository you are in' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const query = pageQuery(given);
  const project = given.value('project');
  return await withService(context, async (service) => {
    const page =
      project === null
        ? await service.runs(query)
        : await rowsOfProject(
            project,
            context.config,
            (project_id) => service.runs({ ...query, project_id }),
            ({ runs }) => runs.length === 0,
          );
    const text = given.switch('json') ? JSON.stringify(page, null, 2) : overview(page, context);
    context.terminal.stdout.write(`${text}\n`);
    return 0;
  });
}

/** The project, with the pull request of it that the run reviews. */
function readOf({ project_id, input: { pull_request: change } }: RunDocument): string {
  return change === undefined ? project_id : `${project_id} ${shortName(change)}`;
}

function overview({ runs, next_cursor }: RunPage, { terminal }: Context): string {
  if (runs.length === 0) return 'No runs yet. Start one: baton run code-review';
  const now = terminal.now();
  const rows = runs.map((each) => [
    shortId(each.id),
    each.status,
    each.flow_name,
    sizeOf(each),
    localTime(each.created_at),
    lasting(each.started_at, each.completed_at, now) ?? '',
    readOf(each),
  ]);
  const columns = terminal.stdoutIsTty ? terminal.size().columns : null;
  const lines = tableLines(['RUN', 'STATUS', 'FLOW', 'SIZE', 'STARTED', 'TOOK', 'PROJECT'], rows, columns);
  return [
    ...lines,
    ...(next_cursor === null ? [] : ['', `Older ones: baton runs --cursor ${next_cursor}`]),
  ].join('\n');
}
