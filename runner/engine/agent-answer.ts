/**
 * Gets the answer of an agent to one task, without letting it change files: a back end that needs files gets a private
 * checkout, and the answer is discarded if a file in the checkout changed. `run-task.ts` runs the back end.
 */
import { BatonError, messageOf } from '../core/errors.ts';
import { type AgentBackend, type AgentEvent, type AgentTask, OUTPUT_LIMITS } from '../core/ports/agent.ts';
import type { AgentBrief } from '../core/ports/catalogue.ts';
import type { Pin, Repositories, Repository } from '../core/ports/repository.ts';
import { agentOf } from '../core/run.ts';
import type { StepSpec } from '../core/step-spec.ts';
import type { RunRow } from '../store/run-rows.ts';
import { runTask } from './run-task.ts';

export interface AnswerOptions {
  readonly repositories: Repositories;
  readonly backends: ReadonlyMap<string, AgentBackend>;
  /** how long an agent may go without an event */
  readonly idleMs: number;
  /** how long an agent may take at most, whatever its step allows */
  readonly deadlineMs: number;
  readonly log: (line: string) => void;
}

export interface AnswerRequest {
  readonly run: RunRow;
  readonly pin: Pin;
  readonly repository: Repository;
  /** of the task, or of the question */
  readonly id: string;
  readonly step: StepSpec;
  readonly brief: AgentBrief;
}

/** The answer's text. `note` sees every event. Throws a `BatonError` of kind `step`, or the signal's reason. */
export async function answerReadOnly(
  options: AnswerOptions,
  request: AnswerRequest,
  signal: AbortSignal,
  note: (event: AgentEvent) => void,
): Promise<string> {
  const { run, pin } = request;
  const { backend: name } = agentOf(run, request.step);
  const backend = options.backends.get(name);
  if (backend === undefined) {
    throw new BatonError(
      'step',
      'unknown_backend',
      `The back end "${name}" is not configured on this worker.`,
    );
  }
  const checkout = backend.needsCheckout
    ? await options.repositories.checkout(run.project, pin, signal)
    : null;
  try {
    const task = taskOf(options, request, checkout?.path ?? '');
    const answer = await runTask(backend, task, signal, note);
    assertUnchanged((await checkout?.changed()) ?? []);
    return answer;
  } finally {
    await checkout?.remove().catch((error: unknown) => {
      options.log(`a checkout could not be removed: ${messageOf(error)}`);
    });
  }
}

function taskOf(
  options: AnswerOptions,
  { run, repository, id, step, brief }: AnswerRequest,
  cwd: string,
): AgentTask {
  const { model } = agentOf(run, step);
  const { budget } = step;
  return {
    id,
    mode: 'plan',
    ...brief,
    cwd,
    repository,
    ...(model === null ? {} : { model }),
    limits: {
      deadlineMs: Math.min(budget.maxMinutes * 60_000, options.deadlineMs),
      idleMs: options.idleMs,
      maxSteps: budget.maxTurns,
      ...OUTPUT_LIMITS,
    },
  };
}

function assertUnchanged(changed: readonly string[]): void {
  if (changed.length === 0) return;
  const names = changed.slice(0, 5).join(', ');
  throw new BatonError(
    'step',
    'wrote_files',
    `The agent changed files, which no agent may: ${names}. Its answer was not used.`,
  );
}
