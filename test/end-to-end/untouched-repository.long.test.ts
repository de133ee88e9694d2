/**
 * Baton as a copy without `.git`, as packages and containers have it, used by a person who stands in their repository
 * and names no folder: whatever the command, and however it ends, nothing is written into that repository.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from '../setup/repositories.ts';
import { processesIn, until } from './process-table.ts';
import { BATON_FOLDER, baton, ownFolder, startBaton } from './processes.ts';
import { makeShop } from './shop.ts';

const PARTS = ['adapters', 'bot', 'flows', 'personas', 'runner', 'package.json', 'schema.sql'];
const copy = join(ownFolder(), 'baton');
const person = ownFolder();
const repository = makeShop().path;
const folder = join(repository, 'src');
let before: string;

beforeAll(() => {
  mkdirSync(copy);
  for (const part of PARTS) cpSync(join(BATON_FOLDER, part), join(copy, part), { recursive: true });
  symlinkSync(join(BATON_FOLDER, 'node_modules'), join(copy, 'node_modules'));
  // Files that git does not know, among them some that look like Baton's own.
  writeFileSync(join(repository, 'notes.txt'), 'mine\n');
  mkdirSync(join(repository, '.baton'));
  writeFileSync(join(repository, '.baton', 'mine'), 'mine\n');
  before = fingerprint(repository);
});

afterAll(() => until(() => processesIn(person).length === 0));

/** The copy's own launcher, with HOME alone to say where its data goes. */
const around = (variables: Readonly<Record<string, string>> = {}) => ({
  launcher: join(copy, 'bot', 'baton.js'),
  home: '',
  folder,
  variables: { HOME: person, ...variables },
});

test.each<readonly [readonly string[], number]>([
  [['run', 'tech-debt', '--backend', 'offline'], 0],
  [['run', 'code-review', '--backend', 'offline', '--base', 'main', '--head', 'feat', '--json'], 0],
  [['run', 'no-such-flow'], 2],
  [['run', 'tech-debt', '--path', 'no/such/**'], 2],
  [['runs'], 0],
  [['doctor'], 0],
  [['flows'], 0],
])('baton %j leaves the repository as it is', async (argv, code) => {
  const ended = await baton(argv, around());
  expect(`${ended.out}${ended.err}`).not.toBe('');
  expect(fingerprint(repository)).toBe(before);
  expect(ended.code, ended.err).toBe(code);
});

test('a run with a home that cannot be used leaves the repository as it is', async () => {
  const ended = await baton(['run', 'tech-debt'], around({ BATON_HOME: '/proc/baton' }));
  expect(ended.code).toBe(1);
  expect(fingerprint(repository)).toBe(before);
});

test('a run that is interrupted leaves the repository as it is', async () => {
  const run = startBaton(['run', 'tech-debt', '--backend', 'offline', '--verbose'], around());
  await run.says(/scope|tech debt/i);
  run.signal('SIGINT');
  await run.ended;
  expect(fingerprint(repository)).toBe(before);
});

test('the service leaves the repository as it is', async () => {
  const service = startBaton(['start'], around({ PORT: '0' }));
  await service.says(/Baton listens on/);
  service.signal('SIGTERM');
  expect((await service.ended).code).toBe(0);
  expect(fingerprint(repository)).toBe(before);
});
