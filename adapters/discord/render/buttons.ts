/** Renders buttons, and recognizes them when pressed: the action is in the custom id, so any process can handle it. */
import { type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Button } from '../../../runner/core/ports/views.ts';
import { LIMITS } from './limits.ts';
import { webAddress } from './links.ts';
import { label } from './plain-text.ts';

/**
 * `press`: acts · `ask`: asks for confirmation · `yes`, `no`: the response to that · `again`: reopens a form with what
 * was typed
 */
export type PressKind = 'press' | 'ask' | 'yes' | 'no' | 'again';

export interface Pressed {
  readonly kind: PressKind;
  readonly action: string;
  readonly value: string;
}

const SIGNS: Readonly<Record<PressKind, string>> = { press: 'b', ask: 'c', yes: 'y', no: 'n', again: 'r' };
const KINDS = new Map(Object.entries(SIGNS).map(([kind, sign]) => [sign, kind as PressKind]));
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const PACKED = /~([\w-]{22})/g;

/**
 * `nth` distinguishes buttons of one message that do the same. Throws `DeliveryError` (`form`) if the id is too
 * long.
 */
export function buttonId({ kind, action, value }: Pressed, nth = 0): string {
  const head = `${SIGNS[kind]}${nth === 0 ? '' : nth}:${action}:`;
  const whole = head + value;
  if (whole.length <= LIMITS.customId && !value.startsWith('=')) return whole;
  const packed = `${head}=${value.replace(UUID, packedUuid)}`;
  if (packed.length > LIMITS.customId) {
    throw new DeliveryError('form', `a button carries ${whole.length} characters, more than Discord keeps`);
  }
  return packed;
}

/** Returns null for a custom id that is not a button of Baton's. */
export function pressedButton(customId: string): Pressed | null {
  const groups = /^(?<sign>[bcynr])\d*:(?<action>[^:]*):(?<value>[\s\S]*)$/.exec(customId)?.groups;
  const kind = KINDS.get(groups?.sign ?? '');
  if (groups === undefined || kind === undefined) return null;
  const { action = '', value = '' } = groups;
  return {
    kind,
    action,
    value: value.startsWith('=') ? value.slice(1).replace(PACKED, unpackedUuid) : value,
  };
}

function packedUuid(uuid: string): string {
  return `~${Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')}`;
}

function unpackedUuid(_match: string, packed: string): string {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `used` holds the custom ids already in the message; this button's is added. */
export function buttonComponent(button: Button, used: Set<string>): APIButtonComponent {
  const base = { type: ComponentType.Button, label: label(button.label, LIMITS.button.label) } as const;
  const address = button.link === undefined ? null : webAddress(button.link, LIMITS.button.url);
  if (address !== null) return { ...base, style: ButtonStyle.Link, url: address };
  const { action, value } = button;
  const pressed = { kind: button.confirm === undefined ? 'press' : 'ask', action, value } as const;
  let nth = 0;
  while (used.has(buttonId(pressed, nth))) nth++;
  const custom_id = buttonId(pressed, nth);
  used.add(custom_id);
  return { ...base, style: STYLES[button.look ?? 'plain'], custom_id };
}

const STYLES = {
  main: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
  plain: ButtonStyle.Secondary,
} as const;
