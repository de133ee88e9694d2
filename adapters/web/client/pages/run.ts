/** One run: what it came to, its findings, how they were sifted, then its steps and its report, as they come. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { StepDocument } from '../../../../runner/core/documents.ts';
import type { LedgerFinding } from '../../../../runner/core/ledger.ts';
import { html, type View } from '../html.ts';
import { ReportView } from '../report-view.ts';
import { Actions } from '../run/actions.ts';
import type { FindingPage } from '../run/finding-page.ts';
import { Findings } from '../run/findings.ts';
import { Funnel } from '../run/funnel.ts';
import { Heading, verdictOf } from '../run/heading.ts';
import { listedFindings } from '../run/listed.ts';
import { Notices } from '../run/notices.ts';
import { FindingIds } from '../run/report-texts.ts';
import { type RunData, type ShownRun, useRun } from '../run/run-data.ts';
import { InChats } from '../run/started.ts';
import { Awaited, Failed } from '../states.ts';
import { StepsView } from '../steps/view.ts';

export function RunPage({ name: id }: { readonly name: string }): View {
  const data = useRun(id);
  const { value, error } = data.detail;
  const shown = value.value;
  useTitle(shown);
  if (shown === null) {
    return error.value === null
      ? html`<${Awaited} what="the run" />`
      : html`<${Failed} error=${error.value} />`;
  }
  return html`<${Run} shown=${shown} data=${data} />`;
}

function Run({ shown, data }: { readonly shown: ShownRun; readonly data: RunData }): View {
  const { run, steps } = shown;
  const refresh = () => void data.detail.refresh();
  const { document } = data;
  const { all, page } = useFindings(shown, data);
  const reported = all.filter(({ id }) => id !== null);
  const ids = useMemo(() => new Set(reported.map(({ key }) => key)), [reported.length]);
  const hasEnded = run.status !== 'running';
  return html`
    <${InChats.Provider} value=${data.chat}><${FindingIds.Provider} value=${ids}>
      <${Heading} shown=${shown} document=${document}><${Actions} shown=${shown} refresh=${refresh} /><//>
      <${Notices} shown=${shown} />
      ${hasEnded && run.outcome !== null && html`<${Findings} all=${all} ...${page} />`}
      ${hasEnded && run.outcome !== null && html`<${Funnel} funnel=${run.outcome.funnel} document=${document} steps=${data.outputs} shown=${reported} />`}
      <${StepsView} run=${run} steps=${steps} />
      <${ReportView} run=${run} />
    <//><//>
  `;
}

/** The findings of the run, with what the ledger says of them, also after a change that was made here. */
function useFindings({ run, steps }: ShownRun, { document, ledger }: RunData) {
  const changes = useSignal<ReadonlyMap<string, LedgerFinding>>(new Map());
  const all = useMemo(
    () =>
      listedFindings({
        outcome: run.outcome?.findings ?? [],
        document,
        ledger: ledger === null ? null : new Map([...ledger, ...changes.value]),
      }),
    [run.outcome, document, ledger, changes.value],
  );
  const page: FindingPage = {
    run_id: run.id,
    project_id: run.project_id,
    flow_name: run.flow_name,
    lenses: useMemo(() => lensesOf(steps), [steps]),
    changed: (findings) => {
      changes.value = new Map([
        ...changes.value,
        ...findings.map((each) => [each.fingerprint, each] as const),
      ]);
    },
  };
  return { all, page };
}

/** A report names who found something by the persona, or by the last part of the step's id: `security` of `lens:security`. */
function lensesOf(steps: readonly StepDocument[]): FindingPage['lenses'] {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const named = (nameOf: (step: StepDocument) => string) =>
    agents.map((step) => [nameOf(step), { label: step.label, step_id: step.step_id }] as const);
  return new Map([
    ...named(({ persona, step_id }) => persona ?? step_id),
    ...named(({ step_id }) => step_id.replace(/^.*:/, '')),
  ]);
}

/** The tab of the browser says how the run stands. */
function useTitle(shown: ShownRun | null): void {
  const title = shown === null ? 'Baton' : `${verdictOf(shown)} · ${shown.run.flow_name}`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = 'Baton';
    };
  }, [title]);
}
