/** The commands are registered in one scope, with the real client; what stands in the other is removed once. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Api } from '../../../adapters/discord/api.ts';
import { commandsOf } from '../../../adapters/discord/commands.ts';
import { registerCommands } from '../../../adapters/discord/registration.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import { records } from '../../setup/chat/json.ts';
import { startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';

let discord: TestDiscord;
let api: Api;
let guild: string;

beforeEach(async () => {
  await discord?.stop();
  discord = await startDiscord();
  api = new Api(discord.botToken, discord.apiUrl);
  guild = discord.guild().id;
});

afterAll(() => discord.stop());

const calls = () => discord.log.calls.length;

describe.each(['a server', 'everywhere'] as const)('commands that are registered for %s', (scope) => {
  const own = () => (scope === 'a server' ? guild : null);
  const other = () => (scope === 'a server' ? null : guild);
  const register = () => registerCommands(api, own(), VERBS);

  it('take the place of those in the other scope', async () => {
    discord.commands.register(other(), records(commandsOf(VERBS)));
    await register();
    expect(discord.commands.registered(own())).toHaveLength(commandsOf(VERBS).length);
    expect(discord.commands.registered(other())).toEqual([]);
  });

  it('leave the commands of others in the other scope', async () => {
    discord.commands.register(other(), [{ name: 'deploy', type: 1, description: 'of an operator' }]);
    await register();
    expect(discord.commands.registered(other()).map(({ name }) => name)).toEqual(['deploy']);
  });

  it('cost a later start two calls, however many servers there are', async () => {
    await register();
    const before = calls();
    await register();
    expect(calls() - before).toBe(2);
  });
});
