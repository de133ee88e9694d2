/** What the offline answers of a map or a tour are made of: what must be collected though no model will read it. */
import type { FactKind } from '../contracts/evidence-pack.ts';

const KINDS: Readonly<Record<string, readonly FactKind[]>> = {
  'tour-guide': [
    'docs',
    'entry',
    'imports',
    'exports',
    'complexity',
    'hotspot',
    'tests',
    'manifests',
    'lockfile',
    'ci',
    'env',
    'cycles',
    'loose',
    'test-reach',
    'generated',
  ],
  cartographer: ['tree', 'imports', 'instability', 'complexity', 'entry', 'manifests', 'env'],
  'domain-modeller': ['exports'],
};

/** Personas that are not here answer from the rules alone. */
export function kindsOfOffline(personas: readonly string[]): FactKind[] {
  return [...new Set(personas.flatMap((persona) => KINDS[persona] ?? []))];
}
