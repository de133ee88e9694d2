/** The private metadata of a modal: where it was opened, its form's state, and values too long for an option. */
import { z } from 'zod';
import type { FormView } from '../../../runner/core/ports/views.ts';
import { LIMITS } from './limits.ts';

/** Where the form was opened, and where its answer is sent. */
export interface FormOrigin {
  readonly channel: string;
  readonly thread: string | null;
}

const Metadata = z.object({
  channel: z.string(),
  thread: z.string().nullable(),
  state: z.string(),
  long: z.array(z.string()),
});
export type FormMetadata = z.infer<typeof Metadata>;

export function formMetadata(
  view: FormView,
  { channel, thread }: FormOrigin,
): { readonly metadata: string; readonly long: readonly string[] } {
  const values = view.fields.flatMap((field) => (field.kind === 'select' ? field.options : []));
  const long = values.map(({ value }) => value).filter((value) => value.length > LIMITS.option.value);
  return { metadata: JSON.stringify({ channel, thread, state: view.state, long }), long };
}

/** Returns null for a view without such metadata. */
export function readMetadata(text: string): FormMetadata | null {
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
