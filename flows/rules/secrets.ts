/** Text that looks like a credential. This is a pattern match, not proof: no key is ever tried. */

import { place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import type { Rule } from './rule.ts';

/**
 * Credentials in source that look drawn by chance; placeholders never become facts, and sample keys in tests and documents
 * are a loose end.
 * Impact: fixed; a live credential is open to every reader.
 */
export const secret: Rule = {
  id: 'secret',
  kinds: ['secrets'],
  lenses: ['security-reviewer', 'dependency-auditor', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'both',
  most: 5,
  apply: (view) =>
    view
      .facts('secrets')
      .filter((fact) => fact.data.role === 'src')
      .map((fact) => ({
        title: `Possible credential in ${shortPath(fact.path ?? '')} (${fact.data.rule})`,
        kind: 'security',
        impact: 85,
        confidence: 75,
        claim: `The text at ${place({ ...fact, end: null })} has the form of a credential (${fact.data.rule}) and looks drawn by chance, not like a placeholder. It was not tried whether it is live.`,
        failure: 'If it is live, whoever can read this repository or any copy of it can use it.',
        evidence: cite(fact),
        recommendation:
          'If it is real, revoke it first, since history keeps it; then read it from the environment. If not, make it a placeholder.',
        effort: 'S',
        assumptions: ['the match is a live credential'],
      })),
};
