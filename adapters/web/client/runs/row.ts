/** One run of the list, in two lines: what it is, and how it stands. */
import type { ListedRun } from '../../../../runner/core/documents.ts';
import { dollars, plural, shortProject } from '../../../../runner/core/wording.ts';
import { SeverityCounts, StatusSign } from '../badges.ts';
import { html, type View } from '../html.ts';
import { Ago, Lasting } from '../times.ts';
import type { FlowTitles } from './catalogue.ts';

export function RunRow({ run, titles }: { readonly run: ListedRun; readonly titles: FlowTitles }): View {
  const { outcome, commit_sha, usage } = run;
  return html`
    <li>
      <${StatusSign} status=${run.status} />
      <div class="what">
        <a class="title" href=${`/runs/${run.id}`}>${titles.get(run.flow_name) ?? run.flow_name}</a>
        <span class="hint" title=${run.project_id}>
          ${shortProject(run.project_id)}${commit_sha !== null && html` @ <code>${commit_sha.slice(0, 7)}</code>`}
        </span>
      </div>
      <div class="how">${standing(run)}</div>
      ${outcome !== null && html`<${SeverityCounts} counts=${outcome.counts} />`}
      <div class="facts hint">
        ${run.status !== 'running' && html`<span>${plural(run.agents.all, 'agent')}</span>`}
        <${Lasting} from=${run.started_at} to=${run.completed_at} />
        ${usage.cost !== null && html`<span class="figures">${dollars(usage.cost)}</span>`}
        ${run.schedule !== null && html`<span>by the schedule ${run.schedule.name}</span>`}
        <${Ago} at=${run.created_at} />
      </div>
    </li>
  `;
}

/** Its verdict or why it failed; of one that runs, how far it is. */
function standing({ status, outcome, error, agents, started_at }: ListedRun): string {
  if (status === 'running') {
    return started_at === null
      ? 'Waiting to start'
      : `${agents.ended} of ${plural(agents.all, 'agent')} done`;
  }
  // Back-ticks mark code, which a line of a list need not show.
  return (
    outcome?.verdict.replaceAll('`', '') ??
    error ??
    (status === 'cancelled' ? 'Cancelled' : 'Ended without a report')
  );
}
