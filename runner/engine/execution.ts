/**
 * Executes one claimed step: pins the run's commit if it is not pinned yet, opens the repository, and runs the catalogue's
 * code handler or a back end. Throws the step's errors; the worker stores them.
 */
import { BatonError } from '../core/errors.ts';
import type { StepInput, StepResult } from '../core/ports/catalogue.ts';
import type { Pin } from '../core/ports/repository.ts';
import type { Facts } from '../core/step-spec.ts';
import { withTimeLimit } from '../deadline.ts';
import { knownFindings } from '../store/known-findings.ts';
import { infoOf, type LockedRun, lockRun, pinRun, type RunRow, readRun } from '../store/run-rows.ts';
import { type Claim, outputOf } from '../store/step-rows.ts';
import { transaction } from '../store/transaction.ts';
import { executeAgentStep } from './agent-step.ts';
import { type ExecutionOptions, storableDocument, storableText } from './execution-options.ts';

/** The step's result with its secrets masked. */
export async function execute(
  options: ExecutionOptions,
  held: Claim,
  locked: LockedRun,
  signal: AbortSignal,
): Promise<StepResult> {
  signal.throwIfAborted();
  const step = locked.steps.find(({ spec }) => spec.step_id === held.step_id);
  if (step === undefined) throw new Error(`run ${held.run_id} has no step ${held.step_id}`);
  const pin = locked.run.pin ?? (await resolvePin(options, locked.run, signal));
  const pooled = await options.repositoryPool.take(locked.run, pin);
  try {
    const input = stepInput(options, locked, { pin, step: step.spec, repository: pooled.repository, signal });
    const result =
      step.spec.kind === 'code'
        ? await compute(options, input)
        : await executeAgentStep(options, held, { run: locked.run, step, input });
    const { outcome, document, findings, fates } = result;
    return {
      facts: await cleanedFacts(options, result.facts ?? {}),
      output: await storableText(options, result.output),
      summary: await storableText(options, result.summary),
      ...(await storableDocument(options, given({ outcome, document, findings, fates }))),
    };
  } finally {
    pooled.release();
  }
}

/** The parts that a step gave. */
function given<T extends object>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<T>;
}

/** The input of a step, or of a question about it. */
export function stepInput(
  { context }: Pick<ExecutionOptions, 'context'>,
  { run, steps }: LockedRun,
  at: Pick<StepInput, 'pin' | 'step' | 'repository' | 'signal'>,
): StepInput {
  return {
    run: infoOf({ ...run, pin: at.pin }),
    steps,
    read: (step_id) => transaction(context.pool, (tx) => outputOf(tx, run.id, step_id)),
    ledger: () => transaction(context.pool, (tx) => knownFindings(tx, run.id, at.pin.commit_sha)),
    activity: () => undefined,
    ...at,
  };
}

async function compute({ catalogue }: ExecutionOptions, input: StepInput): Promise<StepResult> {
  const { handler, budget } = input.step;
  const work = catalogue.handlers[handler ?? ''];
  if (work === undefined)
    throw new BatonError('step', 'unknown_handler', `This version has no code step "${handler}".`);
  const late = () =>
    new BatonError('step', 'timeout', `The step took longer than ${budget.maxMinutes} minutes.`);
  return withTimeLimit({ ms: budget.maxMinutes * 60_000, late, until: input.signal }, (signal) =>
    work({ ...input, signal }),
  );
}

/** Resolves the commit that the run reads, on a host that can; the first step to do so decides for all. */
async function resolvePin(options: ExecutionOptions, run: RunRow, signal: AbortSignal): Promise<Pin> {
  const { pool, plans } = options.context;
  const known = await transaction(pool, (tx) => readRun(tx, run.id));
  const found = known?.run.pin ?? (await options.repositories.pin(run.project, run.refs, signal));
  const pin = await transaction(pool, async (tx) => {
    const locked = await lockRun(tx, run.id);
    if (locked?.pin) return locked.pin;
    pinRun(tx, run.id, found);
    return found;
  });
  plans.pinned(run.id, pin);
  return pin;
}

async function cleanedFacts(options: ExecutionOptions, facts: Facts): Promise<Facts> {
  const entries = Object.entries(facts).map(async ([name, value]) => [
    name,
    typeof value === 'string' ? await storableText(options, value) : value,
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
