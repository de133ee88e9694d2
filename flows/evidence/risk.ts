/** How much attention a file deserves: fan-in × churn × complexity, more when it changed or has no direct test. Pure. */
import type { FileMeasure } from '../contracts/evidence-pack.ts';

const CHANGED = 4;
const UNTESTED = 1;

/** On a scale of doublings, to two digits: 0 for a file of which nothing is known, one more for twice the risk. */
export function riskOf(measure: FileMeasure | undefined, changed: boolean): number {
  const { fan_in = 0, changes = 0, complexity = 0, tested = null } = measure ?? {};
  const product = (1 + fan_in) * (1 + changes) * (1 + complexity);
  const risk = Math.log2(product) + (changed ? CHANGED : 0) + (tested === false ? UNTESTED : 0);
  return Math.round(risk * 100) / 100;
}
