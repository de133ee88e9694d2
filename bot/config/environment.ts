/** The environment variables that Baton knows, and the one place that reads `process.env`. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { Variables } from './places.ts';

/** A variable that is set to nothing counts as not set. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null);

const PORT_RULE = 'is a number from 0 to 65535 (0 takes any free port)';
const DATABASE_RULE = 'is a connection URL such as postgres://user@host:5432/baton';

const API_URL_RULE = 'is an address such as http://127.0.0.1:4000/api/';
const PUBLIC_URL_RULE = 'is the http or https address that people reach the service at';
const PUBLIC_KEY_RULE = 'is the public key of the application: 64 hexadecimal digits';
const GUILD_RULE = 'is the id of a server, such as 300000000000000001';
const DISCORD_URL_RULE = 'is an address such as http://127.0.0.1:4000/api';
const SECRET_KEY_RULE = 'has at least 32 characters; make one with: openssl rand -base64 32';

/** An http(s) address without a user name, a password, or anything behind its path. */
function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}

const httpUrl = (rule: string) => text.refine((url) => url === null || isHttpUrl(url), rule);

const Environment = z.object({
  DATABASE_URL: text.refine((url) => url === null || /^postgres(ql)?:\/\/./.test(url), DATABASE_RULE),
  BATON_BACKEND: text,
  BATON_SCRIPT: text,
  BATON_API_TOKEN: text.refine(
    (token) => token === null || /^[\x21-\x7e]+$/.test(token),
    'holds printable ASCII characters only, without spaces',
  ),
  HOST: text.transform((host) => host ?? '127.0.0.1'),
  PORT: text
    .refine((port) => port === null || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535), PORT_RULE)
    .transform((port) => (port === null ? 3000 : Number(port))),
  SLACK_BOT_TOKEN: text,
  SLACK_APP_TOKEN: text,
  SLACK_SIGNING_SECRET: text,
  SLACK_API_URL: httpUrl(API_URL_RULE).transform((url) => (url === null ? null : `${withoutSlash(url)}/`)),
  SLACK_CLIENT_ID: text,
  SLACK_CLIENT_SECRET: text,
  SLACK_STATE_SECRET: text,
  DISCORD_TOKEN: text,
  DISCORD_PUBLIC_KEY: text.refine((key) => key === null || /^[0-9a-f]{64}$/i.test(key), PUBLIC_KEY_RULE),
  DISCORD_GUILD_ID: text.refine((id) => id === null || /^\d{15,20}$/.test(id), GUILD_RULE),
  DISCORD_API_URL: httpUrl(DISCORD_URL_RULE).transform((url) => (url === null ? null : withoutSlash(url))),
  BATON_SECRET_KEY: text.refine((key) => key === null || key.length >= 32, SECRET_KEY_RULE),
  BATON_PUBLIC_URL: httpUrl(PUBLIC_URL_RULE).transform((url) => (url === null ? null : withoutSlash(url))),
  NO_COLOR: text,
  TERM: text,
});

/** What an error message never shows the value of. */
const SECRET = /TOKEN|SECRET/;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

export type Environment = z.output<typeof Environment>;

export function processVariables(): Variables {
  return process.env;
}

/** The process's own variables, for adapters that pick from them what their child processes may see. */
export function childVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Throws `bad_environment` naming every variable that can't be used. */
export function parseEnvironment(variables: Variables): Environment {
  const parsed = Environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const given = SECRET.test(name) ? '' : `, not ${JSON.stringify(variables[name] ?? '')}`;
    return `${name} ${issue.message}${given}.`;
  });
  throw new BatonError('refused', 'bad_environment', faults.join('\n'), {
    path: String(parsed.error.issues[0]?.path[0]),
  });
}

/** Names of files count from the folder of the `.env` that they stand in. */
const PATHS = ['BATON_HOME', 'BATON_SCRIPT'];

/** What `.env` says, for variables that the real environment does not set. */
export function withEnvFile(variables: Variables, file: string | null): Variables {
  if (file === null) return variables;
  const stated = readEnvFile(file);
  for (const name of PATHS) {
    const value = stated[name];
    if (value !== undefined && value.trim() !== '') stated[name] = resolve(dirname(file), value);
  }
  return { ...stated, ...variables };
}

function readEnvFile(file: string): Record<string, string | undefined> {
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')) };
  } catch (cause) {
    throw new BatonError('environment', 'unreadable_env', `Can't read ${file}: ${messageOf(cause)}.`, {
      cause,
    });
  }
}
