/** What a person can do with a schedule: run it now, pause and resume it, change and delete it. */
import { useRef, useState } from 'preact/hooks';
import type { ScheduleDocument } from '../../../../runner/core/schedule.ts';
import { newKey, patch, post, remove } from '../api.ts';
import { html, type View } from '../html.ts';
import { withParameters } from '../location.ts';
import { useSending } from '../sending.ts';

interface ActionsProps {
  readonly schedule: ScheduleDocument;
  refresh(): void;
}

/** Those of `baton.yaml` can be run and paused only. */
export function ScheduleActions({ schedule, refresh }: ActionsProps): View {
  const { id, paused, source, name } = schedule;
  const [started, setStarted] = useState<string | null>(null);
  const { error, isSending, send } = useSending();
  const address = `/api/schedules/${encodeURIComponent(id)}`;
  const act = async (action: () => Promise<unknown>) => {
    setStarted(null);
    await send(action);
    refresh();
  };
  const run = async () => setStarted((await post<{ run_id: string }>(`${address}/run`, {}, newKey())).run_id);
  const button = (text: string, does: () => void) =>
    html`<button type="button" disabled=${isSending} aria-label=${`${text}: ${name}`} onClick=${does}>${text}</button>`;
  return html`
    <div class="run-actions">
      ${button('Run now', () => void act(run))}
      ${button(paused ? 'Resume' : 'Pause', () => void act(() => patch(address, { paused: !paused })))}
      ${source === 'stored' && html`<a class="button" aria-label=${`Edit: ${name}`} href=${withParameters({ form: id })}>Edit</a>`}
      ${source === 'stored' && html`<${Delete} name=${name} confirmed=${() => void act(() => remove(address))} />`}
    </div>
    ${started !== null && html`<p role="status"><a href=${`/runs/${started}`}>Its run has started</a></p>`}
    ${error !== null && html`<p class="error" role="alert">${error.message}</p>`}
  `;
}

function Delete({ name, confirmed }: { readonly name: string; confirmed(): void }): View {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  const agree = () => {
    close();
    confirmed();
  };
  return html`
    <button type="button" aria-label=${`Delete: ${name}`} onClick=${() => dialog.current?.showModal()}>Delete</button>
    <dialog ref=${dialog} aria-label="Delete this schedule?">
      <h3>Delete this schedule?</h3>
      <p>${name} starts no more runs. The runs that it has started are kept.</p>
      <div class="run-actions">
        <button type="button" class="main" onClick=${agree}>Delete the schedule</button>
        <button type="button" onClick=${close}>Keep it</button>
      </div>
    </dialog>
  `;
}
