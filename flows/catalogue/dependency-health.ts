/** Are our dependencies a risk? Licenses, what nobody maintains, and what is declared and used. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

export const dependencyHealth: Flow = {
  name: 'dependency-health',
  category: 'Analysis',
  title: 'Dependency health',
  purpose: 'Are our dependencies a risk?',
  question: 'Are our dependencies a risk, and which of them should we upgrade, replace or remove first?',
  compares: false,
  inputs: [{ name: 'policy', needed: false }],
  steps: findingsSteps({
    category: 'Analysis',
    lenses: [
      lens('dependencies', 'dependency-auditor', 'Dependencies', {
        fast: ALL_BANDS,
        contract: 'DependencyReport',
      }),
      lens('security', 'security-reviewer', 'Security', { bands: FROM_MEDIUM, fast: LARGE_ONLY }),
      lens('maintainability', 'maintainability-reviewer', 'Maintainability', { bands: FROM_MEDIUM }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('api', 'api-steward', 'API', { bands: LARGE_ONLY }),
      lens('history', 'historian', 'History', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 1, large: 2 },
    gap: [],
    arbiter: LARGE_ONLY,
    readers: ['dependency-auditor'],
  }),
};
