/** Questions to an agent of a run: by a form, or in the run's thread, which `thread-mention.ts` reads. */
import { BatonError } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { AnswerPlace } from '../../runner/core/ports/service.ts';
import type { FormView } from '../../runner/core/ports/views.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import { MOST_QUESTION } from '../../runner/core/text-faults.ts';
import { progressLine } from '../threads/format.ts';
import { answerKey, isCardKey, stepKey } from '../threads/post-keys.ts';
import { clipped } from '../wording.ts';
import { type ActionContext, requestIdOf } from './action-context.ts';
import { type VisibleRun, visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { NO_ANSWER, privateText } from './messages.ts';
import { authorize } from './policy.ts';
import { selectField } from './select-fields.ts';

export const ASK_FORM = 'ask';

/** Returns the agents that have answered, in the run's order. */
export function askableSteps(steps: readonly SnapshotStep[]): readonly SnapshotStep[] {
  return steps.filter(({ kind, status }) => kind === 'agent' && status === 'completed');
}

/** `card`: the key of the card whose thread gets the answer; `chosen`: the agent that is asked unless another one is chosen. */
export function askForm(
  { run_id, card = null }: { readonly run_id: string; readonly card?: string | null },
  steps: readonly SnapshotStep[],
  chosen: string | null = null,
): FormView {
  return {
    form: ASK_FORM,
    title: 'Ask an agent',
    submit: 'Ask',
    state: card === null ? run_id : `${run_id} ${card}`,
    fields: [
      selectField(
        'step',
        'Agent',
        chosen ?? (steps.length === 1 ? (steps[0]?.step_id ?? null) : null),
        steps.map((step) => ({
          value: step.step_id,
          label: clipped(step.label, 75),
          description: clipped(progressLine(step), 75),
        })),
      ),
      {
        kind: 'text',
        id: 'question',
        label: 'Question',
        lines: 'many',
        value: '',
        placeholder: 'It answers from what it read, at the run’s commit',
        most: MOST_QUESTION,
        optional: false,
      },
    ],
  };
}

/** `value` is the run's id; below an agent's own message, the step's id follows. */
export async function openAsk(context: ActionContext, value: string): Promise<Answer> {
  const [run_id = '', step_id] = value.split(' ');
  const { snapshot, posts } = await withinFormDeadline(allowedRun(context, run_id));
  const steps = askableSteps(snapshot.steps);
  if (steps.length === 0) return nobodyToAsk();
  const chosen = steps.find((step) => step.step_id === step_id)?.step_id ?? null;
  const { action } = context;
  const message = action.kind === 'button' ? action.message : undefined;
  const card = cardsOf(posts).find(({ reference }) => reference !== null && reference === message);
  return { kind: 'form', view: askForm({ run_id, card: card?.key ?? null }, steps, chosen) };
}

const FIELDS: Readonly<Record<string, string>> = {
  blank_question: 'question',
  long_question: 'question',
  unknown_step: 'step',
  no_agent: 'step',
  not_answered_yet: 'step',
};

/** `state` is the run's id; the key of the card with the button that opened the form follows. */
export async function submitAsk(context: ActionContext, state: string, values: FormValues): Promise<Answer> {
  const [run_id = '', card] = state.split(' ');
  const step_id = values.step ?? null;
  if (step_id === null)
    return { kind: 'field_errors', fieldErrors: [{ field: 'step', message: 'Choose an agent to ask.' }] };
  try {
    const seen = await allowedRun(context, run_id);
    return await ask(context, seen, { step_id, question: values.question ?? '', card });
  } catch (error) {
    const field = error instanceof BatonError ? FIELDS[error.code] : undefined;
    if (field === undefined || !(error instanceof BatonError)) throw error;
    return { kind: 'field_errors', fieldErrors: [{ field, message: error.message }] };
  }
}

/** Stores the question; the thread where it was asked shows it and its answer. */
export async function ask(
  context: ActionContext,
  seen: VisibleRun,
  { step_id, question, card }: { step_id: string; question: string; card?: string | undefined },
): Promise<Answer> {
  const id = requestIdOf(context.action);
  const asked = cardsOf(seen.posts).find(({ key }) => key === card);
  const answer_in = asked === undefined ? await answerPlace(context, seen.posts) : { card: asked.key };
  const run_id = seen.snapshot.run.id;
  await context.service.ask({
    id,
    run_id,
    step_id,
    question,
    asked_by: context.actor,
    ...(answer_in === null ? {} : { answer_in }),
  });
  return 'channel' in (answer_in ?? {})
    ? privateText('The answer will come to your messages with Baton.')
    : NO_ANSWER;
}

/** Returns the card in whose thread it was asked, else one of its channel, else the person's own messages. */
async function answerPlace(
  { action, adapter }: ActionContext,
  posts: readonly PostRow[],
): Promise<AnswerPlace | null> {
  const { platform, person } = action;
  const { workspace, channel, thread } = action.place;
  const cards = cardsOf(posts);
  const here = cards.filter((card) => card.channel === channel);
  const card = here.findLast((each) => (each.thread ?? each.reference) === thread) ?? here.at(-1);
  if (card !== undefined) return { card: card.key };
  try {
    return { platform, workspace, channel: await adapter.direct(workspace, person.id) };
  } catch (error) {
    // Somebody who takes no direct messages finds it in the run's own thread, if there is one.
    if (error instanceof DeliveryError && !error.isPassing && cards.length > 0) return null;
    throw error;
  }
}

const cardsOf = (posts: readonly PostRow[]) => posts.filter(({ key }) => isCardKey(key));

/** Anyone who may start runs may ask, since both put agents to work; so may the run's starter. */
export async function allowedRun(context: ActionContext, run_id: string): Promise<VisibleRun> {
  const seen = await visibleRun(context, run_id);
  const { project_id, requested_by } = seen.snapshot.run;
  if (requested_by !== context.actor) {
    await authorize(context, 'start', { project: project_id, run_id, starter: requested_by });
  }
  return seen;
}

/** Returns the step whose agent speaks in that message of the run's thread; null for a message of no agent. */
export async function agentOfReply(
  { action, posts }: ActionContext,
  run_id: string,
  reference: string,
): Promise<string | null> {
  const thread = await posts.thread(run_id, action.platform, action.place.workspace);
  const key = thread?.posts.find((post) => post.reference === reference)?.key;
  if (thread === null || key === undefined) return null;
  const { steps, questions } = thread.snapshot;
  const step = steps.find(({ step_id }) => stepKey(step_id) === key);
  return step?.step_id ?? questions.find(({ n }) => answerKey(n) === key)?.step_id ?? null;
}

export const nobodyToAsk = (): Answer =>
  privateText('No agent of this run has answered yet, so there is none to ask. Try again when one is done.');
