/** Slack that says no in the middle of a run, and killed bots. */
import type { Fault, FaultRule } from '../../setup/chat/fault.ts';
import { type ChannelFault, type Ending, tellOfFaults } from './faults.ts';
import type { ChatPlace, Shown } from './place.ts';
import { asSlack, isAbout } from './slack-place.ts';

type Args = Readonly<Record<string, unknown>>;

const SHARE = 'files.completeUploadExternal';
const UNANSWERED = { fault: { kind: 'reset', effect: 'done' } } as const;
const refuse = (error: string): Fault => ({ kind: 'refuse', error });

/** Calls of these methods about the card's channel, if `where` holds as well. */
function failing(
  place: ChatPlace,
  { channel }: Shown,
  methods: readonly string[],
  rule: Omit<FaultRule, 'method' | 'where'>,
  where: (args: Args) => boolean = () => true,
): Ending {
  const rules = methods.map((method) =>
    asSlack(place).inject({
      times: 1e6,
      ...rule,
      method,
      where: ({ args }) => isAbout(channel, args) && where(args),
    }),
  );
  return { end: () => rules.forEach((end) => void end()) };
}

/** The bot is told that it joined the channel. */
const joined = (place: ChatPlace, channel: string) =>
  asSlack(place).event({
    type: 'member_joined_channel',
    user: asSlack(place).workspace().botUser,
    channel,
  });

const FAULTS: readonly ChannelFault[] = [
  {
    name: 'kicked',
    title: 'is mended when a bot that was kicked is invited again, which its starter was told once',
    told: /\/invite @Baton/i,
    begin(place, { channel }) {
      const room = asSlack(place).workspace().channelNamed(channel);
      room.hasBot = false;
      const invited = () => joined(place, channel);
      return {
        lookAgain: invited,
        end() {
          room.hasBot = true;
          return invited();
        },
      };
    },
  },
  {
    name: 'restricted',
    title: 'waits for a channel that stays restricted, which its starter is told once',
    told: /posting is restricted/i,
    lasts: true,
    begin(place, card) {
      const rule = { fault: refuse('restricted_action') };
      const methods = ['chat.postMessage', 'chat.update', 'chat.postEphemeral', SHARE];
      return {
        ...failing(place, card, methods, rule),
        lookAgain: () => joined(place, card.channel),
      };
    },
  },
  {
    name: 'locked',
    title: 'goes on below a new card when it was locked',
    cards: 2,
    lasts: true,
    begin(place, card) {
      const rule = { fault: refuse('restricted_action_thread_locked') };
      const isIn = ({ thread_ts }: Args) => thread_ts === card.id;
      return failing(place, card, ['chat.postMessage', SHARE], rule, isIn);
    },
  },
  {
    name: 'threadless',
    title: 'moves once where every thread is locked, and then its starter is told once',
    told: /the thread is locked/i,
    lasts: true,
    begin(place, card) {
      const rule = { fault: refuse('thread_locked') };
      const isReply = ({ thread_ts }: Args) => thread_ts !== undefined;
      return failing(place, card, ['chat.postMessage', SHARE], rule, isReply);
    },
  },
  ...(['cant_update_message', 'edit_window_closed'] as const).map(
    (error): ChannelFault => ({
      name: error === 'edit_window_closed' ? 'too-old' : 'uneditable',
      title: `has its card once more when that can’t be edited (${error}), and when that was posted without an answer`,
      cards: 2,
      isReposted: error === 'edit_window_closed',
      lasts: true,
      begin(place, card) {
        const isCard = ({ ts }: Args) => ts === card.id;
        const isNew = ({ metadata }: Args) => JSON.stringify(metadata ?? '').includes('"root"');
        failing(place, card, ['chat.postMessage'], { ...UNANSWERED, times: 1 }, isNew);
        return failing(place, card, ['chat.update'], { fault: refuse(error) }, isCard);
      },
    }),
  ),
  {
    name: 'plain',
    title: 'is in a plainer form where its blocks are refused',
    lasts: true,
    begin(place, card) {
      const isRich = ({ blocks }: Args) => JSON.stringify(blocks ?? '').includes('rich_text');
      const methods = ['chat.postMessage', 'chat.update'];
      return failing(place, card, methods, { fault: refuse('invalid_blocks') }, isRich);
    },
  },
  {
    name: 'fileless',
    title: 'has its report as pages where files are refused',
    isPaged: true,
    lasts: true,
    begin(place, card) {
      return failing(place, card, [SHARE], { fault: refuse('file_uploads_disabled') });
    },
  },
  {
    name: 'passing',
    title: 'has what was posted without an answer once, and the rest after the wait that Slack demands',
    begin(place, card) {
      failing(place, card, ['chat.postMessage'], { ...UNANSWERED, times: 1 });
      return failing(place, card, ['chat.postMessage'], { fault: { kind: 'rate_limited', retryAfter: 1 } });
    },
  },
];

tellOfFaults('slack', 'token_revoked', FAULTS);
