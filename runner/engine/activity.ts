/** What an agent is doing, in a few words, from what it streams. */
import { activityLine } from '../core/activity-line.ts';
import type { AgentEvent } from '../core/ports/agent.ts';

/** Of a thought only its last line is shown, so only its end is kept. */
const KEPT_THOUGHT = 400;

/** Follows one agent: gives its line whenever it changes, null when an event changes nothing. */
export function createActivity(): (event: AgentEvent) => string | null {
  let thought = '';
  let isWriting = false;
  return (event) => {
    if (event.type === 'text') {
      thought = '';
      if (isWriting) return null;
      isWriting = true;
      return 'writing';
    }
    if (event.type === 'thought') {
      isWriting = false;
      thought = `${thought}${event.delta}`.slice(-KEPT_THOUGHT);
      const line = thought.trim().split('\n').at(-1)?.trim() ?? '';
      return line === '' ? null : activityLine(`thinking: ${line}`);
    }
    if (event.type === 'tool') {
      isWriting = false;
      thought = '';
      const what = event.title ?? event.name;
      if (event.status === 'started') return activityLine(what);
      return event.status === 'denied' ? activityLine(`was refused: ${what}`) : null;
    }
    if (event.type === 'retry') return activityLine(`waiting (try ${event.attempt}): ${event.reason}`);
    return null;
  };
}
