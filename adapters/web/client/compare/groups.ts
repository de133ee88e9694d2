/** What two runs have: the findings of the later one that are new or still there, and what became of the earlier one's. */
import type { EarlierFinding } from '../../../../runner/core/ledger.ts';
import type { ComparedRun } from '../../../../runner/core/ports/ledger.ts';
import { shortId, shortProject } from '../../../../runner/core/wording.ts';
import { SeverityBadge } from '../badges.ts';
import { html, type View } from '../html.ts';
import { Label } from '../run/report-texts.ts';
import type { FlowTitles } from '../runs/catalogue.ts';
import { Ago } from '../times.ts';
import type { Comparing } from './read.ts';

type Shown = EarlierFinding & { readonly id?: string };

export function Groups({ comparison, ids, titles }: Comparing & { readonly titles: FlowTitles }): View {
  const { from, to, fixed, not_reviewed } = comparison;
  const earlier = (findings: readonly EarlierFinding[]): Shown[] =>
    findings.map((finding) => ({ ...finding, ...idOf(ids.get(finding.fingerprint)) }));
  return html`
    <p>
      ${titles.get(to.flow_name) ?? to.flow_name} on${' '}<span title=${to.project_id}>${shortProject(to.project_id)}</span>:
      ${' '}from <${RunLink} run=${from} /> to <${RunLink} run=${to} />.
    </p>
    <${Group} title="New" none="No finding is new." findings=${comparison.new} run=${to} />
    <${Group} title="Still there" none="None of the earlier findings is still there." findings=${comparison.persisting} run=${to} />
    <${Group} title="Fixed" none="None of the earlier findings is fixed." findings=${earlier(fixed)} run=${from} />
    <${Group} title="Not looked at" none="The place of each earlier finding was looked at again." findings=${earlier(not_reviewed)} run=${from}
      hint="The later run judged nothing at their places, so nobody knows whether they are fixed." />
  `;
}

const idOf = (id: string | undefined) => (id === undefined ? {} : { id });

function RunLink({ run }: { readonly run: ComparedRun }): View {
  const { run_id, commit_sha, created_at } = run;
  return html`<a href=${`/runs/${run_id}`}>run ${shortId(run_id)}</a>${
    commit_sha !== null && html`${' '}at <code>${commit_sha.slice(0, 7)}</code>`
  } (<${Ago} at=${created_at} />)`;
}

interface GroupProps {
  readonly title: string;
  readonly none: string;
  readonly hint?: string;
  readonly findings: readonly Shown[];
  /** the run whose page shows them */
  readonly run: ComparedRun;
}

function Group({ title, none, hint, findings, run }: GroupProps): View {
  return html`
    <section class="compared" aria-label=${title}>
      <h2>${title} <span class="quiet figures">${findings.length}</span></h2>
      ${findings.length === 0 && html`<p class="hint">${none}</p>`}
      ${findings.length > 0 && hint !== undefined && html`<p class="hint">${hint}</p>`}
      <ul>${findings.map((finding) => html`<${Row} key=${finding.fingerprint} finding=${finding} run=${run} />`)}</ul>
    </section>
  `;
}

function Row({ finding, run }: { readonly finding: Shown; readonly run: ComparedRun }): View {
  const { id, severity, title, path, line } = finding;
  const text = html`<${Label} text=${title} />`;
  const to = `/runs/${run.run_id}?finding=${encodeURIComponent(id ?? '')}`;
  return html`
    <li>
      <${SeverityBadge} severity=${severity} />
      <span>
        ${id === undefined ? text : html`<a href=${to}>${id}: ${text}</a>`}
        ${path !== null && html`${' '}<code class="quiet">${path}${line !== null && `:${line}`}</code>`}
      </span>
    </li>
  `;
}
