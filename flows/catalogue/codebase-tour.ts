/** Where do I start reading? A short reading path for a newcomer, with a map and a glossary. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { mapSteps } from '../spine/spine.ts';

export const codebaseTour: Flow = {
  name: 'codebase-tour',
  category: 'Discovery',
  title: 'Codebase tour',
  purpose: 'Where do I start reading?',
  question: 'I am new to this code. Where do I start reading, and what must I know before my first change?',
  compares: false,
  inputs: [{ name: 'audience', needed: false }],
  steps: mapSteps({
    category: 'Discovery',
    explorers: [
      lens('tour', 'tour-guide', 'Tour guide', { fast: ALL_BANDS, contract: 'Tour' }),
      lens('map', 'cartographer', 'Map', { bands: FROM_MEDIUM, fast: FROM_MEDIUM, contract: 'SystemMap' }),
      lens('domain', 'domain-modeller', 'Domain', {
        bands: FROM_MEDIUM,
        fast: LARGE_ONLY,
        contract: 'SystemMap',
      }),
      lens('history', 'historian', 'History', { bands: LARGE_ONLY }),
      lens('test', 'test-engineer', 'Tests', { bands: LARGE_ONLY }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 1, large: 2 },
  }),
};
