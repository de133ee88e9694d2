/** One step in full: how it stands and what to do, what it was asked, what it did and answered, and its agent to be asked. */
import { useEffect } from 'preact/hooks';
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import type { AttemptDocument, StepDetail } from '../../../../runner/core/step-detail.ts';
import { dollars } from '../../../../runner/core/wording.ts';
import { get } from '../api.ts';
import { StatusSign, statusWord } from '../badges.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Failed } from '../states.ts';
import { Lasting } from '../times.ts';
import { Attempts } from './attempts.ts';
import { Conversation } from './conversation.ts';
import type { LiveChats } from './live-chats.ts';
import { Folded, LongText, outputText } from './long-text.ts';
import { Questions } from './questions.ts';
import { StepNotice } from './step-notice.ts';

interface StepPanelProps {
  readonly run: RunDocument;
  readonly steps: readonly StepDocument[];
  readonly step: StepDocument;
  readonly chats: LiveChats | null;
}

export function StepPanel({ run, steps, step, chats }: StepPanelProps): View {
  const path = `/api/runs/${run.id}/steps/${encodeURIComponent(step.step_id)}`;
  const detail = useLoaded((signal) => get<StepDetail>(path, signal), [path]);
  useEffect(() => void detail.refresh(), [detail, step.status, step.attempt, run.status]);
  const known = detail.value.value;
  const chat = step.chat_id === null ? null : (chats?.of(step.chat_id).value ?? null);
  const isLive = step.status === 'running' && chat !== null && chat.length > 0;
  return html`
    <article class="step-panel" aria-labelledby="step-title">
      <header>
        <h3 id="step-title"><${StatusSign} status=${step.status} /> ${step.label}</h3>
        <p class="step-facts">
          <span>${statusWord(step.status)}</span>
          <span>${step.kind === 'code' ? 'done by code' : (known?.persona?.name ?? step.persona)}</span>
          <${Lasting} from=${step.started_at} to=${step.completed_at ?? run.completed_at} />
          ${step.attempt > 1 && html`<span>attempt ${step.attempt}</span>`}
          ${usedIn(known?.attempts ?? []).map((part) => html`<span class="figures" key=${part}>${part}</span>`)}
        </p>
      </header>
      <${StepNotice} run=${run} steps=${steps} step=${step} />
      ${known === null && (detail.error.value === null ? html`<${Awaited} what="the step" />` : html`<${Failed} error=${detail.error.value} />`)}
      ${known !== null && html`<${Parts} known=${known} entries=${isLive ? chat : known.transcript} isLive=${isLive} />`}
      ${known !== null && html`<${Questions} run_id=${run.id} step=${step} questions=${known.questions} refresh=${detail.refresh} />`}
    </article>
  `;
}

interface PartsProps {
  readonly known: StepDetail;
  readonly entries: StepDetail['transcript'];
  readonly isLive: boolean;
}

function Parts({ known, entries, isLive }: PartsProps): View {
  const { step, persona, prompt, attempts, transcript_is_cut } = known;
  return html`
    ${persona !== null && html`<${Folded} title=${`Persona: ${persona.name}`}><${LongText} text=${persona.body} /><//>`}
    ${
      prompt !== null &&
      html`<${Folded} title="Prompt">
        <h4>System</h4><${LongText} text=${prompt.system} />
        <h4>Prompt</h4><${LongText} text=${prompt.prompt} />
      <//>`
    }
    ${
      step.kind === 'agent' &&
      html`<${Conversation} entries=${entries} isCut=${transcript_is_cut && !isLive} isLive=${isLive} status=${step.status} />`
    }
    ${
      step.output !== null &&
      html`<section><h4>Output</h4><${LongText} text=${outputText(step.output)} isCode=${true} /></section>`
    }
    ${attempts.length > 0 && html`<${Attempts} attempts=${attempts} />`}
  `;
}

/** What is known of the tokens and the cost of all attempts: `1,204 tokens`, `$0.42`. */
function usedIn(attempts: readonly AttemptDocument[]): string[] {
  const tokens = attempts.flatMap(({ input_tokens, output_tokens }) =>
    input_tokens === null && output_tokens === null ? [] : [(input_tokens ?? 0) + (output_tokens ?? 0)],
  );
  const costs = attempts.flatMap(({ cost }) => cost ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return [
    ...(tokens.length === 0 ? [] : [`${sum(tokens).toLocaleString('en')} tokens`]),
    ...(costs.length === 0 ? [] : [dollars(sum(costs))]),
  ];
}
