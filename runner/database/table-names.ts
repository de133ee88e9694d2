/**
 * Whether the schema that Baton's tables would go to is free for them. Asked before anything is changed, since
 * CREATE TABLE IF NOT EXISTS takes another product's table of the same name for ours.
 */
import type pg from 'pg';
import { BatonError } from '../core/errors.ts';
import { serverOf } from './address.ts';

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

function fault(code: string, message: string): BatonError {
  return new BatonError('environment', code, message);
}
