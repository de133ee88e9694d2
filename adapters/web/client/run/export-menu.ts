/** Passes the report of a run on: to the clipboard, or as a file. */
import { useState } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import {
  REPORT_FORMATS,
  type ReportFormat,
  reportFileName,
} from '../../../../runner/core/ports/report-formats.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';

const FORMATS: Readonly<Record<ReportFormat, string>> = {
  md: 'Markdown',
  html: 'Page',
  json: 'Data',
  sarif: 'SARIF, for code scanning',
};

export function ExportMenu({ run }: { readonly run: RunDocument }): View {
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
      </div>
    </details>
  `;
}

const COPIED_MS = 2_000;

function Copy({ run }: { readonly run: RunDocument }): View {
  const [said, setSaid] = useState('Copy as Markdown');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await get<string>(`/api/runs/${run.id}/report.md`));
      setSaid('Copied');
    } catch {
      setSaid('This browser does not let the page copy');
    }
    setTimeout(() => setSaid('Copy as Markdown'), COPIED_MS);
  };
  return html`<button type="button" onClick=${() => void copy()}><span role="status">${said}</span></button>`;
}
