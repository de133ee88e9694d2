/** What a person has chosen and typed for a new run, and the request that it makes. Pure. */
import { candidatesHint } from '../../../../runner/core/errors.ts';
import type { FlowDocument, RunOptionDocument } from '../../../../runner/core/listings.ts';

/** By the option's name; switches are `yes` or empty. */
export type Values = Readonly<Record<string, string>>;

const USUAL_SIZE = 'small';

/** The usual size, or the first one of a flow that does not have it, unless one is chosen. */
export function withSize(values: Values, { bands }: FlowDocument): Values {
  const usual = bands.find((band) => band === USUAL_SIZE) ?? bands[0] ?? USUAL_SIZE;
  return { ...values, size: values.size || usual };
}

/** Returns what to say of a size that the flow does not have; null if it has it. */
export function sizeFault(size: string, { title, bands }: FlowDocument): string | null {
  if (bands.some((band) => band === size)) return null;
  return `${title} has no size “${size}”. ${candidatesHint(size, bands)}`;
}

/** Whether a form for that flow shows the option as a text field. */
export function isShown(
  { name, field, input }: RunOptionDocument,
  flow: FlowDocument,
  values: Values,
): boolean {
  if (field === null) return false;
  if (input !== null) return flow.inputs.some((each) => each.name === input);
  if (field.when === 'compares')
    return flow.compares !== 'never' || (name === 'head' && Boolean(values[name]));
  return field.when === 'always' || Boolean(values[name]);
}

/** Options that a form always shows, though they are no texts. */
const ALWAYS: ReadonlySet<string> = new Set(['project', 'size', 'backend', 'model']);

/** Whether the form for that flow has a place for what is wrong with the option. */
export function hasField(option: RunOptionDocument, flow: FlowDocument, values: Values): boolean {
  return ALWAYS.has(option.name) || option.kind === 'switch' || isShown(option, flow, values);
}

/** Texts that can't be left out; one of two that do as well is judged by the server. */
export function isNeeded({ input }: RunOptionDocument, { inputs }: FlowDocument): boolean {
  return inputs.some(
    ({ name, required, or, question }) => name === input && required && or === null && !question,
  );
}

const REFS: ReadonlySet<string> = new Set(['base', 'head']);

/** The text fields that the form for that flow shows: what only it takes first; the two refs stand side by side. */
export function textOptions(options: readonly RunOptionDocument[], flow: FlowDocument, values: Values) {
  const shown = options.filter((option) => isShown(option, flow, values));
  const others = shown.filter(({ name }) => !REFS.has(name));
  const isOwn = ({ input }: RunOptionDocument) => input !== null;
  return {
    refs: shown.filter(({ name }) => REFS.has(name)),
    others: [...others.filter(isOwn), ...others.filter((option) => !isOwn(option))],
  };
}

/** Returns the body of `POST /api/runs`: texts of fields that are not shown are left out. */
export function bodyOf(
  options: readonly RunOptionDocument[],
  flow: FlowDocument,
  values: Values,
): Record<string, unknown> {
  const body: Record<string, unknown> = { input: {} };
  for (const option of options) {
    const typed = values[option.name] ?? '';
    const isHidden = option.field !== null && !isShown(option, flow, values);
    if (option.name === 'flow') put(body, option.path, flow.name);
    else if (typed !== '' && !isHidden) put(body, option.path, contentOf(option, typed));
  }
  const input = body.input as Record<string, unknown>;
  // The flow's own question is asked where nothing is given.
  if (Object.keys(input).length === 0) input.question = null;
  return body;
}

function contentOf({ kind }: RunOptionDocument, typed: string): unknown {
  if (kind === 'switch') return typed === 'yes';
  if (kind === 'list') return typed.split('\n').filter((line) => line.trim() !== '');
  return typed;
}

function put(body: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', second] = path.split('.');
  if (second === undefined) body[first] = value;
  else body[first] = { ...(body[first] as object), [second]: value };
}

/** Returns the option that the place of an error in the body belongs to; null for none. */
export function optionAt(
  options: readonly RunOptionDocument[],
  path: string | null,
): RunOptionDocument | null {
  return options.find((option) => option.path === path || option.name === path?.replace(/^--/, '')) ?? null;
}
