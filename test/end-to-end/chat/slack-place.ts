/** Slack, for the stories: the test server's people and messages in the words of `place.ts`. */

import type { ModalHands } from '../../setup/slack/modal-hands.ts';
import type { Person } from '../../setup/slack/person.ts';
import { labelOf, placedButtons, type SeenMessage, saidBy } from '../../setup/slack/seen.ts';
import { type SlackOptions, startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import type { Ephemeral } from '../../setup/slack/store.ts';
import {
  type ChatPlace,
  type Form,
  type Hands,
  type Launcher,
  PATIENCE_MS,
  type Shown,
  type Wish,
} from './place.ts';

const TEAM = 'S0TEAM';

export interface SlackPlace extends ChatPlace {
  /** the test server itself, for what only Slack has */
  readonly slack: TestSlack;
}

/** The place, which must be a Slack. */
export function asSlack(place: ChatPlace): TestSlack {
  if (!('slack' in place)) throw new Error('this place is no Slack');
  return (place as SlackPlace).slack;
}

export interface PlaceOptions {
  /** channels besides those that are there by default */
  readonly rooms?: readonly string[];
  readonly pace?: boolean;
}

export async function slackPlace(mode: 'socket' | 'http', options: PlaceOptions): Promise<SlackPlace> {
  const { rooms, pace = false } = options;
  const channels = rooms === undefined ? {} : { channels: rooms.map((name) => ({ name, bot: true })) };
  const seed: SlackOptions = { pace, workspaces: [{ ...channels, groups: { [TEAM]: ['alice'] } }] };
  const slack = await startSlack(seed);
  return {
    slack,
    platform: 'slack',
    variables: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(mode === 'socket'
        ? { SLACK_APP_TOKEN: slack.app.appToken }
        : { SLACK_SIGNING_SECRET: slack.app.signingSecret }),
    },
    serve: (address) => {
      if (mode === 'http') slack.deliverTo(`${address}/slack/events`);
    },
    furnished: async () => undefined,
    person: (name) => handsOf(slack, slack.person(name)),
    onSlack: (name) => ({
      async home() {
        const person = slack.person(name);
        await person.openHome();
        return JSON.stringify(await slack.until('the home page', () => person.home()));
      },
    }),
    onDiscord: () => null,
    channelId: (name) => slack.channelId(name),
    personId: (name) => slack.person(name).id,
    team: `group:${TEAM}`,
    cards: async (channel) =>
      (await slack.channel(channel)).filter(({ metadata }) => metadata !== null).map(shown),
    again: async (message) => {
      const { channel, ts } = seenIn(message);
      const [found] = await slack.thread(channel, ts);
      return found === undefined ? null : shown(found);
    },
    replies: async (card) => {
      const { channel, ts } = seenIn(card);
      const thread = await slack.thread(channel, ts);
      return thread.slice(1).filter(isBots).map(shown);
    },
    isPost: (message, run_id, key) => {
      const payload = (seenIn(message).metadata?.event_payload ?? {}) as Record<string, unknown>;
      return payload.run_id === run_id && payload.key === key;
    },
    calls: (run_id) => slack.callsOf(run_id).length,
    get count() {
      return slack.log.calls.length;
    },
    failures: (channel) =>
      slack.log.calls.filter(({ error, args }) => error !== null && isAbout(slack.channelId(channel), args))
        .length,
    refuseAll: (error) => slack.inject({ method: '*', times: 1e6, fault: { kind: 'refuse', error } }),
    slow: (ms, chance) => {
      slack.inject({ method: '*', times: 1e6, chance, fault: { kind: 'delay', ms, when: 'after' } });
    },
    trouble: (chance) => {
      const always = { times: 1e6, chance };
      slack.inject({ ...always, method: '*', fault: { kind: 'rate_limited', retryAfter: 1 } });
      const failing = (method: string, effect: 'none' | 'done') =>
        slack.inject({ ...always, method, fault: { kind: 'server_error', effect } });
      failing('chat.postMessage', 'none');
      failing('chat.postMessage', 'done');
      failing('chat.update', 'none');
    },
    sent: () => sentTo(slack),
    pinged: (message) => {
      const { blocks, text } = seenIn(message);
      return pingedIn(JSON.stringify([text, blocks]));
    },
    pings: () => sentTo(slack).flatMap(({ json }) => pingedIn(json)),
    typed: (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    paced: () => [...slack.pace.refusals.values()].reduce((sum, times) => sum + times, 0),
    fileTexts: () => slack.files().map(({ content }) => content ?? ''),
    describe: () => slack.describe(),
    until: (what, look, withinMs = PATIENCE_MS) => slack.until(what, look, withinMs),
    stop: () => slack.stop(),
  };
}

function handsOf(slack: TestSlack, person: Person): Hands {
  return {
    run: (wish, where) => person.command(`/flow ${line(wish)}`, where),
    command: (name, { run = '', text = '' } = {}) => person.command(`/flow ${name} ${run || text}`.trim()),
    async says(words) {
      await person.command(`/flow ${words}`);
    },
    async callByEdit(words) {
      const said = await person.say(words);
      for (let times = 0; times < 2; times++) await person.mentionByEdit(said, words);
    },
    press: (on, label) => person.press(on.source as SeenMessage | Ephemeral, label),
    async form(on, label) {
      await person.press(on.source as SeenMessage | Ephemeral, label);
      return formOf(person, await person.awaitModal());
    },
    async formBy(name, text) {
      await person.command(`/flow ${name} ${text}`);
      return formOf(person, await person.awaitModal());
    },
    told: () => person.ephemerals().map((message) => shown(message)),
    directs: async () => (await slack.channel(await person.direct())).map((message) => shown(message)),
    async ownFiles() {
      const direct = await person.direct();
      return slack
        .files()
        .filter(({ channel }) => channel === direct)
        .map(({ name, content }) => ({ name, isPicture: content?.slice(1, 4) === 'PNG' }));
    },
    async launcher() {
      await person.command('/flow');
      return launcherOf(slack, person, await person.awaitModal());
    },
    async runOn(words, shows) {
      const said = await person.say(words);
      const attachments = shows === undefined ? [] : [{ title: shows.title, text: shows.body }];
      await person.shortcut(said, { attachments });
      return `/p${said.ts.replace('.', '')}`;
    },
    async export(card, channel) {
      await person.press(seenIn(card), 'Export…');
      const form = await person.awaitModal();
      await form.choose('Channel', channel);
      await form.submit();
    },
    async ask(card, question) {
      await person.press(seenIn(card), 'Ask an agent…');
      const form = await person.awaitModal();
      const [agent = ''] = form.options('Agent');
      await form.choose('Agent', agent);
      await form.fill('Question', question);
      await form.submit();
      return agent;
    },
    async call(card, _reply, agent, question) {
      await person.mention(`${agent}: ${question}`, { thread: seenIn(card).ts });
    },
    async runBelow(words, wish) {
      const { ts, channel } = await person.say(words);
      await person.mention(line(wish), { thread: ts });
      return async () => (await slack.thread(channel, ts)).slice(1).filter(isBots).map(shown);
    },
  };
}

/** What pings somebody, wherever it stands in a payload. */
const PINGS =
  /<@([UW]\w+)|"user_id":"(\w+)"|<!(channel|here|everyone|subteam)|"type":"(broadcast|usergroup)"/g;

function pingedIn(json: string): string[] {
  return [...json.matchAll(PINGS)].map(([whole, ...parts]) => parts.find(Boolean) ?? whole);
}

function sentTo(slack: TestSlack): ReturnType<ChatPlace['sent']> {
  return slack.log.calls
    .filter(({ method }) => /^chat\.|^views\./.test(method))
    .map(({ method, args, error }) => ({ what: method, json: JSON.stringify(args), error }));
}

function line({ flow = '', focus = '', base, size, fast }: Wish): string {
  const options = [
    base === undefined ? '' : `--base ${base}`,
    size === undefined ? '' : `--size ${size}`,
    fast === undefined ? '' : '--fast',
  ];
  return [flow, focus, ...options].filter(Boolean).join(' ');
}

function formOf(person: Person, first: ModalHands): Form {
  const top = () => person.modal() ?? first;
  return {
    holds: () =>
      top()
        .fields.map((label) => `${label.toLowerCase()}: ${top().value(label) ?? ''}`)
        .join('\n'),
    options: (label) => top().options(label),
    async choose(label, option) {
      const whole = top()
        .options(label)
        .find((one) => one.startsWith(option));
      await top().choose(label, whole ?? option);
    },
    async fill(label, words) {
      await top().fill(label, words);
    },
    async submit() {
      const { errors } = await top()
        .submit()
        .then(() => top());
      if (errors.length > 0) throw new Error(errors.join('; '));
    },
  };
}

function launcherOf(slack: TestSlack, person: Person, first: ModalHands): Launcher {
  const top = () => person.modal() ?? first;
  return {
    tabs: first.buttons,
    flows: () => top().options('Flow'),
    async focus(words) {
      await top().fill('Focus', words);
    },
    async fill(label, words) {
      await top().fill(label, words);
    },
    async turn(tab) {
      const before = top().options('Flow').join();
      await top().press(tab);
      await slack.until('the tab to turn', () => top().options('Flow').join() !== before);
    },
    async choose(flow) {
      await top().choose('Flow', flow);
    },
    async start() {
      await top().submit();
    },
  };
}

/** Whether a call is about that channel. */
export const isAbout = (id: string, { channel, channel_id }: Readonly<Record<string, unknown>>): boolean =>
  channel === id || channel_id === id;

const isBots = ({ metadata, files }: SeenMessage): boolean => metadata !== null || files.length > 0;

const seenIn = ({ source }: Shown): SeenMessage => source as SeenMessage;

function shown(message: SeenMessage | Ephemeral): Shown {
  const { ts, channel } = message;
  if ('visible' in message) {
    const { blocks, text } = message;
    const says = blocks.length > 0 ? saidBy(blocks) : text;
    const buttons = placedButtons(blocks).map(({ element }) => labelOf(element));
    return { id: ts, says, buttons, files: [], channel, source: message };
  }
  const { says, buttons, files } = message;
  return { id: ts, says, buttons, files, channel, source: message };
}
