/** Renders the messages below a run's card: one per agent step that ran, one per question. Pure. */
import type { FileView } from '../../runner/core/ports/platform.ts';
import type { Block, Line, MessageView, Span } from '../../runner/core/ports/views.ts';
import type { QuestionDocument, RunSnapshot, SnapshotStep } from '../../runner/core/run-snapshot.ts';
import { clipped, duration, shortId } from '../wording.ts';
import { MARKS, personSpan, progressLine } from './format.ts';

/** Agent Markdown up to this length goes into one message; longer text becomes a file. */
const MOST_MARKDOWN = 11_000;
const MOST_LINE = 1_500;

/** Renders an agent step's reply; its first line holds the status. */
export function stepReply(run: RunSnapshot['run'], step: SnapshotStep): MessageView {
  const state = stateLine(run, step);
  const first: Line = [
    `${MARKS[step.status]} `,
    { text: step.label, mark: 'bold' },
    ` — ${clipped(state, MOST_LINE)}`,
  ];
  const blocks: Block[] = [
    { kind: 'lines', lines: [first] },
    { kind: 'quiet', line: [personaLine(step)] },
    ...(step.status === 'completed'
      ? [{ kind: 'buttons' as const, buttons: [outputButton(run.id, step)] }]
      : []),
  ];
  return { text: `${MARKS[step.status]} ${step.label} — ${clipped(state, MOST_LINE)}`, blocks };
}

function stateLine(run: RunSnapshot['run'], step: SnapshotStep): string {
  const progress = progressLine(step);
  if (progress !== '') return step.status === 'failed' ? `failed: ${progress}` : progress;
  return run.status === 'running' ? 'waiting to start' : 'stopped before it was done';
}

function personaLine({ persona, started_at, completed_at }: SnapshotStep): string {
  const took =
    started_at === null || completed_at === null
      ? []
      : [duration(Date.parse(completed_at) - Date.parse(started_at))];
  return [persona ?? 'agent', ...took].join(' · ');
}

const outputButton = (run_id: string, { step_id }: SnapshotStep) => ({
  action: 'output',
  value: `${run_id} ${step_id}`,
  label: 'Full output',
});

/** Renders a question with its answer, or with its state while there is none. */
export function answerReply(question: QuestionDocument, step: SnapshotStep | undefined): MessageView {
  const who: Span = { text: step?.label ?? question.step_id, mark: 'bold' };
  const asked: Line = [
    personSpan(question.asked_by),
    ' asked ',
    who,
    ': ',
    { text: clipped(question.question, 600), mark: 'italic' },
  ];
  const text = `${step?.label ?? question.step_id}: ${clipped(question.question, 200)}`;
  return { text, blocks: [{ kind: 'lines', lines: [asked] }, ...answerBlocks(question)] };
}

function answerBlocks({ state, answer, error }: QuestionDocument): Block[] {
  if (state === 'failed')
    return [
      {
        kind: 'lines',
        lines: [[`${MARKS.failed} No answer: ${clipped(error ?? 'no reason was stored', MOST_LINE)}`]],
      },
    ];
  if (answer === null) return [{ kind: 'quiet', line: [`${MARKS.running} reading its earlier work…`] }];
  if (answer.length > MOST_MARKDOWN)
    return [{ kind: 'quiet', line: ['The answer is long: it is the file below.'] }];
  return [{ kind: 'markdown', markdown: answer }];
}

/** Returns the answer as a file if it is too long for a message. */
export function questionAnswerFile({ n, step_id, answer }: QuestionDocument): FileView | null {
  if (answer === null || answer.length <= MOST_MARKDOWN) return null;
  const name = `answer-${n}-${step_id.replaceAll(/[^\w-]+/g, '-')}.md`;
  return { name, title: `Answer ${n}`, text: answer };
}

/** Returns the report as the file that is posted in the thread. */
export function reportFile({ run, report }: RunSnapshot): FileView | null {
  if (report === null || run.status === 'running') return null;
  return {
    name: `${run.flow_name}-${shortId(run.id)}.md`,
    title: `Report of ${run.flow_name}`,
    text: report,
  };
}
