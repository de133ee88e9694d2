/** What a person can do with a run: pass its report on, ask an agent, run it again, cancel it, do its failed steps again. */
import { useRef } from 'preact/hooks';
import { isRetryable } from '../../../../runner/core/run.ts';
import { mayChange, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { go, withParameters } from '../location.ts';
import { useSending } from '../sending.ts';
import { ExportMenu } from './export-menu.ts';
import { hasReport, type ShownRun } from './run-data.ts';

interface ActionsProps {
  readonly shown: ShownRun;
  /** reads the run again */
  refresh(): void;
}

export function Actions({ shown, refresh }: ActionsProps): View {
  const { run, steps } = shown;
  const { error, send } = useSending();
  const act = async (action: 'cancel' | 'retry') => {
    await send(() => post(`/api/runs/${run.id}/${action}`));
    refresh();
  };
  const canRetry = isRetryable(run.status, steps);
  const asked = stepToAsk(shown);
  return html`
    <div class="run-actions">
      ${hasReport(run) && html`<${ExportMenu} run=${run} />`}
      ${mayChange() && asked !== null && html`<${Ask} step_id=${asked} />`}
      ${run.outcome !== null && run.status !== 'running' && html`<a class="button" href=${`/compare?a=${run.id}`}>Compare</a>`}
      ${mayChange() && html`<a class="button" href=${`/new?from=${run.id}`}>Run again</a>`}
      ${
        mayChange() &&
        canRetry &&
        html`<button type="button" onClick=${() => void act('retry')}>${run.status === 'cancelled' ? 'Go on' : 'Retry failed'}</button>`
      }
      ${mayChange() && run.status === 'running' && html`<${Cancel} confirmed=${() => void act('cancel')} />`}
    </div>
    ${error !== null && html`<p class="error" role="alert">${error.message}</p>`}
  `;
}

/** The agent that knows most of the run: the last one that completed. */
function stepToAsk({ steps }: ShownRun): string | null {
  return steps.findLast(({ kind, status }) => kind === 'agent' && status === 'completed')?.step_id ?? null;
}

/** Opens the step, in whose place is the box to ask its agent. */
function Ask({ step_id }: { readonly step_id: string }): View {
  const to = withParameters({ step: step_id });
  const follow = (event: MouseEvent) => {
    event.preventDefault();
    go(to);
    document.getElementById('steps')?.scrollIntoView();
  };
  return html`<a class="button" href=${to} onClick=${follow}>Ask</a>`;
}

function Cancel({ confirmed }: { confirmed(): void }): View {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = () => {
    dialog.current?.close();
    confirmed();
  };
  return html`
    <button type="button" onClick=${() => dialog.current?.showModal()}>Cancel</button>
    <dialog ref=${dialog} aria-labelledby="cancel-title">
      <h2 id="cancel-title">Cancel this run?</h2>
      <p>Its agents stop. What is done is kept, and the run can go on later.</p>
      <div class="run-actions">
        <button type="button" class="main" onClick=${cancel}>Cancel the run</button>
        <button type="button" onClick=${() => dialog.current?.close()}>Keep it running</button>
      </div>
    </dialog>
  `;
}
