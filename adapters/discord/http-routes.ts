/**
 * HTTP mode: the routes that a server mounts. The signature and the request's age are verified before the body is used.
 */

import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type APIInteraction, type APIInteractionResponse, InteractionType } from 'discord.js';
import type { Routes } from '../chat/routes.ts';

const PATH = '/discord/interactions';
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_AGE_S = 5 * 60;
/** The DER prefix of the 32 bytes of an Ed25519 public key. */
const KEY_HEAD = '302a300506032b6570032100';

type Take = (interaction: APIInteraction) => Promise<APIInteractionResponse | null>;

export class HttpRoutes implements Routes {
  readonly paths = [PATH];
  readonly #key: KeyObject | null;
  readonly #now: () => number;
  readonly #log: (line: string) => void;
  #take: Take = async () => null;
  #logged = false;

  /** `publicKey` in hex, as Discord shows it */
  constructor(publicKey: string, now: () => number, log: (line: string) => void) {
    this.#key = keyOf(publicKey);
    this.#now = now;
    this.#log = log;
    if (this.#key === null)
      log('discord: DISCORD_PUBLIC_KEY is no public key; every request will be refused');
  }

  /** Passes interactions to that function. */
  feed(take: Take): void {
    this.#take = take;
  }

  listener(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  }

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
    if (request.method !== 'POST') return { status: 405, body: { error: 'only POST is taken here' } };
    const body = await bodyOf(request);
    if (body === null) return { status: 413, body: { error: 'the body is too large' } };
    if (!this.#isSigned(request, body)) {
      this.#logOnce();
      return { status: 401, body: { error: 'invalid request signature' } };
    }
    const interaction = interactionOf(body);
    if (interaction === null) return { status: 400, body: { error: 'the body is no interaction' } };
    const response = await this.#take(interaction);
    return response === null ? { status: 503, body: { error: 'stopping' } } : { status: 200, body: response };
  }

  #isSigned({ headers }: IncomingMessage, body: Buffer): boolean {
    const signature = headers['x-signature-ed25519'];
    const timestamp = headers['x-signature-timestamp'];
    if (this.#key === null || typeof signature !== 'string' || typeof timestamp !== 'string') return false;
    if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false;
    if (Math.abs(this.#now() / 1_000 - Number(timestamp)) > MOST_AGE_S) return false;
    return verify(
      null,
      Buffer.concat([Buffer.from(timestamp), body]),
      this.#key,
      Buffer.from(signature, 'hex'),
    );
  }

  /**
   * Logs the first rejected signature only: a wrong key rejects everything and shows nowhere else, but strangers must
   * not fill the log with it.
   */
  #logOnce(): void {
    if (this.#logged) return;
    this.#logged = true;
    this.#log(
      'discord: a request whose signature or age is wrong was refused; if it was Discord’s, check DISCORD_PUBLIC_KEY (Discord sends wrong ones on purpose, too)',
    );
  }
}

function keyOf(publicKey: string): KeyObject | null {
  if (!/^[0-9a-f]{64}$/i.test(publicKey)) return null;
  return createPublicKey({ key: Buffer.from(KEY_HEAD + publicKey, 'hex'), format: 'der', type: 'spki' });
}

/** Returns null if the body is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Returns null if the body does not have an interaction's shape; its signature proves that it is from Discord. */
function interactionOf(body: Buffer): APIInteraction | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    // A ping may have no further fields.
    return value.type === InteractionType.Ping || 'id' in value ? (value as APIInteraction) : null;
  } catch {
    return null;
  }
}
