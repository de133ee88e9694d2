/** Discord that says no in the middle of a run, and killed bots. */
import type { Fault, FaultRule } from '../../setup/chat/fault.ts';
import { asDiscord, isAbout } from './discord-place.ts';
import { type ChannelFault, type Ending, tellOfFaults } from './faults.ts';
import type { ChatPlace, Shown } from './place.ts';

type Args = Readonly<Record<string, unknown>>;

const POST = 'POST /channels/:channel/messages';
const EDIT = 'PATCH /channels/:channel/messages/:message';
const UNANSWERED = { fault: { kind: 'reset', effect: 'done' } } as const;
/** Whether a message is a card in its best form. */
const isTitled = (args: Args): boolean => JSON.stringify(args).includes('### ');
const refuse = (code: number): Fault => ({ kind: 'refuse', error: String(code) });

/** Calls of these methods about the card's channel and its threads, if `where` holds as well. */
function failing(
  place: ChatPlace,
  { channel }: Shown,
  methods: readonly string[],
  rule: Omit<FaultRule, 'method' | 'where'>,
  where: (args: Args) => boolean = () => true,
): Ending {
  const discord = asDiscord(place);
  const rules = methods.map((method) =>
    discord.inject({
      times: 1e6,
      ...rule,
      method,
      where: ({ args }) => isAbout(discord, channel, args) && where(args),
    }),
  );
  return { end: () => rules.forEach((end) => void end()) };
}

const FAULTS: readonly ChannelFault[] = [
  {
    name: 'kicked',
    title:
      'is mended when a bot that was kept out of its channel is let in again, which its starter was told once',
    told: /“View Channel”/i,
    begin(place, { channel }) {
      asDiscord(place).deny(channel, 'ViewChannel');
      return { end: () => asDiscord(place).deny(channel) };
    },
  },
  {
    name: 'restricted',
    title: 'waits for a channel that stays restricted, which its starter is told once',
    told: /lacks a permission/i,
    lasts: true,
    begin(place, { channel }) {
      const deny = () =>
        asDiscord(place).deny(channel, 'SendMessages', 'SendMessagesInThreads', 'ReadMessageHistory');
      deny();
      return { lookAgain: deny };
    },
  },
  {
    name: 'deleted',
    title: 'goes on below a new card when its card and thread were deleted',
    lasts: true,
    begin(place, { id }) {
      // The thread has its id.
      asDiscord(place).remove(id);
      return {};
    },
  },
  {
    name: 'locked',
    title: 'goes on below a new card when it was locked',
    cards: 2,
    isReposted: true,
    lasts: true,
    begin(place, { id }) {
      asDiscord(place).archive(id, { locked: true });
      return {};
    },
  },
  {
    name: 'threadless',
    title: 'moves once where every thread is locked, and then its starter is told once',
    told: /the thread is locked/i,
    lasts: true,
    begin(place, card) {
      const isReply = ({ channel }: Args) => channel !== card.channel;
      return failing(place, card, [POST], { fault: refuse(160_005) }, isReply);
    },
  },
  ...[50_005, 30_046].map(
    (code): ChannelFault => ({
      name: code === 30_046 ? 'too-old' : 'uneditable',
      title: `has its card once more when that can’t be edited (${code}), and when that was posted without an answer`,
      cards: 2,
      isReposted: code === 30_046,
      lasts: true,
      begin(place, card) {
        const isCard = ({ message }: Args) => message === card.id;
        failing(place, card, [POST], { ...UNANSWERED, times: 1 }, isTitled);
        return failing(place, card, [EDIT], { fault: refuse(code) }, isCard);
      },
    }),
  ),
  {
    name: 'plain',
    title: 'is in a plainer form where its components are refused',
    lasts: true,
    begin(place, card) {
      return failing(place, card, [POST, EDIT], { fault: refuse(50_035) }, isTitled);
    },
  },
  {
    name: 'fileless',
    title: 'has its report as pages where files are refused',
    isPaged: true,
    lasts: true,
    begin(place, card) {
      const isFile = ({ files }: Args) => files !== undefined;
      return failing(place, card, [POST], { fault: refuse(40_005) }, isFile);
    },
  },
  {
    name: 'passing',
    title: 'has what was posted without an answer once, and the rest after the wait that Discord demands',
    begin(place, card) {
      failing(place, card, [POST], { ...UNANSWERED, times: 1 });
      // A wait holds the whole server, so that one that never ends would keep the others from theirs.
      const wait = { fault: { kind: 'rate_limited', retryAfter: 1 }, times: 4 } as const;
      return failing(place, card, [POST, EDIT], wait);
    },
  },
];

tellOfFaults('discord', '0', FAULTS);
