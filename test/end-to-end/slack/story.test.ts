/** The whole story in Slack, once in Socket Mode and once over HTTP: the real Bolt, the real runner, real processes. */
import { describe, expect, test } from 'vitest';
import { scripted } from '../answers.ts';
import { expectWhole, keyOf, type Mode, runOf, setStage } from './stage.ts';

const MODES: readonly Mode[] = ['socket', 'http'];

describe.each(MODES)('in %s mode, a person', (mode) => {
  test('starts runs, watches a thread, and does with it what can be done', async () => {
    const stage = await setStage({
      mode,
      variables: scripted({
        default: { delay_ms: 2500 },
        'tech-debt/lens:maintainability': { fault: 'error', times: 1 },
      }),
    });
    const { slack, card, ended, replies } = stage;
    const alice = slack.person('alice');
    const bob = slack.person('bob');

    // by command
    const command = await alice.command('/flow code-review is the “retry” logic safe? —base main');
    expect(command.failure).toBeNull();
    const first = await card('shop', /Code review/);
    expect(first.buttons).toEqual(['Cancel']);
    await slack.until('a reply of an agent at work', async () =>
      (await replies(first)).find(({ says }) => says.startsWith('◐')),
    );
    const over = await ended(first);
    expect(over.says).toMatch(/retry/);
    expect(over.buttons).toEqual(expect.arrayContaining(['Export…', 'Ask an agent…', 'Run again…']));
    await expectWhole(stage, over);

    // the full output of an agent, privately
    const [reply] = (await replies(over)).filter((message) => keyOf(message)?.startsWith('step:'));
    if (reply === undefined) throw new Error('no reply');
    await bob.press(reply, 'Full output');
    await slack.until('the full output', () => bob.ephemerals().length > 0);

    // export to a second channel
    await alice.press(over, 'Export…');
    const exporting = await alice.awaitModal();
    await exporting.choose('Channel', 'releases');
    await exporting.submit();
    expect(exporting.errors).toEqual([]);
    const copy = await card('releases', /Code review/);
    await slack.until('the report in the other channel', async () =>
      (await slack.thread('releases', copy.ts)).some(({ files }) => files.length > 0),
    );

    // history, and reopen
    await alice.command('/flow history');
    const history = await slack.until('the history', () =>
      alice.ephemerals().findLast(({ blocks }) => JSON.stringify(blocks).includes('Reopen')),
    );
    await alice.press(history, 'Reopen');
    await slack.until('the card once more', async () =>
      (await slack.channel('shop')).find((message) => keyOf(message)?.startsWith('reopen:')),
    );

    // ask, by button and by mention
    await bob.press(over, 'Ask an agent…');
    const asking = await bob.awaitModal();
    const [agent = ''] = asking.options('Agent');
    await asking.choose('Agent', agent);
    await asking.fill('Question', 'What did you look at?');
    await asking.submit();
    await slack.until('an answer in the thread', async () =>
      (await replies(over)).find((message) => keyOf(message) === 'answer:1' && message.says.length > 100),
    );
    await alice.mention(`${agent}: and what not?`, { thread: over.ts });
    await slack.until('a second answer', async () =>
      (await replies(over)).find((message) => keyOf(message) === 'answer:2' && message.says.length > 100),
    );
  });

  test('cancels a run, and retries it with what was done kept', async () => {
    const stage = await setStage({ mode, variables: scripted({ default: { delay_ms: 3000 } }) });
    const { slack, card, ended } = stage;
    const alice = slack.person('alice');
    await alice.command('/flow tech-debt');
    const running = await card('shop', /Tech debt/);
    await slack.person('bob').press(running, 'Cancel');
    await slack.until('a refusal for bob', () => slack.person('bob').ephemerals().length > 0);
    await alice.press(running, 'Cancel');
    const cancelled = await card('shop', /Cancelled/);
    expect(cancelled.ts).toBe(running.ts);
    await alice.press(cancelled, 'Retry failed');
    const over = await ended(cancelled);
    await expectWhole(stage, over);
  });

  test('starts a run by the launcher and by a message', async () => {
    const { slack, card, ended } = await setStage({ mode });
    const alice = slack.person('alice');
    await alice.command('/flow');
    const launcher = await alice.awaitModal();
    expect(launcher.buttons).toEqual(
      expect.arrayContaining(['Analysis', 'Discovery', 'Planning', 'Authoring', 'Review']),
    );
    await launcher.fill('Focus', 'where to begin');
    await launcher.press('Discovery');
    const turned = await slack.until('the tab to turn', () => {
      const modal = alice.modal();
      return modal?.options('Flow').includes('Codebase tour') ? modal : null;
    });
    expect(turned.value('Focus')).toBe('where to begin');
    await turned.choose('Flow', 'codebase-tour');
    await turned.submit();
    const tour = await ended(await card('shop', /Codebase tour/));
    expect(tour.says).toContain('where to begin');

    const message = await slack.person('bob').say('why is the cart so slow?');
    await slack.person('bob').shortcut(message);
    const asked = await card('shop', /why is the cart so slow/);
    expect(runOf(asked)).not.toBe(runOf(tour));
    await ended(asked);
  });
});
