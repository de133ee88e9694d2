/** The `rules` step: what code can say about the facts by itself, for each persona of the run that returns findings. */
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import { needed } from '../quality/run-outputs.ts';
import { type Rule, viewOf } from './rule.ts';
import { RULES } from './rulebook.ts';
import { applyRules, type Reader } from './selection.ts';
import { count } from './wording.ts';

export interface RulesOptions {
  /** default: every rule there is */
  readonly rules?: readonly Rule[];
}

/** Output: `LensOutput[]`, one per persona. Needs the outputs of the run's `scope` and `evidence` steps. */
export function rulesHandler({ rules = RULES }: RulesOptions = {}): CodeHandler {
  return async (input) => {
    const [scope, pack] = await Promise.all([
      needed<Scope>(input, 'scope'),
      needed<EvidencePack>(input, 'evidence'),
    ]);
    const changes = scope.base !== null;
    const found = applyRules(rules, viewOf(pack, scope), readersOf(input), changes);
    const findings = found.outputs.reduce((sum, output) => sum + output.findings.length, 0);
    return {
      output: JSON.stringify(found.outputs),
      facts: { rule_findings: findings },
      summary:
        findings === 0
          ? `no findings by ${count(rules.length, 'rule')}`
          : `${count(findings, 'finding')} by ${count(found.rules, 'rule')}`,
    };
  };
}

/** Each persona once, with the largest of its steps' budgets; a hunt for gaps repeats what others have, so it has none. */
function readersOf({ steps }: StepInput): Reader[] {
  const lenses = steps
    .map(({ spec }) => spec)
    .filter((spec) => spec.contract === 'LensOutput' && spec.params?.mode === undefined);
  const personas = Map.groupBy(lenses, (spec) => spec.persona);
  return [...personas].flatMap(([persona, specs]) =>
    persona === null
      ? []
      : [{ persona, maxFindings: Math.max(...specs.map((spec) => spec.budget.maxFindings)) }],
  );
}
