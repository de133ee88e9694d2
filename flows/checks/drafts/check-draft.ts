/**
 * The step that checks a document as a whole: its statements pass the citation gate again, keep what the skeptics ruled on
 * them, and code looks for what is wrong with the rest. It runs after the draft and, for the last time, after the revision.
 */
import type { CodeHandler, StepInput, StepView } from '../../../runner/core/ports/catalogue.ts';
import type { Claim, JudgedClaim } from '../../contracts/checked.ts';
import { AGENT_CONTRACTS, type DraftContract, isDraft } from '../../contracts/contracts.ts';
import type { CheckedDraft, DraftDocument, DraftProblem } from '../../contracts/draft.ts';
import { type Requirement, RequirementSet } from '../../contracts/plans.ts';
import { maskDocument } from '../../secrets/mask.ts';
import { answersByRules, documentOf, leftBefore } from '../../spine/upstream.ts';
import { many } from '../../wording.ts';
import { identityOf } from '../merge.ts';
import { judgeClaims } from '../verdict.ts';
import { type VerifyContext, verifyOutputs } from '../verify.ts';
import { adrProblems, runbookProblems } from './documents.ts';
import { type DraftView, pathsIn } from './draft-view.ts';
import { migrationProblems, planProblems } from './plan.ts';
import { requirementProblems, testPlanProblems } from './requirements.ts';

/** `contextOf`: what the citation check reads. */
export function checkDraft(contextOf: (input: StepInput) => Promise<VerifyContext>): CodeHandler {
  return async (input) => {
    const checked = await checkedDraft(input, await contextOf(input));
    const output = JSON.stringify(await maskDocument(checked));
    if (checked === null) return { output, summary: 'there is no draft to check' };
    const { problems, written } = checked;
    return {
      output,
      facts: { problems: problems.length },
      summary: written ? many(problems.length, 'problem') : 'nothing was written',
    };
  };
}

async function checkedDraft(input: StepInput, context: VerifyContext): Promise<CheckedDraft | null> {
  const found = await latestDraft(input);
  if (found === null) return null;
  const { view, draft } = found;
  const written = !answersByRules(input, view.spec);
  const { step_id, persona } = view.spec;
  const source = written ? 'agent' : 'rule';
  const output = { step_id, lens: step_id, persona, source, document: draft.document } as const;
  const verified = await verifyOutputs([output], context);
  const claims = await judged(input, verified.claims);
  const paths = pathsIn(draft.document);
  const there = new Set<string>();
  for (const path of paths) if (await context.index.has(path)) there.add(path);
  const pack = await leftBefore(input, 'evidence');
  const looked: DraftView = {
    has: (path) => there.has(path),
    requirements: await requirementsOf(input),
    claims,
    pack,
  };
  return {
    ...draft,
    revised: view.spec.params?.mode === 'revise',
    written,
    claims,
    unverified: verified.unverified.length,
    problems: written ? problemsOf(draft, looked) : [],
  };
}

/** The revision where there is one that meets its contract, else the draft. */
async function latestDraft(input: StepInput): Promise<{ view: StepView; draft: DraftDocument } | null> {
  const drafts = input.steps.filter(
    ({ spec, status }) =>
      spec.kind === 'agent' && isDraft(spec.contract) && isOwn(spec) && status === 'completed',
  );
  for (const view of drafts.toReversed()) {
    const contract = view.spec.contract as DraftContract;
    const parsed = AGENT_CONTRACTS[contract].safeParse(await documentOf(input, view));
    // The schema was chosen by the contract's name, which the types can't see.
    if (parsed.success) return { view, draft: { contract, document: parsed.data } as DraftDocument };
  }
  return null;
}

/** Requirements of a research step are material of a draft, no draft themselves. */
const isOwn = ({ primary, params }: StepView['spec']): boolean =>
  primary === 'drafter' || params?.mode === 'revise';

/** The statements with what the skeptics ruled on them; before the verdict, and for what the revision added, with no ruling. */
async function judged(input: StepInput, claims: readonly Claim[]): Promise<JudgedClaim[]> {
  const verdict = await leftBefore(input, 'verdict');
  const merged = await leftBefore(input, 'merge');
  const ids = new Map(merged?.claims.map((claim) => [identityOf(claim), claim.id]));
  // A narrowed statement is known by what it said before.
  const rulings = new Map(
    verdict?.claims.map((claim) => [
      identityOf({ ...claim, title: claim.before?.title ?? claim.title }),
      claim,
    ]),
  );
  return judgeClaims(claims, { rulings: [] }).map((claim) => {
    const id = ids.get(identityOf(claim)) ?? '';
    const known = rulings.get(identityOf(claim));
    if (known === undefined) return { ...claim, id };
    const { title, claim: text, ruling, because, counter, before, outcome } = known;
    return { ...claim, id, title, claim: text, ruling, because, counter, before, outcome };
  });
}

async function requirementsOf(input: StepInput): Promise<readonly Requirement[]> {
  const analyst = input.steps.find(({ spec }) => spec.contract === 'RequirementSet' && !isOwn(spec));
  return RequirementSet.safeParse(await documentOf(input, analyst)).data?.requirements ?? [];
}

function problemsOf({ contract, document }: DraftDocument, view: DraftView): DraftProblem[] {
  switch (contract) {
    case 'Plan':
      return planProblems(document, view);
    case 'MigrationPlan':
      return migrationProblems(document, view);
    case 'RequirementSet':
      return requirementProblems(document, view);
    case 'TestPlan':
      return testPlanProblems(document, view);
    case 'Adr':
      return adrProblems(document, view);
    case 'Runbook':
      return runbookProblems(document, view);
  }
}
