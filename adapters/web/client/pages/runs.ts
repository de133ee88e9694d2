/** All runs, newest first, as they happen. */
import { useEffect, useMemo } from 'preact/hooks';
import type { RunDocument, RunPage } from '../../../../runner/core/documents.ts';
import { get } from '../api.ts';
import { SeverityCounts, StatusSign } from '../badges.ts';
import { html, type View } from '../html.ts';
import { listen } from '../live.ts';
import { loaded } from '../loaded.ts';
import { Awaited, Empty, Failed } from '../states.ts';
import { Ago, Lasting } from '../times.ts';

export function RunsPage(): View {
  const page = useMemo(() => loaded((signal) => get<RunPage>('/api/runs?limit=50', signal)), []);
  useEffect(() => {
    const stop = listen('', {
      frame({ type }) {
        if (type === 'flow_run_started' || type === 'flow_run_step_updated') void page.refresh();
      },
      connected: () => void page.refresh(),
    });
    void page.refresh();
    return () => {
      stop();
      page.stop();
    };
  }, [page]);
  const { value, error } = page;
  if (value.value === null) {
    return error.value === null
      ? html`<${Awaited} what="the runs" />`
      : html`<${Failed} error=${error.value} />`;
  }
  const { runs } = value.value;
  return html`
    <h1>Runs</h1>
    ${
      runs.length === 0
        ? html`<${Empty} title="No runs yet"><p><a href="/new">Start the first one</a></p><//>`
        : html`<ul class="runs">${runs.map((run) => html`<${Row} key=${run.id} run=${run} />`)}</ul>`
    }
  `;
}

function Row({ run }: { readonly run: RunDocument }): View {
  const { id, status, flow_name, project_id, commit_sha, outcome } = run;
  return html`
    <li>
      <${StatusSign} status=${status} />
      <a href=${`/runs/${id}`}>${flow_name}</a>
      <span class="quiet">${project_id}${commit_sha !== null && html` @ <code>${commit_sha.slice(0, 7)}</code>`}</span>
      <span class="verdict">${outcome?.verdict ?? run.error ?? ''}</span>
      ${outcome !== null && html`<${SeverityCounts} counts=${outcome.counts} />`}
      <${Lasting} from=${run.started_at} to=${run.completed_at} />
      <${Ago} at=${run.created_at} />
    </li>
  `;
}
