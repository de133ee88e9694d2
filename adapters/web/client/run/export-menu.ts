/** Passes the report of a run on: to the clipboard, as a file, or to a channel of a chat. */
import { useContext, useState } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import {
  REPORT_FORMATS,
  type ReportFormat,
  reportFileName,
} from '../../../../runner/core/ports/report-formats.ts';
import type { RunChatDocument } from '../../../../runner/core/run-chat.ts';
import { get, mayChange, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useSending } from '../sending.ts';
import { InChats } from './started.ts';

const FORMATS: Readonly<Record<ReportFormat, string>> = {
  md: 'Markdown',
  html: 'Page',
  json: 'Data',
  sarif: 'SARIF, for code scanning',
};

export function ExportMenu({ run }: { readonly run: RunDocument }): View {
  const places = useContext(InChats)?.exports ?? [];
  return html`
    <details class="menu">
      <summary class="button">Export</summary>
      <div class="menu-items">
        <${Copy} run=${run} />
        <ul>
          ${REPORT_FORMATS.map(
            (format) => html`
              <li key=${format}>
                <a href=${`/api/runs/${run.id}/report.${format}`} download=${reportFileName(run, format)}>${FORMATS[format]} (.${format})</a>
              </li>
            `,
          )}
        </ul>
        ${mayChange() && places.length > 0 && html`<${ToChannel} run_id=${run.id} places=${places} />`}
      </div>
    </details>
  `;
}

const COPIED_MS = 2_000;

function Copy({ run }: { readonly run: RunDocument }): View {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await get<string>(`/api/runs/${run.id}/report.md`));
      setSaid('Copied');
    } catch {
      setSaid('This browser does not let the page copy');
    }
    setTimeout(() => setSaid(''), COPIED_MS);
  };
  // Beside the button: what is within one is its name, and is not read out when it changes.
  return html`
    <p><button type="button" onClick=${() => void copy()}>Copy as Markdown</button> <span class="hint" role="status">${said}</span></p>
  `;
}

interface ToChannelProps {
  readonly run_id: string;
  readonly places: RunChatDocument['exports'];
}

/** Posts the run's card in a channel, with the report in its thread. */
function ToChannel({ run_id, places }: ToChannelProps): View {
  const { error, send } = useSending();
  const [isSent, setSent] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const to = String(new FormData(event.currentTarget as HTMLFormElement).get('to') ?? '').trim();
    setSent(await send(() => post(`/api/runs/${run_id}/export`, { to })));
  };
  const [first] = places;
  return html`
    <form onSubmit=${submit}>
      <label for="export-to">To a channel</label>
      <input id="export-to" name="to" required autocomplete="off" placeholder=${`${first?.platform}:${first?.example}`} aria-describedby="export-hint" />
      <p id="export-hint" class="hint">${places.map(({ title, platform, example }) => `${title}: ${platform}:${example}`).join(', ')}</p>
      <button type="submit">Post it there</button>
      <p class=${error === null ? 'hint' : 'error'} role="status">${error?.message ?? (isSent ? 'It will appear there in a moment.' : '')}</p>
    </form>
  `;
}
