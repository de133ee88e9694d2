/** All schedules, the next to fire first: what each starts and when, what came of it, and what can be done with it. */
import { useEffect } from 'preact/hooks';
import type { ScheduleDocument } from '../../../../runner/core/schedule.ts';
import { get, mayChange } from '../api.ts';
import { html, type View } from '../html.ts';
import { listen } from '../live.ts';
import { useLoaded } from '../loaded.ts';
import { parameter, withParameters } from '../location.ts';
import { catalogue, type FlowTitles } from '../runs/catalogue.ts';
import { ScheduleForm } from '../schedules/form.ts';
import { ScheduleRow } from '../schedules/row.ts';
import { Awaited, Empty, Failed } from '../states.ts';

interface List {
  readonly schedules: readonly ScheduleDocument[];
  readonly titles: FlowTitles;
}

/** A fire that starts no run is told by no frame. */
const REFRESH_MS = 30_000;

export function SchedulesPage(): View {
  const list = useLoaded(read, []);
  useEffect(() => {
    const refresh = () => void list.refresh();
    const stop = listen('events=runs', { frame: refresh, connected: refresh });
    const timer = setInterval(refresh, REFRESH_MS);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [list]);
  const { value, error } = list;
  if (value.value === null) {
    return error.value === null
      ? html`<h1>Schedules</h1><${Awaited} what="the schedules" />`
      : html`<h1>Schedules</h1><${Failed} error=${error.value} />`;
  }
  return html`<${Shown} ...${value.value} refresh=${() => void list.refresh()} />`;
}

async function read(signal: AbortSignal): Promise<List> {
  const [{ schedules }, { titles }] = await Promise.all([
    get<{ schedules: ScheduleDocument[] }>('/api/schedules', signal),
    catalogue(),
  ]);
  return { schedules, titles };
}

/** The form stands in the address: `?form=add`, or the id of the schedule that is changed. */
function Shown({ schedules, titles, refresh }: List & { refresh(): void }): View {
  const form = parameter('form');
  const changed = schedules.find(({ id, source }) => id === form && source === 'stored') ?? null;
  if (mayChange() && (form === 'add' || changed !== null)) {
    return html`<${ScheduleForm} key=${form} schedule=${changed} saved=${refresh} />`;
  }
  const add =
    mayChange() && html`<a class="button" href=${withParameters({ form: 'add' })}>Add a schedule</a>`;
  if (schedules.length === 0) return html`<h1>Schedules</h1><${NoSchedules} add=${add} />`;
  return html`
    <div class="page-heading"><h1>Schedules</h1>${add}</div>
    <ul class="runs schedules">${schedules.map(
      (schedule) =>
        html`<${ScheduleRow} key=${schedule.id} schedule=${schedule} titles=${titles} refresh=${refresh} />`,
    )}</ul>
    <p class="hint">
      While the last run of a schedule still works, its next time is skipped. Of the times that it misses while Baton is not
      running, the latest is caught up; of those that it misses while it is paused, none.
    </p>
  `;
}

function NoSchedules({ add }: { readonly add: View }): View {
  return html`
    <${Empty} title="No schedules yet">
      <p>A schedule starts a run by itself: a flow, a project, a time, such as every weekday at 8:00.</p>
      <p>${add || 'Add one in a chat with /flow schedule, or have somebody with a token that may change things do it here.'}</p>
      <p class="hint">They can be written in <code>baton.yaml</code> too, below <code>schedules</code>.</p>
    <//>
  `;
}
