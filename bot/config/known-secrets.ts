/** Masks the secrets that this process was given: a provider or a library may repeat in a message what it was sent. */
import type { Config } from './config.ts';
import { PLATFORMS } from './platforms.ts';

/** A shorter value would black out ordinary words. */
const SHORTEST = 6;
const MASK = '***';

type Secrets = Pick<Config, 'apiToken' | 'chat' | 'databaseUrl' | 'modelAccess' | 'secretKey'>;

/** Returns a function that replaces each configured key, token and password in a text. */
export function maskKnown(config: Secrets): (text: string) => string {
  const values = valuesOf(config)
    .filter((value) => value.length >= SHORTEST)
    .flatMap((value) => [value, encodeURIComponent(value)])
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((rest, value) => rest.replaceAll(value, MASK), text);
}

function valuesOf(config: Secrets): string[] {
  const models = Object.values(config.modelAccess).map(({ key }) => key);
  const given = [
    config.apiToken,
    config.secretKey,
    ...PLATFORMS.flatMap(({ name, variables }) =>
      Object.entries(variables).map(([key, { secret }]) =>
        secret ? (config.chat[name]?.variables[key] ?? null) : null,
      ),
    ),
    passwordOf(config.databaseUrl),
    ...models,
  ];
  return given.filter((value) => value !== null);
}

function passwordOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  try {
    return decodeURIComponent(new URL(url).password);
  } catch {
    return null;
  }
}
