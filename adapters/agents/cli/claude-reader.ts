/** Claude Code's `stream-json` as agent events. Its text is taken from the deltas, its answer from the `result`. */
import { z } from 'zod';
import type { LastEvent, Progress } from '../events.ts';
import type { FailureFactory } from './failure.ts';
import type { AgentReader } from './spawn-agent.ts';
import { type ToolKind, textOf, titleOf } from './tool-text.ts';

const Init = z.object({
  type: z.literal('system'),
  subtype: z.literal('init'),
  session_id: z.string(),
  model: z.string(),
  claude_code_version: z.string().optional(),
});

const Retry = z.object({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.int(),
  error_status: z.int().nullish(),
  error: z.string().nullish(),
});

const Delta = z.object({
  type: z.literal('stream_event'),
  event: z.object({
    type: z.literal('content_block_delta'),
    delta: z.union([
      z.object({ type: z.literal('text_delta'), text: z.string() }),
      z.object({ type: z.literal('thinking_delta'), thinking: z.string() }),
    ]),
  }),
});

const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
});
const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.unknown(),
  is_error: z.boolean().nullish(),
});
const Message = z.object({
  type: z.enum(['assistant', 'user']),
  message: z.object({ content: z.array(z.unknown()) }),
});

/** `subtype` is "success" for calls that the model refused, too: `is_error` is what counts. */
const Outcome = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  api_error_status: z.int().nullish(),
  result: z.string().optional(),
  errors: z.array(z.string()).optional(),
  stop_reason: z.string().nullish(),
  total_cost_usd: z.number().nonnegative().optional(),
  usage: z
    .object({
      input_tokens: z.int(),
      output_tokens: z.int(),
      cache_creation_input_tokens: z.int().nullish(),
      cache_read_input_tokens: z.int().nullish(),
    })
    .optional(),
});

const Line = z.union([Init, Retry, Delta, Message, Outcome]);

const KINDS: Readonly<Record<string, ToolKind>> = {
  Read: 'read',
  Grep: 'search',
  Glob: 'search',
  Bash: 'execute',
  Write: 'edit',
  Edit: 'edit',
  NotebookEdit: 'edit',
};

/** How it words that a tool was not allowed, seen in 2.1: in plan mode, without permission, or not there at all. */
const DENIED = /in plan mode|permission|requires approval|No such tool available/i;

export function createClaudeReader(fail: FailureFactory): AgentReader {
  let last: LastEvent | null = null;
  const names = new Map<string, string>();
  return {
    read(line) {
      const parsed = Line.safeParse(line);
      if (!parsed.success) return [];
      const message = parsed.data;
      if (message.type === 'system')
        return [message.subtype === 'init' ? startOf(message) : retryOf(message)];
      if (message.type === 'stream_event') return [deltaOf(message.event.delta)];
      if (message.type !== 'result') return message.message.content.flatMap((part) => toolOf(part, names));
      last = lastOf(message, fail);
      return usageOf(message);
    },
    last: () => last,
  };
}

function startOf(init: z.infer<typeof Init>): Progress {
  const { session_id, model, claude_code_version } = init;
  const version = claude_code_version === undefined ? {} : { agentVersion: claude_code_version };
  return { type: 'started', sessionId: session_id, model, ...version };
}

function retryOf({ attempt, error_status, error }: z.infer<typeof Retry>): Progress {
  const reason = [error, error_status].filter((part) => part !== null && part !== undefined).join(' ');
  return { type: 'retry', attempt, reason: reason === '' ? 'the model did not answer' : reason };
}

function deltaOf(delta: z.infer<typeof Delta>['event']['delta']): Progress {
  return delta.type === 'text_delta'
    ? { type: 'text', delta: delta.text }
    : { type: 'thought', delta: delta.thinking };
}

function toolOf(part: unknown, names: Map<string, string>): Progress[] {
  const use = ToolUse.safeParse(part);
  if (use.success) {
    const { id, name, input } = use.data;
    names.set(id, name);
    const title = titleOf(name, input);
    return [{ type: 'tool', id, name, kind: KINDS[name] ?? 'other', status: 'started', title, input }];
  }
  const answer = ToolResult.safeParse(part);
  if (!answer.success) return [];
  const { tool_use_id: id, content, is_error } = answer.data;
  const name = names.get(id) ?? 'tool';
  const output = textOf(content);
  const status = is_error !== true ? 'completed' : DENIED.test(output) ? 'denied' : 'failed';
  return [{ type: 'tool', id, name, kind: KINDS[name] ?? 'other', status, output }];
}

function lastOf(outcome: z.infer<typeof Outcome>, fail: FailureFactory): LastEvent {
  const { is_error, subtype, result, errors, api_error_status, stop_reason } = outcome;
  if (is_error || subtype !== 'success')
    return fail(result ?? errors?.join('; ') ?? subtype, api_error_status);
  const stop = stop_reason === 'max_tokens' || stop_reason === 'refusal' ? stop_reason : 'end_turn';
  return { type: 'done', stop, output: result ?? '' };
}

/** What was read from or put into the cache is input too. */
function usageOf({ usage, total_cost_usd }: z.infer<typeof Outcome>): Progress[] {
  if (usage === undefined) return [];
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return [
    {
      type: 'usage',
      inputTokens: input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0),
      outputTokens: output_tokens,
      ...(total_cost_usd === undefined ? {} : { costUsd: total_cost_usd }),
    },
  ];
}
