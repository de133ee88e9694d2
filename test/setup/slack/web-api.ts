/** The Web API of the front: from a method's name and arguments to Slack's answer, for whichever workspace the token opens. */
import type { Answer, Call } from '../chat/call.ts';
import { type Json, text } from '../chat/json.ts';
import { ok, refused } from './answers.ts';
import { argumentFaults, missingScope } from './method-arguments.ts';
import { CONVERSATION_METHODS } from './methods/conversations.ts';
import { FILE_METHODS } from './methods/files.ts';
import { MESSAGE_METHODS } from './methods/messages.ts';
import type { Method, MethodContext } from './methods/method.ts';
import { grantedScopes, PEOPLE_METHODS } from './methods/people.ts';
import { VIEW_METHODS } from './methods/views.ts';
import type { Modals } from './modals.ts';
import type { Pace } from './pace.ts';
import { MOST_SOCKETS, type Sockets } from './sockets.ts';
import type { Store } from './store.ts';
import { APP, type Workspace } from './workspace.ts';

const METHODS: Readonly<Record<string, Method>> = {
  ...MESSAGE_METHODS,
  ...CONVERSATION_METHODS,
  ...FILE_METHODS,
  ...PEOPLE_METHODS,
  ...VIEW_METHODS,
};

interface Front {
  readonly url: string;
  readonly workspaces: readonly Workspace[];
  readonly store: Store;
  readonly modals: Modals;
  readonly pace: Pace;
  readonly sockets: Sockets;
}

export class WebApi {
  /** which workspace gave out that code */
  readonly codes = new Map<string, Workspace>();
  readonly #front: Front;

  constructor(front: Front) {
    this.#front = front;
  }

  workspaceOf(token: string): Workspace | null {
    return this.#front.workspaces.find((workspace) => workspace.tokens.has(token)) ?? null;
  }

  /** `effect` is false when nothing was done, because of pace, token or arguments. */
  async answer(call: Call, token: string): Promise<{ readonly answer: Answer; readonly effect: boolean }> {
    if (call.method === 'apps.connections.open') return done(this.#openSocket(token));
    if (call.method === 'oauth.v2.access') return done(await this.#exchange(call.args));
    const workspace = this.workspaceOf(token);
    const refusal = this.#refusal(call, token, workspace);
    if (refusal !== null || workspace === null)
      return { answer: refusal ?? refused('invalid_auth'), effect: false };
    const { url, store, modals } = this.#front;
    const context: MethodContext = { workspace, token, url, store, modals };
    const method = METHODS[call.method];
    const answer =
      method === undefined
        ? { status: 200, body: await workspace.emulated.call(call.method, call.args, token) }
        : await method(context, call.args);
    const scopes = { 'x-oauth-scopes': (workspace.tokens.get(token) ?? []).join(',') };
    return {
      answer: { ...answer, headers: { ...scopes, ...answer.headers } },
      effect: answer.body.ok === true,
    };
  }

  #refusal(call: Call, token: string, workspace: Workspace | null): Answer | null {
    if (token === '') return refused('not_authed');
    if (workspace === null) {
      const was = this.#front.workspaces.some((known) => known.revoked.has(token));
      if (was) return refused('token_revoked');
      return refused(token === APP.appToken ? 'not_allowed_token_type' : 'invalid_auth');
    }
    const scope = missingScope(call.method, workspace.tokens.get(token) ?? []);
    if (scope !== null) return { status: 200, body: { ok: false, error: 'missing_scope', ...scope } };
    const faults = argumentFaults(call.method, call.args);
    return faults.length > 0 ? refused('invalid_arguments', faults) : this.#front.pace.refusal(call);
  }

  #openSocket(token: string): Answer {
    if (token === '') return refused('not_authed');
    if (token !== APP.appToken) {
      return refused(this.workspaceOf(token) === null ? 'invalid_auth' : 'not_allowed_token_type');
    }
    if (this.#front.sockets.count >= MOST_SOCKETS) return refused('too_many_websockets');
    return ok({ url: `${this.#front.url.replace('http', 'ws')}${this.#front.sockets.ticket()}` });
  }

  async #exchange(args: Json): Promise<Answer> {
    const workspace = this.codes.get(text(args.code));
    if (workspace === undefined) return refused('invalid_code');
    const body = await workspace.emulated.call('oauth.v2.access', args, '');
    if (body.ok === true) workspace.tokens.set(text(body.access_token), grantedScopes(body));
    return { status: 200, body };
  }
}

function done(answer: Answer) {
  return { answer, effect: answer.body.ok === true };
}
