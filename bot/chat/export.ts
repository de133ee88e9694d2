/** A run's card and report, taken elsewhere: to another channel, to oneself as a file, or posted again. */
import { type Answer, type FormValues, Undelivered } from '../../runner/core/ports/platform.ts';
import type { Field, FormView } from '../../runner/core/ports/views.ts';
import { reportFile } from '../thread/replies.ts';
import { shortId } from '../wording.ts';
import { type SeenRun, seenRun } from './channel-projects.ts';
import { atOnce } from './patience.ts';
import { authorise } from './policy.ts';
import { NOTHING, say, sentence } from './said.ts';
import { record, type Turn } from './turn.ts';

export const EXPORT_FORM = 'export';

const WAYS = [
  { value: 'channel', label: 'To a channel', says: 'The card, with the report in its thread' },
  { value: 'file', label: 'To me, as a file', says: 'Only you see it' },
] as const;
type Way = (typeof WAYS)[number]['value'];

/** `link` leads to the report in a browser; null when there is no such page. */
export function exportForm(run_id: string, way: Way, link: string | null): FormView {
  const fields: Field[] = [
    {
      kind: 'select',
      id: 'way',
      label: 'Where to',
      options: WAYS,
      chosen: way,
      optional: false,
      watched: true,
    },
    ...(way === 'channel' ? [{ kind: 'channel' as const, id: 'channel', label: 'Channel' }] : []),
    ...(link === null
      ? []
      : [
          {
            kind: 'note' as const,
            id: 'link',
            line: ['Or pass on ', { text: 'a link to the report', link }, '.'],
          },
        ]),
  ];
  return { form: EXPORT_FORM, title: 'Export the run', submit: 'Export', state: run_id, fields };
}

export async function openExport(turn: Turn, run_id: string): Promise<Answer> {
  await atOnce(allowedRun(turn, run_id));
  return { kind: 'form', view: exportForm(run_id, 'channel', linkTo(turn, run_id)) };
}

export function changeExport(turn: Turn, run_id: string, values: FormValues): Answer {
  return { kind: 'form', view: exportForm(run_id, wayOf(values), linkTo(turn, run_id)) };
}

export async function submitExport(turn: Turn, run_id: string, values: FormValues): Promise<Answer> {
  if (wayOf(values) === 'file') return await exportFile(turn, run_id);
  const channel = values.channel ?? null;
  if (channel === null) return faultAt('channel', 'Choose the channel that it should go to.');
  try {
    return await exportTo(turn, run_id, channel);
  } catch (error) {
    if (error instanceof Undelivered && error.reason === 'closed')
      return faultAt('channel', sentence(error.message));
    throw error;
  }
}

/** Throws `Undelivered` for a channel that the bot can't post to. */
export async function exportTo(turn: Turn, run_id: string, channel: string): Promise<Answer> {
  const { act, adapter } = turn;
  await allowedRun(turn, run_id);
  await adapter.enter(act.place.workspace, channel);
  await want(turn, 'export', run_id, channel);
  return say(`Run ${shortId(run_id)} will appear there in a moment.`);
}

async function exportFile(turn: Turn, run_id: string): Promise<Answer> {
  const { story } = await allowedRun(turn, run_id);
  const file = reportFile(story);
  if (file === null) return faultAt('way', 'This run has no report yet. Its card can go to a channel.');
  await record(turn, 'export', run_id, { to: 'file' });
  return {
    kind: 'message',
    view: {
      text: file.title,
      blocks: [{ kind: 'lines', lines: [[`The report of run ${shortId(run_id)}.`]] }],
    },
    file,
  };
}

/** `value` is the run's id, with ` me` behind it when only the person shall see it. */
export async function reopen(turn: Turn, value: string): Promise<Answer> {
  const { act, adapter } = turn;
  const [run_id = '', who] = value.split(' ');
  await allowedRun(turn, run_id);
  const { workspace, channel } = act.place;
  const alone = who === 'me';
  if (!alone) await adapter.enter(workspace, channel);
  await want(turn, 'reopen', run_id, alone ? await adapter.direct(workspace, act.person.id) : channel);
  return alone ? say('The run is in your messages with Baton.') : NOTHING;
}

async function allowedRun(turn: Turn, run_id: string): Promise<SeenRun> {
  const seen = await seenRun(turn, run_id);
  const { project_id, requested_by } = seen.story.run;
  await authorise(turn, 'export', { project: project_id, run_id, starter: requested_by });
  return seen;
}

async function want(turn: Turn, kind: 'export' | 'reopen', run_id: string, channel: string): Promise<void> {
  const { act, posts } = turn;
  const { workspace } = act.place;
  await posts.want({ run_id, kind, platform: act.platform, workspace, channel, act_id: act.id });
  await record(turn, kind, run_id, { to: channel });
}

function linkTo({ publicUrl }: Turn, run_id: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/api/runs/${run_id}/report.html`;
}

function wayOf({ way }: FormValues): Way {
  return way === 'file' ? 'file' : 'channel';
}

function faultAt(field: string, says: string): Answer {
  return { kind: 'faults', faults: [{ field, says }] };
}
