/** Licenses as package managers record them (SPDX expressions), and lists of those that a project allows. Pure. */

export interface LicensePolicy {
  /** empty: all that is not denied */
  readonly allowed: readonly RegExp[];
  readonly denied: readonly RegExp[];
}

const ENTRY = /^(?:(!|no\s+|not\s+|never\s+|deny:?\s*|allow:?\s*))?([A-Za-z0-9*][\w.+*-]*)$/i;

/**
 * Reads a list such as `MIT, Apache-2.0, BSD-*` or `no GPL-*, no AGPL-*`. Null for anything else, such as a sentence: code
 * does not guess what prose allows.
 */
export function parsePolicy(text: string): LicensePolicy | null {
  const entries = text
    .split(/[,;\n]|\s+and\s+|\s+or\s+/i)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const parsed = entries.map((entry) => ENTRY.exec(entry));
  if (entries.length === 0 || parsed.some((match) => match === null)) return null;
  const patterns = parsed.flatMap((match) => {
    const [, word = '', name = ''] = match ?? [];
    return [{ denies: /^(!|no|not|never|deny)/i.test(word), pattern: patternOf(name) }];
  });
  return {
    allowed: patterns.filter(({ denies }) => !denies).map(({ pattern }) => pattern),
    denied: patterns.filter(({ denies }) => denies).map(({ pattern }) => pattern),
  };
}

/** `GPL` means every version of it, as people write it; `BSD-*` what it says. */
function patternOf(name: string): RegExp {
  const escaped = name.replace(/[.+]/g, '\\$&').replaceAll('*', '.*');
  const versions = /[\d*]/.test(name) ? '(?:-only|-or-later|\\+)?' : '(?:-[\\d.]+.*)?';
  return new RegExp(`^${escaped}${versions}$`, 'i');
}

/** Whether the policy allows what an expression offers: one side of an `OR`, both of an `AND`. */
export function isAllowed(policy: LicensePolicy, expression: string): boolean {
  const name = (text: string): boolean => {
    const bare = text.trim().replace(/\s+WITH\s+.*$/i, '');
    if (policy.denied.some((pattern) => pattern.test(bare))) return false;
    return policy.allowed.length === 0 || policy.allowed.some((pattern) => pattern.test(bare));
  };
  return evaluate(expression, name);
}

/** Innermost brackets first; what is in them counts as one name. */
function evaluate(expression: string, isTrue: (name: string) => boolean): boolean {
  const [YES, NO] = ['\u0001', '\u0000'];
  let text = expression.trim();
  const value = (part: string): boolean => {
    const bare = part.trim();
    return bare === YES || (bare !== NO && isTrue(bare));
  };
  const flat = (part: string): boolean =>
    part.split(/\s+or\s+|\s*\/\s*/i).some((side) => side.split(/\s+and\s+/i).every(value));
  for (let inner = /\(([^()]*)\)/.exec(text); inner !== null; inner = /\(([^()]*)\)/.exec(text)) {
    text = text.replace(inner[0], flat(inner[1] ?? '') ? YES : NO);
  }
  return flat(text);
}

/** Licenses that bind a whole program that is given to others, or offered over a network. */
const STRONG_COPYLEFT = /^(?:A?GPL|SSPL|OSL|EUPL|CPAL)\b(?!.*\bexception\b)/i;

/** Whether every choice that an expression leaves is a strong copyleft license. */
export function isStrongCopyleft(expression: string): boolean {
  return !evaluate(expression, (name) => !STRONG_COPYLEFT.test(name));
}

/** `UNLICENSED` is what npm writes for "all rights reserved". */
export function isUnlicensed(expression: string): boolean {
  return /^UNLICENSED$|^(?:unknown|n\/a|none)$/i.test(expression.trim());
}
