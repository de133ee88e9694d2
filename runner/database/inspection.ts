/**
 * Checks whether Baton can use the database that DATABASE_URL names: its version and encoding, whether it is writable,
 * how many connections are left, and whether the names of Baton's tables are free. It reads settings and catalogs only,
 * and waits for no lock.
 */
import type pg from 'pg';
import { BatonError } from '../core/errors.ts';
import { serverOf } from './address.ts';

const OLDEST_SERVER = 140_000;

interface Facts {
  readonly number: number;
  readonly version: string;
  readonly database: string;
  readonly user: string;
  readonly encoding: string;
  readonly standby: boolean;
  readonly read_only: boolean;
  readonly schema: string | null;
  readonly may_make_tables: boolean | null;
  readonly may_make_schemas: boolean;
  readonly has_queue: boolean;
  /** connections left under each limit; null without a limit. This session counts as left. */
  readonly left_of_server: number;
  readonly left_of_role: number | null;
  readonly left_of_database: number | null;
}

export interface Inspection {
  /** connections that may be opened besides this one */
  readonly connectionsLeft: number;
  /** throws for a user that may not make what is missing */
  checkPermissions(): void;
}

/** @param needed connections that the process needs to work at all */
export async function inspect(client: pg.PoolClient, url: string, needed: number): Promise<Inspection> {
  const { rows } = await client.query<Facts>(FACTS);
  const facts = rows[0];
  if (facts === undefined) throw new Error('the database says nothing of itself');
  const server = serverOf(url);
  checkVersion(facts.number, facts.version);
  checkEncoding(facts, server);
  checkWritable(facts, server);
  checkConnections(facts, server, needed);
  return {
    connectionsLeft: fewest(facts).left,
    checkPermissions: () => checkPermissions(facts, server),
  };
}

/** @param number `server_version_num`, e.g. 140011 */
export function checkVersion(number: number, version: string): void {
  if (number >= OLDEST_SERVER) return;
  throw fault(
    'database_too_old',
    `The server that DATABASE_URL names is PostgreSQL ${version}; Baton needs 14 or newer. Name a newer one, or unset DATABASE_URL and Baton starts its own.`,
  );
}

function checkEncoding({ encoding, database }: Facts, server: string): void {
  if (encoding === 'UTF8') return;
  throw fault(
    'database_encoding',
    `The database ${database} at ${server} has the encoding ${encoding}; Baton needs UTF8. Create another (createdb --encoding=UTF8 --template=template0 --locale=C) and name it in DATABASE_URL.`,
  );
}

function checkWritable({ standby, read_only, database, user }: Facts, server: string): void {
  if (standby)
    throw fault(
      'database_read_only',
      `PostgreSQL at ${server} is a standby, which is read-only. Name the primary in DATABASE_URL.`,
    );
  if (read_only)
    throw fault(
      'database_read_only',
      `The database ${database} at ${server} is read-only for ${user} (default_transaction_read_only is on). Turn it off: ALTER ROLE or ALTER DATABASE … SET default_transaction_read_only = off, or name another in DATABASE_URL.`,
    );
}

function checkPermissions(facts: Facts, server: string): void {
  const { schema, user, database } = facts;
  if (facts.may_make_tables === false)
    throw fault(
      'database_permission',
      `The user ${user} may not create tables in the schema ${schema} at ${server}. Allow it: GRANT CREATE ON SCHEMA ${schema} TO ${user}; or make ${user} the owner of the database.`,
    );
  if (!facts.may_make_schemas && !facts.has_queue)
    throw fault(
      'database_permission',
      `The user ${user} may not create schemas in the database ${database} at ${server}. Allow it: GRANT CREATE ON DATABASE ${database} TO ${user}; or make ${user} its owner.`,
    );
}

interface Room {
  readonly left: number;
  readonly remedy: string;
}

function fewest(facts: Facts): Room {
  const { user, database } = facts;
  const rooms: Room[] = [
    { left: facts.left_of_server, remedy: 'raise max_connections of the server' },
    {
      left: facts.left_of_role ?? Infinity,
      remedy: `raise the user's limit (ALTER ROLE ${user} CONNECTION LIMIT …)`,
    },
    {
      left: facts.left_of_database ?? Infinity,
      remedy: `raise the database's limit (ALTER DATABASE ${database} CONNECTION LIMIT …)`,
    },
  ];
  return rooms.reduce((best, room) => (room.left < best.left ? room : best));
}

function checkConnections(facts: Facts, server: string, needed: number): void {
  const { left, remedy } = fewest(facts);
  if (left >= needed) return;
  throw new BatonError(
    'environment',
    'database_connections',
    `PostgreSQL at ${server} has ${Math.max(left, 0)} connections left, and Baton needs ${needed}: ${remedy}, or end other sessions.`,
    { passing: true },
  );
}

function fault(code: string, message: string): BatonError {
  return new BatonError('environment', code, message);
}

/** Superusers may use the reserved connections and have no limit of their own. A session without a database is the server's. */
const FACTS = `
  SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
    current_database() AS database, current_user AS user, current_setting('server_encoding') AS encoding,
    pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only,
    current_schema() AS schema, has_schema_privilege(current_schema(), 'CREATE') AS may_make_tables,
    has_database_privilege(current_database(), 'CREATE') AS may_make_schemas,
    EXISTS (SELECT FROM pg_namespace WHERE nspname = 'graphile_worker') AS has_queue,
    (current_setting('max_connections')::int + 1 - used.of_server - CASE WHEN rolsuper THEN 0 ELSE
       current_setting('superuser_reserved_connections')::int +
       coalesce(current_setting('reserved_connections', true)::int, 0) END)::int AS left_of_server,
    CASE WHEN rolconnlimit >= 0 AND NOT rolsuper THEN rolconnlimit + 1 - used.of_role::int END AS left_of_role,
    CASE WHEN datconnlimit >= 0 AND NOT rolsuper THEN datconnlimit + 1 - used.of_database::int END AS left_of_database
  FROM pg_roles, pg_database, (
    SELECT count(*) FILTER (WHERE datid IS NOT NULL) AS of_server,
      count(*) FILTER (WHERE usename = session_user) AS of_role,
      count(*) FILTER (WHERE datname = current_database()) AS of_database FROM pg_stat_activity
  ) AS used
  WHERE rolname = session_user AND datname = current_database()`;

interface Place {
  /** where new tables go; null when search_path names no schema that exists */
  readonly schema: string | null;
  /** where Baton's marker is; null when it has none */
  readonly marked: string | null;
  readonly search_path: string;
}

/** Throws `BatonError` (`environment`) that names what is in the way. */
export async function checkNames(database: pg.Pool, text: string, url: string): Promise<void> {
  const { rows } = await database.query<Place>(
    `SELECT current_schema() AS schema, current_setting('search_path') AS search_path,
       (SELECT nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
         WHERE pg_class.oid = to_regclass('baton_schema')) AS marked`,
  );
  const place = rows[0];
  if (place === undefined) return;
  if (place.schema === null)
    throw fault(
      'database_search_path',
      `The database at ${serverOf(url)} has no schema that its user may use: search_path is ${place.search_path || 'empty'}. Create it or grant it (GRANT USAGE, CREATE ON SCHEMA …), or set another: ALTER ROLE … SET search_path = public.`,
    );
  if (place.marked !== null && place.marked !== place.schema)
    throw fault(
      'database_search_path',
      `Baton's tables at ${serverOf(url)} are in the schema ${place.marked}, and new ones would go to ${place.schema}: search_path is ${place.search_path}. Set it for this user: ALTER ROLE … SET search_path = ${place.marked}.`,
    );
  if (place.marked !== null) return;
  const taken = await takenNames(database, text);
  if (taken.length === 0) return;
  const names = taken.slice(0, 5).join(', ') + (taken.length > 5 ? ` and ${taken.length - 5} more` : '');
  throw fault(
    'database_not_ours',
    `The schema ${place.schema} at ${serverOf(url)} has tables of another product with names that Baton uses: ${names}. Nothing was changed. Give Baton a database of its own (createdb), or a schema of its own: add ?options=-c%20search_path%3Dbaton to DATABASE_URL after CREATE SCHEMA baton.`,
  );
}

/** What is there under the names of our tables and indexes. */
async function takenNames(database: pg.Pool, text: string): Promise<string[]> {
  const names = [...text.matchAll(/^CREATE (?:TABLE|(?:UNIQUE )?INDEX) IF NOT EXISTS (\w+)/gim)].map(
    ([, name]) => name,
  );
  const { rows } = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname = current_schema() AND relname = ANY ($1)
     UNION
     SELECT typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace
      WHERE nspname = current_schema() AND typname = ANY ($1)
     ORDER BY 1`,
    [names],
  );
  return rows.map(({ name }) => name);
}
