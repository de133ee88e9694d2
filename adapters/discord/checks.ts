/** The doctor's checks for Discord: each one reports what is wrong and what to do about it. */
import {
  type APIApplication,
  type APIApplicationCommand,
  type APIGatewayBotInfo,
  PermissionFlagsBits,
  type RESTAPIPartialCurrentUserGuild,
  Routes,
} from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import { Api } from './api.ts';
import { isTokenRefused } from './connection-log.ts';
import { discordCode } from './delivery-error.ts';
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

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  /** what to do; null if the check passed */
  readonly remedy: string | null;
}

export interface DiscordCheck {
  readonly name: string;
  readonly required: boolean;
  /** Allows eight seconds for each call, less if the signal aborts earlier. */
  check(signal: AbortSignal): Promise<Finding>;
}

const PORTAL = 'https://discord.com/developers/applications';
const PATH = '/discord/interactions';
const INVITED = [
  'ViewChannel',
  'SendMessages',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'AttachFiles',
  'ReadMessageHistory',
] as const;

type Look = (api: Api) => Promise<Finding>;

/** Returns no checks if Discord is not configured. */
export function discordChecks(settings: DiscordSettings): readonly DiscordCheck[] {
  const { token, publicKey } = settings;
  if (token === null) {
    if (publicKey === null) return [];
    const finding = bad('DISCORD_PUBLIC_KEY is set, DISCORD_TOKEN is not', `set DISCORD_TOKEN: ${botPage()}`);
    return [{ name: 'discord token', required: true, check: async () => finding }];
  }
  const asking = (name: string, required: boolean, look: Look): DiscordCheck => ({
    name,
    required,
    check: (signal) => asked(signal, token, settings.apiUrl, look),
  });
  return [
    asking('discord token', true, tokenFinding),
    publicKey === null
      ? asking('discord gateway', true, gatewayFinding)
      : asking('discord public key', true, (api) => keyFinding(api, publicKey)),
    // Discord verifies the address when it is set, so Baton must be running by then.
    asking('discord interactions', false, (api) => endpointFinding(api, publicKey !== null)),
    asking('discord permissions', true, (api) => permissionsFinding(api, settings.guildId)),
    // The commands are registered when Baton starts.
    asking('discord commands', false, (api) => commandsFinding(api, settings.guildId)),
  ];
}

async function tokenFinding(api: Api): Promise<Finding> {
  const { username } = await api.me();
  const { id } = await application(api);
  return good(`${username}, the bot of application ${id}`);
}

async function keyFinding(api: Api, publicKey: string): Promise<Finding> {
  const { id, verify_key } = await application(api);
  if (verify_key.toLowerCase() === publicKey.toLowerCase()) return good(`that of application ${id}`);
  return bad(
    `it is not that of application ${id}, whose bot DISCORD_TOKEN is`,
    `set DISCORD_PUBLIC_KEY to the Public Key at ${PORTAL}/${id}/information`,
  );
}

/** Discord counts sessions by the day; too many cost the bot its token. */
async function gatewayFinding(api: Api): Promise<Finding> {
  const { shards, session_start_limit: limit } = await api.call<APIGatewayBotInfo>(
    'get',
    Routes.gatewayBot(),
  );
  const left = `${limit.remaining} of ${limit.total} sessions left today`;
  if (limit.remaining === 0) {
    const hours = Math.ceil(limit.reset_after / 3_600_000);
    return bad(left, `stop Baton, see why it keeps connecting, and start it again in ${hours} h`);
  }
  return good(`${shards === 1 ? 'one shard' : `${shards} shards`}, ${left}; no privileged intent is needed`);
}

/** Discord sends interactions to the address if there is one, otherwise through the gateway; never both. */
async function endpointFinding(api: Api, isHttp: boolean): Promise<Finding> {
  const { id, interactions_endpoint_url: url = null } = await application(api);
  const page = `${PORTAL}/${id}/information (Interactions Endpoint URL)`;
  if (!isHttp) {
    if (url === null) return good('they come through the gateway');
    return bad(
      `Discord sends them to ${url}, not through the gateway`,
      `remove the address at ${page}, or set DISCORD_PUBLIC_KEY for HTTP mode`,
    );
  }
  const isOurs = url !== null && URL.parse(url)?.pathname === PATH;
  return isOurs
    ? good(`Discord sends them to ${url}`)
    : bad(
        url === null ? 'Discord has no address to send them to' : `Discord sends them to ${url}`,
        `while Baton runs, set the address under which it is reached, ending in ${PATH}, at ${page}`,
      );
}

async function permissionsFinding(api: Api, guildId: string | null): Promise<Finding> {
  const guilds = await api.call<RESTAPIPartialCurrentUserGuild[]>('get', Routes.userGuilds());
  const { id } = await application(api);
  if (guilds.length === 0) return bad('the bot is on no server', `invite it: ${invitation(id)}`);
  if (guildId !== null && !guilds.some((guild) => guild.id === guildId)) {
    return bad(
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
  if (lacks.length === 0) return good(`all it needs, on ${guilds.map(({ name }) => name).join(', ')}`);
  return bad(
    `the bot lacks ${lacks.join('; ')}`,
    `give its role these permissions (Server Settings, Roles), or invite it again: ${invitation(id)}`,
  );
}

async function commandsFinding(api: Api, guildId: string | null): Promise<Finding> {
  const { id } = await application(api);
  const route =
    guildId === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, guildId);
  try {
    const registered = await api.call<APIApplicationCommand[]>('get', route);
    const where = guildId === null ? 'everywhere' : `on the server ${guildId}`;
    if (areRegistered(registered)) return good(`/flow is registered ${where}`);
    const state = registered.length === 0 ? 'not registered' : 'not as this version has them';
    return bad(`${state} ${where}`, 'start Baton: it registers them');
  } catch (error) {
    if (discordCode(error) === null || isTokenRefused(error)) throw error;
    return bad(messageOf(error), `see DISCORD_GUILD_ID, and invite the bot: ${invitation(id)}`);
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
): Promise<Finding> {
  signal.throwIfAborted();
  const api = new Api(token, apiUrl);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([look(api).catch(failed), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    api.close();
  }
}

/** The finding for a call that failed: Discord rejected the token, or could not be reached. */
function failed(error: unknown): Finding {
  if (isTokenRefused(error))
    return bad('Discord does not accept it', `set DISCORD_TOKEN to the bot’s token: ${botPage()}`);
  return bad(
    messageOf(error),
    'see whether this machine reaches discord.com, and DISCORD_API_URL if it is set',
  );
}

function good(detail: string): Finding {
  return { ok: true, detail, remedy: null };
}

function bad(detail: string, remedy: string): Finding {
  return { ok: false, detail, remedy };
}
