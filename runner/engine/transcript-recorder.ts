/**
 * Records what an agent does while it works on a task: what it streams, in batches of at most one per second, its current
 * activity in one line, and its usage. Losing a batch affects only what is shown live; the answer is stored by the step's
 * completion.
 */

import { createActivity } from '../core/agent-activity.ts';
import type { ChatFrame } from '../core/frames.ts';
import type { AgentEvent } from '../core/ports/agent.ts';
import type { AgentBrief } from '../core/ports/catalogue.ts';
import { activityLine } from '../core/wording.ts';
import { appendFrames } from '../store/chat-rows.ts';
import { audit } from '../store/run-rows.ts';
import { type Asked, recordProgress, recordPrompt } from '../store/task-rows.ts';
import { type Database, transaction } from '../store/transaction.ts';
import type { UsageMeter } from './usage-meter.ts';

const BATCH_MS = 1000;
/** Denied tool calls of one task that go to the audit log. */
const MOST_REFUSALS = 20;

export interface TranscriptRecorder {
  note(event: AgentEvent): void;
  /** Tells what the agent is asked, and how many files it was given to read. */
  expect(asked: AgentBrief): void;
  /** Sets the activity. */
  activity(line: string): void;
  /** Stores what has not been stored yet. */
  close(): Promise<void>;
}

export interface RecordedTask {
  readonly run_id: string;
  readonly step_id: string;
  readonly task_id: string;
  readonly worker_id: string;
  readonly chat_id: string;
}

export interface RecorderOptions {
  readonly pool: Database;
  readonly meter: UsageMeter;
  readonly mask: (text: string) => Promise<string>;
  readonly log: (line: string) => void;
}

/** What is stored at once. */
interface Batch {
  readonly frames: readonly ChatFrame[];
  readonly activity: string | null;
  readonly asked: AgentBrief | null;
}

type ToolFrame = Extract<ChatFrame, { type: 'tool_call' }>;

export function recordTranscript(recording: RecorderOptions, recorded: RecordedTask): TranscriptRecorder {
  const { meter, log } = recording;
  const following = createActivity();
  let frames: ChatFrame[] = [];
  let activity: string | null = null;
  let asked: AgentBrief | null = null;
  let refusals = 0;
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty) return;
    const batch: Batch = { frames: merged(frames), activity, asked };
    const first = refusals;
    refusals += batch.frames.filter(isRefusal).length;
    frames = [];
    activity = null;
    asked = null;
    dirty = false;
    writing = writing
      .then(() => write(recording, recorded, batch, MOST_REFUSALS - first))
      .catch((error: Error) => log(error.message));
  };
  const touch = () => {
    dirty = true;
    timer ??= setTimeout(flush, BATCH_MS);
  };
  return {
    note(event) {
      const frame = frameOf(event, recorded.chat_id);
      const line = following.follow(event);
      if (frame !== null) frames.push(frame);
      activity = line ?? activity;
      if (meter.note(event) || frame !== null || line !== null) touch();
    },
    expect(brief) {
      following.expect(brief.files ?? 0);
      asked = brief;
      touch();
    },
    activity(line) {
      activity = activityLine(line);
      touch();
    },
    async close() {
      flush();
      await writing;
    },
  };
}

/** `refusals`: how many denied tool calls may still go to the audit log. */
async function write(
  { pool, meter, mask }: RecorderOptions,
  { run_id, step_id, task_id, worker_id, chat_id }: RecordedTask,
  batch: Batch,
  refusals: number,
): Promise<void> {
  const frames = await Promise.all(batch.frames.map((frame) => maskedFrame(frame, mask)));
  const activity = batch.activity === null ? null : await mask(batch.activity);
  const asked = batch.asked === null ? null : await maskedPrompt(batch.asked, mask);
  const refused = frames.filter(isRefusal).slice(0, Math.max(0, refusals));
  await transaction(pool, async (tx) => {
    if (frames.length > 0) appendFrames(tx, run_id, chat_id, frames);
    if (asked !== null) recordPrompt(tx, task_id, worker_id, asked);
    recordProgress(tx, task_id, worker_id, { activity, ...meter.known() });
    for (const { name, title } of refused) {
      audit(tx, `agent:${step_id}`, 'tool refused', run_id, { tool: name, title: title ?? '' });
    }
  });
}

function isRefusal(frame: ChatFrame): frame is ToolFrame {
  return frame.type === 'tool_call' && frame.status === 'denied';
}

async function maskedPrompt({ system, prompt }: AgentBrief, mask: RecorderOptions['mask']): Promise<Asked> {
  return { system: await mask(system), prompt: await mask(prompt) };
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

/** Joins adjacent deltas. */
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
