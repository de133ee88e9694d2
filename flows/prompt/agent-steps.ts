/** Implements the runner's port for agent steps: builds what an agent is asked, and turns its answer into an output. */
import { BatonError } from '../../runner/core/errors.ts';
import type {
  AgentBrief,
  AgentSteps,
  FollowUp,
  Persona,
  StepInput,
} from '../../runner/core/ports/catalogue.ts';
import type { StepBrief } from '../contracts/brief.ts';
import { ANSWER, type QuestionBrief } from '../contracts/brief.ts';
import { type AgentContract, holdsFindings, isAgentContract } from '../contracts/contracts.ts';
import type { Finding } from '../contracts/finding.ts';
import { aboutChange } from '../evidence/about-change.ts';
import { digest } from '../evidence/digest.ts';
import { isSkeptic } from '../spine/lens.ts';
import { answersByRules, needed } from '../spine/upstream.ts';
import { acceptAnswer } from './acceptance.ts';
import { briefOf } from './briefing.ts';
import { roleIn } from './change-roles.ts';
import { byRole, type Changes, changesOf } from './changes.ts';
import { buildPrompt, buildRepair, SHARED_FOR } from './prompt.ts';
import { buildQuestionPrompt, SHARED_FOR_QUESTIONS } from './question-prompt.ts';
import { reachOf } from './reach.ts';
import { stepFindings } from './step-findings.ts';
import { summaryOf } from './summary.ts';

export interface AgentStepsOptions {
  readonly personas: readonly Persona[];
  /** instructions that agents share, by name */
  readonly shared: Readonly<Record<string, string>>;
}

/** Throws `bad_catalogue` (kind `environment`) when one of the shared texts is missing. */
export function createAgentSteps({ personas, shared }: AgentStepsOptions): AgentSteps {
  const wanted = [...Object.values(SHARED_FOR).flat(), ...SHARED_FOR_QUESTIONS];
  const missing = wanted.find((name) => !Object.hasOwn(shared, name));
  if (missing !== undefined) {
    throw new BatonError(
      'environment',
      'bad_catalogue',
      `The personas' shared text _${missing}.md is missing.`,
    );
  }
  const personaOf = ({ step }: StepInput): Persona => {
    const persona = personas.find(({ id }) => id === step.persona);
    if (persona !== undefined) return persona;
    throw new BatonError(
      'step',
      'unknown_persona',
      `Step ${step.step_id} names the persona ${step.persona}, which has no file.`,
    );
  };
  return {
    async prepare(input) {
      const persona = personaOf(input);
      const contract = contractOf(input);
      const brief = await briefOf(input, persona);
      const reading = await readingFor(input, brief);
      const { pin, run } = input;
      const looks = holdsFindings(brief.contract) && brief.scope.base !== null;
      const parts = {
        ...{ persona, shared, contract, brief, pin, reading, paths: run.paths },
        digest: digestFor(brief, persona),
        changes: await changesFor(input, brief, reading),
        reach: looks ? await reachOf(input.repository, await needed(input, 'scope'), brief.pack) : '',
        description: looks ? (run.description ?? null) : null,
      };
      return { ...buildPrompt(parts), brief, ...(reading.length === 0 ? {} : { files: reading.length }) };
    },
    prepareRepair: buildRepair,
    prepareQuestion: (input, followUp) => prepareQuestion(input, followUp, personaOf(input), shared),
    async accept(answer, input) {
      const persona = personaOf(input);
      const accepted = acceptAnswer(answer, {
        contract: contractOf(input),
        persona: persona.id,
        maxFindings: Math.min(input.step.budget.maxFindings, persona.maxFindings),
        isRule: await ruleCheck(input, persona),
      });
      return {
        output: JSON.stringify(accepted.output, null, 2),
        summary: summaryOf(accepted),
        ...('findings' in accepted.output
          ? { findings: await stepFindings(accepted.output.findings, input) }
          : {}),
      };
    },
  };
}

/** In a run that compares, facts about the change only; and always those that the claims rest on. */
function digestFor({ pack, scope, claims, gated }: StepBrief, persona: Persona): string {
  const cited = [
    ...claims.flatMap(({ places }) => places.map(({ ref }) => ref)),
    ...(gated?.claims ?? [])
      .filter(({ outcome }) => outcome === 'shown')
      .flatMap(({ evidence }) => evidence.map(({ ref }) => ref)),
  ];
  return digest(pack, persona.factKinds, {
    cited: new Set(cited.filter((ref) => ref !== null)),
    ...(scope.base === null ? {} : { concerns: aboutChange(scope) }),
  });
}

async function prepareQuestion(
  input: StepInput,
  followUp: FollowUp,
  persona: Persona,
  shared: AgentStepsOptions['shared'],
): Promise<AgentBrief> {
  const { run, step, pin } = input;
  const output = await input.read(step.step_id);
  if (output === null) {
    throw new BatonError('step', 'upstream', `Step ${step.step_id} left nothing to ask about.`);
  }
  const pack = await needed(input, 'evidence');
  const brief: QuestionBrief = {
    flow: run.flow_name,
    step_id: `ask:${step.step_id}`,
    persona: persona.id,
    contract: ANSWER,
    question: followUp.question,
    output,
    earlier: followUp.earlier,
    facts: pack.facts.filter((fact) => persona.factKinds.includes(fact.kind)),
    pack,
  };
  const prompt = buildQuestionPrompt({
    persona,
    shared,
    followUp,
    runQuestion: run.question,
    output,
    scope: await needed(input, 'scope'),
    pin,
    paths: run.paths,
    digest: digest(pack, persona.factKinds),
  });
  return { ...prompt, brief };
}

function contractOf({ step }: StepInput): AgentContract {
  if (isAgentContract(step.contract)) return step.contract;
  throw new BatonError(
    'step',
    'unknown_contract',
    `Step ${step.step_id} is to return ${step.contract}, which no agent can.`,
  );
}

/** More files than this are a listing, not an order. */
const MOST_READING = { tree: 40, change: 80 };

/** For lenses with findings: the riskiest files first, only changed ones in a run that compares; order B is the reverse. */
async function readingFor(input: StepInput, brief: StepBrief): Promise<readonly string[]> {
  if (!holdsFindings(brief.contract) || brief.params.mode !== undefined) return [];
  const { ranked } = await needed(input, 'triage');
  const changed = new Set(brief.scope.changed.map(({ path }) => path));
  const compares = brief.scope.base !== null;
  const paths = ranked.map(({ path }) => path).filter((path) => !compares || changed.has(path));
  const first = paths.slice(0, compares ? MOST_READING.change : MOST_READING.tree);
  const ordered = brief.params.order === 'B' ? first.toReversed() : first;
  return compares ? byRole(ordered, roleIn(await needed(input, 'scope'), brief.pack)) : ordered;
}

/** The text of the change: all of it for a lens, the files of the claims for a skeptic, nothing for others. */
async function changesFor(
  input: StepInput,
  brief: StepBrief,
  reading: readonly string[],
): Promise<Changes | null> {
  if (brief.scope.base === null) return null;
  const roleOf = roleIn(await needed(input, 'scope'), brief.pack);
  if (holdsFindings(brief.contract)) {
    const rest = brief.scope.changed.map(({ path }) => path).filter((path) => !reading.includes(path));
    return changesOf(input.repository, [...reading, ...rest], roleOf);
  }
  if (brief.claims.length === 0 || !isSkeptic(input.step)) return null;
  const cited = brief.claims.flatMap(({ places }) => places.flatMap(({ path }) => path ?? []));
  return changesOf(input.repository, [...new Set(cited)], roleOf);
}

/** An agent may repeat a rule's finding, but not attribute its own findings to a rule. */
async function ruleCheck(input: StepInput, persona: Persona): Promise<(finding: Finding) => boolean> {
  if (answersByRules(input, input.step)) return () => true;
  if (!holdsFindings(input.step.contract)) return () => false;
  const keyOf = (finding: Finding): string => JSON.stringify([finding.title, finding.claim]);
  const rules = await needed(input, 'rules');
  const known = new Set(
    rules.filter(({ lens }) => lens === persona.id).flatMap(({ findings }) => findings.map(keyOf)),
  );
  return (finding) => known.has(keyOf(finding));
}
