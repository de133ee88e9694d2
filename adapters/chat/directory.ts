/**
 * The people of a platform: their names, whether they are full members, and the groups they are in; and the names of
 * groups and channels. An adapter supplies the look-ups; their results are cached for a minute, names for an hour.
 */
import type { Person } from '../../runner/core/ports/platform.ts';
import { HOUR_MS, Lookups } from './lookups.ts';
import type { Names } from './names.ts';

/** What a platform tells about a person in a workspace. */
export interface Profile {
  readonly name: string;
  /** a full member: not a guest, a bot, or from another workspace */
  readonly isMember: boolean;
  /** ids; null if the platform lists the people of a group instead */
  readonly groups: readonly string[] | null;
  /** IANA name; null if the platform does not tell it */
  readonly timeZone: string | null;
}

export interface DirectoryOptions {
  /** what the policy calls a group, as in `group:S0TEAM` */
  readonly groupWord: string;
  /** milliseconds */
  readonly now: () => number;
  /** Returns null for a person who is unknown there. Throws `DeliveryError`. */
  look(workspace: string, id: string): Promise<Profile | null>;
  /** Returns the ids of the people in a group; used for profiles that don't name groups. Throws `DeliveryError`. */
  members?(workspace: string, group: string): Promise<readonly string[]>;
  /** Returns the name of a group, without a sign; null for an unknown one. Throws `DeliveryError`. */
  groupName(workspace: string, group: string): Promise<string | null>;
  /**
   * Returns the name of a channel, without a sign; null for an unknown one, or one that not everybody may know of.
   * Throws `DeliveryError`.
   */
  channelName(workspace: string, channel: string): Promise<string | null>;
}

export class Directory {
  readonly #options: DirectoryOptions;
  readonly #lookups: Lookups;

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#lookups = new Lookups(options.now);
  }

  /**
   * `given`: the profile, if the platform delivered it with the action. The methods of the returned person throw
   * `DeliveryError` if the platform can't be reached.
   */
  person(workspace: string, id: string, name: string, given: Profile | null = null): Person {
    const profile = async () => given ?? (await this.profile(workspace, id));
    return {
      id,
      name,
      isMember: async () => (await profile())?.isMember ?? false,
      timeZone: async () => (await profile())?.timeZone ?? null,
      isIn: async (named) => {
        const [word, group = ''] = named.split(':');
        if (word !== this.#options.groupWord) return false;
        const { members } = this.#options;
        if (members === undefined) return (await profile())?.groups?.includes(group) ?? false;
        const found = await this.#lookups.once(`group ${workspace} ${group}`, () =>
          members(workspace, group),
        );
        return found.includes(id);
      },
    };
  }

  /** Names are cached for an hour; a failed look-up is tried again. */
  names(workspace: string): Names {
    const { groupName, channelName } = this.#options;
    const once = (key: string, ask: () => Promise<string | null>) =>
      this.#lookups.once(`${key} in ${workspace}`, ask, HOUR_MS).catch(() => null);
    return {
      person: async (id) => {
        const name = await this.nameOf(workspace, id);
        return name === null ? 'someone' : `@${name}`;
      },
      group: async (id) => {
        const name = await once(`group name ${id}`, () => groupName(workspace, id));
        return name === null ? 'a group' : `@${name}`;
      },
      channel: async (id) => {
        const name = await once(`channel name ${id}`, () => channelName(workspace, id));
        return name === null ? null : `#${name}`;
      },
    };
  }

  /** Returns null if the person is unknown or the platform can't be reached. */
  async nameOf(workspace: string, id: string): Promise<string | null> {
    const ask = async () => (await this.profile(workspace, id))?.name ?? null;
    return await this.#lookups.once(`name ${workspace} ${id}`, ask, HOUR_MS).catch(() => null);
  }

  profile(workspace: string, id: string): Promise<Profile | null> {
    const { look } = this.#options;
    return this.#lookups.once(`person ${workspace} ${id}`, () => look(workspace, id));
  }
}
