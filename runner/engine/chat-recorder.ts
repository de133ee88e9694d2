/**
 * Live activity of one task: what the agent streams, in batches of at most one a second, and a short line on what it
 * is doing. Losing a batch loses nothing that counts; the answer itself is stored by the completion.
 */
import type { ChatFrame } from '../core/frames.ts';
import type { AgentEvent } from '../core/ports/agent.ts';
import { appendFrames } from '../store/chat-rows.ts';
import { type Progress, recordProgress } from '../store/task-rows.ts';
import { type Database, transaction } from '../store/transaction.ts';

const BATCH_MS = 1000;

export interface ChatRecorder {
  note(event: AgentEvent): void;
  activity(line: string): void;
  /** Stores what is left. */
  close(): Promise<void>;
}

export interface Recorded {
  readonly run_id: string;
  readonly task_id: string;
  readonly worker_id: string;
  readonly chat_id: string;
}

type Draft = { -readonly [Key in keyof Progress]: Progress[Key] };
const NOTHING: Progress = {
  activity: null,
  model: null,
  agent_version: null,
  input_tokens: null,
  output_tokens: null,
  cost: null,
};

export function recordChat(
  pool: Database,
  recorded: Recorded,
  mask: (text: string) => Promise<string>,
  log: (line: string) => void,
): ChatRecorder {
  let frames: ChatFrame[] = [];
  let progress: Draft = { ...NOTHING };
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty) return;
    const batch = merged(frames);
    const state = progress;
    frames = [];
    progress = { ...NOTHING };
    dirty = false;
    writing = writing
      .then(() => write(pool, recorded, batch, state, mask))
      .catch((error: Error) => log(error.message));
  };
  const touch = () => {
    dirty = true;
    timer ??= setTimeout(flush, BATCH_MS);
  };
  return {
    note(event) {
      const frame = frameOf(event, recorded.chat_id);
      if (frame !== null) frames.push(frame);
      if (learn(progress, event) || frame !== null) touch();
    },
    activity(line) {
      progress.activity = line.slice(0, 200);
      touch();
    },
    async close() {
      flush();
      await writing;
    },
  };
}

async function write(
  pool: Database,
  recorded: Recorded,
  frames: readonly ChatFrame[],
  progress: Progress,
  mask: (text: string) => Promise<string>,
): Promise<void> {
  const masked = await Promise.all(frames.map((frame) => maskedFrame(frame, mask)));
  const activity = progress.activity === null ? null : await mask(progress.activity);
  await transaction(pool, async (tx) => {
    if (masked.length > 0) appendFrames(tx, recorded.run_id, recorded.chat_id, masked);
    recordProgress(tx, recorded.task_id, recorded.worker_id, { ...progress, activity });
  });
}

async function maskedFrame(frame: ChatFrame, mask: (text: string) => Promise<string>): Promise<ChatFrame> {
  if (frame.type === 'delta') return { ...frame, delta: await mask(frame.delta) };
  if (frame.type !== 'tool_call') return frame;
  const title = frame.title === undefined ? {} : { title: await mask(frame.title) };
  return { ...frame, name: await mask(frame.name), ...title };
}

function frameOf(event: AgentEvent, chat_id: string): ChatFrame | null {
  if (event.type === 'text') return { type: 'delta', chat_id, delta: event.delta };
  if (event.type !== 'tool') return null;
  const { name, status, title } = event;
  return { type: 'tool_call', chat_id, name, status, ...(title === undefined ? {} : { title }) };
}

/** Neighbouring deltas are one. */
function merged(frames: readonly ChatFrame[]): ChatFrame[] {
  const result: ChatFrame[] = [];
  for (const frame of frames) {
    const last = result.at(-1);
    if (frame.type === 'delta' && last?.type === 'delta') {
      result[result.length - 1] = { ...last, delta: last.delta + frame.delta };
    } else {
      result.push(frame);
    }
  }
  return result;
}

/** Takes what the row should know from an event; whether there was anything. */
function learn(progress: Draft, event: AgentEvent): boolean {
  switch (event.type) {
    case 'started':
      progress.model = event.model ?? null;
      progress.agent_version = event.agentVersion ?? null;
      return event.model !== undefined || event.agentVersion !== undefined;
    case 'usage':
      progress.input_tokens = event.inputTokens ?? progress.input_tokens;
      progress.output_tokens = event.outputTokens ?? progress.output_tokens;
      progress.cost = event.costUsd ?? progress.cost;
      return true;
    case 'tool':
      if (event.status !== 'started') return false;
      progress.activity = (event.title ?? event.name).slice(0, 200);
      return true;
    case 'retry':
      progress.activity = `waiting: ${event.reason}`.slice(0, 200);
      return true;
    default:
      return false;
  }
}
