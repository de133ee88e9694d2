/**
 * Does one claimed step: pins the run's commit if nobody has yet, opens the repository, and lets the catalogue's code
 * handler or a back end work. Throws what the step met; storing it is the worker's business.
 */
import { BatonError } from '../core/errors.ts';
import type { Catalogue, StepInput, StepResult } from '../core/ports/catalogue.ts';
import type { Pin } from '../core/ports/repository.ts';
import type { Facts } from '../core/step-spec.ts';
import {
  infoOf,
  type LockedRun,
  lockRun,
  pinRun,
  type RunRow,
  readRun,
  type StepRow,
} from '../store/run-rows.ts';
import { type Claim, outputOf } from '../store/step-rows.ts';
import { transaction } from '../store/transaction.ts';
import { type AnswerOptions, answerReadOnly } from './agent-answer.ts';
import { recordChat } from './chat-recorder.ts';
import type { RepositoryShelf } from './repository-shelf.ts';
import type { Shell } from './tick.ts';

export interface ExecutionOptions extends AnswerOptions {
  readonly shell: Shell;
  readonly catalogue: Catalogue;
  readonly shelf: RepositoryShelf;
  /** masks secrets in anything that is stored */
  readonly mask: (text: string) => Promise<string>;
}

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
  const shelved = await options.shelf.take(locked.run, pin);
  try {
    const input = inputOf(options, locked, { pin, step: step.spec, repository: shelved.repository, signal });
    const result =
      step.spec.kind === 'code'
        ? await compute(options, input)
        : await ask(options, held, { run: locked.run, step, input });
    return {
      facts: await cleanedFacts(options, result.facts ?? {}),
      output: await cleaned(options, result.output),
      summary: await cleaned(options, result.summary),
    };
  } finally {
    shelved.giveBack();
  }
}

/** What a step of the run works from, or whoever is asked about it afterwards. */
export function inputOf(
  { shell }: Pick<ExecutionOptions, 'shell'>,
  { run, steps }: LockedRun,
  at: Pick<StepInput, 'pin' | 'step' | 'repository' | 'signal'>,
): StepInput {
  return {
    run: infoOf(run),
    steps,
    read: (step_id) => transaction(shell.pool, (tx) => outputOf(tx, run.id, step_id)),
    activity: () => undefined,
    ...at,
  };
}

async function compute({ catalogue }: ExecutionOptions, input: StepInput): Promise<StepResult> {
  const { handler, budget } = input.step;
  const work = catalogue.handlers[handler ?? ''];
  if (work === undefined)
    throw new BatonError('step', 'unknown_handler', `This version has no code step "${handler}".`);
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort(new BatonError('step', 'timeout', `The step took longer than ${budget.maxMinutes} minutes.`));
  }, budget.maxMinutes * 60_000);
  const signal = AbortSignal.any([input.signal, stop.signal]);
  const cut = Promise.withResolvers<never>();
  cut.promise.catch(() => undefined);
  signal.addEventListener('abort', () => cut.reject(signal.reason), { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work({ ...input, signal }), cut.promise]);
  } finally {
    clearTimeout(timer);
  }
}

interface AgentStep {
  readonly run: RunRow;
  readonly step: StepRow;
  readonly input: StepInput;
}

async function ask(
  options: ExecutionOptions,
  held: Claim,
  { run, step, input }: AgentStep,
): Promise<StepResult> {
  if (step.task_id === null || step.chat_id === null) throw new Error(`step ${held.step_id} has no task`);
  const recorded = { ...held, task_id: step.task_id, chat_id: step.chat_id };
  const recorder = recordChat(options.shell.pool, recorded, (text) => cleaned(options, text), options.log);
  try {
    const brief = await options.catalogue.agentSteps.prepare({ ...input, activity: recorder.activity });
    const asked = { run, pin: input.pin, id: step.task_id, brief, budget: step.spec.budget };
    const answer = await answerReadOnly(options, asked, input.signal, recorder.note);
    return await options.catalogue.agentSteps.accept(answer, input);
  } finally {
    await recorder.close();
  }
}

/** Resolves what the run reads, on a host that can; the first step to get there settles it for all. */
async function resolvePin(options: ExecutionOptions, run: RunRow, signal: AbortSignal): Promise<Pin> {
  const { pool, plans } = options.shell;
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

/** What may be stored of a text: its secrets masked, and without what PostgreSQL can't keep (NUL, half a character). */
export async function cleaned({ mask }: Pick<ExecutionOptions, 'mask'>, text: string): Promise<string> {
  return (await mask(text)).replaceAll('\0', '\ufffd').toWellFormed();
}

async function cleanedFacts(options: ExecutionOptions, facts: Facts): Promise<Facts> {
  const entries = Object.entries(facts).map(async ([name, value]) => [
    name,
    typeof value === 'string' ? await cleaned(options, value) : value,
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
