/** Renders the runs that may be seen from a place: paged lists, a single run, and the bot's home page. */
import type { RunDocument } from '../../runner/core/documents.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Block, Button, Line, MessageView } from '../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { runHeading } from '../threads/about.ts';
import { cardOf } from '../threads/card.ts';
import { outcomeLine } from '../threads/ending.ts';
import { MARKS, timeSpan } from '../threads/format.ts';
import { starterSpans } from '../threads/schedule-lines.ts';
import { clipped, plural, shortId } from '../wording.ts';
import { type ActionContext, flowTitleIn } from './action-context.ts';
import { visibleProjects, visibleRun } from './channel-projects.ts';
import { START_BUTTON } from './listings.ts';

const PAGE = 10;
/** The highest page number. */
const MOST_PAGES = 50;
/** The runner's page limit. */
const MOST_AT_ONCE = 100;

export async function historyPage(context: ActionContext, page: number): Promise<MessageView> {
  const wanted = Math.min(Math.max(1, page), MOST_PAGES);
  const runs = await visibleRuns(context, wanted * PAGE + 1);
  const shown = await snapshotsOf(context, runs.slice((wanted - 1) * PAGE, wanted * PAGE));
  return historyView(context, shown, {
    page: wanted,
    older: runs.length > wanted * PAGE && wanted < MOST_PAGES,
  });
}

/** Returns the page number in a button's value; 1 for anything else. */
export function parsePage(value: string): number {
  return /^\d{1,3}$/.test(value) ? Number(value) : 1;
}

export function historyView(
  context: Pick<ActionContext, 'catalogue'>,
  snapshots: readonly RunSnapshot[],
  { page, older }: { readonly page: number; readonly older: boolean },
): MessageView {
  const title = page === 1 ? 'The newest runs' : `Runs, page ${page}`;
  if (snapshots.length === 0) return emptyView(page);
  const turns: Button[] = [
    ...(page > 1 ? [{ action: 'page', value: String(page - 1), label: 'Newer' }] : []),
    ...(older ? [{ action: 'page', value: String(page + 1), label: 'Older' }] : []),
  ];
  return {
    text: `${title}: ${plural(snapshots.length, 'run')}`,
    blocks: [
      { kind: 'title', text: title },
      ...snapshots.flatMap((snapshot) => runBlocks(context, snapshot, ['show', 'reopen'])),
      ...(turns.length === 0 ? [] : [{ kind: 'buttons' as const, buttons: turns }]),
    ],
  };
}

function emptyView(page: number): MessageView {
  const text = page === 1 ? 'No runs yet. Start the first one.' : 'There are no older runs.';
  const newest: Button = { action: 'page', value: '1', label: 'Newest' };
  return {
    text,
    blocks: [
      { kind: 'lines', lines: [[text]] },
      { kind: 'buttons', buttons: [page === 1 ? START_BUTTON : newest] },
    ],
  };
}

/** Shows the run's card to the user alone. */
export async function showRun(context: ActionContext, run_id: string): Promise<Answer> {
  const { snapshot } = await visibleRun(context, run_id);
  const card = cardOf(snapshot, { title: flowTitleIn(context), publicUrl: context.publicUrl });
  const reopen: Button[] = [
    { action: 'reopen', value: run_id, label: 'Reopen' },
    { action: 'reopen', value: `${run_id} me`, label: 'Reopen for me' },
  ];
  return {
    kind: 'message',
    view: { ...card, blocks: [...card.blocks, { kind: 'buttons', buttons: reopen }] },
  };
}

const HOME_RUNS = 8;

export async function homePage(context: ActionContext): Promise<MessageView> {
  const snapshots = await snapshotsOf(context, await visibleRuns(context, HOME_RUNS));
  return homeView(context, snapshots);
}

export function homeView(
  context: Pick<ActionContext, 'catalogue'>,
  snapshots: readonly RunSnapshot[],
): MessageView {
  const running = snapshots.filter(({ run }) => run.status === 'running');
  const ended = snapshots.filter(({ run }) => run.status !== 'running');
  const section = (title: string, some: readonly RunSnapshot[]): Block[] =>
    some.length === 0
      ? []
      : [
          { kind: 'rule' },
          { kind: 'lines', lines: [[{ text: title, mark: 'bold' }]] },
          ...some.flatMap((snapshot) => runBlocks(context, snapshot, ['show'])),
        ];
  const none: Line = ['No runs yet. A run reads a repository and reports in a thread; it changes nothing.'];
  return {
    text: 'Baton',
    blocks: [
      { kind: 'title', text: 'Baton' },
      { kind: 'lines', lines: [['Agents that read your code, and only read it.']] },
      { kind: 'buttons', buttons: [START_BUTTON] },
      ...section('Running', running),
      ...section('Recent', ended),
      ...(snapshots.length === 0 ? [{ kind: 'lines' as const, lines: [none] }] : []),
    ],
  };
}

const ACTIONS = { show: 'Show', reopen: 'Reopen' } as const;
const MOST_LINE = 300;

function runBlocks(
  context: Pick<ActionContext, 'catalogue'>,
  snapshot: RunSnapshot,
  actions: readonly (keyof typeof ACTIONS)[],
): Block[] {
  const { run } = snapshot;
  const at = timeSpan(run.created_at);
  const ending = run.status === 'running' ? 'at work' : outcomeLine(snapshot);
  return [
    {
      kind: 'lines',
      lines: [
        [
          `${MARKS[run.status === 'cancelled' ? 'skipped' : run.status]} `,
          { text: runHeading(run, { title: flowTitleIn(context) }), mark: 'bold' },
          ` — ${clipped(ending, MOST_LINE)}`,
        ],
        [`${run.status} · `, ...starterSpans(run), ' · ', at, ' · ', { text: shortId(run.id), mark: 'code' }],
      ],
    },
    {
      kind: 'buttons',
      buttons: actions.map((action) => ({ action, value: run.id, label: ACTIONS[action] })),
    },
  ];
}

/** Returns the newest runs that may be seen from here, up to `most`. */
export async function visibleRuns(context: ActionContext, most: number): Promise<readonly RunDocument[]> {
  const projects = await visibleProjects(context);
  const [only, ...others] = projects;
  if (only === undefined) return [];
  const filter = others.length === 0 ? { project_id: only } : {};
  const found: RunDocument[] = [];
  for (let cursor: string | null | undefined; found.length < most && cursor !== null; ) {
    const limit = Math.min(MOST_AT_ONCE, most - found.length);
    const page = await context.service.runs({
      ...filter,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.runs.filter(({ project_id }) => projects.includes(project_id)));
    cursor = page.next_cursor;
  }
  return found;
}

async function snapshotsOf(
  { action, posts }: ActionContext,
  runs: readonly RunDocument[],
): Promise<readonly RunSnapshot[]> {
  const threads = await Promise.all(
    runs.map(({ id }) => posts.thread(id, action.platform, action.place.workspace)),
  );
  return threads.flatMap((thread) => (thread === null ? [] : [thread.snapshot]));
}
