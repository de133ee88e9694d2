/** Text that wants to ping, to forge, to break or to leak, from people and from agents. */
import { expect, test } from 'vitest';
import { cited, lensAnswer, scripted } from '../answers.ts';
import { TOKEN } from '../shop.ts';
import { expectWhole, setStage } from './stage.ts';

const HOSTILE = [
  '<!channel> <!here|all> <!everyone> <@U0ALICE> <!subteam^S0TEAM> @channel @here @everyone',
  '<https://evil.example|https://bank.example> [https://bank.example](https://evil.example) <#C0SHOP|shop>',
  '& < > &lt;!channel&gt; *bold* _it_ ~no~ `code` ```',
  '\u202Egnp.exe\u202C \u0007\u001b[31m \u0000 \u2066',
  TOKEN,
].join('\n');

/** What would ping somebody, wherever it stands in a payload. */
const PINGS = /<!(channel|here|everyone|subteam)|<@[UW]|"type":"(broadcast|user|usergroup)"/;

test('hostile text pings nobody, breaks nothing and leaks nothing', async () => {
  const finding = {
    title: HOSTILE.slice(0, 300),
    claim: `${HOSTILE}\n${'long '.repeat(40_000)}`,
    recommendation: HOSTILE,
    evidence: [cited('src/cart.ts', 9, 'export function totalOf(items: readonly Item[]): number {')],
  };
  const stage = await setStage({
    variables: scripted({ 'tech-debt/lens:maintainability': { answer: lensAnswer(finding, finding) } }),
  });
  const { slack, card, ended } = stage;
  const alice = slack.person('alice');
  await alice.command(
    `/flow tech-debt ${HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}`,
  );
  const over = await ended(await card('shop', /Tech debt/));
  await expectWhole(stage, over);
  await alice.mention(`synthesis: ${HOSTILE}`, { thread: over.ts });
  await alice.command(`/flow ${HOSTILE}`);
  await alice.command('/flow history');
  await slack.until('private answers', () => alice.ephemerals().length > 0);
  const said = slack.log.calls.filter(({ method }) => /^chat\.|^views\./.test(method));
  expect(said.length).toBeGreaterThan(3);
  for (const { method, args, error } of said) {
    const sent = JSON.stringify(args);
    expect(sent, method).not.toMatch(PINGS);
    expect(sent, method).not.toContain(TOKEN);
    expect(error, method).toBeNull();
  }
  for (const { content } of slack.files()) expect(content).not.toContain(TOKEN);
});
