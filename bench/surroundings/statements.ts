/** Counts what this process sends to PostgreSQL, over whatever connection, without touching what it does. */
import pg from 'pg';

export interface StatementCount {
  /** how often each was sent so far, by its prepared name or its first words */
  readonly sent: ReadonlyMap<string, number>;
  /** Leaves out what this pool sends; to be called before its first connection. */
  ignore(pool: pg.Pool): void;
  stop(): void;
}

export function countStatements(): StatementCount {
  const sent = new Map<string, number>();
  const ignored = new WeakSet<object>();
  const original = pg.Client.prototype.query;
  const counted = function (this: pg.Client, ...given: unknown[]): unknown {
    const name = nameOf(given[0]);
    if (!ignored.has(this)) sent.set(name, (sent.get(name) ?? 0) + 1);
    return Reflect.apply(original, this, given);
  };
  Object.assign(pg.Client.prototype, { query: counted });
  return {
    sent,
    ignore(pool) {
      pool.on('connect', (client) => ignored.add(client));
    },
    stop() {
      Object.assign(pg.Client.prototype, { query: original });
    },
  };
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
