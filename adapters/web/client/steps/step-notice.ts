/** What a step waits for, or why it failed or was not done, and what to do. */
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import { isPermanentlyFailed, isRetryable, isSettled, isUndone } from '../../../../runner/core/run.ts';
import { html, type View } from '../html.ts';

interface NoticeProps {
  readonly run: RunDocument;
  readonly steps: readonly StepDocument[];
  readonly step: StepDocument;
}

export function StepNotice({ run, steps, step }: NoticeProps): View {
  const { status, error, activity } = step;
  if (status === 'running') return html`<p class="step-notice" role="status">${activity ?? 'Working…'}</p>`;
  if (status === 'pending') return html`<p class="step-notice">${waitingLine(run, steps, step)}</p>`;
  if (status === 'completed') return activity === null ? null : html`<p class="step-notice">${activity}</p>`;
  const advice = adviceOn(run, steps, step);
  return html`
    <div class=${`step-notice ${status === 'failed' ? 'bad' : ''}`}>
      <p>${status === 'failed' ? 'Failed' : 'Not done'}: ${error ?? 'no reason was stored'}</p>
      ${advice !== null && html`<p>${advice}</p>`}
    </div>
  `;
}

function waitingLine({ status }: RunDocument, steps: readonly StepDocument[], step: StepDocument): string {
  if (status !== 'running') return 'It did not start before the run ended.';
  if (step.activity !== null) return step.activity;
  const open = steps.filter((other) => step.needs.includes(other.step_id) && !isSettled(other.status));
  if (open.length === 0) return 'Waiting for a worker.';
  return `Waiting for: ${open.map(({ label }) => label).join(', ')}.`;
}

function adviceOn(run: RunDocument, steps: readonly StepDocument[], step: StepDocument): string | null {
  if (step.skip_cause === 'no_model') {
    return 'It needs a model, and none is configured. `baton doctor` says how to configure one.';
  }
  if (!isUndone(step)) return null;
  if (isPermanentlyFailed(step)) return 'A retry would fail in the same way. Start a new run instead.';
  if (run.status === 'running') return 'Once the run has ended, Retry failed does it again.';
  return isRetryable(run.status, steps) ? 'Retry failed does it again, with all that read its output.' : null;
}
