/**
 * A secret of its own in every setting that may hold one, right and malformed: nothing that a person, a log, a script
 * or the database is given contains any of them.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../setup/database.ts';
import type { MadeRepository } from '../setup/repositories.ts';
import { ADDRESSES, echoingServer, expectNoPlant, FILES, plant, ROUNDS, rowsOf } from './planted.ts';
import { baton, ownFolder, startBaton } from './processes.ts';
import { startService } from './service-client.ts';
import { makeShop } from './shop.ts';

const COMMANDS = [
  ['run', 'tech-debt', '--json', '--verbose'],
  ['run', 'tech-debt'],
  ['runs', '--json', '--verbose'],
  ['runs'],
  ['doctor', '--json', '--verbose'],
  ['doctor'],
  ['start', '--verbose'],
  ['start'],
] as const;

let shop: MadeRepository;
let database: FreshDatabase;
let provider: Server;
let user: string;

beforeAll(async () => {
  shop = makeShop();
  execFileSync('git', [
    '-C',
    shop.path,
    'remote',
    'add',
    'origin',
    `https://ana:${plant('origin')}@shop.example/a.git`,
  ]);
  database = await freshDatabase();
  user = `secrets_${process.pid}`;
  await database.pool.query(`create role ${user} login superuser password '${plant('database')}'`);
  provider = await echoingServer();
});
afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await database.pool.query(`drop owned by ${user} cascade`);
  await database.pool.query(`drop role ${user}`);
  await database.drop();
});

function providerUrl(): string {
  const address = provider.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** Values in the form that is asked for, so that each is read and used. */
function rightVariables(): Record<string, string> {
  const url = providerUrl();
  const server = new URL(database.url);
  server.username = user;
  server.password = plant('database');
  return {
    DATABASE_URL: server.href,
    BATON_API_TOKEN: plant('api'),
    BATON_SECRET_KEY: plant('secret-key').padEnd(40, 'x'),
    SLACK_BOT_TOKEN: `xoxb-${plant('slack-bot')}`,
    SLACK_APP_TOKEN: `xapp-${plant('slack-app')}`,
    SLACK_SIGNING_SECRET: plant('slack-signing'),
    SLACK_CLIENT_SECRET: plant('slack-client'),
    SLACK_STATE_SECRET: plant('slack-state'),
    SLACK_API_URL: `${url}/api/`,
    DISCORD_TOKEN: plant('discord'),
    DISCORD_API_URL: `${url}/api`,
    ANTHROPIC_API_KEY: plant('anthropic'),
    ANTHROPIC_BASE_URL: url,
    OPENAI_API_KEY: plant('openai'),
    OPENAI_BASE_URL: `${url}/v1`,
    GEMINI_API_KEY: plant('gemini'),
    GOOGLE_GEMINI_BASE_URL: url,
    OPENAI_COMPATIBLE_API_KEY: plant('compatible'),
    OPENAI_COMPATIBLE_BASE_URL: `${url}/v1`,
  };
}

const shown = ({ out, err }: { readonly out: string; readonly err: string }) => `${out}${err}`;

/** A command, or a service that is asked to end once it listens or says that it can't. */
async function ended(argv: readonly string[], variables: Record<string, string>, home = ownFolder()) {
  const around = { home, folder: shop.path, variables: { PORT: '0', ...variables } };
  if (argv[0] !== 'start') return await baton(argv, around);
  const process = startBaton(argv, around);
  // It listens and has told of a platform that refused its token, or it has ended without.
  const talks = process.says(/Baton listens[\s\S]*keeps retrying|keeps retrying[\s\S]*Baton listens/);
  await talks.then(
    () => process.signal('SIGTERM'),
    () => undefined,
  );
  return await process.ended;
}

describe.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))('baton %s', (_line, argv) => {
  test('shows no secret that it works with', async () => {
    const result = await ended(argv, rightVariables());
    expect(shown(result)).not.toBe('');
    expectNoPlant(shown(result), 'output');
  });
});

test.each(
  COMMANDS.filter((argv) => argv.at(-1) === '--verbose').map((argv) => [argv.join(' '), argv] as const),
)('baton %s names malformed values without showing them', async (_line, argv) => {
  for (const variables of ROUNDS) {
    const result = await ended(argv, variables);
    expect(result.code, Object.keys(variables).join()).not.toBe(0);
    for (const name of Object.keys(variables)) expect(shown(result)).toContain(name);
    expectNoPlant(shown(result), Object.keys(variables).join());
  }
});

test.each(FILES)(
  'a %s that cannot be used is refused without what it holds: %#',
  async (name, text, says) => {
    const home = ownFolder();
    writeFileSync(join(home, name), text);
    for (const argv of [
      ['run', 'tech-debt', '--verbose'],
      ['doctor', '--json'],
    ]) {
      const result = await ended(argv, {}, home);
      expect(shown(result)).toMatch(says);
      expectNoPlant(shown(result), argv.join(' '));
    }
  },
);

test.each(ADDRESSES)('an address is refused without the secret in it: %#', async (address) => {
  const { DATABASE_URL = '' } = rightVariables();
  for (const flags of [['--verbose'], ['--json']]) {
    const result = await ended(['run', 'tech-debt', '--project', address, ...flags], { DATABASE_URL });
    expect(result.code).not.toBe(0);
    expectNoPlant(shown(result), address);
  }
  const listed = await ended(['runs', '--project', address, '--json'], { DATABASE_URL });
  expectNoPlant(shown(listed), address);
});

test('a service answers, logs and stores no secret', async () => {
  const home = ownFolder();
  const variables = rightVariables();
  const service = await startService({
    home,
    folder: shop.path,
    variables: { ...variables, BATON_BACKEND: 'direct' },
  });
  const headers = {
    authorization: `Bearer ${variables.BATON_API_TOKEN}`,
    'content-type': 'application/json',
  };
  const answers: string[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${service.address}${path}`, { headers, ...init });
    const text = await response.text();
    answers.push(`${JSON.stringify([...response.headers])} ${text}`);
    return { status: response.status, text };
  };
  const start = (body: object) => ask('/api/runs', { method: 'POST', body: JSON.stringify(body) });
  const run = { project_id: shop.path, flow_name: 'tech-debt', band: 'small', input: { question: 'What?' } };
  const { run_id } = JSON.parse((await start(run)).text) as { run_id: string };
  await service.process.says(/keeps retrying/);
  for (const address of ADDRESSES) await start({ ...run, project_id: address });
  await start({ ...run, [plant('field')]: 1 });
  await ask(`/api/runs?project_id=${encodeURIComponent(ADDRESSES[0] ?? '')}`);
  const own = [
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/openapi.json',
    '/api/flows',
    '/api/projects',
    '/api/runs',
  ];
  for (const path of own) await ask(path);
  await ask('/api/runs', { headers: { authorization: `Bearer ${plant('wrong')}` } });
  await ask(`/nowhere?token=${plant('address')}`);
  let detail = '';
  await expect
    .poll(
      async () => {
        detail = (await ask(`/api/runs/${run_id}`)).text;
        return JSON.parse(detail).run.status;
      },
      { timeout: 60_000 },
    )
    .toBe('failed');
  expect(detail).toMatch(/refused the key/);
  for (const path of ['report.md', 'report.html', 'report.json']) await ask(`/api/runs/${run_id}/${path}`);
  const show = await baton(['show', run_id, '--json'], { home, variables });
  const { out, err } = await service.stop();
  // The name of a field comes back to the caller alone who sent it.
  expectNoPlant(answers.join('\n').replaceAll(plant('field'), ''), 'answers');
  expectNoPlant(`${out}${err}`, 'log');
  expectNoPlant(shown(show), 'show');
  expectNoPlant(await rowsOf(database.pool), 'rows');
});

test('the files of a run hold no secret', async () => {
  const home = ownFolder();
  const folder = ownFolder();
  const variables = rightVariables();
  const argv = ['run', 'tech-debt', '--backend', 'direct', '--out', folder, '--verbose'];
  const result = await baton(argv, { home, folder: shop.path, variables });
  expect(shown(result)).toMatch(/refused the key/);
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(['report.md', 'run.json']));
  for (const file of files) expectNoPlant(readFileSync(join(folder, file), 'utf8'), file);
  expectNoPlant(shown(result), 'output');
  expectNoPlant(await rowsOf(database.pool), 'rows');
});
