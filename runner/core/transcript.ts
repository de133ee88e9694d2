/** The conversation of an agent, made of the frames that it streamed: what it said, and the tools that it used. Pure. */
import type { ChatFrame } from './frames.ts';
import type { TranscriptEntry } from './step-detail.ts';

type ToolFrame = Extract<ChatFrame, { type: 'tool_call' }>;

/** Returns the conversation with a further frame; the entries of the earlier one are shared. The answer itself is no part of it. */
export function transcriptAfter(
  entries: readonly TranscriptEntry[],
  frame: ChatFrame,
): readonly TranscriptEntry[] {
  if (frame.type === 'tool_call') return withTool(entries, frame);
  if (frame.type !== 'delta' || frame.delta === '') return entries;
  const last = entries.at(-1);
  return last?.kind === 'text'
    ? [...entries.slice(0, -1), { ...last, text: last.text + frame.delta }]
    : [...entries, { kind: 'text', text: frame.delta }];
}

export function transcriptOf(frames: readonly ChatFrame[]): readonly TranscriptEntry[] {
  return frames.reduce(transcriptAfter, [] as readonly TranscriptEntry[]);
}

/** Calls have no id in frames: an end belongs to the earliest open call of that tool, with the same title if both have one. */
function withTool(entries: readonly TranscriptEntry[], frame: ToolFrame): readonly TranscriptEntry[] {
  const { name, status } = frame;
  const title = frame.title ?? null;
  const open =
    status === 'started'
      ? -1
      : entries.findIndex(
          (entry) =>
            entry.kind === 'tool' &&
            entry.status === 'started' &&
            entry.name === name &&
            (entry.title === null || title === null || entry.title === title),
        );
  const before = entries[open];
  if (before?.kind !== 'tool') return [...entries, { kind: 'tool', name, title, status }];
  return entries.with(open, { ...before, title: title ?? before.title, status });
}
