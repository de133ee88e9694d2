/** The Dockerfile without Docker: its form, and that what it names exists. */
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { addOperationRoutes } from '../../adapters/http/routes/operations.ts';
import { files, textOf } from '../house/house.ts';
import { DEFAULT_PORT, expectKnownVariables, expectUnderstood } from './deployment.ts';
import { argument, copiedFiles, healthCheck, imageEnvironment, instructions, words } from './dockerfile.ts';

const { version, devDependencies } = JSON.parse(textOf('package.json')) as {
  version: string;
  devDependencies: { node: string };
};

test('a linter of Dockerfiles has nothing to say', () => {
  expect(validate(textOf('Dockerfile'))).toEqual([]);
});

test('a misspelled instruction would be found', () => {
  const misspelled = textOf('Dockerfile').replace('STOPSIGNAL SIGTERM', 'STOPSIGNL SIGTERM');
  expect(validate(misspelled)).toHaveLength(1);
});

test('the image has the Node that the tests run on, and the version of the package', () => {
  expect(argument('NODE_IMAGE')).toMatch(
    new RegExp(`^node:${devDependencies.node.replaceAll('.', '\\.')}-\\w+-slim$`),
  );
  expect(argument('VERSION')).toBe(version);
});

test('the image does not run as root, and names its user by number, as Kubernetes asks', () => {
  const [user, ...more] = instructions('USER').map((each) => each.getRawArgumentsContent());
  expect(more).toEqual([]);
  expect(Number(user)).toBeGreaterThan(0);
});

test('the variables of the image are Baton’s, and its port is the usual one', () => {
  const { HOST, PORT, BATON_HOME, NODE_COMPILE_CACHE, ...rest } = imageEnvironment();
  expectKnownVariables(Object.keys(rest));
  expect([HOST, PORT]).toEqual(['0.0.0.0', DEFAULT_PORT]);
  expect(instructions('EXPOSE').map((each) => each.getRawArgumentsContent())).toEqual([PORT]);
  // Only volumes can be written where the root file system is read-only.
  const volumes = instructions('VOLUME').map((each) => each.getRawArgumentsContent());
  expect(volumes).toEqual([BATON_HOME]);
  expect(NODE_COMPILE_CACHE).toMatch(new RegExp(`^${BATON_HOME}/`));
});

test('the image starts the launcher that it has copied, by a command that Baton knows', async () => {
  const entry = words('ENTRYPOINT');
  const launcher = entry.at(-1) ?? '';
  const [workdir] = instructions('WORKDIR').map((each) => each.getRawArgumentsContent());
  expect(copiedFiles().map((file) => `${workdir}/${file}`)).toContain(launcher);
  await expectUnderstood(words('CMD'));
});

test('the health check asks a route that the server has', () => {
  const routes: string[] = [];
  const record = { get: (path: string) => void routes.push(path) };
  addOperationRoutes(record as never, {} as never);
  const [, asked = ''] =
    healthCheck()
      .join(' ')
      .match(/\{process\.env\.PORT\}(\/\w+)/) ?? [];
  expect(routes).toContain(asked);
});

test('the image holds what runs, the sample reports among it, and no tests, other documents or settings', () => {
  const copied = copiedFiles();
  for (const needed of [
    'bot/main.ts',
    'schema.sql',
    'package-lock.json',
    'adapters/web/client/main.ts',
    'LICENSE',
    'docs/flows/tech-debt.md',
  ])
    expect(copied).toContain(needed);
  expect(
    copied.filter((file) =>
      /^(test|docs(?!\/flows\/)|bench|deploy|examples)\/|^\.|\.env|baton\.yaml/.test(file),
    ),
  ).toEqual([]);
  expect(copied.length).toBeLessThan(files().length * 0.7);
});
