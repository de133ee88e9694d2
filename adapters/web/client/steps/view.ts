/** The steps of a run as a list, a graph and a timeline, with one selection for all, and the selected step in full. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import { html, type View } from '../html.ts';
import { Lazy } from '../lazy.ts';
import { go, parameter, withParameters } from '../location.ts';
import { liveChats } from './live-chats.ts';
import { Roster } from './roster.ts';
import { activeStep } from './selection.ts';

export interface StepsViewProps {
  readonly run: RunDocument;
  readonly steps: readonly StepDocument[];
}

const VIEWS = [
  ['roster', 'List'],
  ['graph', 'Graph'],
  ['timeline', 'Timeline'],
] as const;

const loadPicture = async () => (await import('./picture.ts')).Picture;
const loadPanel = async () => (await import('./step.ts')).StepPanel;

export function StepsView({ run, steps }: StepsViewProps): View {
  const isRunning = run.status === 'running';
  const view = VIEWS.find(([name]) => name === parameter('view'))?.[0] ?? 'roster';
  const chosen = steps.find(({ step_id }) => step_id === parameter('step')) ?? null;
  const followed = useRef<string | null>(null);
  const open = chosen ?? activeStep(run, steps, followed.current);
  followed.current = open?.step_id ?? null;
  const chats = useMemo(() => (isRunning ? liveChats(run.id) : null), [run.id, isRunning]);
  useEffect(() => () => chats?.stop(), [chats]);
  const choose = (step_id: string) => go(withParameters({ step: step_id }), { replace: chosen !== null });
  const shown = { run, steps, selected: open?.step_id ?? null };
  return html`
    <section id="steps" aria-labelledby="steps-title">
      <div class="steps-bar">
        <h2 id="steps-title">Steps</h2>
        <nav class="steps-views" aria-label="Views of the steps">
          ${VIEWS.map(
            ([name, label]) =>
              html`<a key=${name} href=${withParameters({ view: name === 'roster' ? null : name })}
                aria-current=${name === view ? 'true' : undefined}>${label}</a>`,
          )}
        </nav>
        ${isRunning && chosen !== null && html`<a class="button" href=${withParameters({ step: null })}>Follow the run</a>`}
      </div>
      <div class=${view === 'roster' ? 'steps-panes' : ''}>
        ${
          view === 'roster'
            ? html`<${Roster} ...${shown} />`
            : html`<${Lazy} key=${view} what="the picture" load=${loadPicture} props=${{ kind: view, ...shown, choose }} />`
        }
        ${
          open === null
            ? html`<p class="empty">Choose a step to see what it was asked, did and answered.</p>`
            : html`<${Lazy} what="the step" load=${loadPanel} props=${{ key: open.step_id, run, steps, step: open, chats }} />`
        }
      </div>
    </section>
  `;
}
