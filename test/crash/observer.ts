/** Looks at the database from outside while its server dies and comes back: every question is asked until it is answered. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export interface Observer {
  ask<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Asks until the answer has rows, and gives them. Rejects after `ms`. */
  until<Row extends pg.QueryResultRow>(
    what: string,
    ms: number,
    sql: string,
    values?: unknown[],
  ): Promise<Row[]>;
  close(): Promise<void>;
}

const AGAIN_MS = 20;
const LONGEST_OUTAGE_MS = 60_000;

export function observe(url: string): Observer {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5000 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const ask = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    const limit = performance.now() + LONGEST_OUTAGE_MS;
    for (;;) {
      try {
        return (await pool.query<Row>(sql, values)).rows;
      } catch (error) {
        if (performance.now() > limit) throw error;
        await pause(AGAIN_MS);
      }
    }
  };
  return {
    ask,
    async until<Row extends pg.QueryResultRow>(what: string, ms: number, sql: string, values?: unknown[]) {
      const limit = performance.now() + ms;
      for (;;) {
        const rows = await ask<Row>(sql, values);
        if (rows.length > 0) return rows;
        if (performance.now() > limit) throw new Error(`after ${ms} ms still not: ${what}`);
        await pause(AGAIN_MS);
      }
    },
    close: () => pool.end(),
  };
}
