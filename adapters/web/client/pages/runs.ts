/** All runs, newest first, as they happen: by status, with filters that stand in the address. */
import { useEffect, useRef } from 'preact/hooks';
import type { RunCounts, RunPage } from '../../../../runner/core/documents.ts';
import { get, mayChange } from '../api.ts';
import { html, type View } from '../html.ts';
import { useKeys } from '../keyboard.ts';
import { listen } from '../live.ts';
import { useLoaded } from '../loaded.ts';
import { here, parameter, withParameters } from '../location.ts';
import { catalogue, type FlowTitles } from '../runs/catalogue.ts';
import { Filters, isFiltered, NO_FILTERS, searchOf } from '../runs/filters.ts';
import { listKeys } from '../runs/keys.ts';
import { RunRow } from '../runs/row.ts';
import { Awaited, Empty, Failed } from '../states.ts';

interface List {
  readonly page: RunPage;
  readonly counts: RunCounts;
  readonly titles: FlowTitles;
}

const PAGE = 50;

export function RunsPage(): View {
  const { search } = here.value;
  const list = useLoaded((signal) => read(search, signal), [search]);
  const shown = useRef(list);
  shown.current = list;
  // One connection, whatever is looked for.
  useEffect(() => {
    const refresh = () => void shown.current.refresh();
    return listen('events=runs', { frame: refresh, connected: refresh });
  }, []);
  useEffect(() => void list.refresh(), [list]);
  useKeys(listKeys);
  const { value, error } = list;
  return html`
    <h1>Runs</h1>
    <${Tabs} counts=${value.value?.counts ?? null} />
    <${Filters} />
    ${
      value.value !== null
        ? html`<${Runs} ...${value.value} />`
        : error.value === null
          ? html`<${Awaited} what="the runs" />`
          : html`<${Failed} error=${error.value} />`
    }
  `;
}

async function read(search: string, signal: AbortSignal): Promise<List> {
  const { status, before, ...filters } = searchOf(search);
  const query = (more: Readonly<Record<string, string>>) => new URLSearchParams({ ...filters, ...more });
  const [page, counts, { titles }] = await Promise.all([
    get<RunPage>(
      `/api/runs?${query({ limit: String(PAGE), ...(status && { status }), ...(before && { cursor: before }) })}`,
      signal,
    ),
    get<RunCounts>(`/api/runs/counts?${query({})}`, signal),
    catalogue(),
  ]);
  return { page, counts, titles };
}

const TABS = [
  ['', 'All'],
  ['running', 'Running'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
  ['cancelled', 'Cancelled'],
] as const;

function Tabs({ counts }: { readonly counts: RunCounts | null }): View {
  const chosen = parameter('status') ?? '';
  return html`
    <nav class="tabs" aria-label="Runs by status">
      ${TABS.map(
        ([status, name]) => html`
          <a key=${status} href=${withParameters({ status, before: null })} aria-current=${status === chosen ? 'true' : undefined}>
            ${name}${' '}<span class="figures">${counts?.[status || 'all'].toLocaleString('en') ?? ''}</span>
          </a>
        `,
      )}
    </nav>
  `;
}

function Runs({ page, titles }: List): View {
  const before = parameter('before');
  if (page.runs.length === 0) return html`<${NoRuns} isLater=${before !== null} />`;
  return html`
    <ul class="runs">
      ${page.runs.map((run) => html`<${RunRow} key=${run.id} run=${run} titles=${titles} />`)}
    </ul>
    <nav class="pages" aria-label="Pages of the list">
      ${before !== null && html`<a class="button" href=${withParameters({ before: null })}>Newest</a>`}
      ${
        page.next_cursor !== null &&
        html`<a class="button" href=${withParameters({ before: page.next_cursor })}>Older</a>`
      }
    </nav>
  `;
}

function NoRuns({ isLater }: { readonly isLater: boolean }): View {
  const all = html`<a href=${withParameters({ ...NO_FILTERS, status: null, before: null })}>Show all runs</a>`;
  if (isLater) return html`<${Empty} title="No older runs"><p>${all}</p><//>`;
  if (isFiltered()) return html`<${Empty} title="No run is like this"><p>${all}</p><//>`;
  return html`
    <${Empty} title="No runs yet">
      <p>A run reads a repository with a few agents, and reports what it found. It changes nothing.</p>
      ${mayChange() && html`<p><a class="button main" href="/new">Start the first one</a></p>`}
    <//>
  `;
}
