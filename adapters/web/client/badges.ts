/** The few marks that have a color: how a run or a step stands, and how grave a finding is. */
import type { Severity } from '../../../runner/core/run-outcome.ts';
import { html, type View } from './html.ts';

const STATES: Readonly<Record<string, readonly [sign: string, word: string]>> = {
  pending: ['○', 'Waiting'],
  running: ['◐', 'Running'],
  completed: ['✓', 'Completed'],
  failed: ['✗', 'Failed'],
  cancelled: ['⊘', 'Cancelled'],
  skipped: ['–', 'Skipped'],
};

/** The sign of a status; its word is for those who can't see it. */
export function StatusSign({ status }: { readonly status: string }): View {
  const [sign, word] = STATES[status] ?? ['?', status];
  return html`<span class=${`status ${status}`} role="img" aria-label=${word} title=${word}>${sign}</span>`;
}

export const statusWord = (status: string): string => STATES[status]?.[1] ?? status;

export function SeverityBadge({ severity }: { readonly severity: Severity }): View {
  return html`<span class=${`badge ${severity.toLowerCase()}`}>${severity}</span>`;
}

/** `P1 ×2`, `P3 ×4`: only those that there are. */
export function SeverityCounts({ counts }: { readonly counts: Readonly<Record<Severity, number>> }): View {
  const present = (['P0', 'P1', 'P2', 'P3'] as const).filter((severity) => counts[severity] > 0);
  return html`<span class="counts">${present.map(
    (severity) =>
      html`<span class=${`badge ${severity.toLowerCase()}`} key=${severity}>${severity}${' '}<b>${counts[severity]}</b></span>`,
  )}</span>`;
}
