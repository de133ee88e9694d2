/**
 * How the app hears of what people do: an envelope to one of its sockets (Socket Mode) or a signed request to its
 * address (HTTP mode). Each delivery is kept with when and how it was acknowledged.
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { CallLog } from '../chat/call.ts';
import { isRecord, type Json, record } from '../chat/json.ts';
import type { Sockets } from './sockets.ts';
import { APP } from './workspace.ts';

export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';

export interface Delivery {
  readonly kind: DeliveryKind;
  readonly payload: Json;
  /** milliseconds since the epoch */
  readonly at: number;
  /** milliseconds until it was acknowledged; null when it was not within three seconds */
  ackMs: number | null;
  /** what the acknowledgement said */
  body: Json;
  /** why it was not: `no_socket`, `operation_timeout`, `status 401`… */
  failure: string | null;
}

/** How long Slack waits for an acknowledgement. */
const ACK_MS = 3_000;

export class Deliveries {
  readonly all: Delivery[] = [];
  /** where the app listens in HTTP mode; null: Socket Mode */
  url: string | null = null;
  readonly #sockets: Sockets;
  readonly #log: CallLog;

  constructor(sockets: Sockets, log: CallLog) {
    this.#sockets = sockets;
    this.#log = log;
  }

  /** Ends when it was acknowledged or given up. `retry` counts deliveries of the same event. */
  async send(kind: DeliveryKind, payload: Json, retry = 0): Promise<Delivery> {
    const delivery: Delivery = { kind, payload, at: Date.now(), ackMs: null, body: {}, failure: null };
    this.all.push(delivery);
    await (this.url === null ? this.#bySocket(delivery, retry) : this.#byRequest(delivery, this.url, retry));
    this.#log.changed();
    return delivery;
  }

  /** The same payload once more, as when Slack did not see the first acknowledgement. */
  again(delivery: Delivery): Promise<Delivery> {
    return this.send(delivery.kind, delivery.payload, 1);
  }

  async #bySocket(delivery: Delivery, retry: number): Promise<void> {
    const { kind, payload } = delivery;
    const envelope = {
      envelope_id: randomUUID(),
      type: kind,
      payload,
      accepts_response_payload: kind !== 'events_api',
      ...(kind === 'events_api' ? { retry_attempt: retry, retry_reason: retry === 0 ? '' : 'timeout' } : {}),
    };
    const ack = await this.#sockets.send(envelope, ACK_MS);
    if (typeof ack === 'string') delivery.failure = ack;
    else acknowledged(delivery, ack);
  }

  async #byRequest(delivery: Delivery, url: string, retry: number): Promise<void> {
    const { kind, payload } = delivery;
    const { contentType, body } = encoded(kind, payload);
    const retried = { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': contentType,
          ...signed(APP.signingSecret, body),
          ...(retry > 0 ? retried : {}),
        },
        body,
        signal: AbortSignal.timeout(ACK_MS),
      });
      const said = await response.text();
      if (response.ok) acknowledged(delivery, asAck(said));
      else delivery.failure = `status ${response.status}`;
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      delivery.failure = late ? 'operation_timeout' : 'dispatch_failed';
    }
  }
}

/** The headers by which an app knows that a request is Slack's. `ageSeconds` makes it an old one. */
export function signed(secret: string, body: string, ageSeconds = 0): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
}

/** A payload as Slack puts it into a request. */
export function encoded(
  kind: DeliveryKind,
  payload: Json,
): { readonly contentType: string; readonly body: string } {
  const form = 'application/x-www-form-urlencoded';
  if (kind === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) };
  if (kind === 'interactive') {
    return { contentType: form, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() };
  }
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { contentType: form, body: new URLSearchParams(fields).toString() };
}

function acknowledged(delivery: Delivery, body: Json): void {
  delivery.ackMs = Date.now() - delivery.at;
  delivery.body = body;
}

/** Text alone is a message too. */
function asAck(said: string): Json {
  if (said === '') return {};
  try {
    const parsed: unknown = JSON.parse(said);
    return isRecord(parsed) ? parsed : { text: said };
  } catch {
    return record({ text: said });
  }
}
