/** Registers the commands with Discord if the registered ones differ: a bot may create only a few per day. */
import { type APIApplication, type APIApplicationCommand, Routes } from 'discord.js';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Api } from './api.ts';
import { commandsOf } from './commands.ts';

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
  await api.call('put', route, { body: commandsOf(verbs) });
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
