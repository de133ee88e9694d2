/** May this change be merged? Reads the changes between two commits and what depends on them. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

const EXPORTS_CHANGED = { fact: 'K:exports-changed', op: 'gte', value: 1 } as const;
const HAS_MIGRATIONS = { fact: 'K:migrations', op: 'exists' } as const;

export const codeReview: Flow = {
  name: 'code-review',
  category: 'Review',
  title: 'Code review',
  purpose: 'May this be merged?',
  question: 'May this change be merged? What is wrong with it, and what must be mended first?',
  compares: true,
  steps: findingsSteps({
    category: 'Review',
    lenses: [
      // In a large run two readers take the files in opposite order, since attention fades along a long list.
      lens('correctness', 'correctness-reviewer', 'Correctness', { fast: ALL_BANDS, params: { order: 'A' } }),
      lens('correctness-b', 'correctness-reviewer', 'Correctness, other order', {
        bands: LARGE_ONLY,
        params: { order: 'B' },
      }),
      lens('security', 'security-reviewer', 'Security', { fast: ALL_BANDS }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: FROM_MEDIUM, fast: LARGE_ONLY }),
      lens('performance', 'performance-engineer', 'Performance', { bands: LARGE_ONLY }),
      lens('test', 'test-engineer', 'Tests', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('maintainability', 'maintainability-reviewer', 'Maintainability', { bands: LARGE_ONLY }),
      lens('api', 'api-steward', 'API', { bands: FROM_MEDIUM, when: EXPORTS_CHANGED }),
      lens('data', 'data-steward', 'Data', { bands: FROM_MEDIUM, fast: FROM_MEDIUM, when: HAS_MIGRATIONS }),
    ],
    skeptics: { small: 1, medium: 2, large: 4 },
    gap: LARGE_ONLY,
    arbiter: FROM_MEDIUM,
  }),
};
