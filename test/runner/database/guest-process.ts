/**
 * A Baton process as far as the database goes: opens the one below the given home, then obeys its standard input.
 * `sql …` runs a statement, `close` closes the database; each is answered by one line of JSON.
 */
import { createInterface } from 'node:readline';
import { openDatabase } from '../../../runner/database/open.ts';

const [home = ''] = process.argv.slice(2);
const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const fail = (error: unknown) => answer({ failed: String(error) });
// Ctrl-C reaches the whole process group; a real Baton stores the cancel before it goes.
process.on('SIGINT', () => undefined);

try {
  const database = await openDatabase({ url: null, home, schema: '', log: () => undefined });
  answer({ url: database.url });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'close') break;
    const outcome = database.pool.query(line.slice('sql '.length));
    await outcome.then(({ rows }) => answer({ rows }), fail);
  }
  await database.close();
  answer({ closed: true });
} catch (error) {
  fail(error);
}
process.stdin.destroy();
