/** What a run's page says beside its verdict: that it waits, why it failed and what to do, who cancelled it, that nothing was found. */
import { isRetryable, RULES_BACKEND } from '../../../../runner/core/run.ts';
import { plural } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { Plain } from './report-texts.ts';
import type { ShownRun } from './run-data.ts';
import { actorName } from './started.ts';

export function Notices({ shown }: { readonly shown: ShownRun }): View {
  const { run, waiting } = shown;
  return html`
    ${waiting !== null && html`<p class="run-notice" role="status">This run is ${waiting.message}</p>`}
    ${run.status === 'failed' && html`<${Failure} shown=${shown} />`}
    ${run.status === 'cancelled' && html`<p class="run-notice">${cancellation(shown)}</p>`}
    ${run.budget_warning !== null && html`<p class="run-notice">${run.budget_warning}</p>`}
    ${run.backend === RULES_BACKEND && html`<p class="run-notice"><${Plain} text=${withoutModel(run.backend_reason)} /></p>`}
    ${run.status === 'completed' && html`<${Gaps} shown=${shown} />`}
  `;
}

function Failure({ shown: { run, steps } }: { readonly shown: ShownRun }): View {
  const canRetry = isRetryable(run.status, steps);
  return html`
    <div class="run-notice bad" role="alert">
      <p><b>Why:</b> ${run.error ?? 'no reason was stored'}</p>
      <p><b>What to do:</b> ${canRetry ? RETRY : START}</p>
    </div>
  `;
}

const RETRY =
  'Remove the cause, then press Retry failed: the steps that failed and those after them are done again, the others are kept.';
const START = 'A retry would fail the same way. Correct what the reason names, then run it again.';

const withoutModel = (reason: string): string =>
  `Without a model (${reason}): rules over facts of the repository answer in the agents’ place, and what needs judgment is left out.`;

function cancellation({ run: { error } }: ShownRun): string {
  const by = /^cancelled by (\S+)$/.exec(error ?? '')?.[1];
  const who = by === undefined ? '' : ` by ${actorName(by)}`;
  return `It was cancelled${who}. Go on continues where it stopped: what is done is kept.`;
}

/** Steps that failed in a run that completed all the same. */
function Gaps({ shown: { steps } }: { readonly shown: ShownRun }): View {
  const failed = steps.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  return html`
    <div class="run-notice">
      <p>${plural(failed.length, 'step')} failed, so this report has gaps. Retry failed does ${failed.length === 1 ? 'it' : 'them'} again.</p>
      <ul>${failed.map(({ step_id, label, error }) => html`<li key=${step_id}>${label}: ${error ?? 'no reason was stored'}</li>`)}</ul>
    </div>
  `;
}
