/** Slack for the part `chat`: people who type commands, press buttons and mention the bot. */
import type { Delivery } from '../../test/setup/slack/deliveries.ts';
import type { SeenMessage } from '../../test/setup/slack/seen.ts';
import { startSlack, type TestSlack } from '../../test/setup/slack/slack.ts';
import { FOCUS, ONLOOKER, type Platform, pick, ROOMS, STARTERS, type UserActionKind } from './platform.ts';

const LAUNCHER_WITHIN_MS = 5_000;
const ENOUGH_BUTTONS = 5;

export async function openSlack(mode: 'socket' | 'http'): Promise<Platform> {
  const people = [...STARTERS, ONLOOKER].map((name) => ({ name }));
  const channels = ROOMS.map((name) => ({ name, bot: true }));
  const slack = await startSlack({ pace: true, workspaces: [{ people, channels }] });
  return {
    name: 'Slack',
    variables: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(mode === 'socket'
        ? { SLACK_APP_TOKEN: slack.app.appToken }
        : { SLACK_SIGNING_SECRET: slack.app.signingSecret }),
    },
    log: slack.log,
    serve: (address) => {
      if (mode === 'http') slack.deliverTo(`${address}/slack/events`);
    },
    furnished: async () => undefined,
    placeOf: (room) => `slack:${slack.channelId(room)}`,
    async deeds() {
      const { cards, outputs } = await buttonsOf(slack);
      return cards.length === 0 || outputs.length === 0 ? null : deedsOn(slack, cards, outputs);
    },
    stop: () => slack.stop(),
  };
}

function deedsOn(
  slack: TestSlack,
  cards: readonly SeenMessage[],
  outputs: readonly SeenMessage[],
): Record<string, UserActionKind> {
  const starter = (n: number) => slack.person(pick(STARTERS, n));
  const at = (n: number) => ({ channel: pick(ROOMS, n) });
  const typed =
    (words: string): UserActionKind =>
    async (n) =>
      taken(await starter(n).command(words, at(n)));
  return {
    '/flow (launcher)': async (n) => {
      const delivery = await starter(n).command('/flow', at(n));
      return { ackMs: delivery.ackMs, openMs: await opening(slack, delivery) };
    },
    '/flow list': typed('/flow list'),
    '/flow history': typed('/flow history'),
    '/flow tech-debt <focus>': typed(`/flow tech-debt ${FOCUS}?`),
    'button Full output': async (n) => taken(await starter(n).press(pick(outputs, n), 'Full output')),
    'button Cancel, refused': async (n) =>
      taken(await slack.person(ONLOOKER).press(pick(cards, n), 'Cancel')),
    mention: async (n) => taken(await starter(n).mention('list', at(n))),
  };
}

const taken = ({ ackMs }: Delivery) => ({ ackMs, openMs: null });

async function buttonsOf(slack: TestSlack) {
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
