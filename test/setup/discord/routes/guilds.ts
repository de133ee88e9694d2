/** The application, the bot, guilds and who is in them. */
import { record, text } from '../../chat/json.ts';
import type { Guild } from '../guild.ts';
import { refuse } from '../refusals.ts';
import { applicationJson, channelJson, guildJson, memberJson, rolesJson, userJson } from '../wire.ts';
import { done, Refused, type Request, type RouteContext, type Routes } from './route.ts';

export const GUILD_ROUTES: Routes = {
  'GET /gateway': ({ gateway }) => done({ url: `${gateway.url}/gateway` }),
  'GET /gateway/bot': ({ gateway }) =>
    done({
      url: `${gateway.url}/gateway`,
      shards: gateway.shards,
      session_start_limit: gateway.budget.limit,
    }),
  'GET /applications/@me': ({ world }) => done(applicationJson(world)),
  'GET /oauth2/applications/@me': ({ world }) => done(applicationJson(world)),
  'GET /users/@me': ({ world }) => done(userJson(world.app.bot)),
  'GET /users/:user': ({ world }, { params }) => {
    const user = world.userById(params.user ?? '');
    return user === null ? refuse(10013) : done(userJson(user));
  },
  'GET /users/@me/guilds': ({ world }) =>
    done(
      world.guilds.map((guild) => ({
        id: guild.id,
        name: guild.name,
        icon: null,
        banner: null,
        owner: false,
        permissions: String(guild.botPermissions()),
        features: [],
      })),
    ),
  'POST /users/@me/channels': ({ world }, { body }) => {
    const user = world.userById(text(record(body).recipient_id));
    return user === null || user.bot ? refuse(10013) : done(channelJson(world.directWith(user)));
  },
  'GET /guilds/:guild': (context, request) => done(guildJson(guildFor(context, request))),
  'GET /guilds/:guild/roles': (context, request) => done(rolesJson(guildFor(context, request))),
  'GET /guilds/:guild/channels': (context, request) =>
    done(context.world.channelsOf(guildFor(context, request)).map(channelJson)),
  'GET /guilds/:guild/threads/active': (context, request) => {
    const threads = context.world.threadsOf(guildFor(context, request));
    return done({
      threads: threads.filter(({ thread }) => thread?.archived === false).map(channelJson),
      members: [],
    });
  },
  'GET /guilds/:guild/members/:user': (context, request) => {
    const guild = guildFor(context, request);
    const id = request.params.user ?? '';
    const member = guild.members.get(id);
    if (member !== undefined) return done(memberJson(member, guild.joinedAt));
    return refuse(context.world.userById(id) === null ? 10013 : 10007);
  },
};

function guildFor({ world }: RouteContext, { params }: Request): Guild {
  const guild = world.guildById(params.guild ?? '');
  if (guild === null) throw new Refused(refuse(10004));
  return guild;
}
