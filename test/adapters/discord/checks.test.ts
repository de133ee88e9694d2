import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DiscordSettings, discordChecks } from '../../../adapters/discord/checks.ts';
import { commandsOf } from '../../../adapters/discord/commands.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import { type Json, records } from '../../setup/chat/json.ts';
import { startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';

let discord: TestDiscord;

beforeAll(async () => {
  discord = await startDiscord();
  discord.commands.register(null, commands());
});

afterAll(() => discord.stop());

const NOTHING: DiscordSettings = { token: null, publicKey: null, guildId: null, apiUrl: null };

function commands(): readonly Json[] {
  return records(commandsOf(VERBS));
}

/** What each check found, by name. */
async function findings(settings: Partial<DiscordSettings> = {}, front = discord) {
  const all = discordChecks({ ...NOTHING, token: front.botToken, apiUrl: front.apiUrl, ...settings }, VERBS);
  const signal = AbortSignal.timeout(20_000);
  const found = await Promise.all(all.map(async (one) => [one.name, await one.check(signal)] as const));
  return Object.fromEntries(found);
}

describe('the doctor', () => {
  it('has nothing to say of Discord where it is not configured', () => {
    expect(discordChecks(NOTHING, VERBS)).toEqual([]);
  });

  it('finds all well with a bot that was invited as it should be', async () => {
    const found = await findings();
    expect(Object.keys(found)).toEqual([
      'discord token',
      'discord clock',
      'discord gateway',
      'discord interactions',
      'discord permissions',
      'discord commands',
    ]);
    for (const finding of Object.values(found)) expect(finding).toMatchObject({ ok: true, remedy: null });
    expect(found['discord token']?.detail).toBe(`Baton, the bot of application ${discord.app.id}`);
    expect(found['discord gateway']?.detail).toContain('no privileged intent');
    expect(found['discord permissions']?.detail).toContain('Acme 1');
  });

  it('knows the application by its public key in HTTP mode', async () => {
    const right = await findings({ publicKey: discord.app.publicKey.toUpperCase() });
    expect(right['discord public key']).toMatchObject({ ok: true });
    const wrong = await findings({ publicKey: '0'.repeat(64) });
    expect(wrong['discord public key']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('DISCORD_PUBLIC_KEY'),
    });
  });

  it('sees whether interactions go where Baton takes them', async () => {
    onTestFinished(() => discord.deliverTo(null));
    const { publicKey } = discord.app;
    const nowhere = await findings({ publicKey });
    expect(nowhere['discord interactions']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('/discord/interactions'),
    });
    discord.deliverTo('https://baton.acme.example/discord/interactions');
    expect((await findings({ publicKey }))['discord interactions']?.ok).toBe(true);
    expect((await findings())['discord interactions']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('remove the address'),
    });
  });

  it('names the variable whose token Discord does not know', async () => {
    const found = await findings({ token: 'made-up' });
    const { 'discord clock': clock, ...others } = found;
    expect(clock).toMatchObject({ ok: true });
    for (const finding of Object.values(others)) {
      expect(finding).toMatchObject({
        ok: false,
        detail: 'Discord does not accept it',
        remedy: expect.stringContaining('DISCORD_TOKEN'),
      });
    }
    const [none] = discordChecks({ ...NOTHING, publicKey: '0'.repeat(64) }, VERBS);
    expect((await none?.check(AbortSignal.timeout(1_000)))?.detail).toContain('DISCORD_TOKEN is not');
  });

  it('names the permissions that are missing, and on which server', async () => {
    const guilds = [
      {},
      { name: 'Narrow', permissions: ['ViewChannel', 'SendMessages', 'AttachFiles'] as const },
    ];
    const front = await startDiscord({ guilds });
    onTestFinished(() => front.stop());
    expect((await findings({}, front))['discord permissions']).toMatchObject({
      ok: false,
      detail: 'the bot lacks Create Public Threads, Send Messages in Threads, Read Message History on Narrow',
      remedy: expect.stringContaining(`client_id=${front.app.id}&scope=bot+applications.commands`),
    });
  });

  it('invites the bot where it is not yet', async () => {
    const front = await startDiscord({ guilds: [] });
    onTestFinished(() => front.stop());
    const nowhere = await findings({}, front);
    expect(nowhere['discord permissions']?.detail).toBe('the bot is on no server');
    const elsewhere = await findings({ guildId: '300000000000000001' });
    expect(elsewhere['discord permissions']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('DISCORD_GUILD_ID'),
      remedy: expect.stringContaining('https://discord.com/oauth2/authorize'),
    });
  });

  it('sees whether the commands are those of this version', async () => {
    const front = await startDiscord();
    onTestFinished(() => front.stop());
    const guildId = front.guild().id;
    const found = async () => (await findings({ guildId }, front))['discord commands'];
    expect(await found()).toMatchObject({ ok: false, remedy: expect.stringContaining('start Baton') });
    front.commands.register(guildId, commands().slice(1));
    expect((await found())?.detail).toContain('not as this version has them');
    front.commands.register(guildId, commands());
    expect((await found())?.ok).toBe(true);
  });

  it('tells a gateway whose sessions are used up for today', async () => {
    const front = await startDiscord({ gateway: { identifies: 0 } });
    onTestFinished(() => front.stop());
    expect((await findings({}, front))['discord gateway']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('24 h'),
    });
  });

  it('tells a network that is away from a token that is wrong', async () => {
    const found = await findings({ apiUrl: 'http://127.0.0.1:9/api' });
    expect(found['discord token']).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('DISCORD_API_URL'),
    });
  });

  it('does not wait for a Discord that hangs when its signal aborts', async () => {
    const forget = discord.inject({ method: 'GET /users/@me', fault: { kind: 'hang', effect: 'none' } });
    const stop = new AbortController();
    const [token] = discordChecks({ ...NOTHING, token: discord.botToken, apiUrl: discord.apiUrl }, VERBS);
    const found = token?.check(stop.signal);
    const hung = () => discord.callsTo('GET /users/@me').some(({ status }) => status === null);
    await discord.until('the call', hung);
    stop.abort(new Error('enough'));
    await expect(found).rejects.toThrow('enough');
    forget();
  });
});
