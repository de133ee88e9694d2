/** A service with own files that have errors starts without them, says so, and the doctor shows it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadContents } from '../../../bot/app/content.ts';
import { ownFilesChecks } from '../../../bot/app/doctor.ts';
import { checkNames } from '../../../bot/app/opened.ts';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { temporaryFolder } from '../surroundings.ts';

const FLOW = 'name: database-review\ncategory: Review\npurpose: Why?\nlenses: [data-steward]\n';
const collect = async () => ({ status: 'unavailable', reason: 'nothing is read' }) as const;
const { signal } = new AbortController();

/** The configuration of a home with these flows by their file names, in a folder that `baton.yaml` names. */
function configWith(flows: Readonly<Record<string, string>>, yaml = 'flows: [flows]\n'): Config {
  const home = temporaryFolder();
  mkdirSync(join(home, 'flows'));
  writeFileSync(join(home, 'baton.yaml'), yaml);
  for (const [name, text] of Object.entries(flows)) writeFileSync(join(home, 'flows', name), text);
  return loadConfig({ variables: { BATON_HOME: home }, currentDirectory: home, batonFolder: home });
}

test('a file with errors is left out of the catalogue, and the others are there', async () => {
  const { catalogue, problems } = await loadContents(
    configWith({ 'good.yaml': FLOW, 'bad.yaml': FLOW.replace('database-review', 'show') }),
    collect,
  );
  const names = catalogue.flows.map(({ name }) => name);
  expect(names).toEqual([...FLOWS.map(({ name }) => name), 'database-review']);
  expect(problems.map(({ message }) => message)).toEqual([
    'name is show, which chat takes for a command; choose another name',
  ]);
});

test('the names of all commands of chat are taken', async () => {
  const verbs = ['list', 'projects', 'history', 'show', 'cancel', 'retry', 'export', 'help', 'run'];
  const files = verbs.map((name) => [`${name}.yaml`, FLOW.replace('database-review', name)]);
  const { problems } = await loadContents(configWith(Object.fromEntries(files)), collect);
  expect(problems).toHaveLength(verbs.length);
});

test('a repository that is read configures nothing: only the folders of baton.yaml count', async () => {
  const { catalogue } = await loadContents(configWith({ 'good.yaml': FLOW }, 'keep_days: 3\n'), collect);
  expect(catalogue.flows).toHaveLength(FLOWS.length);
});

test('the doctor counts own flows, and names each error with its place', async () => {
  const report = async (flows: Readonly<Record<string, string>>) => {
    const config = configWith(flows);
    const [check] = ownFilesChecks(config, () => loadContents(config, collect));
    return { folder: join(config.home, 'flows'), outcome: await check?.check(signal) };
  };
  expect((await report({ 'db.yaml': FLOW })).outcome).toEqual({
    ok: true,
    detail: '1 flow and 0 personas',
    remedy: null,
  });
  const { folder, outcome } = await report({ 'db.yaml': FLOW.replace('data-steward', 'skeptic') });
  expect(outcome).toEqual({
    ok: false,
    detail: `${folder}/db.yaml:4:10 error: lenses.0 is skeptic, which returns SkepticOutput; a lens of this template returns findings`,
    remedy: 'fix them; the service starts without these files, `baton flows check` lists them too',
  });
});

test('the doctor does not speak of own flows where none are configured', () => {
  const config = configWith({}, '');
  expect(ownFilesChecks(config, () => loadContents(config, collect))).toEqual([]);
});

test('a name that may be that of a broken file is logged instead of stopping the service', () => {
  const problem = { file: 'flows/db.yaml', line: 1, column: 1, message: 'is wrong' };
  const logged: string[] = [];
  const wrongName = () => {
    throw new BatonError('refused', 'bad_config', 'no flow database-review');
  };
  checkNames([problem], (line) => logged.push(line), wrongName);
  expect(logged).toEqual(['no flow database-review']);
  expect(() => checkNames([], (line) => logged.push(line), wrongName)).toThrow('no flow database-review');
  expect(() =>
    checkNames(
      [problem],
      () => undefined,
      () => JSON.parse('{'),
    ),
  ).toThrow(SyntaxError);
});
