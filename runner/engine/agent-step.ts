/**
 * Executes an agent step: asks the agent and checks its answer against the step's contract. If the answer violates
 * the contract, the same back end gets one chance to repair it. Records the agent's events and usage as they arrive.
 */
import { BatonError } from '../core/errors.ts';
import type { AgentBrief, StepInput, StepResult } from '../core/ports/catalogue.ts';
import { agentOf } from '../core/run.ts';
import type { RunRow, StepRow } from '../store/run-rows.ts';
import type { Claim } from '../store/step-rows.ts';
import { answerReadOnly } from './agent-answer.ts';
import { type ExecutionOptions, storableText } from './execution-options.ts';
import { recordTranscript } from './transcript-recorder.ts';
import { createUsageMeter } from './usage-meter.ts';

/** A claimed step, its run, and what its predecessors produced. */
export interface AgentStepExecution {
  readonly run: RunRow;
  readonly step: StepRow;
  readonly input: StepInput;
}

/** Throws a `BatonError` of kind `step`, or the signal's reason. */
export async function executeAgentStep(
  options: ExecutionOptions,
  held: Claim,
  { run, step, input }: AgentStepExecution,
): Promise<StepResult> {
  if (step.task_id === null || step.chat_id === null) throw new Error(`step ${held.step_id} has no task`);
  const { task_id, chat_id, spec } = step;
  const { pin, repository, signal } = input;
  const { agentSteps } = options.catalogue;
  const recorder = recordTranscript(
    {
      pool: options.context.pool,
      meter: createUsageMeter(agentOf(run, spec).model, options.prices),
      mask: (text) => storableText(options, text),
      log: options.log,
    },
    { ...held, task_id, chat_id },
  );
  const answer = (brief: AgentBrief): Promise<string> =>
    answerReadOnly(options, { run, pin, repository, id: task_id, step: spec, brief }, signal, recorder.note);
  try {
    const brief = await agentSteps.prepare({ ...input, activity: recorder.activity });
    recorder.expect(brief);
    let text = '';
    try {
      text = await answer(brief);
      return await agentSteps.accept(text, input);
    } catch (error) {
      if (!isRepairable(error)) throw error;
      recorder.activity(`asked once more: ${error.message}`);
      const repair = agentSteps.prepareRepair(brief, { answer: text, fault: error.message });
      return await agentSteps.accept(await answer(repair), input).catch(afterRepair);
    }
  } finally {
    await recorder.close();
  }
}

/** Whether the same agent may do better once it knows what was wrong. */
function isRepairable(error: unknown): error is BatonError {
  return error instanceof BatonError && (error.code === 'contract' || error.code === 'truncated');
}

function afterRepair(error: unknown): never {
  if (!isRepairable(error)) throw error;
  throw new BatonError('step', error.code, `${error.message} It was asked twice.`, { cause: error });
}
