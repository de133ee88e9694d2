/**
 * Converts an agent's `session/update` messages to events. Pure except for the tool calls it remembers, since an agent
 * reports a call in pieces. Unknown updates are skipped.
 */
import { z } from 'zod';
import { type Progress, reportedOutput } from '../events.ts';

type ToolEvent = Extract<Progress, { type: 'tool' }>;

const Chunk = z.object({
  sessionUpdate: z.enum(['agent_message_chunk', 'agent_thought_chunk']),
  messageId: z.string().nullish(),
  content: z.object({ type: z.literal('text'), text: z.string() }),
});

const ToolPiece = z.object({
  toolCallId: z.string().catch('unnamed'),
  title: z.string().nullish().catch(null),
  name: z.string().nullish().catch(null),
  kind: z.string().nullish().catch(null),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).nullish().catch(null),
  rawInput: z.unknown().optional(),
  content: z.array(z.unknown()).nullish().catch(null),
});
type ToolPiece = z.infer<typeof ToolPiece>;

const ToolUpdate = ToolPiece.extend({ sessionUpdate: z.enum(['tool_call', 'tool_call_update']) });

const CostUpdate = z.object({
  sessionUpdate: z.literal('usage_update'),
  cost: z.object({ amount: z.number().positive(), currency: z.literal('USD') }),
});

const TextContent = z.object({
  type: z.literal('content'),
  content: z.object({ type: z.literal('text'), text: z.string() }),
});

const KINDS: Readonly<Record<string, NonNullable<ToolEvent['kind']>>> = {
  read: 'read',
  search: 'search',
  execute: 'execute',
  edit: 'edit',
  delete: 'edit',
  move: 'edit',
};

/** OpenCode reports a call of an unavailable tool as completed, under another tool's name. */
const NotOffered = z.looseObject({
  title: z.string().regex(/^invalid/i),
  rawInput: z.object({ tool: z.string(), error: z.string() }),
});

/** Gemini CLI reports a change of its mode as text of its answer. */
const MODE_CHATTER = /^\[MODE_UPDATE\]/;
const BETWEEN_MESSAGES = '\n\n';

interface ToolCall {
  readonly piece: ToolPiece;
  readonly reported: 'started' | 'over' | null;
}

export interface UpdateReader {
  /** the events of one `update` of `session/update`; none when it tells nothing that matters */
  read(update: unknown): Progress[];
  /** the events of a tool call, or of a request of another kind, that was refused */
  refuse(toolCall: unknown): Progress[];
}

export function createUpdateReader(): UpdateReader {
  const calls = new Map<string, ToolCall>();
  let message: string | null = null;

  /** Returns the new events for this piece of a call: each call starts once and ends once. */
  function eventsFor(piece: ToolPiece, status: ToolEvent['status'] | null): Progress[] {
    const known = calls.get(piece.toolCallId);
    const whole = known === undefined ? piece : merge(known.piece, piece);
    const next =
      known?.reported === 'over' || (known?.reported === 'started' && status === 'started') ? null : status;
    const reported = next === null ? (known?.reported ?? null) : next === 'started' ? 'started' : 'over';
    calls.set(piece.toolCallId, { piece: whole, reported: reported });
    if (next === null) return [];
    const begins = known?.reported == null && next !== 'started' ? [eventOf(whole, 'started')] : [];
    return [...begins, eventOf(whole, next)];
  }

  function readChunk({ sessionUpdate, messageId, content }: z.infer<typeof Chunk>): Progress[] {
    if (sessionUpdate === 'agent_thought_chunk') return [{ type: 'thought', delta: content.text }];
    if (content.text === '' || MODE_CHATTER.test(content.text)) return [];
    const apart = message !== null && messageId != null && messageId !== message;
    message = messageId ?? message ?? '';
    return [{ type: 'text', delta: apart ? `${BETWEEN_MESSAGES}${content.text}` : content.text }];
  }

  function readTool(piece: ToolPiece): Progress[] {
    const notOffered = NotOffered.safeParse(piece);
    if (!notOffered.success) return eventsFor(piece, statusOf(piece));
    return eventsFor({ ...piece, name: notOffered.data.rawInput.tool }, 'denied');
  }

  return {
    read(update) {
      const chunk = Chunk.safeParse(update);
      if (chunk.success) return readChunk(chunk.data);
      const tool = ToolUpdate.safeParse(update);
      if (tool.success) return readTool(tool.data);
      const cost = CostUpdate.safeParse(update);
      return cost.success ? [{ type: 'usage', costUsd: cost.data.cost.amount }] : [];
    },
    refuse(toolCall) {
      const fields = typeof toolCall === 'object' ? toolCall : {};
      return eventsFor(ToolPiece.parse({ toolCallId: `refused-${calls.size}`, ...fields }), 'denied');
    },
  };
}

/** A call that waits for its input is not reported yet, since its subject is unknown. */
function statusOf({ status, rawInput }: ToolPiece): ToolEvent['status'] | null {
  if (status === 'completed' || status === 'failed') return status;
  return status === 'in_progress' || hasInput(rawInput) ? 'started' : null;
}

function hasInput(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Object.keys(input).length > 0;
}

function merge(known: ToolPiece, piece: ToolPiece): ToolPiece {
  return {
    ...known,
    title: piece.title ?? known.title,
    name: piece.name ?? known.name,
    kind: piece.kind ?? known.kind,
    rawInput: hasInput(piece.rawInput) ? piece.rawInput : known.rawInput,
    content: piece.content ?? known.content,
  };
}

function eventOf(
  { toolCallId, title, name, kind, rawInput, content }: ToolPiece,
  status: ToolEvent['status'],
): ToolEvent {
  const output = status === 'completed' || status === 'failed' ? textOf(content ?? []) : '';
  return {
    type: 'tool',
    id: toolCallId,
    name: name ?? kind ?? title ?? 'tool',
    kind: KINDS[kind ?? ''] ?? 'other',
    status,
    ...(title == null ? {} : { title }),
    ...(hasInput(rawInput) ? { input: rawInput } : {}),
    ...(output === '' ? {} : { output }),
  };
}

function textOf(content: readonly unknown[]): string {
  const texts = content.flatMap((block) => {
    const text = TextContent.safeParse(block);
    return text.success ? [text.data.content.text] : [];
  });
  return reportedOutput(texts.join('\n'));
}
