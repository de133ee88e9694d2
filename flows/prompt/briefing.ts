/** Builds a step's brief from what earlier steps left: what this agent may know, and no more. */
import type { Persona, StepInput } from '../../runner/core/ports/catalogue.ts';
import { arbitrationOf, settle } from '../checks/settlement.ts';
import type { BareClaim, Place, StepBrief } from '../contracts/brief.ts';
import { type CheckedEvidence, type Claim, fileOfClaim, type VerdictOutput } from '../contracts/checked.ts';
import type { Triage } from '../contracts/evidence-pack.ts';
import { aboutChange } from '../evidence/about-change.ts';
import { isSkeptic } from '../spine/lens.ts';
import { shardOf } from '../spine/shards.ts';
import { leftBefore, needed } from '../spine/upstream.ts';

/** Throws `upstream` (kind `step`) when a step that it needs left nothing. */
export async function briefOf(input: StepInput, persona: Persona): Promise<StepBrief> {
  const { run, step } = input;
  const scope = await needed(input, 'scope');
  const pack = await needed(input, 'evidence');
  const rules = await needed(input, 'rules');
  const concerns = aboutChange(scope);
  return {
    flow: run.flow_name,
    band: run.band,
    fast: run.fast,
    step_id: step.step_id,
    persona: persona.id,
    contract: step.contract,
    params: step.params ?? {},
    budget: step.budget,
    question: run.question,
    focused: run.focused,
    given: run.given,
    facts: pack.facts.filter((fact) => persona.factKinds.includes(fact.kind) && concerns(fact)),
    findings: rules.filter((output) => output.lens === persona.id).flatMap((output) => output.findings),
    ...(await upstreamFor(input)),
    pack,
    scope,
  };
}

type UpstreamPart = Pick<
  StepBrief,
  'claims' | 'possibleDuplicates' | 'gated' | 'uncited' | 'material' | 'draft'
>;

const WHOLE = { index: 0, of: 1 };

/** Lenses see nothing of each other; skeptic, arbiter and synthesist see what they judge. */
async function upstreamFor(input: StepInput): Promise<UpstreamPart> {
  const { step } = input;
  const nothing: UpstreamPart = {
    ...{ claims: [], possibleDuplicates: [], gated: null, uncited: [], material: [] },
    draft: await leftBefore(input, 'check-draft'),
  };
  if (isSkeptic(step)) {
    const { claims } = await needed(input, 'merge');
    return { ...nothing, claims: shardOf(claims, step.shard ?? WHOLE, fileOfClaim).map(bareClaim) };
  }
  if (step.params?.mode === 'revise') return { ...nothing, gated: await settledVerdict(input) };
  if (step.contract === 'Options' || step.primary === 'drafter') {
    return { ...nothing, material: (await leftBefore(input, 'verify'))?.claims ?? [] };
  }
  if (step.params?.mode === 'gap') return { ...nothing, uncited: await uncitedFiles(input) };
  if (step.contract === 'Arbitration') {
    const gated = await needed(input, 'verdict');
    const { possibleDuplicates } = await needed(input, 'merge');
    return { ...nothing, claims: alive(gated).map(bareClaim), possibleDuplicates, gated };
  }
  if (step.contract === 'Synthesis') {
    return { ...nothing, gated: await settledVerdict(input) };
  }
  return nothing;
}

async function settledVerdict(input: StepInput): Promise<VerdictOutput> {
  return settle(await needed(input, 'verdict'), await arbitrationOf(input));
}

/** Findings that an arbiter can still change. */
function alive(gated: VerdictOutput): Claim[] {
  return gated.claims.filter(
    (claim) => claim.severity !== null && claim.outcome !== 'refuted' && claim.outcome !== 'merged',
  );
}

function bareClaim(claim: Claim): BareClaim {
  const { id, kind, title, failure, severity, evidence } = claim;
  return { id, kind, title, claim: claim.claim, failure, severity, places: evidence.map(placeOf) };
}

function placeOf(evidence: CheckedEvidence): Place {
  const { path, start, end, side } = evidence;
  return { path, start, end, side, ref: evidence.ref ?? (path === null ? evidence.text : null) };
}

/** Files that no lens read and no claim cites, riskiest first. */
async function uncitedFiles(input: StepInput): Promise<string[]> {
  const triage: Triage = await needed(input, 'triage');
  const { claims } = await needed(input, 'merge');
  const { filesRead } = await needed(input, 'verify');
  const seen = new Set([
    ...filesRead,
    ...claims.flatMap((claim) => claim.evidence.map(({ path }) => path ?? '')),
  ]);
  return triage.ranked.map(({ path }) => path).filter((path) => !seen.has(path));
}
