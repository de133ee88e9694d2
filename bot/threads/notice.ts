/**
 * The message that notifies people once when a run has ended: the text that stands with the report or, without a report, a
 * message of its own; in some channels also a message for everybody. Pure.
 */
import type { Place } from '../../runner/core/ports/platform.ts';
import type { Line, MessageView } from '../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import type { Notify } from '../config/chat.ts';
import { textOfLine } from '../wording.ts';
import { runHeading } from './about.ts';
import { cancelledBy, countsPart, endingWords, reasonLine, spentParts } from './ending.ts';
import { findingsButton } from './findings-button.ts';
import { personIn } from './format.ts';
import { askedBy } from './schedule-lines.ts';

/** Where a run's thread is. */
export type ThreadPlace = Pick<Place, 'workspace'> & { readonly platform: string };

/** What stands with the report: the text, and the button for what people think of its findings. */
export function reportMessage(snapshot: RunSnapshot, place: ThreadPlace, notify: Notify): MessageView {
  return withFindings(snapshot, noticeOf(snapshot, starterToNotify(snapshot, place, notify)));
}

/** The same for the report in a copy of the thread, which tells nobody of the end: its title. */
export function copiedReportMessage(snapshot: RunSnapshot, title: string): MessageView {
  return withFindings(snapshot, { text: title, blocks: [{ kind: 'lines', lines: [[title]] }] });
}

function withFindings({ run }: RunSnapshot, view: MessageView): MessageView {
  const buttons = findingsButton(run);
  return buttons.length === 0 ? view : { ...view, blocks: [...view.blocks, { kind: 'buttons', buttons }] };
}

/** The same for a run that ended without a report; null if there is nobody to notify. */
export function endedMessage(snapshot: RunSnapshot, place: ThreadPlace, notify: Notify): MessageView | null {
  const { run, report } = snapshot;
  if (run.status === 'running' || report !== null || wasCancelledByStarter(snapshot)) return null;
  const starter = starterToNotify(snapshot, place, notify);
  return starter === null ? null : noticeOf(snapshot, starter);
}

/** The message in the channel itself, where that is wanted; a run that was cancelled has none. */
export function announcement(
  snapshot: RunSnapshot,
  notify: Notify,
  titles: { readonly title: (flow_name: string) => string },
): MessageView | null {
  const { run } = snapshot;
  if (notify !== 'channel' || run.status === 'running' || run.status === 'cancelled') return null;
  const title = `${runHeading(run, titles)}: ${endingWords(snapshot)}`;
  const parts = [...countsPart(run), ...spentParts(run)].map((part) => ` · ${part}`).join('');
  const line: Line = [{ text: title, mark: 'bold' }, `${parts} · `, ...askedBy(run)];
  return { text: `${title}${parts}`, blocks: [{ kind: 'lines', lines: [line] }] };
}

function noticeOf(snapshot: RunSnapshot, starter: string | null): MessageView {
  const { run } = snapshot;
  const words = endingWords(snapshot);
  // What is incomplete is not done.
  const [, left] = /^incomplete, (.+)$/.exec(words) ?? [];
  const done: Line = [left === undefined ? `Done: ${words}.` : `Incomplete: ${left}.`];
  const ending = reasonLine(run) ?? done;
  const parts = [...countsPart(run), ...spentParts(run)].join(' · ');
  const rest = parts === '' ? [] : [` ${parts}`];
  const said: Line = [...(isEnded(ending) ? ending : [...ending, '.']), ...rest];
  const text = textOfLine(said);
  if (starter === null) return { text, blocks: [{ kind: 'lines', lines: [said] }] };
  const line: Line = [{ text: starter, person: starter }, ' ', ...said];
  return { text, blocks: [{ kind: 'lines', lines: [line] }], notify: [starter] };
}

const isEnded = (line: Line): boolean => /[.!?…]$/.test(textOfLine(line));

/** The platform's id of the person who started the run; null for one elsewhere, and for one who is not to be notified. */
function starterToNotify({ run }: RunSnapshot, place: ThreadPlace, notify: Notify): string | null {
  return notify === 'nobody' || run.starter_is_muted ? null : personIn(place, run.requested_by);
}

function wasCancelledByStarter({ run }: RunSnapshot): boolean {
  return run.status === 'cancelled' && cancelledBy(run) === run.requested_by;
}
