/** What a category asks of a finding and how a band limits the report: data, read by the gate. */
import type { Band, Category, StepSpec } from '../../runner/core/step-spec.ts';
import { CATEGORIES } from '../../runner/core/step-spec.ts';
import type { Gate } from '../contracts/checked.ts';

/** The least anchor of a finding, and of a P0, which is worth a look before it is sure. */
const ANCHORS: Readonly<Record<Category, Omit<Gate, 'most'>>> = {
  Analysis: { confidence: 50, p0: 50 },
  Discovery: { confidence: 50, p0: 50 },
  Planning: { confidence: 50, p0: 50 },
  Authoring: { confidence: 50, p0: 50 },
  Review: { confidence: 75, p0: 50 },
};

const MOST_FINDINGS: Readonly<Record<Band, number>> = { small: 5, medium: 10, large: 20 };

export function gateOf(category: Category, band: Band): Gate {
  return { ...ANCHORS[category], most: MOST_FINDINGS[band] };
}

/** The category that the verdict step carries; what carries none is an Analysis. */
export function categoryOf(verdict: StepSpec | undefined): Category {
  return CATEGORIES.find((category) => category === verdict?.params?.category) ?? 'Analysis';
}
