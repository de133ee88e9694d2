/** What exactly is being asked, and what of it exists already? A ticket becomes requirements, questions and non-goals. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { lens } from '../spine/lens.ts';

export const requirementDiscovery: Flow = {
  name: 'requirement-discovery',
  category: 'Discovery',
  title: 'Requirement discovery',
  purpose: 'What exactly is being asked, and what exists already?',
  question:
    'What exactly is being asked? What of it exists already, and what must be answered before work begins?',
  compares: false,
  inputs: [{ name: 'ticket', needed: true, focus: true }],
  steps: draftSteps({
    category: 'Discovery',
    product: 'document',
    research: [
      lens('domain', 'domain-modeller', 'Domain', {
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        contract: 'SystemMap',
      }),
      lens('map', 'cartographer', 'Map', { bands: FROM_MEDIUM, contract: 'SystemMap' }),
      lens('api', 'api-steward', 'API', { bands: LARGE_ONLY }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY }),
      // Who could misuse what is asked for: the cases that a ticket leaves out.
      lens('abuse', 'security-reviewer', 'Abuse cases', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
    ],
    draft: { persona: 'requirements-analyst', label: 'Requirements', contract: 'RequirementSet' },
    skeptics: { small: 1, medium: 1, large: 2 },
    premortem: false,
    arbiter: [],
    revise: [],
    synthesis: true,
  }),
};
