/** The code steps of the gates: `verify`, `merge`, `verify-verdicts`, `verdict`. Each reads its inputs and calls a pure function. */
import type { CodeHandler, StepInput, StepView } from '../../runner/core/ports/catalogue.ts';
import {
  fileOfClaim,
  type JudgedClaim,
  type RulingsOutput,
  shownFindings,
  type VerdictOutput,
} from '../contracts/checked.ts';
import { SkepticOutput } from '../contracts/judgement.ts';
import { compareWithLedger } from '../ledger/comparison.ts';
import { identified } from '../ledger/identity.ts';
import { maskDocument } from '../secrets/mask.ts';
import { isSkeptic, lensNameOf } from '../spine/lens.ts';
import { shardOf } from '../spine/shards.ts';
import {
  answersByRules,
  documentOf,
  leftBy,
  needed,
  readsAll,
  stepWithHandler,
  upstreamAgents,
  wasRead,
} from '../spine/upstream.ts';
import { many } from '../wording.ts';
import { checkDraft } from './drafts/check-draft.ts';
import { fatesOf } from './fates.ts';
import { mergeClaims, numberedAfter } from './merge.ts';
import { checkRulings, type SkepticAnswer } from './rulings.ts';
import { countBySeverity } from './severity.ts';
import { TreeIndex } from './tree-index.ts';
import { categoryOf, gateClaims, gateOf, judgeClaims } from './verdict.ts';
import { changedLines, type StepOutput, type VerifyContext, verifyOutputs } from './verify.ts';

const verify: CodeHandler = async (input) => {
  const agents = upstreamAgents(input, []);
  input.activity(`checking the citations of ${many(agents.length, 'step')}`);
  const outputs = [...(await ruleOutputs(input)), ...(await agentOutputs(input, agents))];
  const context = await contextOf(input);
  const verified = await maskDocument(await verifyOutputs(outputs, context));
  const { claims, unverified } = verified;
  return {
    output: JSON.stringify({ ...verified, claims: identified(claims, context.facts) }),
    facts: { claims: claims.length, unverified: unverified.length },
    summary: `${many(claims.length, 'statement')} with citations that hold, ${unverified.length} unverified`,
  };
};

const merge: CodeHandler = async (input) => {
  const { claims } = await needed(input, 'verify');
  const merged = mergeClaims(claims);
  return {
    output: JSON.stringify(merged),
    facts: { claims: merged.claims.length, duplicates: merged.possibleDuplicates.length },
    summary: `${many(merged.claims.length, 'claim')}, ${merged.merged} said twice`,
  };
};

const verifyVerdicts: CodeHandler = async (input) => {
  const { claims } = await needed(input, 'merge');
  const agents = upstreamAgents(input, ['merge', 'verify']);
  const context = await contextOf(input);
  const answers: SkepticAnswer[] = [];
  for (const view of agents.filter(({ spec }) => isSkeptic(spec))) {
    const { spec } = view;
    const answer = SkepticOutput.safeParse(await documentOf(input, view)).data;
    const shard = spec.shard === undefined ? claims : shardOf(claims, spec.shard, fileOfClaim);
    if (answer !== undefined) answers.push({ step_id: spec.step_id, claims: shard, answer });
  }
  const hunts = await agentOutputs(
    input,
    agents.filter(({ spec }) => !isSkeptic(spec) || spec.contract === 'Premortem'),
  );
  const found = await maskDocument(await verifyOutputs(hunts, context));
  const checked = await maskDocument(await checkRulings(answers, context));
  const added = numberedAfter(claims, identified(found.claims, context.facts));
  const rulings: RulingsOutput = { ...checked, gap: { ...found, claims: added } };
  const refuted = rulings.rulings.filter(({ ruling }) => ruling === 'refuted').length;
  return {
    output: JSON.stringify(rulings),
    summary: rulings.challenged
      ? `${many(rulings.rulings.length, 'ruling')}, ${refuted} to refute${added.length > 0 ? `, ${added.length} added by the gap hunt` : ''}`
      : 'nothing was challenged',
  };
};

const verdict: CodeHandler = async (input) => {
  const merged = await needed(input, 'merge');
  const rulings = await needed(input, 'verify-verdicts');
  const category = categoryOf(input.step);
  const gate = gateOf(category, input.run.band, wasRead(input));
  const { claims, ledger } = await compared(
    input,
    judgeClaims([...merged.claims, ...rulings.gap.claims], rulings),
  );
  const { challenged } = rulings;
  const judged: VerdictOutput = { category, gate, claims: gateClaims(claims, gate), challenged, ledger };
  const shown = shownFindings(judged);
  const verified = await needed(input, 'verify');
  return {
    output: JSON.stringify(judged),
    facts: { shown: shown.length },
    // An arbiter may still join findings and change severities: then the report's step tells.
    ...(awaitsArbiter(input) ? {} : { fates: fatesOf(judged, verified.unverified, input) }),
    summary: shown.length > 0 ? `${countBySeverity(shown)} passed the gate` : 'no finding passed the gate',
  };
};

export const checkHandlers: Readonly<Record<string, CodeHandler>> = {
  verify,
  merge,
  'verify-verdicts': verifyVerdicts,
  verdict,
  'check-draft': checkDraft(contextOf),
};

function awaitsArbiter({ steps }: StepInput): boolean {
  return steps.some(
    ({ spec, status }) => spec.contract === 'Arbitration' && status !== 'skipped' && status !== 'failed',
  );
}

async function compared(
  input: StepInput,
  claims: readonly JudgedClaim[],
): Promise<Required<Pick<VerdictOutput, 'claims' | 'ledger'>>> {
  const scope = await leftBy(input, 'scope');
  const pack = await leftBy(input, 'evidence');
  const rules = (await leftBy(input, 'rules')) ?? [];
  const facts = new Map(pack?.facts.map((fact) => [fact.id, fact]));
  return compareWithLedger({ claims, facts, rules, scope, whole: readsAll(input.run, scope) }, input);
}

async function contextOf(input: StepInput): Promise<VerifyContext> {
  const pack = await leftBy(input, 'evidence');
  const scope = await leftBy(input, 'scope');
  const roles = new Map(scope?.files.map(({ path, role }) => [path, role]));
  const compared = input.pin.base_sha !== null;
  return {
    index: new TreeIndex(input.repository, input.signal),
    facts: new Map(pack?.facts.map((fact) => [fact.id, fact])),
    changed: compared ? changedLines(await input.repository.diff()) : null,
    roleOf: (path) => roles.get(path) ?? null,
  };
}

async function ruleOutputs(input: StepInput): Promise<StepOutput[]> {
  const outputs = (await leftBy(input, 'rules')) ?? [];
  const step_id = stepWithHandler(input, 'rules')?.spec.step_id ?? 'rules';
  return outputs.map((document) => ({ step_id, lens: 'rules', persona: null, source: 'rule', document }));
}

async function agentOutputs(input: StepInput, agents: readonly StepView[]): Promise<StepOutput[]> {
  const outputs: StepOutput[] = [];
  for (const view of agents) {
    const document = await documentOf(input, view);
    if (document === null) continue;
    const { step_id, persona } = view.spec;
    const source = answersByRules(input, view.spec) ? 'rule' : 'agent';
    outputs.push({ step_id, lens: lensNameOf(view.spec), persona, source, document });
  }
  return outputs;
}
