/**
 * Replaces mentions without a name in what people typed: a platform writes only the id of a person, a group or a channel,
 * which tells neither agents nor those who read the card anything.
 */
import pTimeout from 'p-timeout';
import type { FormValues, UserAction } from '../../runner/core/ports/platform.ts';
import type { Names } from './names.ts';

/** Platforms wait three seconds for an answer; what is not known by then is called as if it were unknown. */
const DEADLINE_MS = 1_000;

/** Matches a mention, with the id in one of the groups `person`, `group` and `channel`; global. */
export type MentionPattern = RegExp;

type Found = Readonly<Record<string, string | undefined>>;

/** Resolves to the action with names in its texts. Never rejects. */
export async function readableAction(
  action: UserAction,
  pattern: MentionPattern,
  names: Names,
): Promise<UserAction> {
  const found = new Map(
    textsOf(action)
      .flatMap((text) => [...text.matchAll(pattern)])
      .map((match) => [match[0], match.groups ?? {}] as const),
  );
  if (found.size === 0) return action;
  const texts = new Map(
    await Promise.all([...found].map(async ([whole, parts]) => [whole, await nameIn(parts, names)] as const)),
  );
  const isCommand = action.kind === 'command' || action.kind === 'mention';
  const readable = (text: string): string =>
    text.replace(pattern, (whole) => {
      const channel = found.get(whole)?.channel;
      const name = texts.get(whole) ?? whole;
      // A command may take the channel, so its id stays.
      return channel !== undefined && isCommand ? mentionOf(channel, name) : name;
    });
  return withTexts(action, readable);
}

function mentionOf(channel: string, name: string): string {
  return name.startsWith('#') ? `<#${channel}|${name.slice(1).replace(/[<>|]/g, '')}>` : `<#${channel}>`;
}

async function nameIn({ person, group, channel }: Found, names: Names): Promise<string> {
  const [asked, unknown] =
    person !== undefined
      ? [names.person(person), 'someone']
      : group !== undefined
        ? [names.group(group), 'a group']
        : [names.channel(channel ?? ''), 'a channel'];
  const name = await pTimeout<string | null, null>(
    asked.catch(() => null),
    { milliseconds: DEADLINE_MS, fallback: () => null },
  );
  return name ?? unknown;
}

function textsOf(action: UserAction): readonly string[] {
  switch (action.kind) {
    case 'command':
    case 'mention':
    case 'shortcut':
      return [action.text];
    case 'start':
      return Object.values(action.given).filter((value) => typeof value === 'string');
    case 'submit':
      return Object.values(action.values).filter((value) => value !== null);
    default:
      return [];
  }
}

function withTexts(action: UserAction, readable: (text: string) => string): UserAction {
  switch (action.kind) {
    case 'command':
    case 'mention':
    case 'shortcut':
      return { ...action, text: readable(action.text) };
    case 'start':
      return {
        ...action,
        given: mapped(action.given, (value) => (typeof value === 'string' ? readable(value) : value)),
      };
    case 'submit': {
      const values: FormValues = mapped(action.values, (value) => (value === null ? null : readable(value)));
      return { ...action, values };
    }
    default:
      return action;
  }
}

function mapped<T>(
  values: Readonly<Record<string, T>>,
  change: (value: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
