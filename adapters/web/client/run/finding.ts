/** One finding, opened: what is claimed, what goes wrong, what to do, the code, why to believe it, and what people say of it. */
import type { ReportFinding } from '../../../../runner/core/report-document.ts';
import { html, type View } from '../html.ts';
import { aboutParts } from './evidence.ts';
import type { FindingPage } from './finding-page.ts';
import { Judgement } from './judgement.ts';
import type { ListedFinding } from './listed.ts';
import { Reasons } from './reasons.ts';
import { Plain } from './report-texts.ts';
import { CitedCode } from './source.ts';

interface FindingProps {
  readonly finding: ListedFinding;
  readonly page: FindingPage;
}

export function Finding({ finding, page }: FindingProps): View {
  const { full } = finding;
  return html`
    <div class="finding">
      ${full === null ? html`<${Unshown} finding=${finding} />` : html`<${Whole} full=${full} page=${page} />`}
      <${Judgement} finding=${finding} page=${page} />
    </div>
  `;
}

function Whole({ full, page }: { readonly full: ReportFinding; readonly page: FindingPage }): View {
  const { title, claim, failure, fix, assumes, citations, url } = full;
  const leading = citations.find(({ place }) => place !== null) ?? null;
  return html`
    <p class="quiet">
      ${aboutParts(full).join(' · ')}
      ${url !== null && html`${' · '}<a href=${url} rel="noreferrer">Permalink</a>`}
    </p>
    ${claim !== '' && claim !== title && html`<p><${Plain} text=${claim} /></p>`}
    <${Labelled} label="Failure" text=${failure} />
    <${Labelled} label="Fix" text=${fix} />
    <${Labelled} label="Assumes" text=${assumes} />
    ${leading !== null && html`<${CitedCode} run_id=${page.run_id} citation=${leading} />`}
    <${Reasons} full=${full} leading=${leading} page=${page} />
  `;
}

function Labelled({ label, text }: { readonly label: string; readonly text: string }): View {
  return text === '' ? null : html`<p><b>${label}:</b> <${Plain} text=${text} /></p>`;
}

/** One that the report does not show, or whose report is not read yet. */
function Unshown({ finding: { state, kind } }: { readonly finding: ListedFinding }): View {
  if (state !== 'dismissed') return html`<p class="quiet">${kind}</p>`;
  return html`<p class="quiet">${kind} · found again by this run, and left out of its report since it is dismissed</p>`;
}
