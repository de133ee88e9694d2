/** Can this be abused? Reads a tree, or a change where two commits are compared, and follows input from outside to where it acts. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

const SMALL_ONLY = ['small'] as const;

export const securityReview: Flow = {
  name: 'security-review',
  category: 'Review',
  title: 'Security review',
  purpose: 'Can this be abused?',
  question: 'Can this be abused? Who can get what they must not have, on which path, and what stops them?',
  compares: 'optional',
  steps: findingsSteps({
    category: 'Review',
    lenses: [
      lens('security', 'security-reviewer', 'Security', { bands: SMALL_ONLY, fast: SMALL_ONLY }),
      lens('sources-to-sinks', 'security-reviewer', 'Sources to sinks', {
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        params: { brief: 'sources-to-sinks' },
      }),
      lens('authorization', 'security-reviewer', 'Authorization and secrets', {
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        params: { brief: 'authorization-and-secrets' },
      }),
      lens('threats', 'security-reviewer', 'Threat model', {
        ...{ bands: LARGE_ONLY, fast: LARGE_ONLY, contract: 'ThreatModel' },
        params: { brief: 'threat-model' },
      }),
      lens('data', 'data-steward', 'Data', { bands: FROM_MEDIUM, fast: LARGE_ONLY }),
      lens('dependencies', 'dependency-auditor', 'Dependencies', { bands: FROM_MEDIUM }),
      lens('api', 'api-steward', 'API', { bands: LARGE_ONLY }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 2, large: 4 },
    gap: LARGE_ONLY,
    arbiter: FROM_MEDIUM,
  }),
};
