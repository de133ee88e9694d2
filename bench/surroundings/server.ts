/** An embedded PostgreSQL in the benchmark's temporary folder, and databases on it with all of Baton's tables. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { BATON_FOLDER } from '../../bot/config/places.ts';
import { openDatabase } from '../../runner/database/open.ts';

/** As many as the service takes (bot/app/opened.ts); the same for whoever is measured. */
const CONNECTIONS = 20;

export interface Ground {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and removes the database. */
  drop(): Promise<void>;
}

export interface Server {
  /** its main process */
  readonly pid: number;
  /** A database of its own, so that no two things that are measured see each other's rows or hints. */
  ground(): Promise<Ground>;
  close(): Promise<void>;
}

export async function startServer(folder: string, says: (line: string) => void): Promise<Server> {
  const home = join(folder, 'server');
  const schema = await readFile(join(BATON_FOLDER, 'schema.sql'), 'utf8');
  const main = await openDatabase({ url: null, home, schema: '', log: says });
  let made = 0;
  return {
    pid: await serverPid(home),
    async ground() {
      made += 1;
      const name = `bench_${made}`;
      await main.pool.query(`CREATE DATABASE ${name}`);
      const url = new URL(main.url);
      url.pathname = name;
      const { pool, close } = await openDatabase({
        url: url.href,
        home,
        schema,
        log: says,
        poolSize: CONNECTIONS,
      });
      return {
        url: url.href,
        pool,
        async drop() {
          await close();
          await main.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
    close: () => main.close(),
  };
}

/** The main process of the embedded server of this home. */
export async function serverPid(home: string): Promise<number> {
  const text = await readFile(join(home, 'pg', 'cluster', 'data', 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}
