/** The state of an open launcher: everything typed and chosen so far, kept across tab changes. Pure. */
import { z } from 'zod';
import type { FormValues } from '../../runner/core/ports/platform.ts';
import { BANDS, type Band, CATEGORIES, type Category, type Flow } from '../../runner/core/step-spec.ts';

export interface LauncherState {
  readonly category: Category;
  /** the chosen flow of each category */
  readonly chosen: Readonly<Partial<Record<Category, string>>>;
  readonly band: Band;
  /** null: not chosen yet */
  readonly project: string | null;
  readonly focus: string;
  readonly base: string;
  readonly head: string;
  /** globs, one per line; null if the launcher has no field for them */
  readonly paths: string | null;
  readonly fast: boolean;
}

/** The part of the state that no visible field holds; it travels in the form's own state. */
const State = z.object({
  category: z.enum(CATEGORIES),
  chosen: z.partialRecord(z.enum(CATEGORIES), z.string()),
  base: z.string(),
  head: z.string(),
  hasPaths: z.boolean(),
});

export function stateOf({ category, chosen, base, head, paths }: LauncherState): string {
  return JSON.stringify({ category, chosen, base, head, hasPaths: paths !== null });
}

export function emptyLauncherState(flow: Flow | undefined, project: string | null): LauncherState {
  const category = flow?.category ?? CATEGORIES[0];
  return {
    category,
    chosen: flow === undefined ? {} : { [category]: flow.name },
    band: 'small',
    project,
    focus: '',
    base: '',
    head: '',
    paths: null,
    fast: false,
  };
}

/** Returns the state as the user sees it; null if the form is not a launcher. `field` is the field that changed. */
export function launcherStateOf(
  state: string,
  values: FormValues,
  field: string | null,
): LauncherState | null {
  const parsed = State.safeParse(jsonOf(state));
  if (!parsed.success) return null;
  const { hasPaths, ...kept } = parsed.data;
  const tab = CATEGORIES.find((category) => field === 'category' && category === values.category);
  const typed = (id: string, before: string) => (Object.hasOwn(values, id) ? (values[id] ?? '') : before);
  const flow = values.flow ?? null;
  return {
    category: tab ?? kept.category,
    // The flow belongs to the tab that was active when it was chosen.
    chosen: flow === null ? kept.chosen : { ...kept.chosen, [kept.category]: flow },
    band: BANDS.find((band) => band === values.size) ?? 'small',
    project: values.project ?? null,
    focus: typed('focus', ''),
    base: typed('base', kept.base),
    head: typed('head', kept.head),
    paths: hasPaths ? typed('paths', '') : null,
    fast: values.fast === 'yes',
  };
}

/** Returns the flow shown in the select: the chosen one, or else the category's first. */
export function flowOf({ category, chosen }: LauncherState, flows: readonly Flow[]): Flow | undefined {
  const listed = flows.filter((flow) => flow.category === category);
  return listed.find(({ name }) => name === chosen[category]) ?? listed[0];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
