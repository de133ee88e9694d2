/** Does this break callers? Compares what two commits offer to others; without a base it reads the surface as it is. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

export const apiReview: Flow = {
  name: 'api-review',
  category: 'Review',
  title: 'API review',
  purpose: 'Does this break callers?',
  question:
    'Does this change break those who use the public interface, and which version number does it ask for?',
  compares: 'optional',
  steps: findingsSteps({
    category: 'Review',
    lenses: [
      lens('api', 'api-steward', 'API', { fast: ALL_BANDS, contract: 'ApiSurface' }),
      lens('correctness', 'correctness-reviewer', 'Correctness', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('test', 'test-engineer', 'Tests', { bands: FROM_MEDIUM }),
      lens('docs', 'scribe', 'Documentation', { bands: FROM_MEDIUM }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('security', 'security-reviewer', 'Security', { bands: LARGE_ONLY }),
      lens('performance', 'performance-engineer', 'Performance', { bands: LARGE_ONLY }),
      lens('history', 'historian', 'Consumers', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 1, large: 2 },
    gap: LARGE_ONLY,
    arbiter: FROM_MEDIUM,
  }),
};
