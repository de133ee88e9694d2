/** How do I run it, and how do I rescue it? What an operator needs at night, from what the repository has. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { lens } from '../spine/lens.ts';

export const runbook: Flow = {
  name: 'runbook',
  category: 'Authoring',
  title: 'Runbook',
  purpose: 'How do I run it, and how do I rescue it?',
  question:
    'How is this service started, configured, watched, stopped and rolled back, and what is done when it fails?',
  compares: false,
  inputs: [{ name: 'service', needed: false, focus: true }],
  steps: draftSteps({
    category: 'Authoring',
    product: 'document',
    research: [
      lens('ops', 'ops-engineer', 'Operation', { fast: ALL_BANDS }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('map', 'cartographer', 'Map', { bands: FROM_MEDIUM, fast: LARGE_ONLY, contract: 'SystemMap' }),
      lens('security', 'security-reviewer', 'Security', { bands: LARGE_ONLY }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('history', 'historian', 'History', { bands: LARGE_ONLY }),
    ],
    draft: { persona: 'scribe', label: 'Runbook', contract: 'Runbook' },
    skeptics: { small: 1, medium: 1, large: 2 },
    premortem: false,
    arbiter: [],
    revise: FROM_MEDIUM,
    synthesis: false,
  }),
};
