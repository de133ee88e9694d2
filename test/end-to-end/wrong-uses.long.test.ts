/** What bad input gets, from the command line to the tables: what was wrong, what to do about it, and no run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../runner/database/open.ts';
import { type MadeRepository, makeFolder, makeRepository } from '../setup/repositories.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { documentOf } from './reports.ts';
import { makeShop } from './shop.ts';

const home = ownFolder();
let shop: MadeRepository;
let database: Database;
beforeAll(async () => {
  shop = makeShop();
  database = await keepServer(home);
});

async function runs(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>('select count(*)::int from flow_runs');
  return rows[0]?.count ?? -1;
}

interface Wrong {
  readonly argv: readonly string[];
  readonly says: RegExp;
  readonly code?: number;
  readonly folder?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** One line for people, nothing for programs, and no row. */
async function expectRefusal({
  argv,
  says,
  code = 2,
  folder = shop.path,
  variables = {},
}: Wrong): Promise<void> {
  const before = await runs();
  const ended = await baton(argv, { home, folder, variables });
  expect(ended.err).toMatch(says);
  expect(ended.err).toMatch(/^baton: [^\n]+\n$/);
  expect(ended.out).toBe('');
  expect(ended.code).toBe(code);
  expect(await runs()).toBe(before);
}

describe('a request that can not be met leaves no run', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown flow', ['run', 'teck-debt'], /There is no flow "teck-debt"\. Did you mean tech-debt\?/],
    ['an unknown project', ['run', 'tech-debt', '--project', 'shpo'], /no project or folder "shpo"\. \S/],
    [
      'a missing path',
      ['run', 'tech-debt', '--project', './no/where'],
      /There is no folder \S*\/no\/where\./,
    ],
    [
      'a file for a folder',
      ['run', 'tech-debt', '--project', 'src/cart.ts'],
      /cart\.ts is not a folder\. \S/,
    ],
    ['a blank focus', ['run', 'tech-debt', '--focus', ' \n\t '], /--focus is blank: --focus TEXT/],
    [
      'a long focus',
      ['run', 'tech-debt', '--focus', 'x'.repeat(4_001)],
      /has 4,001 characters; the most is 4,000/,
    ],
    [
      'an unknown option',
      ['run', 'tech-debt', '--focs', 'x'],
      /has no option --focs\. Did you mean --focus\?/,
    ],
    ['an unknown size', ['run', 'tech-debt', '--size', 'huge'], /small, medium or large, not "huge"/],
    [
      'an unknown back end',
      ['run', 'tech-debt', '--backend', 'ofline'],
      /no back end "ofline"\. Did you mean offline\?/,
    ],
    [
      'scripted without a script',
      ['run', 'tech-debt', '--backend', 'scripted'],
      /"scripted" can't be used: BATON_SCRIPT/,
    ],
    [
      'a base that is not there',
      ['run', 'code-review', '--base', 'mian'],
      /no branch, tag or commit "mian"\. Nearest: main\./,
    ],
    ['a head that is not there', ['run', 'code-review', '--head', 'nope'], /nope/],
    ['a base like an option', ['run', 'code-review', '--base=--output=x'], /--output=x/],
    ['a base that compares nothing', ['run', 'tech-debt', '--base', 'main'], /tech-debt compares nothing/],
    [
      'an --out on a file',
      ['run', 'tech-debt', '--out', 'package.json'],
      /package\.json, which can't be a folder: it is a file/,
    ],
    [
      'an unknown run',
      ['show', '00000000-0000-4000-8000-000000000000'],
      /no run 00000000-0000-4000-8000-000000000000/,
    ],
    ['a short id', ['show', 'ab'], /"ab" is not the id of a run; give at least its first four/],
  ])('%s', async (_case, argv, says) => {
    await expectRefusal({ argv, says });
  });

  test('a repository without commits, a folder without files', async () => {
    const folder = makeRepository().path;
    await expectRefusal({ argv: ['run', 'tech-debt'], folder, says: /no commits yet\. Commit something/ });
    await expectRefusal({ argv: ['run', 'tech-debt'], folder: makeFolder(), says: /has no files to read/ });
  });
});

describe('a place that can not be worked in is named', () => {
  const flow = ['run', 'tech-debt'];

  test('a script that is none, with the line of its fault', async () => {
    const file = join(ownFolder(), 'script.json');
    const variables = { BATON_SCRIPT: file, BATON_BACKEND: 'scripted' };
    await expectRefusal({ argv: flow, variables, says: /script\.json can't be read/ });
    writeFileSync(file, '{\n  "default": {,}\n}\n');
    await expectRefusal({ argv: flow, variables, says: /script\.json is not JSON: line 2/ });
    writeFileSync(file, '{"default": {"fault": "sneeze"}}');
    await expectRefusal({ argv: flow, variables, says: /default\.fault: .*hang/ });
  });

  test('a database that does not answer, in the environment’s own exit code', async () => {
    const variables = { DATABASE_URL: 'postgres://ana:secret@127.0.0.1:9/baton' };
    const ended = await baton(flow, { home, folder: shop.path, variables });
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err).toMatch(/^baton: [^\n]*(DATABASE_URL|127\.0\.0\.1)[^\n]*\n$/);
    expect(ended.err).not.toContain('secret');
  });

  test.each([
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is a connection URL such as postgres/],
    ['PORT', '99999', /PORT is a number from 0 to 65535/],
    ['BATON_CONFIG', '/no/where', /BATON_CONFIG names \/no\/where, which does not exist/],
  ])('%s=%s', async (name, value, says) => {
    await expectRefusal({ argv: flow, variables: { [name]: value }, says });
  });

  test('a host that anyone could reach without a token', async () => {
    await expectRefusal({
      argv: ['start'],
      variables: { HOST: '0.0.0.0' },
      says: /HOST=0\.0\.0\.0 .*BATON_API_TOKEN/,
    });
  });

  test('a configuration with a key that is not known, by its line and the nearest key', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'baton.yaml'), 'keep_days: 9\nprojcts:\n  shop: { path: . }\n');
    const says = /baton\.yaml:2: "projcts" is not a key that Baton knows; did you mean "projects"\?/;
    await expectRefusal({ argv: flow, variables: { BATON_CONFIG: folder }, says });
  });

  test('a home that is a file', async () => {
    const file = join(ownFolder(), 'home');
    writeFileSync(file, '');
    await expectRefusal({
      argv: flow,
      variables: { BATON_HOME: file },
      code: 1,
      says: /Set BATON_HOME|BATON_HOME/,
    });
  });
});

describe('a command that comes too late', () => {
  let id = '';
  beforeAll(async () => {
    id = documentOf(await baton(['run', 'tech-debt', '--json'], { home, folder: shop.path })).run.id;
  });

  test.each([
    ['cancel', /already ended \(completed\); there is nothing to cancel/],
    ['retry', /none of its steps failed, so there is nothing to retry/],
  ])('to %s a run that has ended is refused', async (command, says) => {
    await expectRefusal({ argv: [command, id.slice(0, 8)], says });
  });

  test('an id that begins two runs asks for more of it', async () => {
    const twin = `${id.slice(0, 8)}-0000-4000-8000-000000000000`;
    await database.pool.query(
      `insert into flow_runs (id, project_id, project, flow_name, band, backend, input, refs, requested_by, status)
       select $2, project_id, project, flow_name, band, backend, input, refs, requested_by, status
         from flow_runs where id = $1`,
      [id, twin],
    );
    await expectRefusal({ argv: ['show', id.slice(0, 8)], says: /Several runs begin with \w{8}: / });
  });
});

test('--verbose, and only that, shows where an error comes from', async () => {
  const ended = await baton(['run', 'teck-debt', '--verbose'], { home });
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(/^\s+at /m);
});
