/** All rules over packs made by chance, of a tree and of a change. */
import type { EvidencePack, Scope } from '../../../flows/contracts/evidence-pack.ts';
import type { Finding } from '../../../flows/contracts/finding.ts';
import { viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules, type Reader } from '../../../flows/rules/selection.ts';
import { scopeOf } from './fact-builder.ts';

const PERSONAS = [...new Set(RULES.flatMap((rule) => rule.lenses))].sort();
export const readers = (maxFindings: number): Reader[] =>
  PERSONAS.map((persona) => ({ persona, maxFindings }));
export const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

/** Every other file is changed, from its first line to its last. */
export function changedScope(pack: EvidencePack): Scope {
  const scope = scopeOf(pack);
  const changed = scope.files.filter((_, index) => index % 2 === 0);
  return {
    ...scope,
    base: 'b'.repeat(40),
    hunks: changed.map(({ path }) => ({ path, start: 1, end: 99_999 })),
    changed: changed.map(({ path }, index) => ({
      path,
      status: index % 2 ? 'added' : 'modified',
      added: 9,
      deleted: 9,
    })),
  };
}

export function findingsOf(pack: EvidencePack, scope: Scope, maxFindings = 10): Finding[] {
  const found = applyRules(RULES, viewOf(pack, scope), readers(maxFindings), scope.base !== null);
  return found.outputs.flatMap((output) => output.findings);
}
