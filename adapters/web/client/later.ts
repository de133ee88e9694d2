/** A part of the console that is loaded when it is first shown. */
import { useEffect, useState } from 'preact/hooks';
import { html, type View } from './html.ts';
import { Awaited, Empty } from './states.ts';

interface LaterProps<Props> {
  /** for who waits for it */
  readonly what: string;
  load(): Promise<(props: Props) => View>;
}

/** Shows what `load` gives, with the other properties. */
export function Later<Props>({ what, load, ...props }: LaterProps<Props> & Props): View {
  const [part, setPart] = useState<{ readonly show: (props: Props) => View } | null>(null);
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    void load().then(
      (show) => setPart({ show }),
      () => setGone(true),
    );
  }, [load]);
  if (isGone) return html`<${OtherVersion} />`;
  return part === null ? html`<${Awaited} what=${what} />` : html`<${part.show} ...${props} />`;
}

/** After an upgrade, files that were not loaded yet are gone. */
function OtherVersion(): View {
  return html`<${Empty} title="This part of the console can’t be loaded">
    <p>Baton may have another version by now. <button type="button" onClick=${() => window.location.reload()}>Load again</button></p>
  <//>`;
}
