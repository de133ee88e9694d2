/**
 * Does one claimed step: pins the run's commit if nobody has yet, opens the repository, and lets the catalogue's code
 * handler or a back end work. Throws what the step met; storing it is the worker's business.
 */
import { BatonError, messageOf } from '../core/errors.ts';
import type { AgentBackend, AgentTask } from '../core/ports/agent.ts';
import type { Catalogue, StepInput, StepResult } from '../core/ports/catalogue.ts';
import type { Pin, Repositories } from '../core/ports/repository.ts';
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
import { recordChat } from './chat-recorder.ts';
import { converse } from './conversation.ts';
import type { RepositoryShelf } from './repository-shelf.ts';
import type { Shell } from './tick.ts';

export interface ExecutionOptions {
  readonly shell: Shell;
  readonly catalogue: Catalogue;
  readonly repositories: Repositories;
  readonly shelf: RepositoryShelf;
  readonly backends: ReadonlyMap<string, AgentBackend>;
  /** masks secrets in anything that is stored */
  readonly mask: (text: string) => Promise<string>;
  /** an agent that says nothing for so long is stopped */
  readonly idleMs: number;
  /** no agent may take longer, whatever its step allows */
  readonly deadlineMs: number;
  readonly log: (line: string) => void;
}

const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;

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
    const input: StepInput = {
      run: infoOf(locked.run),
      pin,
      step: step.spec,
      steps: locked.steps,
      read: (step_id) => transaction(options.shell.pool, (tx) => outputOf(tx, held.run_id, step_id)),
      repository: shelved.repository,
      signal,
      activity: () => undefined,
    };
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

interface Asked {
  readonly run: RunRow;
  readonly step: StepRow;
  readonly input: StepInput;
}

async function ask(options: ExecutionOptions, held: Claim, { run, step, input }: Asked): Promise<StepResult> {
  const backend = options.backends.get(run.backend);
  if (backend === undefined) {
    throw new BatonError(
      'step',
      'unknown_backend',
      `The back end "${run.backend}" is not configured on this worker.`,
    );
  }
  if (step.task_id === null || step.chat_id === null) throw new Error(`step ${held.step_id} has no task`);
  const recorded = { ...held, task_id: step.task_id, chat_id: step.chat_id };
  const recorder = recordChat(options.shell.pool, recorded, (text) => cleaned(options, text), options.log);
  const checkout = backend.needsCheckout
    ? await options.repositories.checkout(run.project, input.pin, input.signal)
    : null;
  try {
    const brief = await options.catalogue.agentSteps.prepare({ ...input, activity: recorder.activity });
    const task = taskOf(options, run, step, { ...brief, cwd: checkout?.path ?? '' });
    const answer = await converse(backend, task, input.signal, recorder.note);
    const changed = (await checkout?.changed()) ?? [];
    if (changed.length > 0) {
      const names = changed.slice(0, 5).join(', ');
      throw new BatonError(
        'step',
        'wrote_files',
        `The agent changed files, which no agent may: ${names}. Its answer was not used.`,
      );
    }
    return await options.catalogue.agentSteps.accept(answer, input);
  } finally {
    await recorder.close();
    await checkout?.remove().catch((error: unknown) => {
      options.log(`a checkout could not be removed: ${messageOf(error)}`);
    });
  }
}

function taskOf(
  options: ExecutionOptions,
  run: RunRow,
  step: StepRow,
  asked: { system: string; prompt: string; brief: unknown; cwd: string },
): AgentTask {
  return {
    id: step.task_id ?? '',
    mode: 'plan',
    prompt: asked.prompt,
    system: asked.system,
    brief: asked.brief,
    cwd: asked.cwd,
    ...(run.model === null ? {} : { model: run.model }),
    limits: {
      deadlineMs: Math.min(step.spec.budget.maxMinutes * 60_000, options.deadlineMs),
      idleMs: options.idleMs,
      maxSteps: step.spec.budget.maxTurns,
      maxOutputBytes: MOST_OUTPUT_BYTES,
    },
  };
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
