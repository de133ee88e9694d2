/** Brings the configured database's tables up to date, as every start does, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../runner/database/open.ts';
import { schemaVersion } from '../../runner/database/schema.ts';
import type { Migration, OpeningOptions } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { BATON_FOLDER } from '../config/places.ts';

/** Returns the text of schema.sql. */
export function readSchema(): string {
  return readFileSync(join(BATON_FOLDER, 'schema.sql'), 'utf8');
}

/** Throws `BatonError` (`environment`) with the remedy, and leaves the tables as they were. */
export async function migrateDatabase(
  { environment, home }: Config,
  { signal, notice }: Omit<OpeningOptions, 'worker'>,
): Promise<Migration> {
  const schema = readSchema();
  const log = notice ?? (() => undefined);
  const database = await openDatabase({ url: environment.DATABASE_URL, home, schema, log, signal, notice });
  await database.close();
  return { version: schemaVersion(schema), changed: database.migrated };
}
