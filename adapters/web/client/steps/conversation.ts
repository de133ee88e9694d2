/** What an agent said and did. Tool calls are folded, and so is an answer that is data: the output shows it. */
import type { StepStatus } from '../../../../runner/core/run.ts';
import type { TranscriptEntry } from '../../../../runner/core/step-detail.ts';
import { plural } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { Folded, LongText } from './long-text.ts';

type ToolEntry = Extract<TranscriptEntry, { kind: 'tool' }>;
type Group = Extract<TranscriptEntry, { kind: 'text' }> | { kind: 'tools'; tools: ToolEntry[] };

interface ConversationProps {
  readonly entries: readonly TranscriptEntry[];
  readonly isCut: boolean;
  readonly isLive: boolean;
  readonly status: StepStatus;
}

export function Conversation({ entries, isCut, isLive, status }: ConversationProps): View {
  return html`
    <section>
      <h4>Conversation${isLive && html` <span class="hint">live</span>`}</h4>
      ${isCut && html`<p class="hint">Only the last part is kept.</p>`}
      ${entries.length === 0 && html`<p class="hint">${WITHOUT[status]}</p>`}
      <div class="conversation">
        ${grouped(entries).map((group, index) =>
          group.kind === 'tools'
            ? html`<${Tools} key=${index} tools=${group.tools} />`
            : html`<${Said} key=${index} text=${group.text} />`,
        )}
      </div>
    </section>
  `;
}

const WITHOUT: Readonly<Record<StepStatus, string>> = {
  pending: 'It has not started.',
  running: 'It has said nothing yet.',
  completed: 'Nothing is kept: it said nothing but its answer, or a day has passed.',
  failed: 'Nothing is kept: it said nothing, or a day has passed.',
  skipped: 'It was not asked.',
};

function grouped(entries: readonly TranscriptEntry[]): readonly Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (entry.kind === 'text') groups.push(entry);
    else if (last?.kind === 'tools') last.tools.push(entry);
    else groups.push({ kind: 'tools', tools: [entry] });
  }
  return groups;
}

function Said({ text }: { readonly text: string }): View {
  const isData = /^\s*(?:```|[[{])/.test(text) && text.length > 300;
  if (!isData) return html`<${LongText} text=${text.trim()} />`;
  const size = plural(text.length, 'character');
  return html`<${Folded} title=${`Answer as it was given, ${size}`}><${LongText} text=${text} isCode=${true} /><//>`;
}

function Tools({ tools }: { readonly tools: readonly ToolEntry[] }): View {
  const names = [...new Set(tools.map(({ name }) => name))].join(', ');
  const failed = tools.filter(({ status }) => status === 'failed' || status === 'denied').length;
  const faults = failed === 0 ? '' : `, ${failed} without success`;
  return html`
    <details class="folded">
      <summary>${plural(tools.length, 'tool call')}${faults}: ${names}</summary>
      <ul class="tools">${tools.map(
        ({ name, title, status }, index) =>
          html`<li key=${index}><code>${name}</code> ${title} ${status !== 'completed' && html`<span class="hint">${status}</span>`}</li>`,
      )}</ul>
    </details>
  `;
}
