/**
 * What Baton does on chat platforms, feature by feature, each as a story that is played on every platform that can have
 * it. `docs/platforms.md` shows this list; where a platform can't, its reason stands here.
 */
import { expect } from 'vitest';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { CATEGORIES, type Category } from '../../../runner/core/step-spec.ts';
import { ENDED_RUNS } from './ended-run-features.ts';
import { agentReply, type Feature, hasReport, NO_MESSAGES, onDiscordOnly, onSlackOnly } from './feature.ts';
import type { Harness } from './harness.ts';
import { OFFERS } from './offer-features.ts';
import type { Shown } from './place.ts';
import { SCHEDULES } from './schedule-features.ts';

/** The scripts of the back end make `tech-debt` take a while, and the rest answer at once. */
export const FEATURES: readonly Feature[] = [
  {
    title: 'starts a run by a command with everything said in it',
    main: true,
    async play({ place, card, ended, whole }) {
      const wish = { flow: 'code-review', focus: 'is the “retry” logic safe?', base: 'main' };
      expect((await place.person('alice').run(wish)).failure).toBeNull();
      const over = await ended(await card('shop', /Code review/));
      expect(over.says).toMatch(/retry/);
      await whole(over);
    },
  },
  {
    title: 'shows one card, a reply per agent while it works, and the report as a file',
    async play({ place, card, ended, whole }) {
      await place.person('alice').run({ flow: 'tech-debt', focus: 'the calm thread' });
      const root = await card('shop', /the calm thread/);
      expect(root.buttons).toEqual(['Cancel']);
      await place.until('a reply of an agent at work', async () =>
        (await place.replies(root)).find(({ says }) => says.startsWith('◐')),
      );
      const over = await ended(root);
      expect(over.id).toBe(root.id);
      expect(over.buttons).toEqual(expect.arrayContaining(['Export…', 'Ask an agent…', 'Run again…']));
      await whole(over);
    },
  },
  {
    title: 'offers flows, projects, branches, tags and runs while a person types',
    missing: onDiscordOnly('Slack offers nothing while a command is typed; the launcher has lists'),
    async play({ place, finished, repository }) {
      await finished();
      repository.git('tag', 'v1.2.0');
      const alice = place.onDiscord('alice');
      expect(await alice?.offered('flow', 'tour')).toEqual(['codebase-tour']);
      expect(await alice?.offered('project', '')).toEqual(['shop', 'guarded']);
      expect(await alice?.offered('base', '')).toEqual(expect.arrayContaining(['main', 'feat', 'v1.2.0']));
      expect((await alice?.offeredRuns('show'))?.join()).toMatch(/Tech debt · shop .*completed/);
    },
  },
  {
    title: 'opens a launcher whose tabs keep what was typed and chosen',
    main: true,
    async play({ place, card, ended }) {
      const launcher = await place.person('alice').launcher();
      const flowsOf = (category: Category) => FLOWS.filter((flow) => flow.category === category);
      expect(CATEGORIES.filter((category) => launcher.tabs.includes(category))).toEqual(
        CATEGORIES.filter((category) => flowsOf(category).length > 0),
      );
      await launcher.focus('where to begin');
      await launcher.turn('Discovery');
      expect(launcher.flows()).toEqual(flowsOf('Discovery').map(({ title }) => title));
      await launcher.choose('Codebase tour');
      await launcher.start();
      const tour = await ended(await card('shop', /Codebase tour/));
      expect(tour.says).toContain('where to begin');
    },
  },
  {
    title: 'asks for what a flow needs, in its launcher or in private, and takes it from a paste',
    main: true,
    async play({ place, card }) {
      const alice = place.person('alice');
      const before = alice.told().length;
      await alice.run({ flow: 'implementation-plan' });
      const refusal = await place.until('what the flow needs', () => alice.told()[before]);
      expect(refusal.says).toContain('needs the ticket or idea');
      expect(refusal.buttons).toEqual(['Start…']);
      const launcher = await alice.launcher();
      await launcher.turn('Planning');
      await launcher.choose('Implementation plan');
      await launcher.fill('Ticket or idea', 'Export the cart\nas CSV');
      await launcher.start();
      expect((await card('shop', /Implementation plan/)).says).toContain('Export the cart as CSV');
      const trace = 'TypeError: no total\n    at total (src/cart.js:2:1)\n    at main (src/main.js:1:1)';
      await alice.run({ flow: 'root-cause', focus: `The cart is empty\n${trace}` });
      expect((await card('shop', /The cart is empty/)).says).toMatch(/Stack trace or log:\s+3 lines/);
    },
  },
  {
    title: 'starts a run on a message, by its menu',
    async play({ place, card }) {
      await place.person('bob').runOn('why is the cart so slow?');
      await card('shop', /why is the cart so slow/);
    },
  },
  {
    title: 'keeps a run in the thread that it was started in',
    async play({ place }) {
      const wish = { flow: 'codebase-tour', focus: 'only for us' };
      const messages = await place.person('bob').runBelow('let us look here', wish);
      await place.until('the card and the report in the thread', async () => {
        const there = await messages();
        return there.some(({ says }) => says.includes('only for us')) && there.some(hasReport);
      });
      expect((await place.cards('shop')).filter(({ says }) => says.includes('only for us'))).toEqual([]);
    },
  },
  {
    title: 'works in a forum',
    missing: onDiscordOnly('Slack has no forums'),
    async play({ place }) {
      const wish = { flow: 'codebase-tour', focus: 'an idea of mine' };
      const messages = await place.onDiscord('alice')?.runInForum(wish);
      await place.until('the report in the post', () => messages?.().some(hasReport) === true);
    },
  },
  {
    title: 'shows an agent’s full output privately to anyone who asks',
    main: true,
    async play({ place, finished }) {
      const bob = place.person('bob');
      const reply = await agentReply(place, await finished());
      const before = bob.told().length;
      await bob.press(reply, 'Full output');
      await place.until('the full output', () => bob.told().length > before);
    },
  },
  {
    title: 'exports a run to another channel',
    async play({ place, finished, card }) {
      await place.person('alice').export(await finished(), 'releases');
      const copy = await card('releases', /everything/);
      await place.until('the report in the other channel', async () =>
        (await place.replies(copy)).some(hasReport),
      );
    },
  },
  {
    title: 'shows the history, and reopens a run from it',
    async play({ place, finished }) {
      await finished();
      const alice = place.person('alice');
      await alice.command('history');
      const history = await place.until('the history', () =>
        alice.told().findLast(({ buttons }) => buttons.includes('Reopen')),
      );
      const before = (await place.cards('shop')).length;
      await alice.press(history, 'Reopen');
      await place.until('the card once more', async () => (await place.cards('shop')).length > before);
    },
  },
  {
    title: 'asks an agent by a button',
    main: true,
    async play({ place, finished }) {
      const over = await finished();
      const question = 'What did you look at?';
      await place.person('bob').ask(over, question);
      await answered(place, over, question);
    },
  },
  {
    title: 'asks an agent by calling the bot in the thread',
    missing: NO_MESSAGES,
    async play({ place, finished }) {
      const over = await finished();
      const reply = await agentReply(place, over);
      const question = 'And what did you leave out?';
      await place.person('alice').call(over, reply, 'synthesis', question);
      await answered(place, over, question);
    },
  },
  {
    title: 'lets the starter cancel and nobody else, and retries with what was done kept',
    async play({ place, card, ended, whole }) {
      const [alice, bob] = [place.person('alice'), place.person('bob')];
      await alice.run({ flow: 'tech-debt', focus: 'to be cancelled' });
      const running = await card('shop', /to be cancelled/);
      const before = bob.told().length;
      await bob.press(running, 'Cancel');
      await place.until('a refusal for bob', () => bob.told().length > before);
      await alice.press(running, 'Cancel');
      const cancelled = await place.until('the cancelled card', async () => {
        const now = await place.again(running);
        return now !== null && /Cancelled/.test(now.says) && now.buttons.includes('Retry failed')
          ? now
          : null;
      });
      await alice.press(cancelled, 'Retry failed');
      await whole(await ended(cancelled));
    },
  },
  {
    title: 'lets a group or a role start runs of a project, and tells others whom to ask',
    async play({ place, card }) {
      const wish = { flow: 'codebase-tour', focus: 'what is guarded here' };
      const bob = place.person('bob');
      const before = bob.told().length;
      await bob.run(wish, { channel: 'releases' });
      const refusal = await place.until('a refusal for bob', () => bob.told()[before]);
      expect(refusal.says).toMatch(/may/);
      await place.person('alice').run(wish, { channel: 'releases' });
      await card('releases', /what is guarded here/);
    },
  },
  {
    title: 'reposts a card that is too old to be edited freely',
    missing: onDiscordOnly('Slack lets a message be edited however old it is'),
    async play({ place, card }) {
      const alice = place.person('alice');
      await alice.run({ flow: 'tech-debt', focus: 'an old one' });
      const old = await card('shop', /an old one/);
      for (const message of [old, ...(await place.replies(old))]) place.onDiscord('alice')?.age(message);
      await place.until('the verdict, in the card or in one more of it', async () => {
        const all = [await place.again(old), ...(await place.replies(old))];
        return all.some((message) => message?.buttons.includes('Export…') === true);
      });
    },
  },
  {
    title: 'has a page of its own with the newest runs',
    missing: onSlackOnly('Discord gives bots no page; /flow history and /flow launch do the same'),
    async play({ place, finished }) {
      await finished();
      expect(await place.onSlack('alice')?.home()).toMatch(/Tech debt/);
    },
  },
  ...OFFERS,
  ...ENDED_RUNS,
  ...SCHEDULES,
];

async function answered(place: Harness['place'], card: Shown, question: string): Promise<void> {
  await place.until(`an answer to: ${question}`, async () =>
    (await place.replies(card)).find(({ says }) => says.includes(question) && says.length > 100),
  );
}
