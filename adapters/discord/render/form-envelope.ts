/**
 * The hidden data of a form: its state, values too long for an option, and the button that opened it. It is spread over
 * the custom ids of the form's components, so that no process has to remember an open form.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import { LIMITS } from './limits.ts';

const Envelope = z.object({
  state: z.string(),
  /** option values that exceed the limit */
  long: z.array(z.string()),
  /** ids and labels of the fields, in order */
  fields: z.array(z.tuple([z.string(), z.string()])),
  /** action and value of the button that opened the form */
  origin: z.tuple([z.string(), z.string()]).nullable(),
  /**
   * for a modal that carries its form itself: the id of the interaction that opened it, since it can be submitted once
   */
  opened: z.string().nullable().default(null),
});
export type Envelope = z.infer<typeof Envelope>;

export type Origin = Envelope['origin'];

/** The longest option value that still fits into a custom id. */
const SHORT = 40;
const MOST_BYTES = 50_000;

export function envelopeOf(
  { state, fields }: FormView,
  origin: Origin,
  opened: string | null = null,
): Envelope {
  const values = fields.flatMap((field) =>
    field.kind === 'select' || field.kind === 'tabs' ? field.options.map(({ value }) => value) : [],
  );
  const named = fields.flatMap((field): [string, string][] =>
    field.kind === 'note' || field.kind === 'tabs' ? [] : [[field.id, field.label]],
  );
  const long = values.filter((value) => value.length > SHORT || value.startsWith('~'));
  return { state, long, fields: named, origin, opened };
}

/** Creates custom ids, each ending in a piece of the envelope. */
export class Carriers {
  #rest: string;
  #count = 0;

  constructor(envelope: Envelope) {
    this.#rest = deflateRawSync(JSON.stringify(envelope)).toString('base64url');
  }

  /** `head` is the part before the piece; `count` keeps ids with the same head distinct. */
  id(head: (count: string) => string): string {
    const start = head((this.#count++).toString(36));
    const room = LIMITS.customId - start.length;
    if (room < 0) throw new DeliveryError('form', `a form’s field is named too long: ${start}`);
    const piece = this.#rest.slice(0, room);
    this.#rest = this.#rest.slice(room);
    return start + piece;
  }

  /** Throws `DeliveryError` (`form`) if the envelope did not fit into the ids. */
  close(): void {
    if (this.#rest === '') return;
    throw new DeliveryError('form', 'the form carries more than Discord keeps of one');
  }
}

/** Decodes pieces in their order; null if they are not an envelope. */
export function openEnvelope(pieces: readonly string[]): Envelope | null {
  try {
    const bytes = inflateRawSync(Buffer.from(pieces.join(''), 'base64url'), { maxOutputLength: MOST_BYTES });
    return Envelope.parse(JSON.parse(bytes.toString()));
  } catch {
    return null;
  }
}
