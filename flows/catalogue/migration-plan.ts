/** How do we get from A to B without an outage? Where A is used, then phases that each can be undone. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { analyst, lens } from '../spine/lens.ts';

const HAS_SQL = { fact: 'K:sql', op: 'exists' } as const;

export const migrationPlan: Flow = {
  name: 'migration-plan',
  category: 'Planning',
  title: 'Migration plan',
  purpose: 'How do we get from A to B without an outage?',
  question: 'How do we get from one to the other step by step, without an outage, and with a way back?',
  compares: false,
  inputs: [
    { name: 'from', needed: true },
    { name: 'to', needed: true },
  ],
  steps: draftSteps({
    category: 'Planning',
    product: 'plan',
    research: [
      lens('data', 'data-steward', 'Data', { fast: ALL_BANDS }),
      lens('dependencies', 'dependency-auditor', 'Dependencies', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('history', 'historian', 'History', { bands: FROM_MEDIUM }),
      lens('api', 'api-steward', 'API', { bands: FROM_MEDIUM, fast: LARGE_ONLY }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: LARGE_ONLY }),
      lens('test', 'test-engineer', 'Tests', { bands: LARGE_ONLY }),
      lens('performance', 'performance-engineer', 'Performance', { bands: LARGE_ONLY, when: HAS_SQL }),
    ],
    options: [
      analyst('minimal', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      analyst('pragmatic', { bands: FROM_MEDIUM }),
    ],
    draft: { persona: 'planner', label: 'Planner', contract: 'MigrationPlan' },
    skeptics: { small: 1, medium: 2, large: 3 },
    premortem: true,
    arbiter: LARGE_ONLY,
    revise: FROM_MEDIUM,
    synthesis: true,
  }),
};
