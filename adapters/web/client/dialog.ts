/** A modal dialog that is open for as long as it is rendered. When it is closed, the browser gives the focus back. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { html, type View } from './html.ts';

interface DialogProps {
  readonly title: string;
  readonly isWide?: boolean;
  /** Stops rendering it: it was closed, by `close`, Escape, or a form of the method `dialog`. */
  closed(): void;
  content(close: () => void): View;
}

export function Dialog({ title, isWide = false, closed, content }: DialogProps): View {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return html`
    <dialog ref=${dialog} class=${isWide ? 'wide' : undefined} onClose=${closed} aria-labelledby=${id}>
      <h2 id=${id}>${title}</h2>
      ${content(() => dialog.current?.close())}
    </dialog>
  `;
}
