/** What a route of the REST API is given, and the checks that many of them begin with. */
import type { Answer } from '../../chat/call.ts';
import type { Json } from '../../chat/json.ts';
import type { Commands } from '../commands.ts';
import type { Gateway } from '../gateway.ts';
import type { Channel } from '../guild.ts';
import type { Interactions } from '../interactions.ts';
import type { Message, UploadedFile } from '../message.ts';
import { may, type Permission } from '../permissions.ts';
import { refuse } from '../refusals.ts';
import type { World } from '../world.ts';

export interface RouteContext {
  readonly world: World;
  readonly gateway: Gateway;
  readonly interactions: Interactions;
  readonly commands: Commands;
  /** status of error 30046 */
  readonly oldEditStatus: number;
}

export interface Request {
  /** by the names in the route's pattern */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** parsed; null when there was none */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
}

export type Route = (context: RouteContext, request: Request) => Answer;

/** By method and pattern, such as `POST /channels/:channel/messages`. */
export type Routes = Readonly<Record<string, Route>>;

/** Thrown by the checks below; the API gives its answer. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(String(answer.body.message));
    this.answer = answer;
  }
}

export function done(body: unknown): Answer {
  // a list is a body too, though most are objects
  return { status: 200, body: body as Json };
}

export const NO_CONTENT: Answer = { status: 204, body: {} };

/** The channel of a request, which the bot can see and where it has these permissions. */
export function channelFor(
  { world }: RouteContext,
  { params }: Request,
  ...permissions: readonly Permission[]
): Channel {
  const channel = world.channels.get(params.channel ?? '');
  if (channel === undefined) throw new Refused(refuse(10003));
  const { guild } = channel;
  if (guild === null) return channel;
  const bits = guild.botPermissions(channel);
  if (!may(bits, 'ViewChannel')) throw new Refused(refuse(50001));
  for (const permission of permissions) {
    if (!may(bits, permission)) throw new Refused(refuse(50013));
  }
  return channel;
}

/** A message of that channel that is there and that others than one person see. */
export function messageFor({ world }: RouteContext, { params }: Request, channel: Channel): Message {
  const message = world.messages.get(params.message ?? '');
  if (message === undefined || message.deleted || message.onlyFor !== null || message.channel !== channel) {
    throw new Refused(refuse(10008));
  }
  return message;
}

export function refuseIfArchived({ thread }: Channel): void {
  if (thread?.archived === true) throw new Refused(refuse(50083));
}
