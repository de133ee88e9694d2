/** Turns the end of a conversation into the task's last event. */
import { messageOf } from '../../../runner/core/errors.ts';
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';
import type { AgentProcess } from '../cli/agent-process.ts';
import { failuresOf } from '../cli/failure.ts';
import { TooMuchOutput } from '../cli/output-lines.ts';
import { type AgentError, excess } from '../cli/task-watch.ts';
import type { TurnEnd } from './conversation.ts';

export type LastEvent = Extract<AgentEvent, { type: 'done' | 'error' }>;

const SIGN_IN = 'Give it its key in its environment in the configuration; a login of your own is not used.';

/** Done only if the agent ended its turn and answered something. */
export function verdictOf(agent: string, end: TurnEnd, output: string): LastEvent {
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
      return error('cancelled', 'The task was cancelled.');
    default:
      return end satisfies never;
  }
}

/** The agent exited during its turn, or violated the protocol. */
export async function brokenOff(agent: string, running: AgentProcess, why: unknown): Promise<AgentError> {
  if (why instanceof TooMuchOutput) return excess(`printed ${why.message}`);
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
  if (reason === 'max_turn_requests') return error('model', `${agent} stopped at its own limit of requests.`);
  if (reason === 'cancelled')
    return error('model', `${agent} ended its turn unasked, as when a permission is refused.`);
  if (reason !== 'end_turn' && reason !== 'max_tokens' && reason !== 'refusal') {
    return error('malformed', `${agent} stopped for a reason that Baton does not know: ${reason}`);
  }
  if (output.trim() !== '') return { type: 'done', stop: reason, output };
  return { ...error('malformed', `${agent} answered nothing.`), retryable: true };
}

function isProtocolFault(why: unknown): boolean {
  return why instanceof Error && why.name === 'ZodError';
}

function error(code: AgentError['code'], message: string): AgentError {
  return { type: 'error', code, retryable: false, message };
}
