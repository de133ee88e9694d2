/** Discord's adapter as a platform, in both modes. */

import { type PlatformStage, platformContract } from '../../contracts/platform-contract.ts';
import { startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';
import { INTERACTION_TYPES } from '../../setup/discord/interactions.ts';
import { commandData, interactionPayload } from '../../setup/discord/payloads.ts';
import { DiscordService, type Mode } from './discord-service.ts';

for (const mode of ['gateway', 'http'] as const)
  platformContract(`Discord in ${mode} mode`, () => stageOf(mode));

async function stageOf(mode: Mode): Promise<PlatformStage> {
  const discord = await startDiscord();
  const service = new DiscordService(discord, mode);
  await service.listen();
  const alice = discord.person('alice');
  const read: PlatformStage['read'] = async ({ channel, thread }) => {
    const messages = thread === null ? discord.channel(channel) : discord.thread(thread);
    return messages.map(({ id, says, buttons, files, mentions }) => {
      return { reference: id, says, buttons, files, notifies: mentions };
    });
  };
  return {
    adapter: service.adapter,
    workspace: discord.guild().id,
    channels: {
      mine: discord.channelId('shop'),
      open: discord.channelId('releases'),
      closed: discord.channelId('secret'),
    },
    person: alice.id,
    read,
    command: (text) => typed(discord, text),
    press: (_place, reference, label) => alice.press(discord.message(reference), label),
    // Where a first response comes too late for Discord, as on a busy machine, the answer goes into direct messages.
    told: () => [...alice.ephemerals(), ...alice.directs()].map(({ says }) => says),
    until: (what, look) => discord.until(what, look),
    async end() {
      await service[Symbol.asyncDispose]();
      await discord.stop();
    },
  };
}

/** Discord has no free text after a command: the words come as its options. */
async function typed(discord: TestDiscord, text: string) {
  const [name, ...words] = text.split(' ');
  const user = discord.world.people.get('alice');
  const channel = discord.world.channels.get(discord.channelId('shop'));
  if (user === undefined || channel === undefined) throw new Error('alice is not there');
  const options = words.map((value, index) => ({ name: `word${index}`, type: 3, value }));
  const data = commandData({ id: discord.clock.id(), name: 'flow', type: 1 }, { name, type: 1 }, options);
  const type = INTERACTION_TYPES.command;
  const interaction = discord.interactions.open({ type, user, channel, source: null }, (made) =>
    interactionPayload(discord.world, { user, channel }, type, made, { data }),
  );
  const delivery = await discord.deliveries.send(interaction);
  return () => discord.deliveries.again(delivery);
}
