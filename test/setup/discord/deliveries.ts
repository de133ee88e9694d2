/**
 * How the app hears of what people do: an event of the gateway, or a signed request to its address. Each delivery is kept
 * with when and how it was answered.
 */
import { type Json, record } from '../chat/json.ts';
import type { Gateway } from './gateway.ts';
import { INTERACTION_TYPES, type Interaction, type Interactions, RESPONSE_MS } from './interactions.ts';
import type { OpenApiRules } from './openapi-rules.ts';
import { refuseForm } from './refusals.ts';
import type { SigningKey } from './signing.ts';
import type { World } from './world.ts';

export interface Delivery {
  readonly interaction: Interaction;
  /** milliseconds since the epoch */
  readonly at: number;
  /** milliseconds until the first response; null when there was none within three seconds */
  readonly ackMs: number | null;
  /** the first response: its `type` and `data`; null when there was none */
  readonly response: Json | null;
  /** why there was none: `no_session`, `no_answer`, `status 401`, `refused: …` */
  readonly failure: string | null;
}

export class Deliveries {
  readonly all: Delivery[] = [];
  readonly #world: World;
  readonly #gateway: Gateway;
  readonly #interactions: Interactions;
  readonly #key: SigningKey;
  readonly #rules: OpenApiRules | null;

  constructor(parts: {
    readonly world: World;
    readonly gateway: Gateway;
    readonly interactions: Interactions;
    readonly key: SigningKey;
    readonly rules: OpenApiRules | null;
  }) {
    this.#world = parts.world;
    this.#gateway = parts.gateway;
    this.#interactions = parts.interactions;
    this.#key = parts.key;
    this.#rules = parts.rules;
  }

  /** Ends with the first response, or when there can be none any more. */
  async send(interaction: Interaction): Promise<Delivery> {
    const at = Date.now();
    const url = this.#world.interactionsUrl;
    const failure = await (url === null ? this.#byGateway(interaction) : this.#byRequest(interaction, url));
    const { response } = interaction;
    const ackMs = response === null ? null : Date.now() - at;
    const delivery = { interaction, at, ackMs, response, failure: response === null ? failure : null };
    this.all.push(delivery);
    this.#world.log.changed();
    return delivery;
  }

  /** The same interaction once more, as a replay or a second process would bring it. Ends when the app has taken it in. */
  async again({ interaction }: Delivery): Promise<void> {
    const url = this.#world.interactionsUrl;
    if (url !== null) await this.#byRequest(interaction, url);
    else {
      this.#world.announce('INTERACTION_CREATE', interaction.channel, interaction.payload);
      await this.#gateway.settled();
    }
  }

  /** Whether the app answers a ping, and refuses one that Discord did not sign. */
  async probe(url: string): Promise<{ readonly pongs: boolean; readonly refusesForgeries: boolean }> {
    const { clock, app } = this.#world;
    const ping = { type: INTERACTION_TYPES.ping, id: clock.id(), application_id: app.id, token: 'ping' };
    const body = JSON.stringify({ ...ping, version: 1, entitlements: [], app_permissions: '0' });
    const good = await request(url, body, this.#key.headers(body));
    const bad = await request(url, body, this.#key.headers(`${body} `));
    return {
      pongs: good.status === 200 && record(good.body).type === 1,
      refusesForgeries: bad.status === 401,
    };
  }

  async #byGateway(interaction: Interaction): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    interaction.answered = resolve;
    // a session that lost its socket may be resumed in time
    if (this.#gateway.sessions.length === 0) return 'no_session';
    this.#world.announce('INTERACTION_CREATE', interaction.channel, interaction.payload);
    const timer = setTimeout(resolve, RESPONSE_MS);
    await promise;
    clearTimeout(timer);
    return 'no_answer';
  }

  /** The app answers in the body, or by the callback route and then ends the request as it likes. */
  async #byRequest(interaction: Interaction, url: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    interaction.answered = resolve;
    const asked = this.#asked(interaction, url);
    await Promise.race([promise, asked]);
    const failure = interaction.response === null ? await asked : '';
    if (failure !== 'accepted') return failure;
    const timer = setTimeout(resolve, RESPONSE_MS);
    await promise;
    clearTimeout(timer);
    return 'no_answer';
  }

  /** Why the request's answer was no first response; empty when it was. */
  async #asked(interaction: Interaction, url: string): Promise<string> {
    const body = JSON.stringify(interaction.payload);
    const { status, body: said } = await request(url, body, this.#key.headers(body));
    if (status === 202 || status === 204) return 'accepted';
    if (status !== 200) return status === 0 ? 'no_answer' : `status ${status}`;
    const faults = this.#rules?.faults('POST /interactions/:interaction/:token/callback', said) ?? [];
    const answer =
      faults.length > 0 ? refuseForm(faults) : this.#interactions.respond(interaction, record(said), []);
    return answer.status === 200 ? '' : `refused: ${JSON.stringify(answer.body)}`;
  }
}

/** Status 0 when there was no answer in time. */
async function request(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Discord-Interactions/1.0', ...headers },
      body,
      signal: AbortSignal.timeout(RESPONSE_MS),
    });
    const said = await response.text();
    return { status: response.status, body: said === '' ? null : JSON.parse(said) };
  } catch {
    return { status: 0, body: null };
  }
}
