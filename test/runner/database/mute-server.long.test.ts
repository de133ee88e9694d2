/** A server that takes connections and answers nothing: Baton gives it up after ten seconds of real time. */
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DatabaseOptions, openDatabase } from '../../../runner/database/open.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const open = (url: string, options: Partial<DatabaseOptions> = {}) =>
  openDatabase({ url, home: '/nowhere', schema: '', log: () => undefined, ...options });

/** A server that takes logins and answers no query. `asked` is told of each. */
async function muteServer(asked: () => void = () => undefined): Promise<{ url: string; close(): void }> {
  const { searchParams, port } = new URL(database.url);
  const server = createServer((socket) => {
    const upstream = connect(`${searchParams.get('host')}/.s.PGSQL.${port}`);
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    socket.on('close', () => upstream.destroy());
    upstream.pipe(socket);
    socket.on('data', (data) => {
      // The login passes; the first query does not.
      if (data[0] === 'Q'.charCodeAt(0)) asked();
      else upstream.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(database.url);
  url.searchParams.set('host', '127.0.0.1');
  url.searchParams.set('port', String(typeof address === 'object' ? address?.port : 0));
  return { url: url.href, close: () => void server.close() };
}

it('a server that answers no query does not keep a stop signal waiting', async () => {
  const stop = new AbortController();
  const { url, close } = await muteServer(() => stop.abort());
  await expect(open(url, { signal: stop.signal })).rejects.toMatchObject({ code: 'stopped' });
  close();
});

it('a server that answers no query is given up after ten seconds, with what to look at', async () => {
  const { url, close } = await muteServer();
  await expect(open(url)).rejects.toMatchObject({
    code: 'database_unreachable',
    passing: true,
    message: expect.stringMatching(
      /takes connections but does not answer within 10 s\. Look at its log and its load\.$/,
    ),
  });
  close();
}, 40_000);
