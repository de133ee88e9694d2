/** Slack's adapter as a platform, in both modes. */

import { type PlatformStage, platformContract } from '../../contracts/platform-contract.ts';
import { startSlack } from '../../setup/slack/slack.ts';
import { type Mode, SlackService } from './slack-service.ts';

for (const mode of ['socket', 'http'] as const)
  platformContract(`Slack in ${mode} mode`, () => stageOf(mode));

/** Those whom text in Slack's markup, or the blocks of a message, mention. */
function notifiedBy(message: unknown): readonly string[] {
  const said = JSON.stringify(message);
  return [...said.matchAll(/<@([UW][A-Z0-9]+)|"user_id":"([UW][A-Z0-9]+)"/g)].map(([, a, b]) => a ?? b ?? '');
}

async function stageOf(mode: Mode): Promise<PlatformStage> {
  const slack = await startSlack();
  const service = new SlackService(slack, mode, {});
  await service.listen();
  const alice = slack.person('alice');
  const read: PlatformStage['read'] = async ({ channel, thread }) => {
    const messages = thread === null ? await slack.channel(channel) : await slack.thread(channel, thread);
    return messages.map(({ ts, says, buttons, files, text, blocks }) => {
      const notifies = notifiedBy(blocks.length > 0 ? blocks : text);
      return { reference: ts, says, buttons, files, notifies };
    });
  };
  return {
    adapter: service.adapter,
    workspace: slack.workspace().id,
    channels: {
      mine: slack.channelId('shop'),
      open: slack.channelId('releases'),
      closed: slack.channelId('secret'),
    },
    person: alice.id,
    read,
    async command(text) {
      const delivery = await alice.command(`/flow ${text}`);
      return () => slack.deliveries.again(delivery);
    },
    async press({ channel, thread }, reference, label) {
      const messages = await slack.thread(channel, thread ?? reference);
      const message = messages.find(({ ts }) => ts === reference);
      if (message !== undefined) await alice.press(message, label);
    },
    told: () => alice.ephemerals().map(({ text }) => text),
    until: (what, look) => slack.until(what, look),
    async end() {
      await service[Symbol.asyncDispose]();
      await slack.stop();
    },
  };
}
