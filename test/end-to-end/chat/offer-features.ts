/** What people type that is no command: what may be meant is offered, and what calls the bot acts once. */
import { expect } from 'vitest';
import { type Feature, NO_MESSAGES, runsAsking, toldSince } from './feature.ts';
import { runOf } from './harness.ts';

const NO_WORDS = {
  'discord-http':
    'Words are said to the bot in messages, and Discord tells of them through the gateway alone',
};
const NO_ROLE = 'A bot has no role of its own in Slack';

export const OFFERS: readonly Feature[] = [
  {
    title:
      'starts nothing on a greeting or a question that begins with a command’s word, and offers it by buttons',
    missing: NO_WORDS,
    async play({ place, card, service, ...harness }) {
      const alice = place.person('alice');
      const runs = async () => (await service.get('/api/runs?limit=100')).body.runs.length;
      const before = await runs();
      const said = async (words: string) => {
        const told = alice.told().length;
        await alice.says(words);
        return await toldSince(place, 'alice', told);
      };
      const greeted = await said('hello there!');
      expect(greeted.says).toContain('Start Tech debt on this?');
      expect(greeted.buttons).toEqual(['Start Tech debt', 'help']);
      const offer = await said('retry logic is not safe?');
      expect(offer.says).toContain('Nothing was started');
      expect(await runs()).toBe(before);
      await Promise.all([alice.press(offer, 'Start Tech debt'), alice.press(offer, 'Start Tech debt')]);
      await card('shop', /retry logic is not safe/);
      expect(await runsAsking({ ...harness, service }, 'retry logic is not safe?')).toHaveLength(1);
    },
  },
  {
    title:
      'asks which flow a misspelt one is, and starts it once with everything that was said, however often the button is pressed',
    main: true,
    async play({ place, card, service }) {
      const alice = place.person('alice');
      const told = alice.told().length;
      await alice.run({ flow: 'cod-review', focus: 'what was nearly missed', base: 'main' });
      const offer = await toldSince(place, 'alice', told);
      expect(offer.says).toContain('Did you mean');
      expect(await runsAsking({ service }, 'what was nearly missed')).toEqual([]);
      await Promise.all([alice.press(offer, 'Start Code review'), alice.press(offer, 'Start Code review')]);
      await card('shop', /Code review[\s\S]*main\.\.main[\s\S]*what was nearly missed/);
      expect(await runsAsking({ service }, 'what was nearly missed')).toHaveLength(1);
    },
  },
  {
    title: 'takes a flow by its title',
    async play({ mode, place, card }) {
      const alice = place.person('alice');
      if (mode === 'discord-http') await alice.run({ flow: 'Codebase Tour', focus: 'where is the tax?' });
      else await alice.says('Codebase tour: where is the tax?');
      expect((await card('shop', /where is the tax\?/)).says).toContain('Codebase tour');
    },
  },
  {
    title: 'acts once on a message that is edited to call it, however often it is edited',
    missing: NO_MESSAGES,
    async play({ place, card, service }) {
      const alice = place.person('alice');
      await alice.callByEdit('codebase-tour what the edit said');
      const root = await card('shop', /what the edit said/);
      const told = alice.told().length;
      await alice.says('history');
      await toldSince(place, 'alice', told);
      const cards = (await place.cards('shop')).filter(({ says }) => says.includes('what the edit said'));
      expect(cards.map(({ id }) => id)).toEqual([root.id]);
      expect(await runOf({ place, service }, root)).not.toBe('');
    },
  },
  {
    title: 'is called by its role',
    missing: { ...NO_MESSAGES, 'slack-socket': NO_ROLE, 'slack-http': NO_ROLE },
    async play({ place, card, service }) {
      await place.onDiscord('alice')?.callByRole('codebase-tour what the role was asked');
      await card('shop', /what the role was asked/);
      expect(await runsAsking({ service }, 'what the role was asked')).toHaveLength(1);
    },
  },
];
