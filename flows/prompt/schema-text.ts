/** A contract as an agent reads it: JSON Schema, compact, without what is not for an agent to say. */
import { z } from 'zod';
import { AGENT_CONTRACTS, type AgentContract } from '../contracts/contracts.ts';
import { isObject } from './answer.ts';

/** Code decides who made a finding, and the offline back end alone says that nobody challenged. */
const NOT_FOR_AGENTS = new Set(['origin', 'challenged']);

/** Repeated parts are written out or referred to, whichever is shorter. */
export function schemaText(contract: AgentContract): string {
  const [inline, ref] = (['inline', 'ref'] as const).map((reused) =>
    JSON.stringify(compact(z.toJSONSchema(AGENT_CONTRACTS[contract], { io: 'input', reused }))),
  );
  return [inline ?? '', ref ?? ''].reduce((a, b) => (b.length < a.length ? b : a));
}

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(isWanted).map(compactEntry));
}

function isWanted([key, value]: [string, unknown]): boolean {
  return (
    key !== '$schema' &&
    key !== 'additionalProperties' &&
    !(key === 'maximum' && value === Number.MAX_SAFE_INTEGER)
  );
}

function compactEntry([key, value]: [string, unknown]): [string, unknown] {
  if (key !== 'properties' || !isObject(value)) return [key, compact(value)];
  const kept = Object.entries(value).filter(([name]) => !NOT_FOR_AGENTS.has(name));
  return [key, Object.fromEntries(kept.map(([name, property]) => [name, compact(property)]))];
}
