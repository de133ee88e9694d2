/** The REST API: from a method, path and body to Discord's answer. */
import type { Answer, Call } from '../chat/call.ts';
import type { OpenApiRules } from './openapi-rules.ts';
import type { Pace } from './pace.ts';
import { NOT_FOUND, refuse, refuseForm } from './refusals.ts';
import { GUILD_ROUTES } from './routes/guilds.ts';
import { INTERACTION_ROUTES } from './routes/interactions.ts';
import { MESSAGE_ROUTES } from './routes/messages.ts';
import { Refused, type Request, type Route, type RouteContext, type Routes } from './routes/route.ts';
import { THREAD_ROUTES } from './routes/threads.ts';
import { isSnowflake } from './snowflake.ts';

const ROUTES: Routes = { ...GUILD_ROUTES, ...MESSAGE_ROUTES, ...THREAD_ROUTES, ...INTERACTION_ROUTES };
/** what a token of an interaction opens */
const TOKENLESS = /^\w+ \/(interactions|webhooks)\//;
/** parameters that are no ids */
const WORDS = new Set(['token']);

interface Pattern {
  readonly name: string;
  readonly method: string;
  readonly steps: readonly string[];
  readonly route: Route;
}

/** Those with fewer parameters first: `/users/@me` before `/users/:user`. */
const PATTERNS: readonly Pattern[] = Object.entries(ROUTES)
  .map(([name, route]) => {
    const [method = '', path = ''] = name.split(' ');
    return { name, method, steps: path.split('/').slice(1), route };
  })
  .toSorted((a, b) => named(a) - named(b));

export interface Matched {
  /** such as `POST /channels/:channel/messages`; the bare method and path where there is no such route */
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly route: Route | null;
}

/** `path` begins with a slash and has no version. */
export function matched(method: string, path: string): Matched {
  const steps = path.split('/').slice(1).map(decodeURIComponent);
  const fits = (one: Pattern) =>
    one.method === method &&
    one.steps.length === steps.length &&
    one.steps.every((step, index) => step.startsWith(':') || step === steps[index]);
  const pattern = PATTERNS.find(fits);
  if (pattern === undefined) return { name: `${method} ${path}`, params: {}, route: null };
  const params = pattern.steps.flatMap((step, index): [string, string][] =>
    step.startsWith(':') ? [[step.slice(1), steps[index] ?? '']] : [],
  );
  return { name: pattern.name, params: Object.fromEntries(params), route: pattern.route };
}

export class RestApi {
  readonly #context: RouteContext;
  readonly #pace: Pace;
  readonly #rules: OpenApiRules | null;

  constructor(context: RouteContext, pace: Pace, rules: OpenApiRules | null) {
    this.#context = context;
    this.#pace = pace;
    this.#rules = rules;
  }

  /** `effect` is false when nothing was done. `token` is what came after `Bot`. */
  answer(
    call: Call,
    { route, name }: Matched,
    request: Request,
    token: string,
  ): { readonly answer: Answer; readonly effect: boolean } {
    if (route === null) return { answer: NOT_FOUND, effect: false };
    if (!TOKENLESS.test(name) && !this.#context.world.tokens.has(token)) {
      return { answer: refuse(0), effect: false };
    }
    const { refusal, headers } = this.#pace.of(call);
    if (refusal !== null) return { answer: refusal, effect: false };
    const answer = this.#refusal(name, request) ?? this.#done(route, request);
    return {
      answer: { ...answer, headers: { ...headers, ...answer.headers } },
      effect: answer.status < 400,
    };
  }

  #refusal(name: string, { params, body }: Request): Answer | null {
    const strange = Object.entries(params).filter(
      ([param, value]) => !WORDS.has(param) && value !== '@original' && !isSnowflake(value),
    );
    if (strange.length > 0) {
      const says = `Value "${strange[0]?.[1]}" is not snowflake.`;
      return refuseForm(strange.map(([param]) => ({ at: `${param}_id`, code: 'NUMBER_TYPE_COERCE', says })));
    }
    const faults = body === null ? [] : (this.#rules?.faults(name, body) ?? []);
    return faults.length > 0 ? refuseForm(faults) : null;
  }

  #done(route: Route, request: Request): Answer {
    try {
      return route(this.#context, request);
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }
}

function named({ steps }: Pattern): number {
  return steps.filter((step) => step.startsWith(':')).length;
}
