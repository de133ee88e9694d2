/** TLS in front of the test server, which itself listens on a socket: the handshake is real, and so is what comes after. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';

const OPENSSL = 'openssl';

let database: FreshDatabase;
let folder: string;
let encrypted: Server;
let plain: Server;

beforeAll(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'baton-tls-'));
  execFileSync(
    OPENSSL,
    [
      ...['req', '-new', '-x509', '-days', '9', '-nodes', '-subj', '/CN=db.internal'],
      ...['-addext', 'subjectAltName=DNS:db.internal', '-out', 'ca.pem', '-keyout', 'key.pem'],
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  [encrypted, plain] = [await front(true), await front(false)];
});
afterAll(async () => {
  encrypted.close();
  plain.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A server that answers the request for TLS with yes or no, and passes the rest on. */
async function front(offersTls: boolean): Promise<Server> {
  const { searchParams, port } = new URL(database.url);
  const upstream = `${searchParams.get('host')}/.s.PGSQL.${port}`;
  const pass = (socket: Socket | TLSSocket) => {
    const server = connect(upstream);
    for (const end of [socket, server]) end.on('error', () => undefined);
    socket.on('close', () => server.destroy());
    server.on('close', () => socket.destroy());
    socket.pipe(server).pipe(socket);
  };
  const listener = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (first) => {
      if (!(first.length === 8 && first.readInt32BE(4) === 80_877_103)) {
        socket.unshift(first);
        return pass(socket);
      }
      socket.write(offersTls ? 'S' : 'N');
      if (!offersTls) return pass(socket);
      const [key, cert] = ['key.pem', 'ca.pem'].map((name) => readFileSync(join(folder, name)));
      pass(new TLSSocket(socket, { isServer: true, ...(key && cert ? { key, cert } : {}) }));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return listener;
}

async function open(server: Server, query: string): Promise<string> {
  const address = server.address();
  const url = new URL(database.url);
  const port = typeof address === 'object' ? address?.port : 0;
  const text = `postgres://${url.username}:${url.password}@127.0.0.1:${port}${url.pathname}?${query}`;
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on('warning', warn);
  try {
    const opened = await openDatabase({ url: text, home: '/nowhere', schema: '', log: () => undefined });
    await opened.pool.query('select 1');
    await opened.close();
    expect(warnings).toEqual([]);
    return 'open';
  } catch (error) {
    expect(String(error)).not.toContain(url.password);
    return error instanceof Error ? error.message : String(error);
  } finally {
    process.off('warning', warn);
  }
}

describe('with a certificate that nobody vouches for', () => {
  it.each(['sslmode=require', 'sslmode=prefer', 'sslmode=no-verify', 'ssl=true', ''])(
    '%s opens',
    async (query) => {
      expect(await open(encrypted, query)).toBe('open');
    },
  );

  it('verify-ca opens with the certificate of its authority, whatever the host', async () => {
    expect(await open(encrypted, `sslmode=verify-ca&sslrootcert=${join(folder, 'ca.pem')}`)).toBe('open');
    expect(await open(encrypted, `sslmode=require&sslrootcert=${join(folder, 'ca.pem')}`)).toBe('open');
  });

  it.each(['verify-full', 'verify-ca'])('%s says that it is not trusted, in one line', async (mode) => {
    expect(await open(encrypted, `sslmode=${mode}`)).toMatch(
      /^The certificate of PostgreSQL at 127\.0\.0\.1:\d+ is not trusted \(self-signed certificate\)\. .*sslrootcert=FILE.*sslmode=no-verify\.$/,
    );
  });

  it('verify-full says that it is for another host', async () => {
    expect(await open(encrypted, `sslmode=verify-full&sslrootcert=${join(folder, 'ca.pem')}`)).toMatch(
      /^The certificate of PostgreSQL at 127\.0\.0\.1:\d+ is for another host .*sslmode=verify-ca/,
    );
  });

  it('a root certificate that is not there is said by its parameter', async () => {
    expect(await open(encrypted, 'sslmode=verify-full&sslrootcert=/no/where.pem')).toMatch(
      /^DATABASE_URL names a file with sslrootcert= that cannot be read \(ENOENT\)/,
    );
  });
});

describe('without TLS in the server', () => {
  it.each(['sslmode=prefer', 'sslmode=allow', 'sslmode=disable', ''])('%s opens', async (query) => {
    expect(await open(plain, query)).toBe('open');
  });

  it.each(['require', 'verify-full', 'no-verify'])('%s says that the server offers none', async (mode) => {
    expect(await open(plain, `sslmode=${mode}`)).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:\d+ does not offer TLS, .* sslmode=disable\.$/,
    );
  });
});
