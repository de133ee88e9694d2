/** How do we build it, and in what order? Options, then tasks with checks, then how the plan may fail. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { analyst, lens } from '../spine/lens.ts';

const HAS_MIGRATIONS = { fact: 'K:migrations', op: 'exists' } as const;
const HAS_ROUTES = { fact: 'K:routes', op: 'exists' } as const;

export const implementationPlan: Flow = {
  name: 'implementation-plan',
  category: 'Planning',
  title: 'Implementation plan',
  purpose: 'How do we build it, and in what order?',
  question: 'How do we build this here, in which order, and how do we know that it works?',
  compares: false,
  inputs: [{ name: 'ticket', needed: true, focus: true }],
  steps: draftSteps({
    category: 'Planning',
    product: 'plan',
    research: [
      lens('requirements', 'requirements-analyst', 'Requirements', {
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        contract: 'RequirementSet',
      }),
      lens('map', 'cartographer', 'Map', { bands: FROM_MEDIUM, fast: LARGE_ONLY, contract: 'SystemMap' }),
      lens('architecture', 'architect', 'Architecture', { bands: LARGE_ONLY }),
      lens('test', 'test-engineer', 'Tests', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY, fast: LARGE_ONLY, when: HAS_MIGRATIONS }),
      lens('security', 'security-reviewer', 'Security', { bands: LARGE_ONLY, when: HAS_ROUTES }),
    ],
    options: [
      analyst('minimal', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      analyst('pragmatic', { bands: FROM_MEDIUM }),
      analyst('clean', { bands: LARGE_ONLY }),
    ],
    draft: { persona: 'planner', label: 'Planner', contract: 'Plan' },
    skeptics: { small: 1, medium: 1, large: 3 },
    premortem: true,
    arbiter: LARGE_ONLY,
    revise: FROM_MEDIUM,
    synthesis: true,
  }),
};
