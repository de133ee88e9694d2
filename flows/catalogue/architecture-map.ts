/** What are the parts of this system, and who depends on whom? A map by explorers, with what hurts beside it. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { mapSteps } from '../spine/spine.ts';

const SMALLER = ['small', 'medium'] as const;
const PARTS = 3;

export const architectureMap: Flow = {
  name: 'architecture-map',
  category: 'Analysis',
  title: 'Architecture map',
  purpose: 'What are the parts, who depends on whom, and where does it hurt?',
  question: 'What are the parts of this system, who depends on whom, and which boundaries make changes hard?',
  compares: false,
  steps: mapSteps({
    category: 'Analysis',
    explorers: [
      lens('map', 'cartographer', 'Map', { bands: SMALLER, fast: SMALLER, contract: 'SystemMap' }),
      // A large repository is too much for one reader: each takes its share of the folders.
      ...Array.from({ length: PARTS }, (_, at) =>
        lens(`map-${at + 1}`, 'cartographer', `Map, part ${at + 1}`, {
          ...{ bands: LARGE_ONLY, fast: LARGE_ONLY, contract: 'SystemMap' },
          params: { part: `${at + 1} of ${PARTS}` },
        }),
      ),
      lens('architecture', 'architect', 'Architecture', { bands: FROM_MEDIUM, fast: FROM_MEDIUM }),
      lens('domain', 'domain-modeller', 'Domain', { bands: FROM_MEDIUM, contract: 'SystemMap' }),
      lens('data', 'data-steward', 'Data', { bands: LARGE_ONLY }),
      lens('history', 'historian', 'History', { bands: LARGE_ONLY }),
    ],
    skeptics: { small: 1, medium: 1, large: 2 },
    arbiter: LARGE_ONLY,
    // Cycles and coupling are part of a map, hotspots are not.
    readers: ['architect'],
  }),
};
