/** Secrets to plant in settings, files and addresses, and what looks for them in everything that is said and stored. */
import { createServer, type Server } from 'node:http';
import type pg from 'pg';
import { expect } from 'vitest';

/** A word that no prompt has, in two halves, so that a part of a secret is recognized too; joined by what a malformed value breaks at. */
export const plant = (name: string, joint = '-') => `pLaNtOm${joint}${name}${joint}c0ffeecup`;
const PLANTED = /plantom|c0ffeecup/i;

/** Refuses every call, and repeats the headers that the caller sent, as some providers and proxies do. */
export async function echoingServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const sent = JSON.stringify({ ...request.headers, url: request.url });
    const message = `Incorrect API key provided: ${sent}`;
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, error: { message, code: 401 }, message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** One malformed value for each name, a round of them at a time: a process names all that it refuses. */
export const ROUNDS: readonly Readonly<Record<string, string>>[] = [
  {
    DATABASE_URL: `postgresql+psycopg2://app:${plant('a')}@db/x`,
    BATON_API_TOKEN: plant('a', ' '),
    BATON_SECRET_KEY: plant('').slice(0, 20),
    BATON_PUBLIC_URL: `https://ana:${plant('a')}@baton.example`,
    SLACK_API_URL: `ftp://${plant('a')}@slack`,
    DISCORD_API_URL: `http://a:${plant('a')}@discord/api`,
    DISCORD_PUBLIC_KEY: plant('a'),
    PORT: '99999',
  },
  { DATABASE_URL: `host=db user=app password=${plant('b')} dbname=x` },
  { DATABASE_URL: `"postgres://app:${plant('c')}@db/x"` },
  { DATABASE_URL: `postgres://app:${plant('d', '/')}@db/x` },
  { DATABASE_URL: `postgres://app:${plant('e', '#')}@db/x` },
  { DATABASE_URL: `postgres://app:${plant('f', '?')}@db/x` },
  { DATABASE_URL: `postgres://app:${plant('g', '%')}@db:port/x` },
  { DATABASE_URL: `postgres://app@db:${plant('h')}/x` },
  { DATABASE_URL: `jdbc:postgresql://db/x?user=app&password=${plant('i')}` },
  { DATABASE_URL: `postgres://db/x?password=${plant('j')}&sslmode=${plant('j')}` },
  { DATABASE_URL: `mysql://app:${plant('k')}@db/x` },
  { DATABASE_URL: plant('l') },
  { ANTHROPIC_BASE_URL: `ftp://${plant('m')}/v1` },
  { ANTHROPIC_BASE_URL: `http://ana:${plant('m')}@127.0.0.1:9/v1` },
  { OPENAI_COMPATIBLE_BASE_URL: `http://127.0.0.1:9/v1?key=${plant('m')}` },
  { OPENAI_BASE_URL: `${plant('n')}:${plant('n')}@openai/v1` },
  { GOOGLE_GEMINI_BASE_URL: `http://a b:${plant('o')}@/` },
  // What no header can carry is refused by libraries in messages that show it.
  {
    SLACK_BOT_TOKEN: `xoxb-${plant('p', '\n')}`,
    SLACK_APP_TOKEN: `xapp-${plant('p', 'é')}`,
    DISCORD_TOKEN: plant('p', '\u2028'),
  },
  { ANTHROPIC_API_KEY: plant('q', '\n') },
  { OPENAI_API_KEY: plant('q', '“') },
  { GEMINI_API_KEY: plant('q', ' ') },
];

/** Names settings that are misspelt or malformed in the files, with the secret on the line. */
export const FILES: readonly (readonly [string, string, RegExp])[] = [
  ['.env', `SLACK_BOT_TOKEN ${plant('line')}\n`, /\.env:1: this line is no assignment/],
  ['.env', `DISCORD_TOKEN="${plant('quote')}\n`, /\.env:1: the quotation mark/],
  ['.env', `BATON_API_TOKEM=${plant('name')}\n`, /BATON_API_TOKEM is not a variable/],
  ['.env', `DATABASE_URL=postgres//app:${plant('env')}@db/x\n`, /DATABASE_URL/],
  [
    'baton.yaml',
    `projects: { shop: { url: "https://a:${plant('yaml')}@b.example/c" } }\n`,
    /url holds no user/,
  ],
  [
    'baton.yaml',
    `projects: { shop: { url: "ssh://a:${plant('yaml')}@b.example/c" } }\n`,
    /url holds no user/,
  ],
  [
    'baton.yaml',
    `projects: { shop: { url: "https://b.example/c?private_token=${plant('yaml')}" } }\n`,
    /url/,
  ],
  ['baton.yaml', `projects: { shop: { url: "htps://a:${plant('yaml')}@b.example/c" } }\n`, /url/],
  ['baton.yaml', `projects: { shop: { path: [ "https://a:${plant('yaml')}@b" }\n`, /baton\.yaml/],
];

export function expectNoPlant(text: string, what: string): void {
  const at = text.search(PLANTED);
  expect(at === -1 ? null : text.slice(Math.max(0, at - 200), at + 100), what).toBeNull();
}

export const ADDRESSES = [
  `https://ana:${plant('remote')}@127.0.0.1:9/shop.git`,
  `http://${plant('remote')}@127.0.0.1:9/shop.git`,
  `ssh://ana:${plant('remote')}@127.0.0.1:9/shop.git`,
  `http://127.0.0.1:9/shop.git?private_token=${plant('remote')}`,
  `http://127.0.0.1:9/shop.git#access_token=${plant('remote')}`,
  `http:/ana:${plant('remote')}@127.0.0.1:9/shop.git`,
  `htps://ana:${plant('remote')}@127.0.0.1:9/shop.git`,
  `ana:${plant('remote')}@127.0.0.1:shop.git`,
  `ext::https://ana:${plant('remote')}@127.0.0.1`,
];

/** Every row of every table, Baton's and the queue's, as text. */
export async function rowsOf(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.map(({ name }) => name)).toContain('public.flow_runs');
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return texts.join('\n');
}
