/** The start of a run: what is asked is checked before anything is stored, and all of it is stored in one transaction. */
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Repositories } from '../core/ports/repository.ts';
import { assertPlatform, flowNamed, type RunRequest, refsOf } from '../core/run-request.ts';
import { inputOf, type Said } from '../core/settled-input.ts';
import { runExists } from '../store/document-rows.ts';
import { insertRootPost } from '../store/post-rows.ts';
import { takeKeyFor } from '../store/request-keys.ts';
import { audit, insertRun, isRunTaken, newStep, type RunRow } from '../store/run-rows.ts';
import { settleFireFor } from '../store/schedule-fire-rows.ts';
import type { BackendChooser } from './backends.ts';
import type { BudgetWatch } from './budget-watch.ts';
import { assertPaths, pathsOf } from './paths.ts';
import { announceAfterCommit, decideAndApply, type EngineContext } from './run-transactions.ts';
import { assertTurn, type RunLimits } from './turns.ts';

export interface StartOptions {
  readonly context: EngineContext;
  readonly catalogue: Catalogue;
  readonly repositories: Repositories;
  readonly backends: BackendChooser;
  readonly budgetWatch: BudgetWatch;
  readonly host: string;
  /** how many runs one person or channel may have at work */
  readonly limits: RunLimits;
  /** the chat platforms that a run may appear on */
  readonly platforms: readonly string[];
  /** masks secrets in what users write, since it is stored and shown to others */
  readonly mask: (text: string) => Promise<string>;
}

/** Checks the request, and stores the run with its first decisions. The same id starts nothing again. Throws `refused`. */
export async function startRun(options: StartOptions, request: RunRequest): Promise<{ run_id: string }> {
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
  const estimate = await options.budgetWatch.estimate(row, chosen.steps, request);
  const steps = chosen.steps.map((spec) => ({
    spec,
    chat_id: spec.kind === 'agent' ? context.newId() : null,
  }));
  const locked = { run: row, steps: steps.map(({ spec, chat_id }) => newStep(spec, chat_id)) };
  const stored = announceAfterCommit(context, row.id, async (tx) => {
    await assertTurn(tx, request, options.limits);
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
    // A concurrent request with the same id was faster, and may have taken the last turn.
    const isSame = isRunTaken(error) || (request.id !== null && (await runExists(context.pool, request.id)));
    if (request.id !== null && isSame) return { run_id: request.id };
    throw error;
  }
  context.plans.learn(row, chosen.steps);
  return { run_id: row.id };
}

function startedBy({ requested_by, schedule }: RunRequest) {
  return { requested_by, schedule: schedule ?? null };
}

/** Masks secrets in what a person said. */
async function masked({ question, given }: Said, mask: StartOptions['mask']): Promise<Said> {
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
