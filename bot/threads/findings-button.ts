/**
 * The button by which people say what they think of a run's findings: on the card, and on the message that carries the
 * report. An agent's reply has none: the form behind it holds all findings of the run, also those of each reply. Pure.
 */
import type { Button } from '../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';

/** Empty for a run that shows no findings. */
export function findingsButton({ id, outcome }: RunSnapshot['run']): Button[] {
  if (outcome === null || outcome.findings.length === 0) return [];
  return [{ action: 'findings', value: id, label: 'Findings…' }];
}
