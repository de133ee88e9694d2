/**
 * The doctor's checks for Discord: each one reports what is wrong and what to do about it. A call may take eight
 * seconds, less if the check's signal aborts earlier.
 */
import {
  type APIApplication,
  type APIApplicationCommand,
  type APIGatewayBotInfo,
  PermissionFlagsBits,
  type RESTAPIPartialCurrentUserGuild,
  Routes,
} from 'discord.js';
import pTimeout from 'p-timeout';
import { messageOf } from '../../runner/core/errors.ts';
import { type Check, type CheckOutcome, failed, passed } from '../../runner/core/ports/checks.ts';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import { clockOutcome } from '../chat/clock.ts';
import { Api } from './api.ts';
import { discordCode, isTokenRefused } from './delivery-error.ts';
import { PATH } from './http-routes.ts';
import { missingIn } from './permissions.ts';
import { areRegistered } from './registration.ts';

/** The settings as configured; null for those not set. */
export interface DiscordSettings {
  readonly token: string | null;
  /** set: interactions arrive over HTTP; null: through the gateway */
  readonly publicKey: string | null;
  /** set: the commands are registered for that server only */
  readonly guildId: string | null;
  /** of the form `http://host:port/api`; null: Discord's own */
  readonly apiUrl: string | null;
}

const PORTAL = 'https://discord.com/developers/applications';
const INVITED = [
  'ViewChannel',
  'SendMessages',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'AttachFiles',
  'ReadMessageHistory',
] as const;

type Look = (api: Api) => Promise<CheckOutcome>;

/** Returns no checks if Discord is not configured. */
export function discordChecks(settings: DiscordSettings, verbs: readonly VerbForm[]): readonly Check[] {
  const { token, publicKey } = settings;
  if (token === null) {
    if (publicKey === null) return [];
    const finding = failed(
      'DISCORD_PUBLIC_KEY is set, DISCORD_TOKEN is not',
      `set DISCORD_TOKEN: ${botPage()}`,
    );
    return [{ name: 'discord token', required: true, check: async () => finding }];
  }
  const asking = (name: string, required: boolean, look: Look): Check => ({
    name,
    required,
    check: (signal) => asked(signal, token, settings.apiUrl, look),
  });
  return [
    asking('discord token', true, checkToken),
    { name: 'discord clock', required: true, check: (signal) => checkClock(signal, token, settings.apiUrl) },
    publicKey === null
      ? asking('discord gateway', true, checkGateway)
      : asking('discord public key', true, (api) => checkKey(api, publicKey)),
    // Discord verifies the address when it is set, so Baton must be running by then.
    asking('discord interactions', false, (api) => checkEndpoint(api, publicKey !== null)),
    asking('discord permissions', true, (api) => checkPermissions(api, settings.guildId)),
    // The commands are registered when Baton starts.
    asking('discord commands', false, (api) => checkCommands(api, settings.guildId, verbs)),
  ];
}

async function checkClock(signal: AbortSignal, token: string, apiUrl: string | null): Promise<CheckOutcome> {
  let date: string | null = null;
  const api = new Api(token, apiUrl, (told) => {
    date = told;
  });
  const asking = api.me().then(
    () => undefined,
    // Whatever it answers, it tells the time.
    () => undefined,
  );
  await pTimeout(asking, { milliseconds: Number.POSITIVE_INFINITY, signal }).finally(() => api.close());
  return clockOutcome(date, Date.now(), 'Discord');
}

async function checkToken(api: Api): Promise<CheckOutcome> {
  const { username } = await api.me();
  const { id } = await application(api);
  return passed(`${username}, the bot of application ${id}`);
}

async function checkKey(api: Api, publicKey: string): Promise<CheckOutcome> {
  const { id, verify_key } = await application(api);
  if (verify_key.toLowerCase() === publicKey.toLowerCase()) return passed(`that of application ${id}`);
  return failed(
    `it is not that of application ${id}, whose bot DISCORD_TOKEN is`,
    `set DISCORD_PUBLIC_KEY to the Public Key at ${PORTAL}/${id}/information`,
  );
}

/** Discord counts sessions by the day; too many cost the bot its token. */
async function checkGateway(api: Api): Promise<CheckOutcome> {
  const { shards, session_start_limit: limit } = await api.call<APIGatewayBotInfo>(
    'get',
    Routes.gatewayBot(),
  );
  const left = `${limit.remaining} of ${limit.total} sessions left today`;
  if (limit.remaining === 0) {
    const hours = Math.ceil(limit.reset_after / 3_600_000);
    return failed(left, `stop Baton, see why it keeps connecting, and start it again in ${hours} h`);
  }
  return passed(
    `${shards === 1 ? 'one shard' : `${shards} shards`}, ${left}; no privileged intent is needed`,
  );
}

/** Discord sends interactions to the address if there is one, otherwise through the gateway; never both. */
async function checkEndpoint(api: Api, isHttp: boolean): Promise<CheckOutcome> {
  const { id, interactions_endpoint_url: url = null } = await application(api);
  const page = `${PORTAL}/${id}/information (Interactions Endpoint URL)`;
  if (!isHttp) {
    if (url === null) return passed('they come through the gateway');
    return failed(
      `Discord sends them to ${url}, not through the gateway`,
      `remove the address at ${page}, or set DISCORD_PUBLIC_KEY for HTTP mode`,
    );
  }
  const isOurs = url !== null && URL.parse(url)?.pathname === PATH;
  return isOurs
    ? passed(`Discord sends them to ${url}`)
    : failed(
        url === null ? 'Discord has no address to send them to' : `Discord sends them to ${url}`,
        `while Baton runs, set the address under which it is reached, ending in ${PATH}, at ${page}`,
      );
}

async function checkPermissions(api: Api, guildId: string | null): Promise<CheckOutcome> {
  const guilds = await api.call<RESTAPIPartialCurrentUserGuild[]>('get', Routes.userGuilds());
  const { id } = await application(api);
  if (guilds.length === 0) return failed('the bot is on no server', `invite it: ${invitation(id)}`);
  if (guildId !== null && !guilds.some((guild) => guild.id === guildId)) {
    return failed(
      `the bot is not on the server ${guildId} of DISCORD_GUILD_ID`,
      `invite it there: ${invitation(id)}`,
    );
  }
  const lacks = guilds.flatMap(({ id: guild, name, permissions }) => {
    // The union of all roles' permissions, as if everyone had them.
    const roles = [{ id: guild, permissions }];
    const missing = missingIn({ guild, roles, member: { roles: [] }, user: id, overwrites: [] }, 'channel');
    return missing.length === 0 ? [] : [`${missing.join(', ')} on ${name}`];
  });
  if (lacks.length === 0) return passed(`all it needs, on ${guilds.map(({ name }) => name).join(', ')}`);
  return failed(
    `the bot lacks ${lacks.join('; ')}`,
    `give its role these permissions (Server Settings, Roles), or invite it again: ${invitation(id)}`,
  );
}

async function checkCommands(
  api: Api,
  guildId: string | null,
  verbs: readonly VerbForm[],
): Promise<CheckOutcome> {
  const { id } = await application(api);
  const route =
    guildId === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, guildId);
  try {
    const registered = await api.call<APIApplicationCommand[]>('get', route);
    const where = guildId === null ? 'everywhere' : `on the server ${guildId}`;
    if (areRegistered(registered, verbs)) return passed(`/flow is registered ${where}`);
    const state = registered.length === 0 ? 'not registered' : 'not as this version has them';
    return failed(`${state} ${where}`, 'start Baton: it registers them');
  } catch (error) {
    if (discordCode(error) === null || isTokenRefused(error)) throw error;
    return failed(messageOf(error), `see DISCORD_GUILD_ID, and invite the bot: ${invitation(id)}`);
  }
}

function application(api: Api): Promise<APIApplication> {
  return api.call<APIApplication>('get', Routes.currentApplication());
}

/** Returns the address with which a server's manager adds the bot, with all permissions it needs. */
function invitation(id: string): string {
  const permissions = INVITED.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n);
  return `https://discord.com/oauth2/authorize?client_id=${id}&scope=bot+applications.commands&permissions=${permissions}`;
}

function botPage(): string {
  return `it is on the page Bot of the application at ${PORTAL}`;
}

/** A failed call becomes a finding; only an aborted signal rejects. */
async function asked(
  signal: AbortSignal,
  token: string,
  apiUrl: string | null,
  look: Look,
): Promise<CheckOutcome> {
  const api = new Api(token, apiUrl);
  try {
    return await pTimeout(look(api).catch(callFailed), { milliseconds: Number.POSITIVE_INFINITY, signal });
  } finally {
    api.close();
  }
}

/** The finding for a call that failed: Discord rejected the token, or could not be reached. */
function callFailed(error: unknown): CheckOutcome {
  if (isTokenRefused(error))
    return failed('Discord does not accept it', `set DISCORD_TOKEN to the bot’s token: ${botPage()}`);
  return failed(
    messageOf(error),
    'see whether this machine reaches discord.com, and DISCORD_API_URL if it is set',
  );
}
