/** The page for a new run, or for one that is run again. The flow stands in the address; a project and a size may. */
import { useState } from 'preact/hooks';
import { html, type View } from '../html.ts';
import { go, parameter, withParameters } from '../location.ts';
import type { Values } from '../new/launch.ts';
import { Launcher } from '../new/launcher.ts';

export function NewPage(): View {
  const from = parameter('from');
  return html`
    <h1>${from === null ? 'New run' : 'Run again'}</h1>
    <${OfAddress} key=${from} from=${from} />
  `;
}

function OfAddress({ from }: { readonly from: string | null }): View {
  const [typed, setTyped] = useState<Values>(inAddress);
  const change = (name: string, value: string) => setTyped((before) => ({ ...before, [name]: value }));
  return html`
    <${Launcher} from=${from} flow=${parameter('flow')} linkTo=${(flow: string) => ({ href: withParameters({ flow }) })}
      typed=${typed} change=${change} started=${(run_id: string) => go(`/runs/${run_id}`)} />
  `;
}

function inAddress(): Values {
  return Object.fromEntries(
    ['project', 'size'].flatMap((name) => {
      const value = parameter(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
