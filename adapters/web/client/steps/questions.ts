/** The questions to the agent of a step with their answers, and a box to ask another one. Answers appear as they come. */
import { useEffect } from 'preact/hooks';
import type { StepDocument } from '../../../../runner/core/documents.ts';
import type { QuestionDocument } from '../../../../runner/core/step-detail.ts';
import { ApiError, get, mayChange, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useSending } from '../sending.ts';
import { Ago } from '../times.ts';
import { LongText } from './long-text.ts';

interface QuestionsProps {
  readonly run_id: string;
  readonly step: StepDocument;
  readonly questions: readonly QuestionDocument[];
  refresh(): Promise<void>;
}

export function Questions({ run_id, step, questions, refresh }: QuestionsProps): View {
  const mayAsk = mayChange() && step.kind === 'agent' && step.status === 'completed';
  if (!mayAsk && questions.length === 0) return null;
  return html`
    <section>
      <h4>Questions to this agent</h4>
      ${questions.map((question) => html`<${Asked} key=${question.id} question=${question} refresh=${refresh} />`)}
      ${mayAsk && html`<${Form} run_id=${run_id} step=${step} refresh=${refresh} />`}
    </section>
  `;
}

interface AskedProps {
  readonly question: QuestionDocument;
  refresh(): Promise<void>;
}

function Asked({ question, refresh }: AskedProps): View {
  const { id, run_id, asked_by, asked_at, state, answer, error } = question;
  const isOpen = state === 'pending' || state === 'running';
  useEffect(() => {
    if (!isOpen) return;
    const over = new AbortController();
    void answered(`/api/runs/${run_id}/questions/${id}`, over.signal).then(refresh);
    return () => over.abort();
  }, [id, run_id, isOpen, refresh]);
  return html`
    <div class="question">
      <p><b class="asked">${question.question}</b> <span class="hint">${asked_by}, <${Ago} at=${asked_at} /></span></p>
      ${isOpen && html`<p class="hint" role="status">Waiting for the answer…</p>`}
      ${answer !== null && html`<${LongText} text=${answer} />`}
      ${error !== null && html`<p class="error">There is no answer: ${error}</p>`}
    </div>
  `;
}

const AGAIN_MS = 3_000;

/** Resolves once the question is answered or has failed, or nobody waits any longer. */
async function answered(path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if ((await get<QuestionDocument | ''>(path, signal)) !== '') return;
    } catch (error) {
      if (signal.aborted || !(error instanceof ApiError) || error.code !== 'unreachable') return;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

interface FormProps {
  readonly run_id: string;
  readonly step: StepDocument;
  refresh(): Promise<void>;
}

function Form({ run_id, step, refresh }: FormProps): View {
  const { error, isSending, send, refuse } = useSending();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const question = String(new FormData(form).get('question') ?? '').trim();
    if (question === '') return refuse(new ApiError('blank', 'Write a question.'));
    await send(async () => {
      await post(`/api/runs/${run_id}/questions`, { step_id: step.step_id, question });
      form.reset();
      await refresh();
    });
  };
  return html`
    <form class="ask" onSubmit=${submit}>
      <label for="question">Ask ${step.label}</label>
      <textarea id="question" name="question" rows="3" aria-describedby="question-hint question-error"></textarea>
      <p id="question-hint" class="hint">The same persona answers, with what it did and found, at the run’s commit.</p>
      <p id="question-error" class="error" role="alert">${error?.message}</p>
      <button type="submit" disabled=${isSending}>Ask</button>
    </form>
  `;
}
