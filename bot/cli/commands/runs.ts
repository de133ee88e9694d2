/** `baton runs`: lists the newest runs, one per line. */
import type { RunDocument, RunPage } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { shortName } from '../../../runner/core/pull-request.ts';
import { resolveProject } from '../../config/projects.ts';
import { lasting, localTime, shortId } from '../../wording.ts';
import { type Arguments, type Command, JSON_OPTION } from '../command.ts';
import type { Context } from '../context.ts';
import { withService } from '../opened.ts';
import { sizeOf } from '../roster.ts';
import { tableLines } from '../table.ts';

const PAGE = 20;

export const runsCommand: Command = {
  name: 'runs',
  summary: 'list the newest runs',
  positionals: [],
  options: {
    project: { value: 'ID', description: 'only runs of this project (an id, a path or a URL)' },
    limit: { value: 'N', description: `how many, from 1 to 100 (default: ${PAGE})` },
    cursor: { value: 'CURSOR', description: 'go on where the last page ended' },
    json: JSON_OPTION,
  },
  examples: [
    { line: 'baton runs', description: 'the newest runs of all projects' },
    { line: 'baton runs --project .', description: 'those of the repository you are in' },
  ],
  run,
};

async function run(given: Arguments, context: Context): Promise<number> {
  const limit = limitOf(given.value('limit'));
  const cursor = given.value('cursor');
  return await withService(context, async (service) => {
    const page = await pageOf(service, given.value('project'), context, {
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    const text = given.switch('json') ? JSON.stringify(page, null, 2) : overview(page, context);
    context.terminal.stdout.write(`${text}\n`);
    return 0;
  });
}

/** A project that is no longer configured, or no longer on disk, still has its runs, under its old id. */
async function pageOf(
  service: RunnerService,
  project: string | null,
  { config }: Context,
  query: { readonly limit: number; readonly cursor?: string },
): Promise<RunPage> {
  if (project === null) return await service.runs(query);
  const under = (project_id: string) => service.runs({ ...query, project_id });
  const byId = await under(project);
  return byId.runs.length > 0 ? byId : await under(resolveProject(project, config).id);
}

function limitOf(given: string | null): number {
  if (given === null) return PAGE;
  const limit = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  const message = `--limit is a number from 1 to 100, not ${JSON.stringify(given)}.`;
  throw new BatonError('refused', 'bad_arguments', message, { path: '--limit' });
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
