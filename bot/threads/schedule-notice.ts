/** The message that tells of a schedule: what happened, why, and what to do. Pure. */
import type { CommandSyntax } from '../../runner/core/ports/command-syntax.ts';
import type { Button, Line, MessageView } from '../../runner/core/ports/views.ts';
import type { ScheduleNotice } from '../../runner/core/schedule.ts';
import { clipped, sentence, shortId, textOfLine } from '../wording.ts';
import { timeSpan } from './format.ts';

const MOST_REASON = 500;
const MOST_NAME = 100;

export function noticeView(notice: ScheduleNotice, syntax: CommandSyntax): MessageView {
  const { schedule, kind, run_id } = notice;
  const name = clipped(schedule.name, MOST_NAME);
  const lines = linesOf(notice, name, syntax);
  const resume: Button[] =
    kind === 'paused' ? [{ action: 'schedule-again', value: schedule.id, label: 'Resume' }] : [];
  const edit: Button[] =
    kind === 'overlap' || schedule.source === 'file'
      ? []
      : [{ action: 'schedule-edit', value: schedule.id, label: 'Edit…' }];
  const show: Button[] = run_id === null ? [] : [{ action: 'show', value: run_id, label: 'Show the run' }];
  const buttons = [...resume, ...edit, ...show];
  return {
    text: lines.map(textOfLine).join(' '),
    blocks: [
      { kind: 'lines', lines },
      ...(buttons.length === 0 ? [] : [{ kind: 'buttons' as const, buttons }]),
    ],
  };
}

function linesOf(
  { kind, schedule, fire_time, run_id, reason }: ScheduleNotice,
  name: string,
  syntax: CommandSyntax,
): Line[] {
  const called: Line = ['Schedule ', { text: name, mark: 'bold' }];
  const at: Line = fire_time === null ? [] : [' at ', timeSpan(fire_time)];
  const { next_fire } = schedule;
  const next: Line = next_fire === null ? [] : [' Next: ', timeSpan(next_fire), '.'];
  const why = reason === null ? '' : ` ${sentence(clipped(reason, MOST_REASON))}`;
  switch (kind) {
    case 'overlap': {
      const run =
        run_id === null ? 'its last run' : { text: `run ${shortId(run_id)}`, mark: 'code' as const };
      return [[...called, ' skipped its run', ...at, ', since ', run, ' still works.', ...next]];
    }
    case 'refused':
      return [[...called, ' could not start its run', ...at, `.${why}`, ...next]];
    case 'paused': {
      const list = syntax.command({ kind: 'verb', verb: 'schedule' });
      const remedy =
        schedule.source === 'file'
          ? 'Change it in baton.yaml and start Baton again, or resume it once the reason is gone.'
          : `Edit it, or resume it once the reason is gone: here, or with ${list} in its channel.`;
      return [[...called, ` is paused.${why}`], [remedy]];
    }
  }
}
