/** What a person does with a run that has ended: reads it, is told of it, judges its findings, runs it again. */
import { expect } from 'vitest';
import { type Feature, hasReport, toldSince } from './feature.ts';
import { type Harness, runOf } from './harness.ts';
import type { Shown } from './place.ts';

export const ENDED_RUNS: readonly Feature[] = [
  {
    title: 'lists an agent’s gravest findings, and what became of them when they were challenged',
    main: true,
    async play({ place, finished }) {
      const over = await finished();
      const [reply] = (await place.replies(over)).filter(({ says }) => says.includes('Maintainability'));
      expect(reply?.says).toMatch(/Maintainability[\s\S]* — 3 findings, 2 upheld, 1 refuted/);
      expect(reply?.says).toMatch(
        /P1[\s\S]*The tax is added to a total that may be negative[\s\S]*src\/cart\.ts:15/,
      );
      expect(reply?.says).not.toContain('The rate is the same');
      expect(over.says).toMatch(/\d raised → 1 refuted → \d shown/);
    },
  },
  {
    title: 'notifies the starter once, with the report, and nobody else; and not one who muted it',
    async play({ place, card, ended }) {
      const alice = place.person('alice');
      const run = async (focus: string) => {
        await alice.run({ flow: 'codebase-tour', focus });
        return await ended(await card('shop', new RegExp(focus)));
      };
      const over = await run('tell me of it');
      const told = (await place.replies(over)).filter((reply) => place.pinged(reply).length > 0);
      expect(told.flatMap((reply) => place.pinged(reply))).toEqual([place.personId('alice')]);
      expect(told.every(hasReport)).toBe(true);
      expect(place.pinged(over)).toEqual([]);
      await say(place, 'off', /without a notification/);
      const quiet = await run('do not tell me');
      const all = [quiet, ...(await place.replies(quiet))];
      expect(all.flatMap((message) => place.pinged(message))).toEqual([]);
      await say(place, 'on', /notified once/);
    },
  },
  {
    title: 'draws the timeline of a run, to the person alone',
    async play({ place, finished }) {
      const over = await finished();
      const bob = place.person('bob');
      await bob.press(over, 'Timeline');
      const pictures = async () => (await bob.ownFiles()).filter(({ isPicture }) => isPicture);
      const [picture] = await place.until('a picture', async () => {
        const found = await pictures();
        return found.length > 0 ? found : null;
      });
      expect(picture?.name).toMatch(/\.png$/);
      expect((await place.replies(over)).flatMap(({ files }) => files)).not.toContain(picture?.name);
    },
  },
  {
    title: 'takes a vote on a finding, and that it won’t be fixed, and keeps both in the ledger',
    async play({ place, finished, service }) {
      const over = await finished();
      const [asks = over] = [...(await place.replies(over)), over].filter(({ buttons }) =>
        buttons.includes('Findings…'),
      );
      const form = await place.person('bob').form(asks, 'Findings…');
      const last = form.options('Finding').at(-1) ?? '';
      const title = last.split(' · ').at(-1) ?? '';
      const known = async () =>
        (await service.get('/api/findings?project_id=shop&limit=100')).body.findings.find((one: Finding) =>
          title.startsWith(one.title.slice(0, 40)),
        );
      await judge(form, { last, word: '👍 Useful' });
      await answered(place, 'bob', /Your vote: 👍 useful\.[\s\S]*👍 1 · 👎 0/);
      expect(await known()).toMatchObject({ votes: { up: 1, down: 0 }, dismissed: null });
      // A press of the same person within a second would count as a double click.
      const again = await place.person('alice').form(asks, 'Findings…');
      await judge(again, { last, word: 'Won’t fix', note: 'it is only a demo' });
      await answered(place, 'alice', /Dismissed: won['’]t fix/);
      expect(await known()).toMatchObject({ dismissed: { reason: "won't fix", note: 'it is only a demo' } });
    },
  },
  {
    title:
      'opens a run to run it again with everything as it was, and reads the same commits though there are newer ones',
    async play({ place, card, ended, service, repository }) {
      const alice = place.person('alice');
      const focus = 'as it was before';
      await alice.run({ flow: 'code-review', focus, base: 'HEAD~1', size: 'medium', fast: true });
      const first = await ended(await card('shop', new RegExp(focus)));
      const before = await runOf({ place, service }, first);
      repository.commit({ message: 'Move on', files: { 'NEWS.md': '# News\n' } });
      const form = await alice.form(first, 'Run again…');
      const held = form.holds();
      for (const field of [
        /base: HEAD~1/i,
        /size: medium/,
        /fast: (yes|fast|true)/,
        /focus: as it was before/,
      ])
        expect(held).toMatch(field);
      await form.choose('Commits', 'Same commits');
      await form.submit();
      const second = await place.until('another card', async () =>
        (await place.cards('shop')).findLast(({ says, id }) => says.includes(focus) && id !== first.id),
      );
      const [was, is] = await Promise.all(
        [before, await runOf({ place, service }, second)].map((id) => settled(service, id)),
      );
      expect(is).toEqual(was);
      expect(is?.commit_sha).not.toBe(repository.git('rev-parse', 'HEAD'));
    },
  },
  {
    title: 'reads what a message shows besides its words, and links back to it from the card',
    async play({ place, card }) {
      const shows = { title: 'Alert: checkout fails', body: 'no total for an empty cart' };
      const address = await place.person('bob').runOn('what about this one?', shows);
      const root = await card('shop', /what about this one/);
      expect(root.says).toMatch(/Alert: checkout fails\s+no total for an empty cart/);
      expect(JSON.stringify(root.source)).toContain(address);
    },
  },
];

interface Finding {
  readonly title: string;
}

/** What a run reads and how. */
async function settled(service: Harness['service'], id: string): Promise<Readonly<Record<string, unknown>>> {
  const { run } = await service.runOnce(id, ({ run: { commit_sha } }) => commit_sha !== null);
  const { commit_sha, base_sha, band, fast, flow_name } = run;
  return { commit_sha, base_sha, band, fast, flow_name };
}

async function judge(
  form: Awaited<ReturnType<ReturnType<Harness['place']['person']>['form']>>,
  said: { readonly last: string; readonly word: string; readonly note?: string },
): Promise<void> {
  await form.choose('Finding', said.last);
  await form.choose('What you say of it', said.word);
  if (said.note !== undefined) await form.fill('Why', said.note);
  await form.submit();
}

function answered(place: Harness['place'], name: string, says: RegExp): Promise<Shown> {
  return place.until(`an answer ${says}`, () =>
    place
      .person(name)
      .told()
      .find((one) => says.test(one.says)),
  );
}

async function say(place: Harness['place'], text: 'on' | 'off', says: RegExp): Promise<void> {
  const before = place.person('alice').told().length;
  await place.person('alice').command('notify', { text });
  expect((await toldSince(place, 'alice', before)).says).toMatch(says);
}
