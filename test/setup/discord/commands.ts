/** The application commands: registered for a guild or everywhere, looked up by what a person types. */
import { isRecord, type Json, records, text } from '../chat/json.ts';
import { kindOf } from './command-rules.ts';
import type { World } from './world.ts';

export const COMMAND_KINDS = { chatInput: 1, user: 2, message: 3 } as const;
const SUBCOMMAND = 1;

export interface TypedCommand {
  readonly command: Json;
  /** null for a command without subcommands */
  readonly subcommand: Json | null;
  /** what can be given with it */
  readonly options: readonly Json[];
}

export class Commands {
  /** how often a list was put, everywhere or for a guild: Discord lets an app do that so many times a day */
  puts = 0;
  readonly #world: World;
  /** by guild; those of everywhere at null */
  readonly #lists = new Map<string | null, readonly Json[]>();

  constructor(world: World) {
    this.#world = world;
  }

  registered(guild: string | null): readonly Json[] {
    return this.#lists.get(guild) ?? [];
  }

  /** Takes the place of the list that was there; a command that was there keeps its id. */
  register(guild: string | null, given: readonly Json[]): readonly Json[] {
    this.puts++;
    const before = this.registered(guild);
    const list = given.map((command) => {
      const known = before.find((one) => one.name === command.name && kindOf(one) === kindOf(command));
      return {
        default_member_permissions: null,
        nsfw: false,
        description: '',
        ...command,
        type: kindOf(command),
        id: text(known?.id) || this.#world.clock.id(),
        application_id: this.#world.app.id,
        version: this.#world.clock.id(),
        ...(guild === null ? { dm_permission: true } : { guild_id: guild }),
      };
    });
    this.#lists.set(guild, list);
    this.#world.log.changed();
    return list;
  }

  /** Returns false for a command that is not there. */
  remove(guild: string | null, id: string): boolean {
    const before = this.registered(guild);
    const list = before.filter((command) => command.id !== id);
    this.#lists.set(guild, list);
    this.#world.log.changed();
    return list.length < before.length;
  }

  /** All that a person sees in a guild. */
  seenIn(guild: string | null): readonly Json[] {
    return [...(guild === null ? [] : this.registered(guild)), ...this.registered(null)];
  }

  /** `flow run`: the command and the subcommand. Throws with those that there are. */
  typed(line: string, guild: string | null): TypedCommand {
    const [name = '', sub] = line.replace(/^\//, '').split(' ');
    const all = this.seenIn(guild).filter((one) => kindOf(one) === COMMAND_KINDS.chatInput);
    const command = all.find((one) => one.name === name);
    if (command === undefined) throw new Error(`no command /${name}; there are: ${namesOf(all)}`);
    const options = records(command.options);
    const subcommands = options.filter(({ type }) => type === SUBCOMMAND);
    if (subcommands.length === 0) return { command, subcommand: null, options };
    const subcommand = subcommands.find((one) => one.name === sub);
    if (subcommand === undefined)
      throw new Error(`/${name} needs one of: ${namesOf(subcommands)}, not ${sub ?? 'none'}`);
    return { command, subcommand, options: records(subcommand.options) };
  }

  /** A command in the menu of a message; the only one by default. */
  ofMessages(name: string | undefined, guild: string | null): Json {
    const all = this.seenIn(guild).filter((one) => kindOf(one) === COMMAND_KINDS.message);
    const found = name === undefined ? all[0] : all.find((one) => one.name === name);
    if (!isRecord(found)) throw new Error(`no message command ${name ?? ''}; there are: ${namesOf(all)}`);
    return found;
  }
}

function namesOf(named: readonly Json[]): string {
  return named.map(({ name }) => text(name)).join(', ') || 'none';
}
