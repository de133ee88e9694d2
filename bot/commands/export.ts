/** Exports a run's card and report: to another channel, to the user as a file, or reposted in the same place. */
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import type { Field, FormView } from '../../runner/core/ports/views.ts';
import { runHeading } from '../threads/about.ts';
import { reportFile } from '../threads/replies.ts';
import { sentence, shortId } from '../wording.ts';
import { type ActionContext, flowTitleIn, isFirstDelivery, writeAudit } from './action-context.ts';
import { type VisibleRun, visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { NO_ANSWER, privateText } from './messages.ts';
import { authorize } from './policy.ts';
import { starterOf } from './schedule-access.ts';
import { selectField } from './select-fields.ts';

export const EXPORT_FORM = 'export';

const WAYS = [
  { value: 'channel', label: 'To a channel', description: 'The card, with the report in its thread' },
  { value: 'file', label: 'To me, as a file', description: 'Only you see it' },
] as const;
type Way = (typeof WAYS)[number]['value'];

/** `link` opens the report in a browser; null if there is no public URL. */
export function exportForm(run_id: string, way: Way, link: string | null): FormView {
  const fields: Field[] = [
    selectField('way', 'Where to', way, WAYS, true),
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

export async function openExport(context: ActionContext, run_id: string): Promise<Answer> {
  await withinFormDeadline(allowedRun(context, run_id));
  return { kind: 'form', view: exportForm(run_id, 'channel', linkTo(context, run_id)) };
}

export function updateExportForm(context: ActionContext, run_id: string, values: FormValues): Answer {
  return { kind: 'form', view: exportForm(run_id, wayOf(values), linkTo(context, run_id)) };
}

export async function submitExport(
  context: ActionContext,
  run_id: string,
  values: FormValues,
): Promise<Answer> {
  if (wayOf(values) === 'file') return await exportFile(context, run_id);
  const channel = values.channel ?? null;
  if (channel === null) return fieldErrorAt('channel', 'Choose the channel that it should go to.');
  try {
    return await exportTo(context, run_id, channel);
  } catch (error) {
    if (error instanceof DeliveryError && !error.isPassing)
      return fieldErrorAt('channel', sentence(error.message));
    throw error;
  }
}

/** Exports to the channel; without one, offers the button that opens the form. */
export async function exportByCommand(
  context: ActionContext,
  run_id: string,
  channel: string | null,
): Promise<Answer> {
  if (channel !== null) return await exportTo(context, run_id, channel);
  const button = { action: 'export', value: run_id, label: 'Export…', look: 'main' } as const;
  return privateText('Where should it go?', [{ kind: 'buttons', buttons: [button] }]);
}

/** Throws `DeliveryError` for a channel that the bot can't post to. */
async function exportTo(context: ActionContext, run_id: string, channel: string): Promise<Answer> {
  const { action, adapter } = context;
  await allowedRun(context, run_id);
  await adapter.enter(action.place.workspace, channel);
  await want(context, 'export', run_id, channel);
  return privateText(`Run ${shortId(run_id)} will appear there in a moment.`);
}

async function exportFile(context: ActionContext, run_id: string): Promise<Answer> {
  const { snapshot } = await allowedRun(context, run_id);
  const file = reportFile(snapshot, runHeading(snapshot.run, { title: flowTitleIn(context) }));
  if (file === null) return fieldErrorAt('way', 'This run has no report yet. Its card can go to a channel.');
  if (!(await isFirstDelivery(context, run_id))) {
    return privateText('This file was sent to you already. For another copy, press Export… again.');
  }
  await writeAudit(context, 'export', run_id, { to: 'file' });
  return {
    kind: 'message',
    view: {
      text: file.title,
      blocks: [{ kind: 'lines', lines: [[`The report of run ${shortId(run_id)}.`]] }],
    },
    file,
  };
}

/** Posts the run's card again, at the bottom of the channel. `value` is the run's id, followed by ` me` if only the user shall see it. */
export async function repostCard(context: ActionContext, value: string): Promise<Answer> {
  const { action, adapter } = context;
  const [run_id = '', who] = value.split(' ');
  await allowedRun(context, run_id);
  const { workspace, channel } = action.place;
  const alone = who === 'me';
  if (!alone) await adapter.enter(workspace, channel);
  await want(context, 'reopen', run_id, alone ? await adapter.direct(workspace, action.person.id) : channel);
  return alone ? privateText('The run is in your messages with Baton.') : NO_ANSWER;
}

async function allowedRun(context: ActionContext, run_id: string): Promise<VisibleRun> {
  const seen = await visibleRun(context, run_id);
  const { run } = seen.snapshot;
  const starter = await starterOf(context, run);
  await authorize(context, 'export', { project: run.project_id, run_id, starter });
  return seen;
}

async function want(
  context: ActionContext,
  kind: 'export' | 'reopen',
  run_id: string,
  channel: string,
): Promise<void> {
  const { action, posts } = context;
  const { workspace } = action.place;
  await posts.want({ run_id, kind, platform: action.platform, workspace, channel, act_id: action.id });
  await writeAudit(context, kind, run_id, { to: channel });
}

function linkTo({ publicUrl }: ActionContext, run_id: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/api/runs/${run_id}/report.html`;
}

function wayOf({ way }: FormValues): Way {
  return way === 'file' ? 'file' : 'channel';
}

function fieldErrorAt(field: string, message: string): Answer {
  return { kind: 'field_errors', fieldErrors: [{ field, message }] };
}
