/** Record the decision: context from the repository, options with their price, and a decision record by its conventions. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { draftSteps } from '../spine/drafts.ts';
import { lens } from '../spine/lens.ts';

const HAS_ROUTES = { fact: 'K:routes', op: 'exists' } as const;

export const adr: Flow = {
  name: 'adr',
  category: 'Authoring',
  title: 'Decision record',
  purpose: 'Which decision, and why?',
  question: 'Which decision is to be recorded, what are its options, and what speaks for each?',
  compares: false,
  inputs: [{ name: 'decision', needed: true, focus: true }],
  steps: draftSteps({
    category: 'Authoring',
    product: 'document',
    research: [
      lens('history', 'historian', 'History', { bands: FROM_MEDIUM }),
      lens('architecture', 'architect', 'Architecture', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY }),
      lens('security', 'security-reviewer', 'Security', { bands: LARGE_ONLY, when: HAS_ROUTES }),
    ],
    options: [
      lens('pragmatic', 'options-analyst', 'Options, pragmatic', {
        contract: 'Options',
        fast: ALL_BANDS,
        params: { brief: 'pragmatic' },
      }),
      lens('minimal', 'options-analyst', 'Options, minimal', {
        contract: 'Options',
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        params: { brief: 'minimal' },
      }),
      lens('clean', 'options-analyst', 'Options, clean', {
        contract: 'Options',
        bands: LARGE_ONLY,
        fast: LARGE_ONLY,
        params: { brief: 'clean' },
      }),
    ],
    draft: { persona: 'scribe', label: 'Decision record', contract: 'Adr' },
    skeptics: { small: 1, medium: 1, large: 2 },
    premortem: false,
    arbiter: LARGE_ONLY,
    revise: FROM_MEDIUM,
    synthesis: false,
  }),
};
