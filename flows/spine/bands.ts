/** The three sizes of runs: how long an agent may work and how many findings it may return. */
import type { Band, Budget } from '../../runner/core/step-spec.ts';

export const ALL_BANDS: readonly Band[] = ['small', 'medium', 'large'];
export const FROM_MEDIUM: readonly Band[] = ['medium', 'large'];
export const LARGE_ONLY: readonly Band[] = ['large'];

/** What one agent step may spend. Minutes are wall time; a turn is one exchange with the model. */
export const AGENT_BUDGETS: Readonly<Record<Band, Budget>> = {
  small: { maxFindings: 5, maxMinutes: 10, maxTurns: 30 },
  medium: { maxFindings: 8, maxMinutes: 25, maxTurns: 50 },
  large: { maxFindings: 10, maxMinutes: 60, maxTurns: 80 },
};

/** Code steps take no turns; their minutes are a limit, not an expectation. */
export function codeBudget(band: Band): Budget {
  return { ...AGENT_BUDGETS[band], maxTurns: 0 };
}
