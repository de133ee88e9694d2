/** How a task with an agent over ACP ended, as its last event. */
import { messageOf } from '../../../runner/core/errors.ts';
import type { AgentProcess } from '../cli/agent-process.ts';
import { failuresOf } from '../cli/failure.ts';
import { TooMuchOutput } from '../cli/output-lines.ts';
import { type AgentError, CANCELLED, failure, type LastEvent } from '../events.ts';
import type { TurnEnd } from './acp-task.ts';

const SIGN_IN = 'Give it its key in its environment in the configuration; a login of your own is not used.';

/** Done only if the agent ended its turn and answered something. */
export function outcomeOf(agent: string, end: TurnEnd, output: string): LastEvent {
  switch (end.kind) {
    case 'stopped':
      return stopped(agent, end.reason, output);
    case 'failed':
      return failuresOf(agent, SIGN_IN)(end.message, end.status);
    case 'no_plan_mode':
      return error(
        'sandbox',
        `${agent} ${end.message}, so it was not asked. Correct its mode in the configuration.`,
      );
    case 'no_model':
      return error('no_model', `${agent} ${end.message}, so it was not asked. Name one that it lists.`);
    case 'cancelled':
      return CANCELLED;
    default:
      return end satisfies never;
  }
}

/** The agent exited during its turn, or violated the protocol. */
export async function brokenOff(agent: string, running: AgentProcess, why: unknown): Promise<AgentError> {
  if (why instanceof TooMuchOutput) return error('too_much_output', `${agent} ${why.message}.`);
  running.stop();
  const { code, unstarted, complaint } = await running.ended;
  if (unstarted !== null) return error('spawn', `${agent} could not be started: ${unstarted}`);
  if (isProtocolFault(why)) {
    return error('malformed', `${agent} does not keep to the protocol: ${messageOf(why).slice(0, 300)}`);
  }
  const how = `it ended in the middle of the task (${code === null ? 'by a signal' : `exit code ${code}`})`;
  return failuresOf(agent, SIGN_IN)(complaint === '' ? how : `${how}: ${complaint}`);
}

export function leftPlanMode(agent: string, mode: string, other: string): AgentError {
  return error('sandbox', `${agent} went from its mode "${mode}" to "${other}", so it was stopped.`);
}

function stopped(agent: string, reason: string, output: string): LastEvent {
  if (reason === 'max_turn_requests')
    return error('too_many_steps', `${agent} stopped at its own limit of requests.`);
  if (reason === 'cancelled')
    return error('model', `${agent} ended its turn unasked, as when a permission is refused.`);
  if (reason !== 'end_turn' && reason !== 'max_tokens' && reason !== 'refusal') {
    return error('malformed', `${agent} stopped for a reason that Baton does not know: ${reason}`);
  }
  if (output.trim() !== '') return { type: 'done', stop: reason, output };
  return failure('malformed', true, `${agent} answered nothing.`);
}

function isProtocolFault(why: unknown): boolean {
  return why instanceof Error && why.name === 'ZodError';
}

function error(code: AgentError['code'], message: string): AgentError {
  return failure(code, false, message);
}
