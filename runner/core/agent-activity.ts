/** What an agent is doing, in one line, from its events: what it reads and how far it is, what it thinks, that it writes. Pure. */
import type { AgentEvent } from './ports/agent.ts';
import { activityLine, cutText, plural } from './wording.ts';

/** Only the last line of a thought is shown, so only its end is kept. */
const KEPT_THOUGHT = 400;
const MOST_TOOL = 160;

type ToolEvent = Extract<AgentEvent, { type: 'tool' }>;

export interface AgentActivity {
  /** Tells how many files the agent was given to read. */
  expect(files: number): void;
  /** Returns the line if the event changes it, null if not. */
  follow(event: AgentEvent): string | null;
}

export function createActivity(): AgentActivity {
  const files = new Set<string>();
  let expected = 0;
  let thought = '';
  let isWriting = false;
  const progress = (): string => {
    if (files.size === 0) return '';
    const isWithin = expected >= files.size && expected > 1;
    return isWithin ? ` (${files.size} of ${plural(expected, 'file')})` : ` (${plural(files.size, 'file')})`;
  };
  return {
    expect(count) {
      expected = count;
    },
    follow(event) {
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
        const what = activityLine(event.title ?? event.name);
        if (event.status === 'denied') return activityLine(`denied: ${what}`);
        if (event.status !== 'started') return null;
        const file = fileOf(event);
        if (file === null) return what;
        files.add(file);
        return `${cutText(what.replace(/^read /i, 'reading '), MOST_TOOL)}${progress()}`;
      }
      if (event.type === 'retry') return activityLine(`waiting (try ${event.attempt}): ${event.reason}`);
      return null;
    },
  };
}

/** What the inputs of reading tools call a file. */
const FILE_KEYS = ['path', 'file_path', 'filePath', 'abs_path'];

/** The file that a tool reads; null for a tool that reads none, or does not say which. */
function fileOf({ kind, input }: ToolEvent): string | null {
  if (kind !== 'read' || typeof input !== 'object' || input === null) return null;
  const given = FILE_KEYS.map((key): unknown => Reflect.get(input, key));
  const file = given.find((value) => typeof value === 'string');
  return typeof file === 'string' ? file : null;
}
