/** Text that looks like a credential. This is a pattern match, not proof: no key is ever tried. */

import { place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import type { Rule } from './rule.ts';

/**
 * Sample keys in tests and documents are not shown: nearly all of them are meant to be there.
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
      .filter((fact) => fact.data.area === 'src')
      .map((fact) => ({
        title: `Possible secret in ${shortPath(fact.path ?? '')} (${fact.data.rule})`,
        kind: 'security',
        impact: 85,
        confidence: 75,
        claim: `The text at ${place({ ...fact, end: null })} matches the pattern ${fact.data.rule}. It is a pattern match, not proof: nobody tried whether it is a live credential.`,
        failure: 'If it is live, whoever can read this repository or any copy of it can use it.',
        evidence: cite(fact),
        recommendation:
          'If it is real, revoke it first, since history keeps it; then read it from the environment. If not, make it look like a sample.',
        effort: 'S',
        assumptions: ['the match is a live credential'],
      })),
};
