/**
 * A platform that says no in the middle of a run, and a bot that is killed before that is over: what hangs in the thread in
 * the end, and what the run's starter is told. The faults of channels play side by side, one run in each channel.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shortId } from '../../../runner/core/wording.ts';
import { scripted } from '../answers.ts';
import type { Document } from '../reports.ts';
import type { Service } from '../service-client.ts';
import { type Harness, runOf, setStage } from './harness.ts';
import type { ChatPlace, Mode, PlatformName, Shown } from './place.ts';

/** What goes wrong in one channel from the time at which its run has a card and a reply. */
export interface ChannelFault {
  /** of the channel too */
  readonly name: string;
  readonly title: string;
  /** Lets it begin; gives what ends it. */
  begin(place: ChatPlace, card: Shown): Ending;
  /** what the starter is told in private, once; nobody is told anything when absent */
  readonly told?: RegExp;
  /** how many cards of the run stand in the end, the last of them in its last form; 1 when absent */
  readonly cards?: number;
  /** never ends; then the thread is whole all the same, unless the starter is told */
  readonly lasts?: true;
  /** replies that can’t be edited either may stand there once more, the last of them in its last form */
  readonly isReposted?: boolean;
  /** the report comes as messages, since there are no files */
  readonly isPaged?: boolean;
}

export interface Ending {
  /** Lets the bot look again at what waits, while it is still so. */
  readonly lookAgain?: () => unknown;
  /** not called for what lasts */
  readonly end?: () => unknown;
}

const MODE: Readonly<Record<PlatformName, Mode>> = { slack: 'slack-socket', discord: 'discord-gateway' };
const AWAY_MS = 6_000;
/** How late the bot may see that its token works again, on a busy machine. */
const LATE_MS = 4_000;
/** The first reply is soon there, and then there is time for a fault before the end. */
const SCRIPT = { 'tech-debt/lens:maintainability': { delay_ms: 300 }, 'tech-debt/*': { delay_ms: 3_000 } };
const VERDICT = /Tech debt · shop @ \w+: /;

type Expected = Pick<ChannelFault, 'cards' | 'isReposted' | 'isPaged'>;

interface Begun {
  readonly channel: string;
  readonly run_id: string;
  readonly card: Shown;
}

class Scene {
  readonly harness: Harness;
  bot: Service;

  constructor(harness: Harness) {
    this.harness = harness;
    this.bot = harness.service;
  }

  /** A run that alice starts there, once its card and a reply stand there. */
  async begin(channel: string): Promise<Begun> {
    const { place, card } = this.harness;
    const wish = { flow: 'tech-debt', size: 'small', focus: channel };
    await place.person('alice').run(wish, { channel });
    const root = await card(channel, /Tech debt/);
    await place.until(`a reply in ${channel}`, async () => (await place.replies(root)).length > 0);
    return { channel, card: root, run_id: await runOf({ place, service: this.bot }, root) };
  }

  /** Kills the bot and starts another one, which need not be ready. */
  async kill(): Promise<void> {
    this.bot.process.signal('SIGKILL');
    await this.bot.process.ended;
    this.bot = await this.harness.another('--role', 'bot');
  }

  async ready(): Promise<void> {
    const isReady = async () => (await this.bot.get('/readyz')).status === 200;
    await this.harness.place.until('the bot to be ready', isReady);
  }

  /** Until more calls about that channel failed than before. */
  async refused(channel: string, before: number): Promise<void> {
    const { place } = this.harness;
    await place.until(`a refusal in ${channel}`, () => place.failures(channel) > before);
  }

  /** What alice was told of the run's thread in private. */
  async told({ run_id }: Begun): Promise<readonly Shown[]> {
    const alice = this.harness.place.person('alice');
    const all = new Map([...alice.told(), ...(await alice.directs())].map((shown) => [shown.id, shown]));
    const isOfRun = ({ says }: Shown) =>
      says.includes(shortId(run_id)) && says.includes('can’t be continued');
    return [...all.values()].filter(isOfRun);
  }

  /** Everything that the bot has in the channel and in the threads of its cards. */
  async posts({ channel }: Begun): Promise<readonly Shown[]> {
    const { place } = this.harness;
    const cards = await place.cards(channel);
    const replies = await Promise.all(cards.map((card) => place.replies(card)));
    return [...cards, ...replies.flat()];
  }

  /** Each card, reply and report of the ended run as often as it should be there. */
  async look(begun: Begun, { cards = 1, isReposted = false, isPaged = false }: Expected = {}) {
    const { place } = this.harness;
    const { run, steps } = (await this.bot.get(`/api/runs/${begun.run_id}`)).body as Document;
    expect(run.status).toBe('completed');
    const posts = await this.posts(begun);
    const of = (key: string) => posts.filter((post) => place.isPost(post, begun.run_id, key));
    const ran = steps.filter(({ kind, started_at }) => kind === 'agent' && started_at !== null);
    const counts = ran.map(({ step_id }) => [step_id, of(`step:${step_id}`).length]);
    const times = isReposted ? expect.toBeOneOf([1, 2]) : 1;
    expect(counts).toEqual(ran.map(({ step_id }) => [step_id, times]));
    for (const { step_id } of ran) expect(of(`step:${step_id}`).at(-1)?.says).toMatch(/^[✓✗]/);
    expect(posts.flatMap(({ files }) => files)).toHaveLength(isPaged ? 0 : 1);
    expect(of('report')).toHaveLength(isPaged ? 1 : 0);
    expect(of('root')).toHaveLength(cards);
    expect(of('root').at(-1)?.says).toMatch(VERDICT);
  }

  async whole(begun: Begun, expected?: Expected): Promise<void> {
    const look = () => this.look(begun, expected);
    const isWhole = () =>
      look().then(
        () => true,
        () => false,
      );
    // What is missing says more than that something is.
    await this.harness.place.until(`the whole thread in ${begun.channel}`, isWhole).catch(look);
  }
}

/** `tokenRefusal`: what the platform answers to a token that it no longer takes. */
export function tellOfFaults(
  platform: PlatformName,
  tokenRefusal: string,
  faults: readonly ChannelFault[],
): void {
  describe(`the thread of a run on ${platform}`, () => {
    let scene: Scene;

    beforeAll(async () => {
      const rooms = ['away', 'killed', ...faults.map(({ name }) => name)];
      const harness = await setStage({
        mode: MODE[platform],
        role: 'bot',
        rooms,
        variables: scripted(SCRIPT),
      });
      await harness.worker();
      scene = new Scene(harness);
    });

    afterAll(() => scene?.harness[Symbol.asyncDispose]());

    test('waits six seconds for a token that is dead for six seconds, and is then whole', async () => {
      const { place } = scene.harness;
      const begun = await scene.begin('away');
      const end = place.refuseAll(tokenRefusal);
      const over = Date.now() + AWAY_MS;
      await place.until('a word of it', async () =>
        (await scene.bot.get('/readyz')).text.includes('does not work'),
      );
      await place.until('the end of it', () => Date.now() >= over);
      const before = (await scene.posts(begun)).length;
      end();
      await place.until('more posts', async () => (await scene.posts(begun)).length > before, LATE_MS);
      await scene.whole(begun);
      await scene.ready();
      expect(await scene.told(begun)).toEqual([]);
    });

    test('is whole after the bot was killed while its token was dead', async () => {
      const { place } = scene.harness;
      const begun = await scene.begin('killed');
      const end = place.refuseAll(tokenRefusal);
      await place.until('a word of it', async () =>
        (await scene.bot.get('/readyz')).text.includes('does not work'),
      );
      await scene.kill();
      const { count } = place;
      await place.until('a call of the new bot', () => place.count > count);
      expect((await scene.bot.get('/readyz')).status).toBe(503);
      end();
      await scene.whole(begun);
      await scene.ready();
      expect(await scene.told(begun)).toEqual([]);
    });

    tellOfChannels(() => scene, faults);
  });
}

function tellOfChannels(given: () => Scene, faults: readonly ChannelFault[]): void {
  describe('after the bot was killed between a fault in its channel and the end of that', () => {
    const met = new Map<string, Begun>();

    beforeAll(async () => {
      const scene = given();
      const { place } = scene.harness;
      const faulty = await Promise.all(
        faults.map(async ({ name, told, lasts = false, begin }) => {
          const begun = await scene.begin(name);
          const before = place.failures(name);
          const ending = begin(place, begun.card);
          await scene.refused(name, before);
          if (told !== undefined) {
            await place.until(`a word on ${name}`, async () => (await scene.told(begun)).length > 0);
          }
          met.set(name, begun);
          return { name, lasts, ending };
        }),
      );
      await scene.kill();
      await scene.ready();
      for (const { name, ending } of faulty) {
        if (ending.lookAgain === undefined) continue;
        const before = place.failures(name);
        await ending.lookAgain();
        await scene.refused(name, before);
      }
      for (const { lasts, ending } of faulty) if (!lasts) await ending.end?.();
    }, 120_000);

    test.each(faults)('$title', async ({ name, told, lasts, ...expected }) => {
      const scene = given();
      const begun = met.get(name);
      if (begun === undefined) throw new Error(`no run in ${name}`);
      if (told === undefined || lasts !== true) await scene.whole(begun, expected);
      const said = await scene.told(begun);
      expect(said.map(({ says }) => says)).toEqual(told === undefined ? [] : [expect.stringMatching(told)]);
      for (const { buttons } of said) expect(buttons).toEqual(['Reopen']);
    });
  });
}
