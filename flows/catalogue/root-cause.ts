/** Why does this happen? A symptom and its stack trace: where it comes from, what changed there, rival explanations. */
import type { Flow } from '../../runner/core/step-spec.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { lens } from '../spine/lens.ts';
import { findingsSteps } from '../spine/spine.ts';

const HAS_CONTAINERS = { fact: 'K:docker', op: 'exists' } as const;
const RIVALS = { contract: 'Hypotheses' } as const;

export const rootCause: Flow = {
  name: 'root-cause',
  category: 'Discovery',
  title: 'Root cause',
  purpose: 'Why does this happen?',
  question: 'What causes this symptom, and what would tell that cause from its rivals?',
  compares: false,
  inputs: [
    { name: 'symptom', needed: true, focus: true, or: 'log' },
    { name: 'log', needed: false },
    { name: 'since', needed: false },
  ],
  steps: findingsSteps({
    category: 'Discovery',
    lenses: [
      lens('code', 'investigator', 'Investigator, code first', {
        ...RIVALS,
        fast: ALL_BANDS,
        params: { brief: 'code-first' },
      }),
      lens('changes', 'investigator', 'Investigator, history first', {
        ...RIVALS,
        bands: FROM_MEDIUM,
        fast: FROM_MEDIUM,
        params: { brief: 'history-first' },
      }),
      lens('data', 'investigator', 'Investigator, data and ordering first', {
        ...RIVALS,
        bands: LARGE_ONLY,
        fast: LARGE_ONLY,
        params: { brief: 'data-and-ordering' },
      }),
      lens('history', 'historian', 'History', { bands: FROM_MEDIUM }),
      lens('reliability', 'reliability-engineer', 'Reliability', { bands: LARGE_ONLY, fast: LARGE_ONLY }),
      lens('ops', 'ops-engineer', 'Operation', { bands: LARGE_ONLY, when: HAS_CONTAINERS }),
    ],
    skeptics: { small: 1, medium: 2, large: 3 },
    gap: [],
    arbiter: FROM_MEDIUM,
  }),
};
