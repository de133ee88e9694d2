/** Rows of `installations`: bytes that an adapter has encrypted and only it can read. */
import type { Pool } from 'pg';
import type { Installations } from '../core/ports/installations.ts';
import { answerOf } from './outage.ts';

/** Every method throws `database_unreachable` while the database is down. */
export function createInstallations(pool: Pool, url: string): Installations {
  const ask = <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
    answerOf(
      url,
      pool.query<Row>(text, values).then(({ rows }) => rows),
    );
  return {
    async save(platform, workspace, secret) {
      await ask(
        `INSERT INTO installations (platform, workspace, secret) VALUES ($1, $2, $3)
         ON CONFLICT (platform, workspace) DO UPDATE SET secret = excluded.secret, saved_at = clock_timestamp()`,
        [platform, workspace, Buffer.from(secret)],
      );
    },
    async load(platform, workspace) {
      const [row] = await ask<{ secret: Buffer }>(
        'SELECT secret FROM installations WHERE platform = $1 AND workspace = $2',
        [platform, workspace],
      );
      return row === undefined ? null : new Uint8Array(row.secret);
    },
    async remove(platform, workspace) {
      await ask('DELETE FROM installations WHERE platform = $1 AND workspace = $2', [platform, workspace]);
    },
    async list(platform) {
      const rows = await ask<{ workspace: string }>(
        'SELECT workspace FROM installations WHERE platform = $1 ORDER BY saved_at, workspace',
        [platform],
      );
      return rows.map((row) => row.workspace);
    },
  };
}
