/** The line of a report that a person reads first. */
import { oneLine } from '../wording.ts';
import { hasFailed, looking, type ReportModel, type ReportStep } from './report-model.ts';

const LONGEST = 200;

/** The report's first line; it says if the run did not look at everything. */
export function verdictText(model: ReportModel): string {
  const { failure, checked, verdict } = model;
  if (failure !== null) {
    return oneLine(`This run failed at step ${failure.step_id}: ${failure.reason}`, LONGEST);
  }
  const lenses = looking(model);
  const unpaid = lenses.filter((step) => step.unpaid).length;
  const failed = lenses.filter(hasFailed).length;
  const ended = lenses.filter((step) => step.status === 'completed').length;
  if (unpaid > 0 && ended === 0) {
    return `Incomplete — nothing was looked at by an agent: the budget was used up.${rulesBelow(verdict)}`;
  }
  if (failed > 0 && ended === 0) {
    const why = `${allFailed(failed)}: ${commonCause(lenses.filter(hasFailed))}`;
    return `Incomplete — nothing was looked at by an agent: ${oneLine(why, LONGEST - 60).replace(/\.$/, '')}.${rulesBelow(verdict)}`;
  }
  const changed = model.scope?.changed ?? [];
  const uncompared = changed.filter(({ missing }) => missing).length;
  if (uncompared > 0 && uncompared === changed.length) {
    const which = uncompared === 1 ? 'the only changed file' : `any of the ${uncompared} changed files`;
    return `Incomplete — cannot compare ${which}: not in the clone.${rulesBelow(verdict)}`;
  }
  const stated = model.emptyComparison ?? checked.synthesis.verdict;
  const said = oneLine(stated, LONGEST - 60);
  const gap = incompleteness(model);
  return gap === null ? oneLine(stated, LONGEST) : `Incomplete: ${gap}. ${said}`;
}

/** What the run did not look at, as half a sentence; null if it looked at everything. */
export function incompleteness(model: ReportModel): string | null {
  const lenses = looking(model);
  const unpaid = lenses.filter((step) => step.unpaid).length;
  if (unpaid > 0) return `the budget was used up before ${unpaid} of ${lenses.length} lenses`;
  if (model.steps.some((step) => step.unpaid)) return 'the budget was used up on the way';
  const failed = lenses.filter(hasFailed).length;
  if (failed > 0) return `${failed} of ${lenses.length} lenses failed`;
  const changed = model.scope?.changed ?? [];
  const uncompared = changed.filter(({ missing }) => missing).length;
  return uncompared > 0 ? `${uncompared} of ${changed.length} changed files are not in the clone` : null;
}

/** The most frequent reason of failed steps; one that was not started has the reason of the one that was refused. */
function commonCause(failed: readonly ReportStep[]): string {
  const causes = failed.filter(({ refused }) => !refused);
  const groups = Map.groupBy(
    causes.length > 0 ? causes : failed,
    ({ error }) => error ?? 'no reason was stored',
  );
  const [first] = [...groups].toSorted(([, one], [, other]) => other.length - one.length);
  return first?.[0] ?? 'no reason was stored';
}

function rulesBelow({ claims }: ReportModel['verdict']): string {
  return claims.some(({ outcome }) => outcome === 'shown') ? ' What rules found is below.' : '';
}

function allFailed(count: number): string {
  return count === 1 ? 'its only lens failed' : `all ${count} lenses failed`;
}
