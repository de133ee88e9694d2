/**
 * Input that reaches what it must not: a statement, a shell, code, a page, a path, an address; and protections that are
 * switched off. See `injection.ts` for what is told of the first.
 */
import { shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { at, injectionRule, inputOf, LENSES, nameOf, openSinks } from './injection.ts';
import type { Rule } from './rule.ts';

/**
 * Impact: 90 where text of a request visibly reaches the statement; 55 where a parameter stands for a value in it, since
 * a value with a quote breaks the statement already.
 */
export const sqlInjection = injectionRule({
  id: 'sql-injection',
  what: 'sql',
  impact: 90,
  problem: 'SQL injection',
  gets: 'a statement built from',
  failure: 'A request with a quote in that value changes the statement, and reads or writes other rows.',
  recommendation: 'Pass the value as a bound parameter (`?`, `$1`, `:name`) and keep the statement constant.',
  builtFrom: {
    impact: 55,
    confidence: 75,
    title: 'SQL built from a parameter',
    failure: 'A value with a quote breaks the statement; a value from outside changes it.',
  },
});

/** Impact: 95 where text of a request visibly reaches the shell; 50 where a parameter does. */
export const commandInjection = injectionRule({
  id: 'command-injection',
  what: 'command',
  impact: 95,
  problem: 'Command injection',
  gets: 'a shell command built from',
  failure: 'A request with shell syntax in that value runs other commands on the server.',
  recommendation:
    'Start the program without a shell and pass each argument by itself, such as with `execFile`.',
  builtFrom: {
    impact: 50,
    confidence: 50,
    title: 'Shell command built from a parameter',
    failure: 'A value with a space or shell syntax changes the command.',
  },
});

/** Impact: 92; only where text of a request visibly becomes code. */
export const codeInjection = injectionRule({
  id: 'code-injection',
  what: 'code',
  impact: 92,
  problem: 'Code injection',
  gets: 'code from',
  failure: 'Whoever sends the request chooses the code that the server runs.',
  recommendation: 'Parse the value, or look it up in a fixed table; run no text from outside as code.',
});

/** Impact: 88; only where the bytes visibly come from a request. */
export const unsafeDeserialization = injectionRule({
  id: 'unsafe-deserialization',
  what: 'deserialization',
  impact: 88,
  problem: 'Unsafe deserialization',
  gets: 'data from',
  failure: 'A crafted object runs code while it is read.',
  recommendation: 'Use JSON or another format that holds data only, or verify a signature before.',
});

/** Impact: 80 on a server, whose page other people open; only where text of a request visibly reaches the page. */
export const crossSiteScripting = injectionRule({
  id: 'cross-site-scripting',
  what: 'html',
  impact: 80,
  problem: 'Cross-site scripting',
  gets: 'markup with',
  failure: 'A link with a script in that value runs it in the page of whoever opens the link.',
  recommendation: 'Escape the value, or set it as text (`textContent`, a template that escapes).',
});

/** Impact: 70; only where text of a request visibly reaches the path and nothing confines it. */
export const pathTraversal = injectionRule({
  id: 'path-traversal',
  what: 'path',
  impact: 70,
  problem: 'Path traversal',
  gets: 'a path with',
  failure: 'A value with `../` reaches files outside of the folder.',
  recommendation: 'Resolve the path and check that it is inside the folder, or take the base name only.',
});

/** Impact: 65; only where a request names the address from its beginning. */
export const serverSideRequest = injectionRule({
  id: 'server-side-request',
  what: 'fetch',
  impact: 65,
  problem: 'Server-side request forgery',
  gets: 'an address that begins with',
  failure: 'A request makes the server fetch internal addresses.',
  recommendation: 'Check host and scheme against a list before the request, also after redirects.',
});

/** Impact: 50; only where a request names the target from its beginning. */
export const openRedirect = injectionRule({
  id: 'open-redirect',
  what: 'redirect',
  impact: 50,
  problem: 'Open redirect',
  gets: 'a target that begins with',
  failure: 'A link to this site leads to a foreign one, which helps phishing.',
  recommendation: 'Redirect to paths of this site only, or check the target against a list.',
});

/** Certificates that are not checked, without a condition that somebody sets. Impact: fixed. */
export const uncheckedCertificates: Rule = {
  id: 'unchecked-certificates',
  kinds: ['sink'],
  lenses: LENSES,
  on: 'both',
  apply: (view) =>
    openSinks(view, 'tls').map((fact) => ({
      title: `TLS certificates are not checked in ${shortPath(fact.path ?? '')}`,
      kind: 'security',
      impact: 50,
      confidence: 75,
      claim: `${nameOf(fact)} at ${at(fact)} accepts any certificate, and no condition around it limits that.`,
      failure: 'Whoever is between the two ends can read and change what they send.',
      evidence: cite(fact),
      recommendation: 'Leave the check on; for an own authority, pass its certificate (`ca`).',
      effort: 'S',
      assumptions: ['a pattern match, not proof: the connection may be to this machine only'],
    })),
};

/** A password under MD5 or SHA-1. Impact: fixed. */
export const weakPasswordHash: Rule = {
  id: 'weak-password-hash',
  kinds: ['sink'],
  lenses: LENSES,
  on: 'both',
  apply: (view) =>
    openSinks(view, 'password-hash').map((fact) => ({
      title: `Fast hash for a password in ${shortPath(fact.path ?? '')}`,
      kind: 'security',
      impact: 60,
      confidence: 75,
      claim: `${nameOf(fact)} at ${at(fact)} hashes ${inputOf(fact)}. MD5 and SHA-1 are made for speed, so billions of guesses a second are possible.`,
      failure: 'Whoever gets the stored hashes finds most of the passwords.',
      evidence: cite(fact),
      recommendation: 'Use a password hash with a salt and a cost: argon2, scrypt or bcrypt.',
      effort: 'M',
      assumptions: ['a pattern match, not proof: the hash is stored or compared for a login'],
    })),
};
