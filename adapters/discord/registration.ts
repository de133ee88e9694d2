/**
 * Registers the commands with Discord in one scope, if the registered ones differ: a bot may create only a few per day. What
 * an earlier configuration registered in the other scope is removed.
 */
import { type APIApplication, type APIApplicationCommand, Routes } from 'discord.js';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Api } from './api.ts';
import { commandsOf } from './commands.ts';
import { discordCode } from './delivery-error.ts';
import { CODES } from './faults.ts';
import { guildsOf } from './people.ts';

/** `guild` null: globally. Throws `DeliveryError`. */
export async function registerCommands(
  api: Api,
  guild: string | null,
  verbs: readonly VerbForm[],
): Promise<void> {
  const { id } = await api.call<APIApplication>('get', Routes.currentApplication());
  const route = guild === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, guild);
  const registered = await api.call<APIApplicationCommand[]>('get', route);
  if (areRegistered(registered, verbs)) return;
  // First, so that what is registered here shows that it was done: a look at every server is no part of each start.
  await cleanOthers(api, id, guild, verbs);
  await api.call('put', route, { body: commandsOf(verbs) });
}

/** A command that is registered in both scopes is listed twice. */
async function cleanOthers(
  api: Api,
  id: string,
  guild: string | null,
  verbs: readonly VerbForm[],
): Promise<void> {
  const names = new Set(commandsOf(verbs).map(({ name }) => name));
  const routes =
    guild === null
      ? (await guildsOf(api)).map((each) => Routes.applicationGuildCommands(id, each))
      : [Routes.applicationCommands(id)];
  for (const route of routes) {
    const found = await api.call<APIApplicationCommand[]>('get', route).catch((error: unknown) => {
      // A server that did not admit the app's commands has none.
      if (discordCode(error) === CODES.missingAccess) return [];
      throw error;
    });
    for (const command of found.filter(({ name }) => names.has(name))) {
      await api.call('delete', `${route}/${command.id}`);
    }
  }
}

/** Returns true if exactly Baton's commands are registered as defined; order does not matter. */
export function areRegistered(registered: readonly unknown[], verbs: readonly VerbForm[]): boolean {
  const commands = commandsOf(verbs);
  if (registered.length !== commands.length) return false;
  return commands.every((wanted) => registered.some((each) => isAs(each, wanted)));
}

/** Ignores what Discord adds; what it omits has its default value. */
function isAs(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(there) &&
      there.length === wanted.length &&
      wanted.every((each, index) => isAs(there[index], each))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return there === wanted;
  if (typeof there !== 'object' || there === null) return false;
  const found = new Map(Object.entries(there));
  const named = Object.entries(wanted);
  return (
    named.every(([key, value]) => isAs(found.get(key), value)) &&
    // An option that is registered but no longer wanted, such as choices.
    SHAPING.every(
      (key) => !found.has(key) || isNothing(found.get(key)) || named.some(([name]) => name === key),
    )
  );
}

const SHAPING = [
  'options',
  'choices',
  'required',
  'autocomplete',
  'channel_types',
  'max_length',
  'min_length',
];

function isNothing(value: unknown): boolean {
  return value === null || value === false || (Array.isArray(value) && value.length === 0);
}
