/** How many statements were made, and how many are left after each check. Each number opens its list. */
import type { RunDetail } from '../../../../runner/core/documents.ts';
import type { ReportDocument } from '../../../../runner/core/report-document.ts';
import type { RunOutcome } from '../../../../runner/core/run-outcome.ts';
import { html, type View } from '../html.ts';
import { parameter, withParameters } from '../location.ts';
import type { ListedFinding } from './listed.ts';
import { Inline, Label } from './report-texts.ts';
import { type Stage, type StatementGroup, stagesOf } from './stages.ts';

interface FunnelProps {
  readonly funnel: RunOutcome['funnel'];
  readonly document: ReportDocument | null;
  readonly steps: RunDetail['steps'];
  /** those that the report shows */
  readonly shown: readonly ListedFinding[];
}

export function Funnel({ funnel, document, steps, shown }: FunnelProps): View {
  if (funnel.statements === 0) return null;
  const stages = stagesOf(funnel, document, steps);
  const open = stages.find(({ name }) => name === parameter('funnel')) ?? null;
  return html`
    <section aria-labelledby="funnel">
      <h2 id="funnel">From statements to findings</h2>
      <ol class="funnel">
        ${stages.map((each) => html`<li key=${each.name}><${StageLink} stage=${each} isOpen=${each === open} /></li>`)}
      </ol>
      ${open !== null && html`<${StageList} stage=${open} shown=${shown} />`}
    </section>
  `;
}

function StageLink({ stage, isOpen }: { readonly stage: Stage; readonly isOpen: boolean }): View {
  const { name, title, count } = stage;
  return html`
    <a href=${withParameters({ funnel: isOpen ? null : name })} aria-expanded=${String(isOpen)}>
      <b class="figures">${count.toLocaleString('en')}</b> <span>${title}</span>
    </a>
  `;
}

interface StageListProps {
  readonly stage: Stage;
  readonly shown: readonly ListedFinding[];
}

function StageList({ stage, shown }: StageListProps): View {
  const { dropped, left } = stage;
  return html`
    <div class="stage">
      ${dropped.length > 0 && html`<h3>Dropped here</h3>`}
      ${dropped.map((group) => html`<${Group} key=${group.title} group=${group} />`)}
      <h3>${stage.name === 'statements' ? 'What became of them' : 'Left after this check'}</h3>
      <details open>
        <summary>Shown as findings (${shown.length})</summary>
        <ul>
          ${shown.map(
            ({ key, severity, title: name }) =>
              html`<li key=${key}><a href=${withParameters({ finding: key })}>${key}</a> · ${severity} · <${Label} text=${name} /></li>`,
          )}
        </ul>
      </details>
      ${left.map((group) => html`<${Group} key=${group.title} group=${group} />`)}
    </div>
  `;
}

function Group({ group: { title, items } }: { readonly group: StatementGroup }): View {
  return html`
    <details open>
      <summary>${title}</summary>
      <ul>
        ${items.map(
          ({ text, below }, at) => html`
            <li key=${at}>
              <${Inline} text=${text} />
              ${below.length > 0 && html`<ul>${below.map((line) => html`<li key=${line}><${Inline} text=${line} /></li>`)}</ul>`}
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}
