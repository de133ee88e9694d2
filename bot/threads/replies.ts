/** Renders the messages below a run's card: one per agent step that ran, one per question. Pure. */
import type { FileView } from '../../runner/core/ports/platform.ts';
import type { Block, Button, Line, MessageView, Span } from '../../runner/core/ports/views.ts';
import { isSettled } from '../../runner/core/run.ts';
import type { RunSnapshot, SnapshotStep } from '../../runner/core/run-snapshot.ts';
import type { QuestionDocument } from '../../runner/core/step-detail.ts';
import { FATES, type Fate } from '../../runner/core/step-findings.ts';
import { clipped, duration, shortId, shortProject } from '../wording.ts';
import { bold, findingLine, fitted, MARKS, personSpan, progressLine, tokensText } from './format.ts';

/** Agent Markdown up to this length goes into one message; longer text becomes a file. */
const MOST_MARKDOWN = 11_000;
const MOST_LINE = 1_500;
const MOST_LABEL = 100;
const MOST_STATE = 600;
const MOST_TITLE = 240;

/** Renders an agent step's reply; its first line holds the status, the next ones its gravest findings. */
export function stepReply(run: RunSnapshot['run'], step: SnapshotStep): MessageView {
  const state = fitted(stateLine(run, step), MOST_STATE);
  const label = fitted(step.label, MOST_LABEL);
  const first: Line = [`${MARKS[step.status]} `, bold(label), ` — ${state}`];
  const blocks: Block[] = [
    { kind: 'lines', lines: [first, ...findingLines(step)] },
    { kind: 'quiet', line: [personaLine(step)] },
    ...(step.status === 'completed'
      ? [{ kind: 'buttons' as const, buttons: stepButtons(run.id, step) }]
      : []),
  ];
  return { text: `${MARKS[step.status]} ${label} — ${state}`, blocks };
}

function stateLine(run: RunSnapshot['run'], step: SnapshotStep): string {
  const progress = progressLine(step);
  if (step.status === 'completed') return [progress, ...fateParts(step)].join(', ');
  if (progress !== '') return step.status === 'failed' ? `failed: ${progress}` : progress;
  return run.status === 'running' ? 'waiting to start' : 'stopped before it was done';
}

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  upheld: 'upheld',
  narrowed: 'narrowed',
  shown: 'shown',
  uncertain: 'uncertain',
  contested: 'contested',
  overflow: 'over the limit',
  pre_existing: 'pre-existing',
  dismissed: 'dismissed',
  refuted: 'refuted',
  below_gate: 'below the gate',
  merged: 'merged',
  unverified: 'unverified',
};

/** `6 upheld`, `1 refuted`, `1 below the gate`: each finding once; what is left of them became part of another one. */
function fateParts({ findings, fate }: SnapshotStep): string[] {
  if (fate === null) return [];
  const told = FATES.reduce((sum, name) => sum + (fate.counts[name] ?? 0), 0);
  const merged = (fate.counts.merged ?? 0) + Math.max(0, (findings?.total ?? 0) - told);
  const counts = { ...fate.counts, merged };
  return FATES.flatMap((name) => {
    const count = counts[name] ?? 0;
    return count > 0 ? [`${count.toLocaleString('en')} ${FATE_WORDS[name]}`] : [];
  });
}

function findingLines({ status, findings, fate }: SnapshotStep): Line[] {
  if (status !== 'completed' || findings === null) return [];
  const { top } = fate ?? findings;
  const rest = findings.total - top.length;
  return [
    ...top.map((finding): Line => findingLine(finding, MOST_TITLE)),
    ...(top.length > 0 && rest > 0 ? [[`+ ${rest.toLocaleString('en')} more`]] : []),
  ];
}

function personaLine({ status, persona, started_at, completed_at, tokens }: SnapshotStep): string {
  const took =
    started_at === null || completed_at === null
      ? []
      : [duration(Date.parse(completed_at) - Date.parse(started_at))];
  // While it works they change every second.
  const used = tokens === null || !isSettled(status) ? [] : [tokensText(tokens)];
  return [persona ?? 'agent', ...took, ...used].join(' · ');
}

const stepButtons = (run_id: string, { step_id }: SnapshotStep): readonly Button[] => [
  { action: 'output', value: `${run_id} ${step_id}`, label: 'Full output' },
  { action: 'ask', value: `${run_id} ${step_id}`, label: 'Ask' },
];

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

/** Returns the report as the file that is posted in the thread; `heading` is the title of the card. */
export function reportFile({ run, report }: RunSnapshot, heading: string): FileView | null {
  if (report === null || run.status === 'running') return null;
  const what = run.commit_sha?.slice(0, 7) ?? shortId(run.id);
  const name = `${run.flow_name}-${shortProject(run.project_id).replace(/\.git$/, '')}-${what}`;
  return { name: `${fileName(name)}.md`, title: heading, text: report };
}

const MOST_NAME = 100;

/** Only characters that every platform and file system takes. */
function fileName(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(-MOST_NAME);
}
