import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatCheck, configurationCheck, gitCheck, homeCheck, nodeCheck } from '../../../bot/app/doctor.ts';
import { loadConfig } from '../../../bot/config/config.ts';
import { temporaryFolder } from '../surroundings.ts';

const { signal } = new AbortController();

test.each([
  ['24.1.0', true],
  ['22.18.0', true],
  ['22.17.9', false],
  ['20.19.0', false],
])('Node %s is enough: %s', async (version, ok) => {
  expect(await nodeCheck(version).check(signal)).toMatchObject({ ok });
});

test('the git of this machine is found, with its version', async () => {
  expect(await gitCheck().check(signal)).toEqual({
    ok: true,
    detail: expect.stringMatching(/^git \d+\.\d+/),
    remedy: null,
  });
});

test('a home is created if it does not exist, and left empty', async () => {
  const home = join(temporaryFolder(), 'new');
  expect(await homeCheck({ home, homeSource: 'a test' }).check(signal)).toMatchObject({
    ok: true,
    detail: home,
  });
  expect(readdirSync(home)).toEqual([]);
});

test('a home below a file is no home', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(
    homeCheck({ home: join(file, 'home'), homeSource: 'a test' }).check(signal),
  ).rejects.toMatchObject({
    message: expect.stringContaining('Set BATON_HOME to a folder that can be written'),
  });
});

test('a configured project that does not exist is named', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'shop'));
  writeFileSync(join(home, 'baton.yaml'), 'projects: { shop: { path: shop }, gone: { path: gone } }\n');
  const config = loadConfig({ variables: { BATON_HOME: home }, currentDirectory: home, batonFolder: home });
  expect(await configurationCheck(config).check(signal)).toEqual({
    ok: false,
    detail: `project gone: There is no folder ${join(home, 'gone')}.`,
    remedy: `fix it in ${join(home, 'baton.yaml')}`,
  });
});

test('the files that are read and the variables that are set are listed, without their values', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, '.env'), 'PORT=4000\nBATON_API_TOKEN=HUNTER22\n');
  const variables = { BATON_HOME: home, TERM: 'dumb', HOST: '' };
  const config = loadConfig({ variables, currentDirectory: home, batonFolder: home });
  expect(await configurationCheck(config).check(signal)).toEqual({
    ok: true,
    detail: [
      join(home, '.env'),
      'set in the environment: BATON_HOME',
      `set in ${join(home, '.env')}: PORT, BATON_API_TOKEN`,
    ].join('\n'),
    remedy: null,
  });
});

test('a channel whose flow does not exist is named', async () => {
  const check = async (flow: string) => {
    const home = temporaryFolder();
    writeFileSync(
      join(home, 'baton.yaml'),
      `slack: { channels: { C0AB: { flow: ${flow} } } }\npolicy: { start: [U1] }\n`,
    );
    const config = loadConfig({ variables: { BATON_HOME: home }, currentDirectory: home, batonFolder: home });
    return await chatCheck(config, async () => ['tech-debt']).check(signal);
  };
  expect(await check('tech-dept')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('baton.yaml:1: slack.channels.C0AB.flow is "tech-dept"'),
    remedy: expect.stringMatching(/^fix it in .*baton\.yaml$/),
  });
  expect(await check('tech-debt')).toEqual({
    ok: true,
    detail: '1 channel configured; 1 rule',
    remedy: null,
  });
});
