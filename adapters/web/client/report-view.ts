/** Where a run's report is, or will be. It is large, so it is loaded when it is about to be seen. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { html, type View } from './html.ts';
import { Lazy } from './lazy.ts';
import { hasReport } from './run/run-data.ts';

const loadReport = async () => (await import('./report.ts')).ReportPage;

export function ReportView({ run }: { readonly run: RunDocument }): View {
  const section = useRef<HTMLElement>(null);
  const isNear = useNearness(section);
  const address = `/api/runs/${run.id}/report.html`;
  return html`
    <section id="report" ref=${section} aria-labelledby="report-title">
      <div class="report-bar">
        <h2 id="report-title">Report</h2>
        ${hasReport(run) && html`<a href=${address} target="_blank" rel="noopener">Open as a page</a>`}
      </div>
      ${run.status === 'running' && html`<p class="hint">It is written when all steps have ended.</p>`}
      ${run.status !== 'running' && !hasReport(run) && html`<p class="hint">The run ended before its report was written.</p>`}
      ${hasReport(run) && isNear && html`<${Lazy} key=${run.completed_at} what="the report" load=${loadReport} props=${{ address }} />`}
    </section>
  `;
}

/** Reports are large, so one is read when it is about to be seen. */
function useNearness(element: { readonly current: HTMLElement | null }): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '800px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
}
