/** Looks up people in a workspace; their details are cached for a minute. */

import type { Person } from '../../runner/core/ports/platform.ts';
import { Memory } from '../chat/memory.ts';
import type { Clients } from './clients.ts';
import { slackError } from './delivery-error.ts';

/** A name is only displayed, so a stale one does no harm. */
const NAME_REMEMBERED_MS = 3_600_000;

interface Known {
  readonly name: string;
  readonly member: boolean;
}

export class People {
  readonly #clients: Clients;
  readonly #memory: Memory;

  constructor(clients: Clients, now: () => number) {
    this.#clients = clients;
    this.#memory = new Memory(now);
  }

  /** The returned person's methods throw `DeliveryError` if Slack can't be reached. */
  person(workspace: string, id: string, name: string): Person {
    return {
      id,
      name,
      isMember: async () => (await this.#known(workspace, id)).member,
      isIn: async (group) => (await this.#members(workspace, group)).includes(id),
    };
  }

  /** Returns the id if Slack can't be reached. */
  async nameOf(workspace: string, id: string): Promise<string> {
    try {
      const ask = async () => (await this.#known(workspace, id)).name;
      return await this.#memory.once(`name ${workspace} ${id}`, ask, NAME_REMEMBERED_MS);
    } catch {
      return id;
    }
  }

  #known(workspace: string, id: string): Promise<Known> {
    return this.#memory.once(`user ${workspace} ${id}`, async () => {
      const { user } = await this.#clients.call(workspace, (client) => client.users.info({ user: id }));
      const outsider =
        user?.is_restricted ||
        user?.is_ultra_restricted ||
        user?.is_stranger ||
        user?.is_bot ||
        user?.deleted;
      const isHere = user?.team_id === workspace || (user?.enterprise_user?.teams ?? []).includes(workspace);
      return {
        name: user?.profile?.display_name || user?.real_name || user?.name || id,
        member: user !== undefined && !outsider && isHere,
      };
    });
  }

  #members(workspace: string, group: string): Promise<readonly string[]> {
    return this.#memory.once(`group ${workspace} ${group}`, async () => {
      try {
        const answer = await this.#clients.call(workspace, (client) =>
          client.usergroups.users.list({ usergroup: group }),
        );
        return answer.users ?? [];
      } catch (error) {
        if (slackError(error) === 'no_such_subteam') return [];
        throw error;
      }
    });
  }
}
