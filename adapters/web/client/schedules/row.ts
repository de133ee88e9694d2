/** One schedule of the list: what it starts and when, when it fires next, and what came of the last time. */
import type { ScheduleDocument } from '../../../../runner/core/schedule.ts';
import { capitalized, shortProject } from '../../../../runner/core/wording.ts';
import { mayChange } from '../api.ts';
import { html, type View } from '../html.ts';
import type { FlowTitles } from '../runs/catalogue.ts';
import { Ago, InZone } from '../times.ts';
import { ScheduleActions } from './actions.ts';

interface RowProps {
  readonly schedule: ScheduleDocument;
  readonly titles: FlowTitles;
  refresh(): void;
}

export function ScheduleRow({ schedule, titles, refresh }: RowProps): View {
  const { name, run, when, tz, post_to, source } = schedule;
  return html`
    <li>
      <span class="status" aria-hidden="true">${schedule.paused ? '⏸' : '◷'}</span>
      <div class="what">
        <h2>${name}</h2>
        <p class="hint">
          ${titles.get(run.flow_name) ?? run.flow_name} on${' '}<span title=${run.project_id}>${shortProject(run.project_id)}</span>,
          ${' '}size ${run.band}${run.fast && ', fast'}${post_to !== null && html`, in <code>${post_to}</code>`}
        </p>
        ${run.question !== null && html`<p class="hint">Focus: ${run.question}</p>`}
      </div>
      <div class="how">
        <p>${capitalized(when)}, ${tz}. <${Next} ...${schedule} /></p>
        <${Last} ...${schedule} />
        ${source === 'file' && html`<p class="hint">One of <code>baton.yaml</code>: its time and its run are changed in that file.</p>`}
        ${mayChange() && html`<${ScheduleActions} schedule=${schedule} refresh=${refresh} />`}
      </div>
    </li>
  `;
}

function Next({ paused, pause_reason, next_fire, tz }: ScheduleDocument): View {
  if (paused) {
    return pause_reason === null
      ? html`<b>Paused.</b>`
      : html`<b>Paused by Baton:</b>${' '}${pause_reason} Resume it once that is fixed.`;
  }
  if (next_fire === null) return 'It does not fire again.';
  return html`Next: <${InZone} at=${next_fire} tz=${tz} />, <${Ago} at=${next_fire} />.`;
}

/** What came of the last fire, with what a person should know of it. */
function Last({ last_fire }: ScheduleDocument): View {
  if (last_fire === null) return html`<p class="hint">It has not fired yet.</p>`;
  const { at, outcome, run_id, reason } = last_fire;
  const run = (text: string) => (run_id === null ? text : html`<a href=${`/runs/${run_id}`}>${text}</a>`);
  const when = html`<${Ago} at=${at} />`;
  if (outcome === 'started') return html`<p>Last: ${run('started a run')} ${when}.</p>`;
  if (outcome === 'overlap') {
    return html`<p>Last: skipped ${when}, since ${run('the run before')} was still working.</p>`;
  }
  return html`<p class="error">Last: no run ${when}. ${reason} The next time it is tried again.</p>`;
}
