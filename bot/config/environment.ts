/** The environment variables that Baton knows, and the one place that reads `process.env`. */
import { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import { readAddress } from '../../runner/database/address.ts';
import type { Variables } from './places.ts';
import { isHttpUrl, isToken, TOKEN_RULE } from './tokens.ts';

/** A variable that is set to nothing counts as not set. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null);

const token = text.refine((value) => value === null || isToken(value), TOKEN_RULE);

const PORT_RULE = 'is a number from 0 to 65535 (0 takes any free port)';
const API_URL_RULE = 'is an address such as http://127.0.0.1:4000/api/';
const PUBLIC_URL_RULE = 'is the http or https address that people reach the service at';
const PUBLIC_KEY_RULE = 'is the public key of the application: 64 hexadecimal digits';
const GUILD_RULE = 'is the id of a server, such as 300000000000000001';
const DISCORD_URL_RULE = 'is an address such as http://127.0.0.1:4000/api';
const SECRET_KEY_RULE = 'has at least 32 characters; make one with: openssl rand -base64 32';

const httpUrl = (rule: string) => text.refine((url) => url === null || isHttpUrl(url), rule);

const Environment = z.object({
  DATABASE_URL: text.superRefine((url, context) => {
    const address = url === null ? null : readAddress(url);
    if (address?.ok === false) context.addIssue({ code: 'custom', message: address.fault });
  }),
  BATON_BACKEND: text,
  BATON_SCRIPT: text,
  BATON_API_TOKEN: token,
  HOST: text.transform((host) => host ?? '127.0.0.1'),
  PORT: text
    .refine((port) => port === null || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535), PORT_RULE)
    .transform((port) => (port === null ? 3000 : Number(port))),
  SLACK_BOT_TOKEN: token,
  SLACK_APP_TOKEN: token,
  SLACK_SIGNING_SECRET: text,
  SLACK_API_URL: httpUrl(API_URL_RULE).transform((url) => (url === null ? null : `${withoutSlash(url)}/`)),
  SLACK_CLIENT_ID: token,
  SLACK_CLIENT_SECRET: token,
  SLACK_STATE_SECRET: text,
  DISCORD_TOKEN: token,
  DISCORD_PUBLIC_KEY: text.refine((key) => key === null || /^[0-9a-f]{64}$/i.test(key), PUBLIC_KEY_RULE),
  DISCORD_GUILD_ID: text.refine((id) => id === null || /^\d{15,20}$/.test(id), GUILD_RULE),
  DISCORD_API_URL: httpUrl(DISCORD_URL_RULE).transform((url) => (url === null ? null : withoutSlash(url))),
  BATON_SECRET_KEY: text.refine((key) => key === null || key.length >= 32, SECRET_KEY_RULE),
  BATON_PUBLIC_URL: httpUrl(PUBLIC_URL_RULE).transform((url) => (url === null ? null : withoutSlash(url))),
  NO_COLOR: text,
  TERM: text,
});

/** What an error message never shows the value of: a URL may hold a password, and so may what was meant to be one. */
const SECRET = /TOKEN|SECRET|KEY|URL/;

/** The names of the variables that are read here. */
export const ENVIRONMENT_NAMES: readonly string[] = Object.keys(Environment.shape);

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
