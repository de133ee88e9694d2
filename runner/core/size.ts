/** How large a run of a size is, and what is said of that where a size is chosen. Pure. */
import type { StepSpec } from './step-spec.ts';
import { plural } from './wording.ts';

export interface RunSize {
  readonly agents: number;
  /** how long one of them may take, at most */
  readonly minutes: number;
}

export function sizeOf(steps: readonly Pick<StepSpec, 'kind' | 'budget'>[]): RunSize {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  return { agents: agents.length, minutes: Math.max(0, ...agents.map(({ budget }) => budget.maxMinutes)) };
}

/** `4 agents, up to 10 minutes each` */
export function sizeInWords({ agents, minutes }: RunSize): string {
  if (agents === 0) return 'no agents';
  return `${plural(agents, 'agent')}, up to ${plural(minutes, 'minute')}${agents === 1 ? '' : ' each'}`;
}
