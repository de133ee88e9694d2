/** The `rules` step: what code can say about the facts by itself, for each persona of the run that returns findings. */
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import { holdsFindings } from '../contracts/contracts.ts';
import type { RulesOutput } from '../contracts/ledger.ts';
import { readLedger } from '../ledger/reading.ts';
import { namedReaders } from '../spine/readers.ts';
import { needed, readsAll } from '../spine/upstream.ts';
import { count, wordsOf } from '../wording.ts';
import { knownCandidates, ruleRun } from './known.ts';
import { viewOf } from './rule.ts';
import { RULES } from './rulebook.ts';
import { applyRules, type Reader } from './selection.ts';

/** Output: `RulesOutput[]`, one per persona. */
export const rulesHandler: CodeHandler = async (input) => {
  const [scope, pack] = await Promise.all([needed(input, 'scope'), needed(input, 'evidence')]);
  const { located } = await readLedger(input);
  const known = knownCandidates(located, pack);
  const found = applyRules(
    RULES,
    viewOf(pack, scope, input.run.given),
    readersOf(input),
    scope.base !== null,
    (candidates) => {
      const dismissed = known.dismissed(candidates);
      return input.step.params?.only === 'near-focus'
        ? new Set(candidates.filter((one) => dismissed.has(one) || one.finding.nearFocus !== true))
        : dismissed;
    },
  );
  const whole = readsAll(input.run, scope);
  const outputs = found.outputs.map((output, at): RulesOutput => {
    const candidates = found.candidates[at] ?? [];
    const ran = (found.ran[at] ?? []).map((rule) => ruleRun(rule, candidates, pack, whole));
    return { ...output, ran, seen: known.seen(candidates) };
  });
  const findings = outputs.reduce((sum, output) => sum + output.findings.length, 0);
  return {
    output: JSON.stringify(outputs),
    facts: { rule_findings: findings },
    summary:
      findings === 0
        ? `no findings by ${count(RULES.length, 'rule')}`
        : `${count(findings, 'finding')} by ${count(found.rules, 'rule')}`,
  };
};

/** Each persona once, with the largest budget of its steps; a gap hunt would repeat the findings of others. */
function readersOf({ steps, step }: StepInput): Reader[] {
  const lenses = steps
    .map(({ spec }) => spec)
    .filter((spec) => holdsFindings(spec.contract) && spec.params?.mode === undefined);
  const personas = Map.groupBy(lenses, (spec) => spec.persona);
  const present = [...personas].flatMap(([persona, specs]) => {
    if (persona === null) return [];
    const rules = [...new Set(specs.flatMap(({ params }) => wordsOf(params?.rules)))];
    return [{ persona, maxFindings: Math.max(...specs.map(({ budget }) => budget.maxFindings)), rules }];
  });
  const named = namedReaders(step);
  if (named.length === 0) return present;
  return named.map((persona) => {
    const own = present.find((reader) => reader.persona === persona);
    return own ?? { persona, maxFindings: step.budget.maxFindings };
  });
}
