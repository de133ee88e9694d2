/** The lines of `codex exec --json` as agent events. It streams no deltas: a message comes whole, the last is the answer. */
import { z } from 'zod';
import type { LastEvent, Progress } from '../events.ts';
import type { FailureFactory } from './failure.ts';
import type { AgentReader } from './spawn-agent.ts';
import { oneLine, type ToolKind, textOf } from './tool-text.ts';

const Thread = z.object({ type: z.literal('thread.started'), thread_id: z.string() });

const Message = z.object({ type: z.enum(['agent_message', 'reasoning']), id: z.string(), text: z.string() });
const Tool = z.object({
  type: z.enum(['command_execution', 'file_change', 'mcp_tool_call', 'web_search']),
  id: z.string(),
  status: z.string().optional(),
  command: z.string().optional(),
  query: z.string().optional(),
  tool: z.string().optional(),
  exit_code: z.int().nullish(),
  aggregated_output: z.string().optional(),
  changes: z.array(z.object({ path: z.string() })).optional(),
});
/** Items of type `error` are among those not known here: they are warnings. */
const Item = z.object({
  type: z.enum(['item.started', 'item.completed']),
  item: z.union([Message, Tool]),
});

const Completed = z.object({
  type: z.literal('turn.completed'),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }).optional(),
});
const Failed = z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) });
const ErrorEvent = z.object({ type: z.literal('error'), message: z.string() });

const Line = z.union([Thread, Item, Completed, Failed, ErrorEvent]);

const RETRY = /^Reconnecting\.\.\. (\d+)\/\d+ *(?:\((.*)\))?/;
const DENIED = /read-only|rejected|declined|not permitted|Never/;

const KINDS: Readonly<Record<z.infer<typeof Tool>['type'], ToolKind>> = {
  command_execution: 'execute',
  file_change: 'edit',
  mcp_tool_call: 'other',
  web_search: 'search',
};

export function createCodexReader(fail: FailureFactory): AgentReader {
  let answer = '';
  let last: LastEvent | null = null;
  const open = new Set<string>();
  return {
    read(line) {
      const parsed = Line.safeParse(line);
      if (!parsed.success) return [];
      const event = parsed.data;
      switch (event.type) {
        case 'thread.started':
          return [{ type: 'started', sessionId: event.thread_id }];
        case 'item.started':
        case 'item.completed': {
          const done = event.type === 'item.completed';
          if ('text' in event.item) {
            if (done && event.item.type === 'agent_message') answer = event.item.text;
            return done ? [messageOf(event.item)] : [];
          }
          return toolOf(event.item, done, open);
        }
        case 'turn.completed':
          last = { type: 'done', stop: 'end_turn', output: answer };
          return event.usage === undefined ? [] : [usageOf(event.usage)];
        case 'turn.failed':
          last = fail(event.error.message);
          return [];
        case 'error':
          return retryOf(event.message);
        default:
          return event satisfies never;
      }
    },
    last: () => last,
  };
}

function messageOf({ type, text }: z.infer<typeof Message>): Progress {
  return type === 'agent_message' ? { type: 'text', delta: text } : { type: 'thought', delta: text };
}

/** An item may complete without a start event; the missing start is added, since both are counted. */
function toolOf(item: z.infer<typeof Tool>, done: boolean, open: Set<string>): Progress[] {
  const { id } = item;
  const name = item.type === 'mcp_tool_call' ? (item.tool ?? item.type) : item.type;
  const kind = KINDS[item.type];
  const what = item.command ?? item.query ?? item.changes?.map(({ path }) => path).join(', ');
  const title = oneLine(what === undefined || what === '' ? name : what);
  const started: Progress = { type: 'tool', id, name, kind, status: 'started', title };
  const before = open.has(id) ? [] : [started];
  open.add(id);
  if (!done) return before;
  const output = textOf(item.aggregated_output ?? '');
  return [...before, { type: 'tool', id, name, kind, status: statusOf(item, output), title, output }];
}

function statusOf(item: z.infer<typeof Tool>, output: string): 'completed' | 'failed' | 'denied' {
  const failed = (item.exit_code ?? 0) !== 0 || /failed|declined/.test(item.status ?? '');
  if (!failed) return 'completed';
  return item.status === 'declined' || DENIED.test(output) ? 'denied' : 'failed';
}

function usageOf(usage: { input_tokens: number; output_tokens: number }): Progress {
  return { type: 'usage', inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };
}

/** Errors other than retries are reported again by `turn.failed`. */
function retryOf(message: string): Progress[] {
  const retry = RETRY.exec(message);
  if (retry === null) return [];
  return [{ type: 'retry', attempt: Number(retry[1]), reason: retry[2] ?? 'the connection was lost' }];
}
