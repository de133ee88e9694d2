/** The code steps that close a run: `check-report`, then `render`, which also ends a run that failed. */
import { outOfBudget } from '../../runner/core/ending.ts';
import type { CodeHandler, StepInput, StepResult } from '../../runner/core/ports/catalogue.ts';
import type { StepSpec } from '../../runner/core/step-spec.ts';
import { fatesOf } from '../checks/fates.ts';
import { mergeClaims } from '../checks/merge.ts';
import { arbitrationOf, settle } from '../checks/settlement.ts';
import { lintSynthesis } from '../checks/synthesis-lint.ts';
import { categoryOf, gateClaims, gateOf, judgeClaims } from '../checks/verdict.ts';
import type { CheckedSynthesis, VerdictOutput } from '../contracts/checked.ts';
import type { Scope } from '../contracts/evidence-pack.ts';
import { Synthesis } from '../contracts/judgement.ts';
import { emptyComparison } from '../evidence/scope.ts';
import { codeHostOf } from '../permalink.ts';
import { maskDocument, maskSecrets } from '../secrets/mask.ts';
import {
  answersByRules,
  documentOf,
  leftBy,
  stepWithHandler,
  upstreamAgents,
  wasRead,
} from '../spine/upstream.ts';
import { many } from '../wording.ts';
import { composeSynthesis } from './compose.ts';
import { type FlowSections, reportDocument, type VerdictView } from './document.ts';
import { knownPlaces } from './known-places.ts';
import { numberFindings, renumbered } from './numbering.ts';
import { outcomeOf } from './outcome.ts';
import { pageOf } from './page.ts';
import { markdownOf } from './report-markdown.ts';
import type { ReportModel, ReportStep } from './report-model.ts';
import { shortVerdict } from './short-verdict.ts';

/** What a report takes from its flow. */
export interface FlowReport {
  readonly title: string;
  readonly sections: FlowSections;
}

export function closingHandlers(
  reportOf: (flow_name: string, params: StepSpec['params']) => FlowReport,
): Readonly<Record<string, CodeHandler>> {
  const flowOf = (input: StepInput): FlowReport =>
    reportOf(input.run.flow_name, stepWithHandler(input, 'render')?.spec.params);
  return {
    'check-report': async (input) => {
      const checked = await checkedSynthesis(input, flowOf(input));
      const summary =
        checked.origin === 'code' ? 'written by code' : `${many(checked.struck.length, 'sentence')} struck`;
      return { output: JSON.stringify(checked), facts: { struck: checked.struck.length }, summary };
    },
    render: async (input) => {
      const flow = flowOf(input);
      const model = await modelOf(input, flow);
      const document = await maskDocument(reportDocument(model, pageOf(model), flow.sections));
      const report = await maskSecrets(markdownOf(document));
      const outcome = outcomeOf(document, await maskDocument(shortVerdict(model)));
      const fates = await settledFates(input);
      return { output: report, summary: document.verdict, outcome, document, ...fates };
    },
  };
}

/** The synthesist knows findings by the numbers of `merge`; what is left has the numbers of the report. */
async function checkedSynthesis(input: StepInput, flow: FlowReport): Promise<CheckedSynthesis> {
  const settled = await settledVerdict(input);
  const { verdict, renumber } = numberFindings(settled);
  const left = await viewOf(input);
  const code = byCode(composed(verdict, left, flow));
  const step = input.steps.findLast(({ spec }) => spec.contract === 'Synthesis' && spec.kind === 'agent');
  const synthesis = Synthesis.safeParse(await documentOf(input, step)).data;
  if (step === undefined || synthesis === undefined) return code;
  // The offline back end composes it by the same code, from the same claims: there is nothing to check.
  if (answersByRules(input, step.spec)) return { ...code, origin: 'agent' };
  const { pack, draft } = left;
  const checked = lintSynthesis(synthesis, {
    verdict: settled,
    facts: new Map(pack?.facts.map((fact) => [fact.id, fact])),
    draft,
    places: knownPlaces({ ...left, verdict: settled }),
    written: composed(settled, left, flow),
  });
  return renumbered(checked, renumber);
}

const byCode = (synthesis: Synthesis): CheckedSynthesis => ({ synthesis, origin: 'code', struck: [] });

type Left = Omit<VerdictView, 'verdict'>;

/** What the synthesis by code follows from beside the verdict. */
async function viewOf(input: StepInput): Promise<Left> {
  const { question, focused, given } = input.run;
  return {
    ...{ question, focused, given, read: wasRead(input) },
    pack: await leftBy(input, 'evidence'),
    scope: await leftBy(input, 'scope'),
    draft: await leftBy(input, 'check-draft'),
  };
}

/** The synthesis by code, with the flow's own verdict where it has one. */
function composed(verdict: VerdictOutput, left: Left, { sections }: FlowReport): Synthesis {
  const view = { ...left, verdict };
  const synthesis = composeSynthesis(view);
  return { ...synthesis, verdict: sections.verdict?.(view) ?? synthesis.verdict };
}

/** The verdict with the arbiter's changes; of a run that failed before its verdict, what had been found until then. */
async function settledVerdict(input: StepInput): Promise<VerdictOutput> {
  const verdict = (await leftBy(input, 'verdict')) ?? (await unfinishedVerdict(input));
  return settle(verdict, await arbitrationOf(input));
}

/** What became of each lens' findings, if the verdict was reached. */
async function settledFates(input: StepInput): Promise<Pick<StepResult, 'fates'>> {
  const verdict = await leftBy(input, 'verdict');
  const verified = await leftBy(input, 'verify');
  if (verdict === null || verified === null) return {};
  return { fates: fatesOf(settle(verdict, await arbitrationOf(input)), verified.unverified, input) };
}

async function unfinishedVerdict(input: StepInput): Promise<VerdictOutput> {
  const verified = await leftBy(input, 'verify');
  const merged = (await leftBy(input, 'merge')) ?? mergeClaims(verified?.claims ?? []);
  const category = categoryOf(stepWithHandler(input, 'verdict')?.spec);
  const gate = gateOf(category, input.run.band, wasRead(input));
  return {
    category,
    gate,
    claims: gateClaims(judgeClaims(merged.claims, { rulings: [] }), gate),
    challenged: false,
  };
}

async function modelOf(input: StepInput, flow: FlowReport): Promise<ReportModel> {
  const { run, pin, steps, repository } = input;
  const { band, fast, model, backend, question, focused, given } = run;
  const { verdict } = numberFindings(await settledVerdict(input));
  const left = await viewOf(input);
  const { scope, pack, draft } = left;
  const looks = lensIds(input);
  const others = steps.filter(
    ({ spec, skip_cause }) => spec.step_id !== input.step.step_id && skip_cause !== 'no_model',
  );
  const broken = others.find(({ spec, status }) => status === 'failed' && spec.onFail === 'fail-run');
  return {
    ...{ band, fast, model, backend, question, focused, given },
    flow: { name: run.flow_name, title: flow.title },
    project: projectName(run.project_id),
    label: pin.label,
    shas: { head: pin.commit_sha, base: pin.base_sha },
    codeHost: codeHostOf(repository.remote),
    date: repository.date.slice(0, 10),
    history: pin.history,
    pullRequest: pin.pull_request ?? null,
    compares: pin.base_sha !== null,
    local: run.project.path !== null,
    emptyComparison: emptyComparison(pin, scope, run.paths),
    notes: [...pin.notes, ...historyNotes(pin.history, run.project.path !== null), ...pathNotes(scope)],
    exceptions: exceptionsOf(input),
    steps: others.map(({ spec, status, error, skip_cause }): ReportStep => {
      const { step_id, kind } = spec;
      return {
        step_id,
        kind,
        status,
        error,
        unpaid: outOfBudget({ status, skip_cause }),
        unneeded: skip_cause === 'condition',
        refused: skip_cause === 'backend_refused',
        looks: looks.has(step_id),
      };
    }),
    failure:
      broken === undefined
        ? null
        : { step_id: broken.spec.step_id, reason: broken.error ?? 'no reason given' },
    scope,
    pack,
    verified: await leftBy(input, 'verify'),
    merged: await leftBy(input, 'merge'),
    rulings: await leftBy(input, 'verify-verdicts'),
    verdict,
    draft,
    checked: (await leftBy(input, 'check-report')) ?? byCode(composed(verdict, left, flow)),
  };
}

/** The personas whose steps are not on the run's own back end and model. */
function exceptionsOf({ steps, run }: StepInput): string[] {
  const said = steps.flatMap(({ spec: { agent, persona } }) => {
    if (agent === undefined || (agent.backend === run.backend && agent.model === run.model)) return [];
    return [`${persona} on ${agent.backend}${agent.model === null ? '' : ` (${agent.model})`}`];
  });
  return [...new Set(said)];
}

/** The agents that look at the repository for themselves: those before the first citation check. */
function lensIds(input: StepInput): ReadonlySet<string> {
  const gate = input.steps.find(({ spec }) => spec.handler === 'verify');
  if (gate === undefined) return new Set();
  const before = upstreamAgents({ ...input, step: gate.spec }, []);
  return new Set(before.map(({ spec }) => spec.step_id));
}

function historyNotes(history: 'full' | 'shallow' | 'none', local: boolean): string[] {
  if (history === 'full') return [];
  const remedy = local ? '. Fetch the rest with git fetch --unshallow' : '';
  return [
    history === 'none'
      ? 'There is no history: facts from it are unavailable'
      : `The history is shallow: facts from it count only what is there${remedy}`,
  ];
}

function pathNotes(scope: Scope | null): string[] {
  return (scope?.unmatched ?? []).map((path) => `No file matches the path ${JSON.stringify(path)}`);
}

/** A path's last part, a URL's last two; no report names a machine's folders. */
function projectName(project_id: string): string {
  const bare = project_id.replace(/\.git$/, '').replace(/\/+$/, '');
  if (/^[a-z+]+:\/\//i.test(bare) || /^[^/]+@[^/]+:/.test(bare))
    return bare.split(/[/:]/).slice(-2).join('/');
  return /^(?:\/|[A-Za-z]:\\)/.test(bare) ? (bare.split(/[/\\]/).at(-1) ?? bare) : bare;
}
