import { describe, expect, it } from 'vitest';
import { isAllowed, isStrongCopyleft, isUnlicensed, parsePolicy } from '../../flows/license-policy.ts';

describe('a license policy', () => {
  it.each([
    ['MIT, Apache-2.0, BSD-*', 'MIT', true],
    ['MIT, Apache-2.0, BSD-*', 'BSD-3-Clause', true],
    ['MIT, Apache-2.0, BSD-*', 'GPL-3.0-only', false],
    ['MIT; ISC', '(GPL-2.0 OR MIT)', true],
    ['MIT; ISC', 'MIT AND CC-BY-3.0', false],
    ['MIT\nISC', '(MIT AND (ISC OR GPL-3.0))', true],
    ['MIT or Apache-2.0', 'MIT OR Apache-2.0', true],
    ['no GPL, no AGPL', 'MIT', true],
    ['no GPL, no AGPL', 'GPL-3.0-or-later', false],
    ['no GPL, no AGPL', 'LGPL-3.0', true],
    ['!GPL-3.0', 'GPL-3.0-only', false],
    ['Apache-2.0', 'Apache-2.0 WITH LLVM-exception', true],
    ['MIT', 'MIT/X11', true],
    ['mit', 'MIT', true],
  ])('%j judges %s: %s', (policy, expression, allowed) => {
    const parsed = parsePolicy(policy);
    expect(parsed !== null && isAllowed(parsed, expression)).toBe(allowed);
  });

  it.each(['', 'We never ship copyleft code to customers', 'ask legal first'])(
    'is not read from prose: %j',
    (text) => {
      expect(parsePolicy(text)).toBeNull();
    },
  );
});

describe('an expression', () => {
  it.each([
    ['GPL-3.0', true],
    ['AGPL-3.0-or-later', true],
    ['(MIT OR GPL-2.0)', false],
    ['LGPL-2.1', false],
    ['GPL-2.0-with-classpath-exception', false],
    ['MPL-2.0', false],
  ])('%s is strong copyleft: %s', (expression, strong) => {
    expect(isStrongCopyleft(expression)).toBe(strong);
  });

  it.each([
    ['UNLICENSED', true],
    ['Unlicense', false],
    ['SEE LICENSE IN LICENSE', false],
  ])('%s gives nobody a right: %s', (expression, unlicensed) => {
    expect(isUnlicensed(expression)).toBe(unlicensed);
  });
});
