/** The line of a report that a person reads first. */
import { oneLine } from '../quality/line.ts';
import { looking, type ReportModel } from './report-model.ts';

const LONGEST = 200;

/** What the report says first; a run that did not look at everything never sounds as if it had. */
export function verdictText(model: ReportModel): string {
  const { failure, checked, verdict } = model;
  if (failure !== null) {
    return oneLine(`This run failed at step ${failure.step_id}: ${failure.reason}`, LONGEST);
  }
  const lenses = looking(model);
  const failed = lenses.filter((step) => step.status === 'failed').length;
  const ended = lenses.filter((step) => step.status === 'completed').length;
  if (failed > 0 && ended === 0) {
    const found = verdict.claims.some(({ outcome }) => outcome === 'shown')
      ? ' What rules found is below.'
      : '';
    return `Incomplete — nothing was looked at by an agent: ${allFailed(failed)}.${found}`;
  }
  const said = oneLine(checked.synthesis.verdict, LONGEST - 60);
  if (failed > 0) return `Incomplete: ${failed} of ${lenses.length} lenses failed. ${said}`;
  return oneLine(checked.synthesis.verdict, LONGEST);
}

function allFailed(count: number): string {
  return count === 1 ? 'its only lens failed' : `all ${count} lenses failed`;
}
