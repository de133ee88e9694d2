/** The state of an open launcher: everything typed and chosen so far, kept across tab changes. Pure. */
import { z } from 'zod';
import type { FormValues } from '../../runner/core/ports/platform.ts';
import { type GivenOptions, RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import { takes } from '../../runner/core/settled-input.ts';
import { CATEGORIES, type Category, type Flow } from '../../runner/core/step-spec.ts';
import { asInRun, type EarlierRun } from './earlier-run.ts';

export interface LauncherState {
  readonly category: Category;
  /** the chosen flow of each category */
  readonly chosen: Readonly<Partial<Record<Category, string>>>;
  /** all other options by their names, those of hidden fields too; null for empty fields */
  readonly values: FormValues;
  /** the run that is to be run again; null for a new one */
  readonly again: EarlierRun | null;
}

/** The part of the state that no visible field holds; it travels in the form's own state. */
const State = z.object({
  category: z.enum(CATEGORIES),
  chosen: z.partialRecord(z.enum(CATEGORIES), z.string()),
  hidden: z.record(z.string(), z.string()),
  /** the id of the run that is to be run again */
  again: z.string().optional(),
});

/** Options with a text field that is not always shown. */
const HIDEABLE = RUN_OPTIONS.filter(({ field }) => field !== undefined && field.when !== 'always');

/** Bytes of hidden texts that every platform keeps. */
const ROOM = 240;

export function serializeState(launcher: LauncherState, flow: Flow): string {
  const { category, chosen, values, again } = launcher;
  let room = ROOM - (again?.run_id.length ?? 0);
  const hidden = HIDEABLE.flatMap((option): [string, string][] => {
    const { name, field } = option;
    if (!Object.hasOwn(values, name)) return [];
    const before = again?.shown[name] ?? '';
    if (isShown(option, launcher, flow)) return field?.when === 'filled' && before === '' ? [[name, '']] : [];
    const value = values[name] ?? '';
    const bytes = new TextEncoder().encode(value).length;
    // What is as in the run that is run again is filled in from there.
    if (value === before || bytes > room) return [];
    room -= bytes;
    return [[name, value]];
  });
  const run = again === null ? {} : { again: again.run_id };
  return JSON.stringify({ category, chosen, hidden: Object.fromEntries(hidden), ...run });
}

export type HiddenState = z.output<typeof State>;

/** Parses what a form carries; null if the form is not a launcher. */
export function parseHiddenState(state: string): HiddenState | null {
  const parsed = State.safeParse(jsonOf(state));
  return parsed.success ? parsed.data : null;
}

export function emptyLauncherState(flow: Flow | undefined, project: string | null): LauncherState {
  const category = flow?.category ?? CATEGORIES[0];
  const chosen = flow === undefined ? {} : { [category]: flow.name };
  return { category, chosen, values: { size: 'small', project }, again: null };
}

/** Returns the state as the user sees it. `field` is the field that changed, `again` the run that the hidden state names. */
export function shownState(
  { category, chosen, hidden }: HiddenState,
  values: FormValues,
  field: string | null,
  again: EarlierRun | null,
): LauncherState {
  const { category: tab, flow = null, ...shown } = values;
  return {
    category: CATEGORIES.find((each) => field === 'category' && each === tab) ?? category,
    // The flow belongs to the tab that was active when it was chosen.
    chosen: flow === null ? chosen : { ...chosen, [category]: flow },
    values: { ...again?.shown, ...hidden, ...shown },
    again,
  };
}

/** Returns the flow shown in the select: the chosen one, or else the category's first. */
export function flowOf({ category, chosen }: LauncherState, flows: readonly Flow[]): Flow | undefined {
  const listed = flows.filter((flow) => flow.category === category);
  return listed.find(({ name }) => name === chosen[category]) ?? listed[0];
}

/** Whether the launcher has a text field for the option. */
export function isShown({ name, field, input }: RunOption, { values }: LauncherState, flow: Flow): boolean {
  if (input !== undefined) return takes(flow, input);
  // A flow that compares nothing reads at a head that was given elsewhere.
  if (field?.when === 'compares')
    return flow.compares !== false || (name === 'head' && Boolean(values[name]));
  return field !== undefined && (field.when === 'always' || Object.hasOwn(values, name));
}

/** Returns what the launcher asks for; texts of hidden fields are left out. */
export function givenOptions(launcher: LauncherState, flow: Flow): GivenOptions {
  const values = launcher.again === null ? launcher.values : asInRun(launcher.again, launcher.values);
  const given = RUN_OPTIONS.map((option) => {
    const { name, field, value, multiple } = option;
    const typed = values[name] ?? '';
    if (value === undefined) return [name, typed === 'yes'];
    if (typed === '' || (field !== undefined && !isShown(option, launcher, flow))) return [name, null];
    return [name, multiple === true ? typed.split('\n').filter((line) => line.trim() !== '') : typed];
  });
  return { ...Object.fromEntries(given), flow: flow.name };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
