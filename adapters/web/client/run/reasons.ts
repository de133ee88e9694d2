/** Why to believe a finding: who claims it, what code checked, who challenged it and with what, what the arbiter did. */
import type { ReportCitation, ReportFinding } from '../../../../runner/core/report-document.ts';
import { plural } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { withParameters } from '../location.ts';
import { evidenceOf, rulingText } from './evidence.ts';
import type { FindingPage } from './finding-page.ts';
import { Inline } from './report-texts.ts';
import { CitedCode } from './source.ts';

interface ReasonsProps {
  readonly full: ReportFinding;
  /** the citation whose code is shown already */
  readonly leading: ReportCitation | null;
  readonly page: FindingPage;
}

export function Reasons({ full, leading, page }: ReasonsProps): View {
  const { dropped, skeptic, arbiter, adjusted } = evidenceOf(full);
  return html`
    <section class="reasons">
      <h3>Why to believe it</h3>
      <dl>
        <${Reason} name="Claimed by"><p><${Claimants} full=${full} page=${page} /></p><//>
        <${Reason} name="Checked by code">
          <p>${checkedText(full)}</p>
          <ul>
            ${full.citations.map(
              (citation) =>
                html`<li key=${citation.text}><${Citation} citation=${citation} isShown=${citation === leading} run_id=${page.run_id} /></li>`,
            )}
            ${dropped.map((note) => html`<li key=${note}><${Inline} text=${note} /></li>`)}
          </ul>
        <//>
        <${Reason} name="Challenged"><p>${rulingText(full)}</p><${Notes} notes=${skeptic} /><//>
        ${arbiter.length > 0 && html`<${Reason} name="Arbiter"><${Notes} notes=${arbiter} /><//>`}
        ${adjusted.length > 0 && html`<${Reason} name="Adjusted by code"><${Notes} notes=${adjusted} /><//>`}
      </dl>
    </section>
  `;
}

function Reason({ name, children }: { readonly name: string; readonly children: View }): View {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}

function Notes({ notes }: { readonly notes: readonly string[] }): View {
  if (notes.length === 0) return null;
  return html`<ul>${notes.map((note) => html`<li key=${note}><${Inline} text=${note} /></li>`)}</ul>`;
}

/** Each persona leads to its step, where it can be asked. */
function Claimants({ full, page }: { readonly full: ReportFinding; readonly page: FindingPage }): View {
  if (full.source === 'rule') return html`the rule <code>${full.rule ?? 'unnamed'}</code>, without a model`;
  return full.lenses.map((lens, at) => {
    const step = page.lenses.get(lens);
    return html`${at > 0 && ', '}${step === undefined ? lens : html`<a href=${withParameters({ step: step.step_id })}>${step.label}</a>`}`;
  });
}

function checkedText({ citations, quote }: ReportFinding): string {
  const places = citations.filter(({ place }) => place !== null).length;
  if (citations.length === 0) return 'It cites nothing that code could check.';
  const lines = places === 0 ? '' : `, ${plural(places, 'place')} read at the pinned commit`;
  const match = quote === null ? '' : ' The quoted line is in the file, to the letter.';
  return `${plural(citations.length, 'citation')} ${citations.length === 1 ? 'holds' : 'hold'}${lines}.${match}`;
}

interface CitationProps {
  readonly citation: ReportCitation;
  readonly isShown: boolean;
  readonly run_id: string;
}

function Citation({ citation, isShown, run_id }: CitationProps): View {
  const text = html`<${Inline} text=${citation.text} />`;
  if (citation.place === null || isShown) return text;
  return html`${text} <${CitedCode} run_id=${run_id} citation=${citation} isFolded=${true} />`;
}
