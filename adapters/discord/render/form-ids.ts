/** The custom ids of a form that is a message: which control, of which field, of which form. */
import type { Carriers } from './form-envelope.ts';

/** `tab`: chooses an option · `open`: opens the text fields · `submit`: submits the form as it is */
export type ControlKind = 'tab' | 'select' | 'toggle' | 'channel' | 'open' | 'submit';

export interface Control {
  readonly kind: ControlKind;
  readonly form: string;
  /** empty for `open` and `submit` */
  readonly field: string;
  /** for a `tab`: the option, as stored in the envelope */
  readonly option: string;
  /** a piece of the envelope */
  readonly piece: string;
}

const SIGNS: Readonly<Record<ControlKind, string>> = {
  tab: 't',
  select: 's',
  toggle: 'g',
  channel: 'h',
  open: 'o',
  submit: 'x',
};
const KINDS = new Map(Object.entries(SIGNS).map(([kind, sign]) => [sign, kind as ControlKind]));
const CONTROL =
  /^F(?<sign>[tsghox])[0-9a-z]+:(?<form>[^:]*):(?<field>[^:]*):(?<option>[\s\S]*):(?<piece>[\w-]*)$/;

export function controlId(carriers: Carriers, { kind, form, field, option }: Omit<Control, 'piece'>): string {
  return carriers.id((count) => `F${SIGNS[kind]}${count}:${form}:${field}:${option}:`);
}

/** Returns null for a custom id that is not a form control. */
export function readControl(customId: string): Control | null {
  const groups = CONTROL.exec(customId)?.groups;
  const kind = KINDS.get(groups?.sign ?? '');
  if (groups === undefined || kind === undefined) return null;
  const { form = '', field = '', option = '', piece = '' } = groups;
  return { kind, form, field, option, piece };
}

/** A modal: `held` if its form is the message that opened it, `whole` if it carries its form itself. */
export type ModalId = { readonly kind: 'held' | 'whole'; readonly form: string; readonly piece: string };

export function modalId(carriers: Carriers | null, form: string): string {
  return carriers === null ? `M:${form}` : carriers.id(() => `m:${form}:`);
}

export function readModalId(customId: string): ModalId | null {
  const groups = /^(?:M:(?<held>[^:]+)|m:(?<whole>[^:]+):(?<piece>[\w-]*))$/.exec(customId)?.groups;
  if (groups?.held !== undefined) return { kind: 'held', form: groups.held, piece: '' };
  if (groups?.whole === undefined) return null;
  return { kind: 'whole', form: groups.whole, piece: groups.piece ?? '' };
}

export function inputId(carriers: Carriers | null, field: string): string {
  return carriers === null ? `${field}:` : carriers.id(() => `${field}:`);
}

export function readInputId(customId: string): { readonly field: string; readonly piece: string } {
  const end = customId.lastIndexOf(':');
  return { field: customId.slice(0, Math.max(0, end)), piece: customId.slice(end + 1) };
}
