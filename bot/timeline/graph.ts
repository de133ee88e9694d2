/** The layout of a run's graph: a column for each wave, steps below each other, and who needs whom. Pure. */
import type { StepStatus } from '../../runner/core/run.ts';

/** A step as the graph needs it. */
export interface GraphStep {
  readonly step_id: string;
  readonly label: string;
  readonly kind: 'agent' | 'code';
  readonly needs: readonly string[];
  /** null for a step that is only planned */
  readonly status: StepStatus | null;
  /** how long it took, or works already, in milliseconds; null if it did not start */
  readonly ms: number | null;
}

export interface PlacedStep {
  readonly step: GraphStep;
  /** counts the waves from 0: one more than the latest wave that it needs */
  readonly wave: number;
  /** its middle: in steps below the top of the highest wave */
  readonly place: number;
}

export interface GraphLayout {
  readonly placed: readonly PlacedStep[];
  readonly waves: number;
  /** how many steps the highest wave has */
  readonly highest: number;
  readonly links: readonly { readonly from: PlacedStep; readonly to: PlacedStep }[];
}

/** Needs that are not among the steps are left out. Needs come before dependents. */
export function graphLayout(steps: readonly GraphStep[]): GraphLayout {
  const waveOf = new Map<string, number>();
  for (const { step_id, needs } of steps) {
    waveOf.set(step_id, Math.max(-1, ...needs.map((need) => waveOf.get(need) ?? -1)) + 1);
  }
  const waves = Math.max(0, ...[...waveOf.values()].map((wave) => wave + 1));
  const columns = Array.from({ length: waves }, (_, wave) =>
    steps.filter(({ step_id }) => waveOf.get(step_id) === wave),
  );
  const highest = Math.max(1, ...columns.map((column) => column.length));
  const placed = new Map<string, PlacedStep>();
  for (const [wave, column] of columns.entries()) {
    const top = (highest - column.length) / 2;
    for (const [index, step] of inOrderOfNeeds(column, placed).entries()) {
      placed.set(step.step_id, { step, wave, place: top + index + 0.5 });
    }
  }
  const all = [...placed.values()];
  const links = all.flatMap((to) =>
    to.step.needs.flatMap((need) => {
      const from = placed.get(need);
      return from === undefined ? [] : [{ from, to }];
    }),
  );
  return { placed: all, waves, highest, links };
}

/** Beside what they need, so that few lines cross; the order of the flow decides between equals. */
function inOrderOfNeeds(
  column: readonly GraphStep[],
  placed: ReadonlyMap<string, PlacedStep>,
): readonly GraphStep[] {
  const middle = ({ needs }: GraphStep): number => {
    const places = needs.flatMap((need) => placed.get(need)?.place ?? []);
    return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length;
  };
  return column
    .map((step, index) => ({ step, index, middle: middle(step) }))
    .sort((one, other) => one.middle - other.middle || one.index - other.index)
    .map(({ step }) => step);
}
