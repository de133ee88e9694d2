/** Commands, first responses to interactions, and what their tokens are good for afterwards. */
import type { Answer } from '../../chat/call.ts';
import { record, records } from '../../chat/json.ts';
import { commandFaults } from '../command-rules.ts';
import { isEmptyMessage, messageFaults } from '../content-rules.ts';
import { type Interaction, standingOf } from '../interactions.ts';
import { FLAGS, type Message } from '../message.ts';
import { edit, remove } from '../posting.ts';
import { refuse, refuseForm } from '../refusals.ts';
import { messageJson } from '../wire.ts';
import { done, NO_CONTENT, Refused, type Request, type RouteContext, type Routes } from './route.ts';

const WEBHOOK = '/webhooks/:application/:token';

export const INTERACTION_ROUTES: Routes = {
  'GET /applications/:application/commands': (context, request) => listCommands(context, request, null),
  'PUT /applications/:application/commands': (context, request) => putCommands(context, request, null),
  'GET /applications/:application/guilds/:guild/commands': (context, request) =>
    listCommands(context, request, request.params.guild ?? ''),
  'PUT /applications/:application/guilds/:guild/commands': (context, request) =>
    putCommands(context, request, request.params.guild ?? ''),
  'DELETE /applications/:application/commands/:command': (context, request) =>
    deleteCommand(context, request, null),
  'DELETE /applications/:application/guilds/:guild/commands/:command': (context, request) =>
    deleteCommand(context, request, request.params.guild ?? ''),
  'POST /interactions/:interaction/:token/callback': respond,
  [`POST ${WEBHOOK}`]: followUp,
  [`GET ${WEBHOOK}/messages/:message`]: (context, request) => done(messageJson(shownBy(context, request))),
  [`PATCH ${WEBHOOK}/messages/:message`]: change,
  [`DELETE ${WEBHOOK}/messages/:message`]: (context, request) => {
    remove(context.world, shownBy(context, request));
    return NO_CONTENT;
  },
};

function listCommands({ world, commands }: RouteContext, { params }: Request, guild: string | null): Answer {
  if (params.application !== world.app.id) return refuse(10002);
  return done(commands.registered(guild));
}

function putCommands(context: RouteContext, request: Request, guild: string | null): Answer {
  const { world, commands } = context;
  if (request.params.application !== world.app.id) return refuse(10002);
  if (guild !== null && world.guildById(guild) === null) return refuse(50001);
  const given = records(request.body);
  const faults = commandFaults(given);
  return faults.length > 0 ? refuseForm(faults) : done(commands.register(guild, given));
}

function deleteCommand({ world, commands }: RouteContext, { params }: Request, guild: string | null): Answer {
  const isThere = params.application === world.app.id && commands.remove(guild, params.command ?? '');
  return isThere ? NO_CONTENT : refuse(10063);
}

function respond(context: RouteContext, { params, query, body, files }: Request): Answer {
  const { interactions } = context;
  const interaction = interactions.byToken(params.token ?? '');
  const known = interaction?.id === params.interaction ? interaction : null;
  const answer = interactions.respond(known, record(body), files);
  return answer.status !== 200 || query.get('with_response') === 'true' ? answer : NO_CONTENT;
}

/** The interaction whose token it is; refused once the interaction’s token expired. */
function interactionFor({ world, interactions }: RouteContext, { params }: Request): Interaction {
  const interaction = interactions.byToken(params.token ?? '');
  if (params.application !== world.app.id || interaction === null) throw new Refused(refuse(10015));
  if (!interactions.isAlive(interaction)) throw new Refused(refuse(50027));
  if (interaction.response === null) throw new Refused(refuse(10015));
  return interaction;
}

function followUp(context: RouteContext, request: Request): Answer {
  const interaction = interactionFor(context, request);
  const body = record(request.body);
  const faults = messageFaults(body, request.files, null);
  if (faults.length > 0) return refuseForm(faults);
  if (isEmptyMessage(body, request.files)) return refuse(50006);
  return done(messageJson(context.interactions.followUp(interaction, body, request.files)));
}

/** The first response, or a follow-up of the same interaction. */
function shownBy(context: RouteContext, request: Request): Message {
  const interaction = interactionFor(context, request);
  const { message: id = '' } = request.params;
  const message = id === '@original' ? interaction.original : (context.world.messages.get(id) ?? null);
  const isIts = message === interaction.original || message?.interaction?.id === interaction.id;
  if (message === null || message.deleted || !isIts) throw new Refused(refuse(10008));
  return message;
}

function change(context: RouteContext, request: Request): Answer {
  const message = shownBy(context, request);
  const body = record(request.body);
  const faults = messageFaults(body, request.files, standingOf(message));
  if (faults.length > 0) return refuseForm(faults);
  const isLoading = (message.flags & FLAGS.loading) !== 0;
  if (isLoading && isEmptyMessage(body, request.files)) return refuse(50006);
  return done(messageJson(edit(context.world, message, body, request.files)));
}
