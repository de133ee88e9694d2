/**
 * The environment variables that Baton reads, each declared once: its type, whether it is secret, and what the
 * documentation tells about it.
 */
import { resolve } from 'node:path';
import { MODEL_VARIABLES } from '../../adapters/agents/variables.ts';
import { BatonError } from '../../runner/core/errors.ts';
import {
  httpUrl,
  path,
  secret,
  secrets,
  text,
  textThat,
  token,
  tokens,
  type ValuesOf,
  type Variables,
  variable,
} from '../../runner/core/variables.ts';
import { readAddress } from '../../runner/database/address.ts';
import type { RawEnvironment } from './places.ts';
import { PLATFORMS } from './platforms.ts';

const databaseUrl = text.superRefine((url, context) => {
  const address = url === null ? null : readAddress(url);
  if (address?.ok === false) context.addIssue({ code: 'custom', message: address.fault });
});

const port = text
  .refine((value) => value === null || (/^\d{1,5}$/.test(value) && Number(value) <= 65_535), {
    error: ({ input }) => `is a number from 0 to 65535 (0 takes any free port), not ${JSON.stringify(input)}`,
  })
  .transform((value) => (value === null ? 3000 : Number(value)));

const secretKey = textThat(
  (key) => key.length >= 32,
  'has at least 32 characters; make one with: openssl rand -base64 32',
);

/** Variables that a system sets for all programs. */
export const SYSTEM_VARIABLES = {
  NO_COLOR: variable(text, 'set: plain output'),
  TERM: variable(text, '`dumb`: plain output, without a moving cursor'),
  XDG_DATA_HOME: variable(text, 'the folder of the user’s data, for `BATON_HOME`', '`~/.local/share`'),
  INIT_CWD: variable(text, 'set by npm: the folder that the command was typed in'),
} satisfies Variables;

export const VARIABLES = {
  DATABASE_URL: {
    ...variable(
      databaseUrl,
      'the PostgreSQL to use, `postgresql://user:password@host:5432/name`; `/ ? # @ %` in a password are percent-encoded; `sslmode` and `sslrootcert` as in libpq, and `sslmode=no-verify`',
      'an embedded one below `BATON_HOME`',
    ),
    secretIn: passwordOf,
  },
  BATON_HOME: variable(path, 'where Baton keeps its own things', 'see above'),
  BATON_CONFIG: variable(path, 'folder of `.env` and `baton.yaml`, or a YAML file', 'see above'),
  BATON_BACKEND: variable(
    text,
    'the back end of runs that name none',
    'the first of `backends.order` that is ready',
  ),
  BATON_SCRIPT: variable(path, 'the file that the `scripted` back end answers from; for tests'),
  BATON_TEST_DATA: variable(path, 'where Baton’s own tests keep what they make only once'),
  ...MODEL_VARIABLES,
  HOST: variable(
    text.transform((host) => host ?? '127.0.0.1'),
    'the address that the service binds to',
    '`127.0.0.1`',
  ),
  PORT: variable(port, 'its port; 0 takes any free one', '`3000`'),
  BATON_API_TOKEN: secrets(
    tokens,
    'the token that the API and the console ask for, or several, separated by commas; needed when `HOST` is not loopback',
  ),
  BATON_VIEW_TOKEN: secrets(
    tokens,
    'the same for those who may look, and change nothing; goes with `BATON_API_TOKEN`',
  ),
  BATON_PUBLIC_URL: variable(
    httpUrl('is the http or https address that people reach the service at'),
    'the http(s) address that people reach the service at; threads then link to the runs’ pages',
    'no links',
  ),
  BATON_SECRET_KEY: secret(
    secretKey,
    'what the tokens of installed workspaces are encrypted with, at least 32 characters',
  ),
  GITHUB_TOKEN: secret(
    token,
    'a token that may read pull requests: their base, title and text are then asked of GitHub’s API',
    'the base is the default branch',
  ),
  GITHUB_API_URL: variable(
    httpUrl('is the http or https address of GitHub’s API, such as https://git.example.com/api/v3'),
    'the API that `GITHUB_TOKEN` is for',
    '`https://api.github.com`, and `/api/v3` on the hosts of `projects`',
  ),
  GITLAB_TOKEN: secret(token, 'the same for merge requests of GitLab', 'the base is the default branch'),
  GITLAB_API_URL: variable(
    httpUrl('is the http or https address of GitLab’s API, such as https://gitlab.example.com/api/v4'),
    'the API that `GITLAB_TOKEN` is for',
    '`https://gitlab.com/api/v4`, and `/api/v4` on the hosts of `projects`',
  ),
  ...SYSTEM_VARIABLES,
} satisfies Variables;

export type Environment = ValuesOf<typeof VARIABLES>;

/** With those of the chat platforms, whose values are in `Config.chat`. */
export const ALL_VARIABLES: Variables = Object.assign(
  {},
  VARIABLES,
  ...PLATFORMS.map(({ variables }) => variables),
);

/** What the names of variables begin with that are Baton's alone. */
export const OWN_NAME = new RegExp(`^(?:${['baton', ...PLATFORMS.map(({ name }) => name)].join('|')})_`, 'i');

const DECLARED = Object.entries(ALL_VARIABLES);

/** Throws `bad_environment` naming every variable that can't be used. */
export function readEnvironment(raw: RawEnvironment): Environment {
  const parsed = DECLARED.map(([name, { type }]) => ({ name, result: type.safeParse(raw[name]) }));
  const faults = parsed.flatMap(({ name, result: { error } }) =>
    (error?.issues ?? []).map(({ message }) => ({ name, message })),
  );
  if (faults.length > 0) {
    const lines = faults.map(({ name, message }) => `${name} ${message}.`);
    throw new BatonError('refused', 'bad_environment', lines.join('\n'), { path: faults[0]?.name });
  }
  // Each value has the type that its declaration names.
  return Object.fromEntries(parsed.map(({ name, result }) => [name, result.data])) as Environment;
}

/** Returns the tokens that the HTTP server asks for. */
export function accessTokens({
  BATON_API_TOKEN: admin,
  BATON_VIEW_TOKEN: viewer,
}: Pick<Environment, 'BATON_API_TOKEN' | 'BATON_VIEW_TOKEN'>): {
  readonly admin: readonly string[];
  readonly viewer: readonly string[];
} {
  return { admin, viewer };
}

/** Makes relative names of files absolute: they count from `folder`. */
export function withAbsolutePaths(raw: RawEnvironment, folder: string): RawEnvironment {
  const paths = DECLARED.flatMap(([name, { type }]) => {
    const value = raw[name] ?? '';
    return type === path && value.trim() !== '' ? [[name, resolve(folder, value)]] : [];
  });
  return { ...raw, ...Object.fromEntries(paths) };
}

/** Returns the secrets that the variables hold: keys, tokens and passwords. */
export function secretsIn(raw: RawEnvironment): string[] {
  return DECLARED.flatMap(([name, { secretIn }]) => secretIn(raw[name]?.trim() ?? '') || []);
}

/** As it is, and as the URL writes it: more may be percent-encoded there than has to be. */
function passwordOf(url: string): readonly string[] | null {
  if (!URL.canParse(url)) return null;
  const { password } = new URL(url);
  try {
    return [...new Set([decodeURIComponent(password), password])];
  } catch {
    return [password];
  }
}

/** A shorter value would black out ordinary words. */
const SHORTEST_SECRET = 6;

/** Returns a function that masks these secrets in a text. Providers and libraries may repeat in a message what they were sent. */
export function maskingOf(secrets: readonly string[]): (text: string) => string {
  const values = secrets
    .filter((value) => value.length >= SHORTEST_SECRET)
    .flatMap((value) => [value, encodeURIComponent(value)])
    .sort((a, b) => b.length - a.length);
  return (shown) => values.reduce((rest, value) => rest.replaceAll(value, '***'), shown);
}

/** What every program needs of the machine. */
const MACHINE = [
  ...['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]),
];

/** Returns what an agent's program may see: what it needs of the machine, and these variables. */
export function agentVariables(raw: RawEnvironment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...MACHINE, ...names].flatMap((name) => {
      const value = raw[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}

/** Returns what the built-in agents may be given; each takes what it knows, and Google's key by its longer name. */
export function builtInAgentVariables(raw: RawEnvironment): Record<string, string> {
  const given = agentVariables(raw, Object.keys(MODEL_VARIABLES));
  const google = given.GOOGLE_GENERATIVE_AI_API_KEY ?? given.GEMINI_API_KEY;
  return google === undefined ? given : { ...given, GOOGLE_GENERATIVE_AI_API_KEY: google };
}

export function processEnvironment(): RawEnvironment {
  return process.env;
}

/** The process's own variables, for adapters that pick from them what their child processes may see. */
export function childVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
