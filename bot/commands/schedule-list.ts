/** Renders the schedules of a channel, each with its buttons. Pure. */
import type { Block, Button, Line, MessageView, Span } from '../../runner/core/ports/views.ts';
import type { ScheduleDocument } from '../../runner/core/schedule.ts';
import { personSpan, timeSpan } from '../threads/format.ts';
import { clipped, plural, shortId, shortProject } from '../wording.ts';

/** As many as fit into one message of every platform, with four buttons each. */
const PAGE = 5;
/** A button carries its action and the id. */
const MOST_ID = 80;

export interface ListSettings {
  /** the flow's title */
  readonly title: (flow_name: string) => string;
  readonly page: number;
  /** what was just done; null if nothing was */
  readonly note: Line | null;
}

export function schedulesView(schedules: readonly ScheduleDocument[], settings: ListSettings): MessageView {
  const pages = Math.max(1, Math.ceil(schedules.length / PAGE));
  const page = Math.min(Math.max(1, settings.page), pages);
  const shown = schedules.slice((page - 1) * PAGE, page * PAGE);
  const count = plural(schedules.length, 'schedule');
  const text = pages === 1 ? `${count} here` : `${count} here, page ${page} of ${pages}`;
  const turns: Button[] = [
    ...(page > 1 ? [{ action: 'schedules', value: String(page - 1), label: 'Previous' }] : []),
    ...(page < pages ? [{ action: 'schedules', value: String(page + 1), label: 'Next' }] : []),
  ];
  return {
    text,
    blocks: [
      ...(settings.note === null ? [] : [{ kind: 'lines' as const, lines: [settings.note] }]),
      { kind: 'title', text: schedules.length === 0 ? 'No schedules here yet' : text },
      ...(schedules.length === 0 ? [{ kind: 'lines' as const, lines: [EMPTY] }] : []),
      ...shown.flatMap((schedule) => scheduleBlocks(schedule, settings)),
      { kind: 'buttons', buttons: [ADD, ...turns] },
    ],
  };
}

const EMPTY: Line = [
  'A schedule starts a flow by itself, such as “weekdays 8:00”, and its runs appear in this channel.',
];
const ADD: Button = { action: 'schedule-add', value: '', label: 'Add…', look: 'main' };

function scheduleBlocks(schedule: ScheduleDocument, { title }: ListSettings): Block[] {
  const { name, when, tz, paused, pause_reason, run } = schedule;
  const size = run.fast ? `${run.band}, fast` : run.band;
  const lines: Line[] = [
    [paused ? '⏸ ' : '⏰ ', { text: name, mark: 'bold' }, ` · ${when} (${tz})`],
    [`${title(run.flow_name)} on ${shortProject(run.project_id)} · ${size} · `, ...whose(schedule)],
    [...nextLine(schedule), ...lastLine(schedule)],
    ...(pause_reason === null ? [] : [[`Paused: ${clipped(pause_reason, 300)}`]]),
  ];
  return [
    { kind: 'lines', lines },
    ...(schedule.id.length > MOST_ID ? [] : [{ kind: 'buttons' as const, buttons: buttonsOf(schedule) }]),
  ];
}

function whose({ owner, source }: ScheduleDocument): Line {
  if (source === 'file') return ['of baton.yaml, changed there only'];
  return owner === null ? ['of nobody'] : ['by ', personSpan(owner)];
}

function nextLine({ paused, next_fire }: ScheduleDocument): Line {
  if (paused) return ['paused'];
  return next_fire === null ? ['never again'] : ['next ', timeSpan(next_fire)];
}

function lastLine({ last_fire }: ScheduleDocument): Line {
  if (last_fire === null) return [' · has not run yet'];
  const { at, outcome, run_id, reason } = last_fire;
  const run: Span | string = run_id === null ? 'a run' : { text: shortId(run_id), mark: 'code' };
  const came: Record<typeof outcome, Line> = {
    started: [': run ', run],
    overlap: [': skipped, since run ', run, ' still worked'],
    refused: [`: refused${reason === null ? '' : `, ${clipped(reason, 200)}`}`],
  };
  return [' · last ', timeSpan(at), ...came[outcome]];
}

function buttonsOf({ id, name, paused, source, last_fire }: ScheduleDocument): Button[] {
  const show = last_fire?.run_id ?? null;
  return [
    { action: 'schedule-run', value: id, label: 'Run now' },
    paused
      ? { action: 'schedule-resume', value: id, label: 'Resume' }
      : { action: 'schedule-pause', value: id, label: 'Pause' },
    ...(source === 'file' ? [] : changing(id, name)),
    ...(show === null ? [] : [{ action: 'show', value: show, label: 'Last run' }]),
  ];
}

function changing(id: string, name: string): Button[] {
  return [
    { action: 'schedule-edit', value: id, label: 'Edit…' },
    {
      action: 'schedule-delete',
      value: id,
      label: 'Delete',
      look: 'danger',
      confirm: {
        title: 'Delete this schedule?',
        text: `${clipped(name, 100)} starts no more runs. Its earlier runs are kept.`,
        yes: 'Delete it',
        no: 'Keep it',
      },
    },
  ];
}
