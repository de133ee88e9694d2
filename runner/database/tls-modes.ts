/**
 * Implements `sslmode` and related parameters as libpq does: `require` and `prefer` encrypt without verifying the
 * certificate, the two `verify-…` modes verify it. pg itself treats all of them as `verify-full`, and warns about that
 * on stderr.
 */
import { accessSync, constants } from 'node:fs';
import { codeOf } from '../core/errors.ts';

/** What is set (or removed, null) in the URL's parameters. */
export type Change = Readonly<Record<string, string | null>>;

export type TlsModes =
  | { readonly fault: null; readonly forms: readonly [Change, ...Change[]] }
  | { readonly fault: string };

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
type Mode = (typeof MODES)[number];

/** `ssl=` of other clients (JDBC, Heroku, asyncpg) in sslmode's words. */
const OTHER_WORDS: Readonly<Record<string, Mode>> = {
  true: 'require',
  '1': 'require',
  on: 'require',
  false: 'disable',
  '0': 'disable',
  off: 'disable',
};

const PLAIN: Change = { sslmode: 'disable', sslrootcert: null, sslcert: null, sslkey: null };
const UNVERIFIED: Change = { sslmode: 'no-verify', sslrootcert: null };
const LIBPQ: Change = { uselibpqcompat: 'true' };

/** How to connect with these parameters, in the order of trying. */
export function tlsModes(parameters: URLSearchParams): TlsModes {
  const stated = statedMode(parameters);
  if (stated === 'unknown') return { fault: `has an sslmode that is none of ${MODES.join(', ')}` };
  const mode = stated ?? (parameters.has('sslrootcert') ? defaultMode(parameters) : null);
  if (mode === null) return { fault: null, forms: [{ ssl: null, uselibpqcompat: null }] };
  const [first, ...rest] = formsOf(mode, parameters);
  const whole = (form: Change): Change => ({ ssl: null, uselibpqcompat: null, ...form });
  return { fault: null, forms: [whole(first), ...rest.map(whole)] };
}

function formsOf(mode: Mode, parameters: URLSearchParams): readonly [Change, ...Change[]] {
  const root = parameters.get('sslrootcert');
  if (root === 'system' && mode !== 'disable' && mode !== 'no-verify')
    return [{ sslmode: 'verify-full', sslrootcert: null }];
  switch (mode) {
    case 'disable':
      return [PLAIN];
    case 'no-verify':
      return [UNVERIFIED];
    case 'prefer':
      return [UNVERIFIED, PLAIN];
    case 'allow':
      return [PLAIN, UNVERIFIED];
    case 'require':
      // With a root certificate libpq's `require` is its `verify-ca`.
      return [root === null ? UNVERIFIED : { ...LIBPQ, sslmode: 'verify-ca' }];
    case 'verify-ca':
      // Without a certificate of its own, the public ones: those prove nothing without the host's name.
      return [root === null ? { sslmode: 'verify-full' } : { ...LIBPQ, sslmode: 'verify-ca' }];
    case 'verify-full':
      return [{ sslmode: 'verify-full' }];
  }
}

/** A root certificate without a mode: as of libpq 16 `system` means verify-full, a file means verify-ca. */
function defaultMode(parameters: URLSearchParams): Mode {
  return parameters.get('sslrootcert') === 'system' ? 'verify-full' : 'verify-ca';
}

function statedMode(parameters: URLSearchParams): Mode | 'unknown' | null {
  const word = parameters.get('sslmode') ?? parameters.get('ssl');
  if (word === null || word === '') return null;
  return MODES.find((mode) => mode === word) ?? OTHER_WORDS[word] ?? 'unknown';
}

/** What keeps the files that the address names from being used; null when nothing does. */
export function certificateFault(url: string): string | null {
  const parameters = new URL(url).searchParams;
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const file = parameters.get(name);
    if (file === null || (name === 'sslrootcert' && file === 'system')) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      return `names a file with ${name}= that cannot be read (${codeOf(error)}): correct its path, or let this user read it`;
    }
  }
  return null;
}
