/** The code steps that close a run: `summary` or `check-report`, then `render`, which also ends a run that failed. */

import { outOfBudget } from '../../runner/core/ending.ts';
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import type {
  CheckedSynthesis,
  MergeOutput,
  RulingsOutput,
  VerdictOutput,
  VerifyOutput,
} from '../contracts/checked.ts';
import type { Scope } from '../contracts/evidence-pack.ts';
import { Arbitration, Synthesis } from '../contracts/judgement.ts';
import { emptyComparison } from '../evidence/empty-comparison.ts';
import { outcomeOf } from '../report/outcome.ts';
import { knownPlaces, renderReport } from '../report/report.ts';
import type { ReportModel, ReportStep } from '../report/report-model.ts';
import { composeSynthesis, many } from './compose.ts';
import { mergeClaims } from './merge.ts';
import { categoryOf, gateOf } from './policy.ts';
import { documentOf, leftBy, readPack, readScope, stepWithHandler, upstreamAgents } from './run-outputs.ts';
import { maskDocument, maskSecrets } from './secrets.ts';
import { settle } from './settlement.ts';
import { lintSynthesis } from './synthesis-lint.ts';
import { gateClaims, judgeClaims } from './verdict.ts';

export const summary: CodeHandler = async (input) => {
  const composed = writtenByCode(await settledVerdict(input), input);
  return { output: JSON.stringify(composed), summary: 'written by code' };
};

export const checkReport: CodeHandler = async (input) => {
  const checked = await checkedSynthesis(input);
  const summary =
    checked.origin === 'code' ? 'written by code' : `${many(checked.struck.length, 'sentence')} struck`;
  return { output: JSON.stringify(checked), facts: { struck: checked.struck.length }, summary };
};

export const render: CodeHandler = async (input) => {
  const model = await modelOf(input);
  const places = knownPlaces(model);
  const outcome = await maskDocument(outcomeOf(model, places));
  return { output: await maskSecrets(renderReport(model, places)), summary: outcome.verdict, outcome };
};

async function checkedSynthesis(input: StepInput): Promise<CheckedSynthesis> {
  const verdict = await settledVerdict(input);
  const written = input.steps.findLast(({ spec }) => spec.contract === 'Synthesis' && spec.kind === 'agent');
  const synthesis = Synthesis.safeParse(await documentOf(input, written)).data;
  if (synthesis === undefined) return writtenByCode(verdict, input);
  const pack = await readPack(input);
  const scope = await readScope(input);
  const { question, focused } = input.run;
  return lintSynthesis(synthesis, {
    verdict,
    facts: new Map(pack?.facts.map((fact) => [fact.id, fact])),
    places: knownPlaces({ scope, pack, verdict }),
    question,
    focused,
  });
}

function writtenByCode(verdict: VerdictOutput, { run }: StepInput): CheckedSynthesis {
  const { question, focused } = run;
  return { synthesis: composeSynthesis({ verdict, question, focused }), origin: 'code', struck: [] };
}

/** The verdict with the arbiter's word in it; of a run that broke off before, as much as had been found. */
async function settledVerdict(input: StepInput): Promise<VerdictOutput> {
  const verdict = (await leftBy<VerdictOutput>(input, 'verdict')) ?? (await unfinishedVerdict(input));
  const arbiter = input.steps.findLast(({ spec }) => spec.contract === 'Arbitration');
  return settle(verdict, Arbitration.safeParse(await documentOf(input, arbiter)).data ?? null);
}

async function unfinishedVerdict(input: StepInput): Promise<VerdictOutput> {
  const verified = await leftBy<VerifyOutput>(input, 'verify');
  const merged = (await leftBy<MergeOutput>(input, 'merge')) ?? mergeClaims(verified?.claims ?? []);
  const category = categoryOf(stepWithHandler(input, 'verdict')?.spec);
  const gate = gateOf(category, input.run.band);
  return {
    category,
    gate,
    claims: gateClaims(judgeClaims(merged.claims, { rulings: [] }), gate),
    challenged: false,
  };
}

async function modelOf(input: StepInput): Promise<ReportModel> {
  const { run, pin, steps } = input;
  const { band, fast, model, backend, question, focused, flow_name } = run;
  const verdict = await settledVerdict(input);
  const scope = await readScope(input);
  const looks = lensIds(input);
  const others = steps.filter(({ spec }) => spec.step_id !== input.step.step_id);
  const broken = others.find(({ spec, status }) => status === 'failed' && spec.onFail === 'fail-run');
  const left =
    (await leftBy<CheckedSynthesis>(input, 'check-report')) ??
    (await leftBy<CheckedSynthesis>(input, 'summary'));
  return {
    ...{ band, fast, model, backend, question, focused, flow_name },
    title: titleOf(flow_name),
    project: projectName(run.project_id),
    label: pin.label,
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
        refused: skip_cause === 'backend_refused',
        looks: looks.has(step_id),
      };
    }),
    failure:
      broken === undefined
        ? null
        : { step_id: broken.spec.step_id, reason: broken.error ?? 'no reason given' },
    scope,
    pack: await readPack(input),
    verified: await leftBy<VerifyOutput>(input, 'verify'),
    merged: await leftBy<MergeOutput>(input, 'merge'),
    rulings: await leftBy<RulingsOutput>(input, 'verify-verdicts'),
    verdict,
    checked: left ?? writtenByCode(verdict, input),
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

/** `code-review` → `Code review`. */
function titleOf(flow_name: string): string {
  const words = flow_name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A path's last part, a URL's last two; no report names a machine's folders. */
function projectName(project_id: string): string {
  const bare = project_id.replace(/\.git$/, '').replace(/\/+$/, '');
  if (/^[a-z+]+:\/\//i.test(bare) || /^[^/]+@[^/]+:/.test(bare))
    return bare.split(/[/:]/).slice(-2).join('/');
  return /^(?:\/|[A-Za-z]:\\)/.test(bare) ? (bare.split(/[/\\]/).at(-1) ?? bare) : bare;
}
