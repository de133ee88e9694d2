/** What to test, and at what level? Risks with the cases that catch them, for a tree or for a change. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { lens } from '../spine/lens.ts';

export const testPlan: Flow = {
  name: 'test-plan',
  category: 'Planning',
  title: 'Test plan',
  purpose: 'What should we test, and at what level?',
  question: 'What should be tested here, at what level, and what is not worth a test?',
  compares: 'optional',
  inputs: [{ name: 'ticket', needed: false }],
  steps: draftSteps({
    category: 'Planning',
    product: 'plan',
    research: [
      lens('correctness', 'correctness-reviewer', 'Correctness', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('requirements', 'requirements-analyst', 'Requirements', {
        bands: FROM_MEDIUM,
        contract: 'RequirementSet',
      }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: LARGE_ONLY }),
      lens('security', 'security-reviewer', 'Security', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY }),
      lens('performance', 'performance-engineer', 'Performance', { bands: LARGE_ONLY }),
    ],
    draft: { persona: 'test-engineer', label: 'Test plan', contract: 'TestPlan' },
    skeptics: { small: 1, medium: 1, large: 2 },
    premortem: false,
    arbiter: [],
    revise: LARGE_ONLY,
    synthesis: true,
  }),
};
