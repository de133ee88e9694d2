/** The form for a new run above another page. What was chosen and typed stays when it is closed, until a run is started with it. */
import { signal } from '@preact/signals';
import { html, type View } from '../html.ts';
import { go, isPlainClick } from '../location.ts';
import type { Values } from './launch.ts';
import { Launcher } from './launcher.ts';

interface Draft {
  readonly flow: string | null;
  readonly typed: Values;
}

const NOTHING: Draft = { flow: null, typed: {} };
const draft = signal<Draft>(NOTHING);

/** `close` gives the focus back to where it was. */
export function LauncherDialog({ close }: { close(): void }): View {
  const { flow, typed } = draft.value;
  const change = (name: string, value: string) => {
    draft.value = { ...draft.value, typed: { ...draft.value.typed, [name]: value } };
  };
  // In another tab, a flow opens the page of its own.
  const linkTo = (name: string) => ({
    href: `/new?flow=${encodeURIComponent(name)}`,
    onClick: (event: MouseEvent) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      draft.value = { ...draft.value, flow: name };
    },
  });
  const started = (run_id: string) => {
    draft.value = NOTHING;
    close();
    go(`/runs/${run_id}`);
  };
  return html`<${Launcher} from=${null} flow=${flow} linkTo=${linkTo} typed=${typed} change=${change} started=${started} close=${close} />`;
}
