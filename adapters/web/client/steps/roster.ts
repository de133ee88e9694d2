/** The steps as a list: the form that everybody can read. */
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import { StatusSign } from '../badges.ts';
import { html, type View } from '../html.ts';
import { withParameters } from '../location.ts';
import { Lasting } from '../times.ts';

export interface ShownSteps {
  readonly run: RunDocument;
  readonly steps: readonly StepDocument[];
  readonly selected: string | null;
}

export function Roster({ run, steps, selected }: ShownSteps): View {
  return html`<ol class="roster">${steps.map(
    (step) =>
      html`<${Row} key=${step.step_id} run=${run} step=${step} isOpen=${step.step_id === selected} />`,
  )}</ol>`;
}

function Row({
  run,
  step,
  isOpen,
}: {
  readonly run: RunDocument;
  readonly step: StepDocument;
  readonly isOpen: boolean;
}): View {
  const { step_id, label, status, attempt, error, activity, started_at, completed_at } = step;
  const end = completed_at ?? run.completed_at;
  return html`
    <li class=${isOpen ? 'open' : ''}>
      <${StatusSign} status=${status} />
      <a href=${withParameters({ step: step_id })} aria-current=${isOpen ? 'true' : undefined}>${label}</a>
      <span class="roster-time"><${Lasting} from=${started_at} to=${end} />${attempt > 1 && html` <span class="quiet">attempt ${attempt}</span>`}</span>
      <span class=${`roster-about ${status === 'failed' ? 'error' : 'hint'}`}>${error ?? activity ?? ''}</span>
    </li>
  `;
}
