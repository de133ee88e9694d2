/** Files and variables with nearly the right name: without an error or a warning they would silently have no effect. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BatonError, editDistance, nearest } from '../../runner/core/errors.ts';
import { ALL_VARIABLES, OWN_NAME } from './environment.ts';
import type { RawEnvironment, SettingsFiles } from './places.ts';

/** Copies that people keep on purpose. */
const KEPT =
  /(?:example|sample|template|dist|default|bak|backup|old|orig|save|sw[op]|tmp|part|lock|~)(?:$|\.)|~$/i;
/** `.env.local`, `.env.production`: other programs read these besides `.env`. */
const ENV_VARIANT = /^\.env\.[\w.-]+$/i;
const ENV_NAMES = new Set(['env', 'env.txt', '.env.txt', 'dotenv', '.dotenv', '.evn', '.nev', '.envrc.txt']);
const YAML_NAMES = new Set([
  'baton.json',
  'baton.toml',
  'baton.yaml.txt',
  'baton.yml.txt',
  'baton.txt',
  '.baton.yaml',
  '.baton.yml',
]);
/** Names that other programs use too: taken for Baton's only in a folder that BATON_CONFIG names. */
const GENERAL_NAMES = new Set(['config.yaml', 'config.yml', 'settings.yaml', 'settings.yml']);

interface Misnamed {
  readonly path: string;
  readonly expected: '.env' | 'baton.yaml';
  /** an error; otherwise a warning */
  readonly wrong: boolean;
}

/**
 * Throws `misnamed_file` if a file has almost the name of one that is missing, and for `baton.yml` in any case. Returns a
 * warning for each other file that seems to be meant for Baton.
 */
export function fileNameWarnings(files: SettingsFiles): string[] {
  const found = files.folders.flatMap((folder) => misnamedIn(folder, files));
  const wrong = found.find((file) => file.wrong);
  if (wrong !== undefined) {
    throw new BatonError('refused', 'misnamed_file', misnamedMessage(wrong), { path: wrong.expected });
  }
  return found.map(misnamedMessage);
}

function misnamedMessage({ path, expected }: Misnamed): string {
  return `found ${path}; Baton reads ${expected}: rename it, or remove it.`;
}

function misnamedIn(folder: string, files: SettingsFiles): Misnamed[] {
  // BATON_CONFIG may name a YAML file with any name.
  const named = files.yaml !== null && basename(files.yaml) !== 'baton.yaml';
  const read = [files.env, files.yaml].flatMap((path) => (path === null ? [] : [basename(path)]));
  return namesIn(folder).flatMap((name): Misnamed[] => {
    const lower = name.toLowerCase();
    if (read.includes(name) || name === '.env' || name === 'baton.yaml' || KEPT.test(name)) return [];
    const path = join(folder, name);
    if (isNearYaml(lower) && !named) {
      return [{ path, expected: 'baton.yaml', wrong: lower === 'baton.yml' || files.yaml === null }];
    }
    if (ENV_NAMES.has(lower) || lower === '.env') {
      return [{ path, expected: '.env', wrong: files.env === null && lower.startsWith('.') }];
    }
    if (ENV_VARIANT.test(name)) return [{ path, expected: '.env', wrong: false }];
    const general = files.named && files.yaml === null && GENERAL_NAMES.has(lower);
    return general ? [{ path, expected: 'baton.yaml', wrong: false }] : [];
  });
}

/** Recognizes `batton.yaml` and `Baton.yml`: one letter is added, missing, wrong or swapped. */
function isNearYaml(lower: string): boolean {
  if (YAML_NAMES.has(lower)) return true;
  const [, stem = '', extension] = /^(.+)\.(ya?ml|yam|yalm|ymal)$/.exec(lower) ?? [];
  if (extension === undefined) return false;
  const swapped = stem.length === 5 && [...stem].sort().join('') === 'abnot';
  return swapped || editDistance(stem, 'baton') <= 1;
}

/** Returns the files of a folder; none if it can't be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** A name with at most this edit distance from one of Baton's is taken for a typing error. */
const TYPING_ERROR = 2;

const KNOWN: readonly string[] = Object.keys(ALL_VARIABLES);

export function isKnownVariable(name: string): boolean {
  return KNOWN.includes(name);
}

/**
 * Throws `unknown_variable` for names in `.env` that are misspelt or that no other product would have. Returns a warning
 * for each name that may be another product's.
 */
export function checkEnvFileNames(stated: RawEnvironment, file: string): string[] {
  const unknown = Object.keys(stated).filter((name) => !isKnownVariable(name));
  const wrong = unknown.filter(
    (name) => OWN_NAME.test(name) && (/^BATON_/i.test(name) || typingErrorOf(name) !== null),
  );
  if (wrong.length > 0) {
    const message = wrong.map((name) => `${file}: ${unknownName(name)}`).join('\n');
    throw new BatonError('refused', 'unknown_variable', message, { path: wrong[0] });
  }
  const close = unknown.filter(
    (name) => (OWN_NAME.test(name) ? nearestOwn(name) : typingErrorOf(name)) !== null,
  );
  return [
    ...close.map((name) => `${file}: ${unknownName(name)}`),
    ...('BATON_CONFIG' in stated
      ? [`${file}: BATON_CONFIG has no effect here. Set it in the environment that starts Baton.`]
      : []),
  ];
}

/** Returns a warning for each unknown variable of the environment that seems to be meant for Baton. */
export function environmentWarnings(variables: RawEnvironment): string[] {
  return Object.keys(variables)
    .filter((name) => OWN_NAME.test(name) && !isKnownVariable(name))
    .filter((name) => /^BATON_/i.test(name) || nearestOwn(name) !== null)
    .map((name) => `environment: ${unknownName(name)}`);
}

function unknownName(name: string): string {
  const near = typingErrorOf(name) ?? nearestOwn(name);
  const advice = near === null ? 'Remove it; docs/configuration.md lists the names' : `Did you mean ${near}?`;
  return `${name} is not a variable that Baton knows. ${advice}${near === null ? '.' : ''}`;
}

function typingErrorOf(name: string): string | null {
  // Short names such as HOST are close to many others.
  if (name.length < 8) return null;
  const [near] = nearest(name, KNOWN, 1);
  return near !== undefined && editDistance(name.toUpperCase(), near.toUpperCase()) <= TYPING_ERROR
    ? near
    : null;
}

/** Returns the nearest name with the same prefix, for names that lack or add a whole word (`DISCORD_BOT_TOKEN`). */
function nearestOwn(name: string): string | null {
  const prefix = OWN_NAME.exec(name)?.[0].toUpperCase() ?? '';
  const same = KNOWN.filter((known) => known.startsWith(prefix));
  return nearest(name, same, 1)[0] ?? null;
}
