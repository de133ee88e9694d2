/** Looks up people and user groups of a workspace. */
import { Directory } from '../chat/directory.ts';
import type { Clients } from './clients.ts';
import { slackError } from './delivery-error.ts';

export function slackDirectory(clients: Clients, now: () => number): Directory {
  return new Directory({
    groupWord: 'group',
    now,
    async look(workspace, id) {
      const { user } = await clients.call(workspace, (client) => client.users.info({ user: id }));
      if (user === undefined) return null;
      const outsider =
        user.is_restricted || user.is_ultra_restricted || user.is_stranger || user.is_bot || user.deleted;
      const isHere = user.team_id === workspace || (user.enterprise_user?.teams ?? []).includes(workspace);
      return {
        name: user.profile?.display_name || user.real_name || user.name || id,
        isMember: !outsider && isHere,
        groups: null,
        timeZone: user.tz ?? null,
      };
    },
    async members(workspace, group) {
      try {
        const answer = await clients.call(workspace, (client) =>
          client.usergroups.users.list({ usergroup: group }),
        );
        return answer.users ?? [];
      } catch (error) {
        if (slackError(error) === 'no_such_subteam') return [];
        throw error;
      }
    },
    async groupName(workspace, group) {
      const { usergroups = [] } = await clients.call(workspace, (client) => client.usergroups.list());
      const found = usergroups.find(({ id }) => id === group);
      return found?.handle || found?.name || null;
    },
    async channelName(workspace, channel) {
      try {
        const { channel: found } = await clients.call(workspace, (client) =>
          client.conversations.info({ channel }),
        );
        const isOpen = !found?.is_private && !found?.is_im && !found?.is_mpim;
        return isOpen ? (found?.name ?? null) : null;
      } catch (error) {
        if (slackError(error) === 'channel_not_found') return null;
        throw error;
      }
    },
  });
}
