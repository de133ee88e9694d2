/** Implements the service port: starts, cancels, retries and shows runs, in any process and for any run. */
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Repositories } from '../core/ports/repository.ts';
import type { RunnerService } from '../core/ports/service.ts';
import { assertPlatform, flowNamed, type RunRequest, refsOf } from '../core/run-request.ts';
import { inputOf, type Said } from '../core/settled-input.ts';
import type { StepDetail } from '../core/step-detail.ts';
import type { Bus } from '../events/bus.ts';
import { reportedRun, runDetail, runExists, runIdOf } from '../store/document-rows.ts';
import { answerOf, refuseUnstorable } from '../store/outage.ts';
import { TRIED_ONCE } from '../store/outage-log.ts';
import { insertRootPost } from '../store/post-rows.ts';
import { createProbe } from '../store/probe.ts';
import { startOnce, takeKeyFor } from '../store/request-keys.ts';
import { runCounts, runPage } from '../store/run-lists.ts';
import { audit, insertRun, isRunTaken, type RunRow } from '../store/run-rows.ts';
import { settleFireFor } from '../store/schedule-fire-rows.ts';
import { runBrief, stepDetail } from '../store/step-detail-rows.ts';
import type { BackendChooser } from './backends.ts';
import type { BudgetWatch } from './budget-watch.ts';
import { expectedRun } from './expectation.ts';
import { createFrameStream } from './frame-stream.ts';
import { assertPaths, pathsOf } from './paths.ts';
import { askQuestion, awaitAnswer } from './questions.ts';
import { cancelRun, newStep, retryRun } from './run-changes.ts';
import { announceAfterCommit, decideAndApply, type EngineContext } from './run-transactions.ts';
import { waitingReasonOf } from './waiting.ts';

export interface ServiceOptions {
  readonly context: EngineContext;
  readonly catalogue: Catalogue;
  readonly repositories: Repositories;
  readonly backends: BackendChooser;
  readonly budgetWatch: BudgetWatch;
  readonly bus: Bus;
  readonly host: string;
  /** the chat platforms that a run may appear on */
  readonly platforms: readonly string[];
  /** masks secrets in what users write, since it is stored and shown to others */
  readonly mask: (text: string) => Promise<string>;
  /** the database's URL, for error messages */
  readonly url: string;
}

/** During an outage of the database every method throws `database_unreachable`, except for `frames`, which waits. */
export function createService(options: ServiceOptions): RunnerService {
  const { context, bus, url, mask } = options;
  const { pool, outages } = context;
  const read = <T>(answer: Promise<T>) => answerOf(url, answer, READ_MS);
  const write = async <T>(answer: Promise<T>) => {
    try {
      const stored = await answerOf(url, answer.catch(refuseUnstorable));
      outages.stored();
      return stored;
    } catch (error) {
      outages.failed(TRIED_ONCE.requests, error);
      throw error;
    }
  };
  const { watch } = createFrameStream(pool, bus);
  return {
    start: (request) => write(startOnce(pool, request, () => start(options, request))),
    expected: (wanted) => read(expectedRun(options, wanted)),
    cancel: (run_id, by) => write(cancelRun(context, run_id, by)),
    retry: (run_id, by) => write(retryRun(context, run_id, by)),
    run: (run_id) => read(runDetail(pool, run_id)),
    brief: (run_id) => read(runBrief(pool, run_id)),
    step: (run_id, step_id) => read(withPersona(options.catalogue, stepDetail(pool, run_id, step_id))),
    report: (run_id) => read(reportedRun(pool, run_id)),
    runs: (query) => read(runPage(pool, query)),
    runCounts: (filter) => read(runCounts(pool, filter)),
    resolveRunId: (prefix) => read(runIdOf(pool, prefix)),
    ask: async (request) =>
      write(askQuestion(context, { ...request, question: await mask(request.question) })),
    answered: (question_id, signal) => answerOf(url, awaitAnswer(context, bus, question_id, signal)),
    frames: watch,
    ready: createProbe(pool, outages),
    waiting: (of) => waitingReasonOf(context, of),
  };
}

async function withPersona(
  { personas }: Catalogue,
  reading: Promise<Omit<StepDetail, 'persona'>>,
): Promise<StepDetail> {
  const detail = await reading;
  const persona = personas.find(({ id }) => id === detail.step.persona);
  if (persona === undefined) return { ...detail, persona: null };
  return { ...detail, persona: { id: persona.id, name: persona.name, body: persona.body } };
}

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;

async function start(options: ServiceOptions, request: RunRequest): Promise<{ run_id: string }> {
  const { context, catalogue } = options;
  if (request.id !== null && (await runExists(context.pool, request.id))) return { run_id: request.id };
  const flow = flowNamed(catalogue.flows, request.flow_name);
  const refs = refsOf(flow, request);
  const paths = pathsOf(request.paths, request.project);
  const said = await masked(request, options.mask);
  const input = inputOf(flow, catalogue.flows, { ...request, ...said, paths });
  assertPlatform(request.post_to, options.platforms);
  const chosen = await options.backends.choose({
    backend: request.backend,
    model: request.model,
    project_id: request.project.id,
    steps: catalogue.plan(flow, request.band, request.fast),
  });
  const row: RunRow = {
    id: request.id ?? context.newId(),
    project_id: request.project.id,
    project: request.project,
    host: request.project.host,
    flow_name: flow.name,
    band: request.band,
    fast: request.fast,
    model: chosen.model,
    backend: chosen.backend,
    status: 'running',
    input,
    refs,
    pin: isPinnedNow(request, options.host) ? await options.repositories.pin(request.project, refs) : null,
  };
  if (row.pin !== null) await assertPaths(options, row.project, row.pin, paths);
  const estimate = await options.budgetWatch.estimate(row, chosen.steps);
  const steps = chosen.steps.map((spec) => ({
    spec,
    chat_id: spec.kind === 'agent' ? context.newId() : null,
  }));
  const locked = { run: row, steps: steps.map(({ spec, chat_id }) => newStep(spec, chat_id)) };
  const stored = announceAfterCommit(context, row.id, async (tx) => {
    insertRun(tx, { row, steps, backend_reason: chosen.reason, estimate, ...startedBy(request) });
    await takeKeyFor(tx, request, row.id);
    await settleFireFor(tx, request, row.id);
    if (request.post_to !== null) insertRootPost(tx, row.id, request.post_to);
    audit(tx, request.requested_by, 'start', row.id, { flow: flow.name, backend: chosen.backend });
    decideAndApply(context, tx, locked, []);
  });
  try {
    await stored;
  } catch (error) {
    // A concurrent request with the same id was faster.
    if (request.id !== null && isRunTaken(error)) return { run_id: request.id };
    throw error;
  }
  context.plans.learn(row, chosen.steps);
  return { run_id: row.id };
}

function startedBy({ requested_by, schedule }: RunRequest) {
  return { requested_by, schedule: schedule ?? null };
}

/** Masks secrets in what a person said. */
async function masked({ question, given }: Said, mask: ServiceOptions['mask']): Promise<Said> {
  const texts = Object.entries(given).map(async ([name, text]) => [name, await mask(text)] as const);
  return {
    question: question === null ? null : await mask(question),
    given: Object.fromEntries(await Promise.all(texts)),
  };
}

/**
 * Whether the commit is pinned before the run is stored. If not, its first step does it: for a path on another host, and,
 * if the request allows it, unless refs, commits or paths were given for a repository on this host, since only these can
 * be wrong.
 */
function isPinnedNow(request: RunRequest, host: string): boolean {
  const { project, resolves, base, head, paths, pull_request, commits } = request;
  if (project.host !== null && project.host !== host) return false;
  if (resolves === 'now') return true;
  const isTyped = base !== null || head !== null || paths.length > 0 || commits !== undefined;
  // A pull request is fetched even for a repository on this host.
  return project.host === host && isTyped && pull_request === null;
}
