/** One run: its verdict, its findings, its steps and its report, as they come. */
import { useEffect, useMemo } from 'preact/hooks';
import type { RunDetail } from '../../../../runner/core/documents.ts';
import { get } from '../api.ts';
import { StatusSign } from '../badges.ts';
import { html, type View } from '../html.ts';
import { listen } from '../live.ts';
import { loaded } from '../loaded.ts';
import { ReportView } from '../report.ts';
import { Awaited, Failed } from '../states.ts';
import { StepsView } from '../steps/view.ts';

export function RunPage({ name: id }: { readonly name: string }): View {
  const detail = useMemo(
    () => loaded((signal) => get<RunDetail>(`/api/runs/${id}?brief=true`, signal)),
    [id],
  );
  useEffect(() => {
    const stop = listen(`run_id=${id}`, {
      frame({ type }) {
        if (type === 'flow_run_started' || type === 'flow_run_step_updated') void detail.refresh();
      },
      connected: () => void detail.refresh(),
    });
    void detail.refresh();
    return () => {
      stop();
      detail.stop();
    };
  }, [detail, id]);
  const { value, error } = detail;
  if (value.value === null) {
    return error.value === null
      ? html`<${Awaited} what="the run" />`
      : html`<${Failed} error=${error.value} />`;
  }
  const { run, steps } = value.value;
  return html`
    <h1><${StatusSign} status=${run.status} /> ${run.flow_name}</h1>
    <p>${run.outcome?.verdict ?? run.error ?? ''}</p>
    <${StepsView} run=${run} steps=${steps} refresh=${detail.refresh} />
    <${ReportView} run=${run} />
  `;
}
