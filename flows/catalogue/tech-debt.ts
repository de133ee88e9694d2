/** What should we fix first, and why? Churn times complexity finds the hotspots; lenses find the causes. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

export const techDebt: Flow = {
  name: 'tech-debt',
  category: 'Analysis',
  title: 'Tech debt',
  purpose: 'What should we fix first, and why?',
  question: 'What should we fix first in this code, and why does it pay off?',
  compares: false,
  steps: findingsSteps({
    category: 'Analysis',
    lenses: [
      lens('maintainability', 'maintainability-reviewer', 'Maintainability', { fast: ALL_BANDS }),
      lens('architecture', 'architect', 'Architecture', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('test', 'test-engineer', 'Tests', { bands: FROM_MEDIUM, fast: LARGE_ONLY }),
      lens('history', 'historian', 'History', { bands: FROM_MEDIUM }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('performance', 'performance-engineer', 'Performance', { bands: LARGE_ONLY }),
      lens('dependencies', 'dependency-auditor', 'Dependencies', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 2, large: 3 },
    gap: LARGE_ONLY,
    arbiter: FROM_MEDIUM,
  }),
};
