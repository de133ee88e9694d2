/** Text that wants to ping, to forge, to break or to leak, from people and from agents. */
import { expect, test } from 'vitest';
import { cited, lensAnswer, scripted } from '../answers.ts';
import { TOKEN } from '../shop.ts';
import { setStage } from './harness.ts';

const HOSTILE = [
  '<!channel> <!here|all> <!everyone> <@U0ALICE> <!subteam^S0TEAM> @channel @here @everyone <@&300000000000000001>',
  '<https://evil.example|https://bank.example> [https://bank.example](https://evil.example) <#C0SHOP|shop>',
  '& < > &lt;!channel&gt; *bold* _it_ ~no~ `code` ``` ||hidden|| # heading',
  '\u202Egnp.exe\u202C \u0007\u001b[31m \u0000 \u2066',
  TOKEN,
].join('\n');

const finding = {
  title: HOSTILE.slice(0, 300),
  claim: `${HOSTILE}\n${'long '.repeat(40_000)}`,
  recommendation: HOSTILE,
  evidence: [cited('src/cart.ts', 9, 'export function totalOf(items: readonly Item[]): number {')],
};

test.each(['slack-socket', 'discord-gateway'] as const)(
  'hostile text pings nobody but the starter, breaks nothing and leaks nothing (%s)',
  async (mode) => {
    const script = { 'tech-debt/lens:maintainability': { answer: lensAnswer(finding, finding) } };
    await using harness = await setStage({ mode, variables: scripted(script) });
    const { place, card, ended, whole } = harness;
    const alice = place.person('alice');
    await alice.run({ flow: 'tech-debt', focus: place.typed(HOSTILE) });
    const over = await ended(await card('shop', /Tech debt/));
    await whole(over);
    const [reply = over] = await place.replies(over);
    await alice.call(over, reply, 'synthesis', HOSTILE);
    await alice.run({ flow: HOSTILE.slice(0, 90) });
    await alice.command('history');
    await place.until('private answers', () => alice.told().length > 0);
    const sent = place.sent();
    expect(sent.length).toBeGreaterThan(3);
    for (const { what, json, error } of sent) {
      expect(json, what).not.toContain(TOKEN);
      expect(error, what).toBeNull();
    }
    // The end of the run is told to the one who started it.
    expect(place.pings().filter((one) => one !== place.personId('alice'))).toEqual([]);
    for (const file of place.fileTexts()) expect(file).not.toContain(TOKEN);
  },
  120_000,
);
