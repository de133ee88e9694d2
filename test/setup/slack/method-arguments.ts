/**
 * The arguments of a call against Slack's own description of the method, read from `slack/methods` of the folder that
 * BATON_TEST_DATA names; without it nothing is checked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type Json, list, record, text } from '../chat/json.ts';

/** What Slack takes though its description lacks it. */
const UNDESCRIBED: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['client_msg_id'],
};

/** Sent as a string of JSON, which was read before. */
const DECODED = ['view', 'blocks'];

const folder = process.env.BATON_TEST_DATA;
const descriptions = new Map<string, Json | null>();

/** What is wrong, in Slack's own manner; empty when nothing is. The token counts as given. */
export function argumentFaults(method: string, args: Json): string[] {
  const description = descriptionOf(method);
  if (description === null) return [];
  const { properties: described, required } = record(description.args);
  const properties = record(described);
  const missing = list(required)
    .map(text)
    .filter((name) => name !== 'token' && (args[name] === undefined || args[name] === ''))
    .filter((name) => !(method === 'chat.appendStream' && name === 'markdown_text'));
  const known = (name: string) => name in properties || UNDESCRIBED[method]?.includes(name) === true;
  return [
    ...missing.map((name) => `[ERROR] missing required field: ${name}`),
    ...Object.keys(args)
      .filter((name) => !known(name))
      .map((name) => `[ERROR] unknown argument: ${name}`),
    ...Object.entries(args).flatMap(([name, value]) => typeFault(name, record(properties[name]), value)),
  ];
}

/** What a token with these scopes lacks for the method; null when any of those that it asks for is there. */
export function missingScope(
  method: string,
  scopes: readonly string[],
): { readonly needed: string; readonly provided: string } | null {
  const needed = list(record(descriptionOf(method)?.scope).bot).map(text);
  if (needed.length === 0 || needed.some((scope) => scopes.includes(scope))) return null;
  return { needed: needed.join(','), provided: scopes.join(',') };
}

function descriptionOf(method: string): Json | null {
  const cached = descriptions.get(method);
  if (cached !== undefined) return cached;
  const path = folder === undefined ? null : join(folder, 'slack', 'methods', `${method}.json`);
  const found = path !== null && existsSync(path) ? record(JSON.parse(readFileSync(path, 'utf8'))) : null;
  descriptions.set(method, found);
  return found;
}

function typeFault(name: string, property: Json, value: unknown): string[] {
  const type = text(property.type);
  const fits =
    (type !== 'boolean' || ['true', 'false', '1', '0'].includes(String(value))) &&
    (!['integer', 'number'].includes(type) || (String(value) !== '' && Number.isFinite(Number(value)))) &&
    (type !== 'integer' || Number.isInteger(Number(value))) &&
    (type !== 'string' || !(isRecord(value) || Array.isArray(value)) || DECODED.includes(name));
  return fits ? [] : [`[ERROR] must be a valid ${type} [json-pointer:/${name}]`];
}
