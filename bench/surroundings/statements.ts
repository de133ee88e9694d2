/** Counts what a pool's connections send, without touching what they do. */
import type pg from 'pg';

export interface StatementCount {
  /** how often each was sent so far, by its prepared name or its first words */
  readonly sent: ReadonlyMap<string, number>;
}

/** To be called before the pool has made its first connection. */
export function countStatements(pool: pg.Pool): StatementCount {
  const sent = new Map<string, number>();
  pool.on('connect', (client) => {
    const original = client.query;
    const counted = (...given: unknown[]): unknown => {
      const name = nameOf(given[0]);
      sent.set(name, (sent.get(name) ?? 0) + 1);
      return Reflect.apply(original, client, given);
    };
    Object.assign(client, { query: counted });
  });
  return { sent };
}

/** pg takes a text or an object with a text and, for a prepared one, a name. */
function nameOf(query: unknown): string {
  if (typeof query === 'string') return firstWords(query);
  const { name, text } = query as { readonly name?: string; readonly text?: string };
  return name?.replace('/graphile_worker', ' (queue)') ?? firstWords(text ?? 'unknown');
}

function firstWords(text: string): string {
  return text.trim().split(/\s+/).slice(0, 3).join(' ');
}
