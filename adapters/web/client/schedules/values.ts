/** What a person has chosen and typed for a schedule, and the request that it makes. Pure. */
import type { ScheduleDocument } from '../../../../runner/core/schedule.ts';

const NAMES = [
  ...(['flow_name', 'project_id', 'when', 'tz', 'band', 'question'] as const),
  ...(['post_to', 'name', 'fast', 'backend', 'model'] as const),
];
export type FieldName = (typeof NAMES)[number];

/** By the field of the request; a switch is `yes` or empty. */
export type Values = Readonly<Record<FieldName, string>>;

export function valuesOf({ name, when, tz, post_to, run }: ScheduleDocument): Values {
  const { question, backend, model, fast, ...rest } = run;
  return {
    ...{ ...rest, name, when, tz },
    post_to: post_to ?? '',
    question: question ?? '',
    backend: backend ?? '',
    model: model ?? '',
    fast: fast ? 'yes' : '',
  };
}

const NULLABLE: readonly FieldName[] = ['question', 'post_to', 'name', 'backend', 'model'];

/** Returns the body of the request: of a change, what differs from the schedule as it was. */
export function bodyOf(values: Values, before: Values | null): Record<string, unknown> {
  const sent = NAMES.filter((name) => before === null || values[name] !== before[name]);
  return Object.fromEntries(sent.map((name) => [name, contentOf(name, values[name].trim())]));
}

function contentOf(name: FieldName, typed: string): string | boolean | null {
  if (name === 'fast') return typed === 'yes';
  return typed === '' && NULLABLE.includes(name) ? null : typed;
}

/** Returns the field that the place of an error belongs to; null for none. */
export function fieldAt(path: string | null): FieldName | null {
  const named = path?.replace(/^(--|input\.|run\.)/, '').replaceAll('-', '_');
  return NAMES.find((name) => name === named) ?? null;
}
