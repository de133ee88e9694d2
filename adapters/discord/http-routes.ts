/**
 * HTTP mode: the route that Discord posts interactions to. The signature and the request's age are verified before the
 * body is used.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type APIInteraction, type APIInteractionResponse, InteractionType } from 'discord.js';
import { type Routes, refusedSignatureLog, type Signature, signedRoute } from '../chat/routes.ts';

export const PATH = '/discord/interactions';
const MOST_AGE_S = 5 * 60;
/** The DER prefix of the 32 bytes of an Ed25519 public key. */
const KEY_HEAD = '302a300506032b6570032100';

const REFUSED = {
  platform: 'discord',
  title: 'Discord',
  variable: 'DISCORD_PUBLIC_KEY (Discord sends wrong ones on purpose, too)',
} as const;

export interface DiscordRouteOptions {
  /** in hex, as Discord shows it */
  readonly publicKey: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
  take(interaction: APIInteraction): Promise<APIInteractionResponse | null>;
}

export function discordRoute({ publicKey, now, log, take }: DiscordRouteOptions): Routes {
  const key = keyOf(publicKey);
  if (key === null) log('discord: DISCORD_PUBLIC_KEY is no public key; every request will be refused');
  return signedRoute({
    path: PATH,
    verify: (headers, body) => (key === null ? 'invalid' : verified(key, headers, body, now())),
    refused: refusedSignatureLog(REFUSED, log),
    parse: interactionOf,
    take: (interaction) => take(interaction as APIInteraction),
  });
}

function verified(key: KeyObject, headers: IncomingHttpHeaders, body: Buffer, now: number): Signature {
  const signature = headers['x-signature-ed25519'];
  const timestamp = headers['x-signature-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return 'invalid';
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return 'invalid';
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  if (!verify(null, signed, key, Buffer.from(signature, 'hex'))) return 'invalid';
  return Math.abs(now / 1_000 - Number(timestamp)) > MOST_AGE_S ? 'stale' : 'valid';
}

function keyOf(publicKey: string): KeyObject | null {
  if (!/^[0-9a-f]{64}$/i.test(publicKey)) return null;
  return createPublicKey({ key: Buffer.from(KEY_HEAD + publicKey, 'hex'), format: 'der', type: 'spki' });
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
