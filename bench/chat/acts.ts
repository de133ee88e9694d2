/** What people do while the runs work, and how soon Slack hears that it was taken. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery } from '../../test/setup/slack/deliveries.ts';
import type { Person } from '../../test/setup/slack/person.ts';
import type { SeenMessage } from '../../test/setup/slack/seen.ts';
import type { TestSlack } from '../../test/setup/slack/slack.ts';
import { ONLOOKER, ROOMS, STARTERS } from './stage.ts';

export const KINDS = [
  '/flow (launcher)',
  '/flow list',
  '/flow history',
  '/flow tech-debt <focus>',
  'button Full output',
  'button Cancel, refused',
  'mention',
] as const;
export type Kind = (typeof KINDS)[number];

/** Nobody waits for anybody: an act comes when its time has come, whatever became of the one before. */
const EVERY_MS = 200;
const BUTTONS_WITHIN_MS = 60_000;
const LAUNCHER_WITHIN_MS = 5_000;
const ENOUGH_BUTTONS = 5;

export interface Taken {
  readonly kind: Kind;
  /** milliseconds until it was acknowledged; null when it was not within three seconds */
  readonly ackMs: number | null;
  /** of the launcher: milliseconds until it was open; null when it was not */
  readonly openMs: number | null;
}

/** Messages with buttons to press. */
export interface Buttons {
  readonly cards: readonly SeenMessage[];
  readonly outputs: readonly SeenMessage[];
}

/** Waits until there are some. */
export async function findButtons(slack: TestSlack, signal: AbortSignal): Promise<Buttons> {
  const deadline = performance.now() + BUTTONS_WITHIN_MS;
  for (;;) {
    const found = await lookForButtons(slack);
    if (found.cards.length > 0 && found.outputs.length > 0) return found;
    if (performance.now() > deadline) throw new Error('no message has a button to press');
    await pause(1_000, undefined, { signal });
  }
}

async function lookForButtons(slack: TestSlack): Promise<Buttons> {
  const cards: SeenMessage[] = [];
  const outputs: SeenMessage[] = [];
  for (const room of ROOMS) {
    for (const card of await slack.channel(room)) {
      if (card.buttons.includes('Cancel')) cards.push(card);
      if (outputs.length >= ENOUGH_BUTTONS || card.replies === 0) continue;
      const replies = await slack.thread(room, card.ts);
      outputs.push(...replies.filter(({ buttons }) => buttons.includes('Full output')));
    }
  }
  return { cards, outputs };
}

/** Does each kind of act so many times, in turn; ends when all were answered or given up. */
export async function act(
  slack: TestSlack,
  buttons: Buttons,
  times: number,
  signal: AbortSignal,
): Promise<readonly Taken[]> {
  const begun = performance.now();
  const all: Promise<Taken>[] = [];
  for (let n = 0; n < times * KINDS.length; n++) {
    await pause(Math.max(0, begun + n * EVERY_MS - performance.now()), undefined, { signal });
    const kind = KINDS[n % KINDS.length] ?? KINDS[0];
    const taken = once(slack, kind, n, buttons);
    // It is waited for at the end; until then its failure is nobody's.
    taken.catch(() => undefined);
    all.push(taken);
  }
  return await Promise.all(all);
}

async function once(slack: TestSlack, kind: Kind, n: number, buttons: Buttons): Promise<Taken> {
  const person = slack.person(pick(STARTERS, n));
  const delivery = await deed(person, slack.person(ONLOOKER), kind, n, buttons);
  const openMs = kind === '/flow (launcher)' ? await opening(slack, delivery) : null;
  return { kind, ackMs: delivery.ackMs, openMs };
}

async function deed(
  person: Person,
  onlooker: Person,
  kind: Kind,
  n: number,
  { cards, outputs }: Buttons,
): Promise<Delivery> {
  const where = { channel: pick(ROOMS, n) };
  switch (kind) {
    case '/flow (launcher)':
      return await person.command('/flow', where);
    case '/flow list':
      return await person.command('/flow list', where);
    case '/flow history':
      return await person.command('/flow history', where);
    case '/flow tech-debt <focus>':
      return await person.command(`/flow tech-debt what slows us down most, take ${n}?`, where);
    case 'button Full output':
      return await person.press(pick(outputs, n), 'Full output');
    case 'button Cancel, refused':
      return await onlooker.press(pick(cards, n), 'Cancel');
    case 'mention':
      return await person.mention('list', where);
    default:
      return kind satisfies never;
  }
}

/** From the command until the call that opens the form is answered. */
async function opening(slack: TestSlack, { at, payload }: Delivery): Promise<number | null> {
  const opened = () =>
    slack.log.calls.findLast(
      ({ method, args, body }) =>
        method === 'views.open' && args.trigger_id === payload.trigger_id && body.ok === true,
    );
  try {
    const call = await slack.until('the launcher', opened, LAUNCHER_WITHIN_MS);
    return call.at + call.took - at;
  } catch {
    return null;
  }
}

function pick<T>(from: readonly T[], n: number): T {
  const picked = from[n % from.length];
  if (picked === undefined) throw new Error('there is nothing to pick from');
  return picked;
}
