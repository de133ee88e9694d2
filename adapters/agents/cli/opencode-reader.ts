/**
 * The lines of `opencode run --format json` as agent events. There is no last line: a step that finished with `stop`
 * and the exit code say that it is done. The answer is the text since the last tool.
 */
import { z } from 'zod';
import type { LastEvent, Progress } from '../events.ts';
import type { FailureFactory } from './failure.ts';
import type { AgentReader } from './spawn-agent.ts';
import { type ToolKind, textOf, titleOf } from './tool-text.ts';

const Start = z.object({ type: z.literal('step_start'), sessionID: z.string() });
const Text = z.object({ type: z.enum(['text', 'reasoning']), part: z.object({ text: z.string() }) });
const Tool = z.object({
  type: z.literal('tool_use'),
  part: z.object({
    tool: z.string(),
    callID: z.string(),
    state: z.object({
      status: z.string(),
      input: z.unknown(),
      output: z.string().optional(),
      error: z.string().optional(),
    }),
  }),
});
const Finish = z.object({
  type: z.literal('step_finish'),
  part: z.object({
    reason: z.string(),
    cost: z.number().nonnegative().optional(),
    tokens: z
      .object({
        input: z.int(),
        output: z.int(),
        reasoning: z.int().default(0),
        cache: z.object({ read: z.int(), write: z.int() }).default({ read: 0, write: 0 }),
      })
      .optional(),
  }),
});
const Failed = z.object({
  type: z.literal('error'),
  error: z.object({
    name: z.string(),
    data: z.object({ message: z.string(), statusCode: z.int().optional() }).optional(),
  }),
});

const Line = z.union([Start, Text, Tool, Finish, Failed]);

const KINDS: Readonly<Record<string, ToolKind>> = {
  read: 'read',
  list: 'read',
  grep: 'search',
  glob: 'search',
  bash: 'execute',
  write: 'edit',
  edit: 'edit',
  patch: 'edit',
};
const DENIED = /permission|denied|prevents you|not allowed|unavailable tool/i;

const STOPS: Readonly<Record<string, Extract<LastEvent, { type: 'done' }>['stop']>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
};

export function createOpencodeReader(fail: FailureFactory): AgentReader {
  let answer = '';
  let reason: string | null = null;
  let failure: LastEvent | null = null;
  let started = false;
  let senseless = 0;
  const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

  function finished({ part }: z.infer<typeof Finish>): Progress[] {
    reason = part.reason;
    if (part.tokens !== undefined) {
      const { input, output, reasoning, cache } = part.tokens;
      usage.inputTokens += input + cache.read + cache.write;
      usage.outputTokens += output + reasoning;
    }
    usage.costUsd += part.cost ?? 0;
    const { costUsd, ...tokens } = usage;
    // it reports 0 for a model whose price it does not know
    const used: Progress = { type: 'usage', ...tokens, ...(costUsd > 0 ? { costUsd } : {}) };
    const again = part.reason !== 'tool-calls' && STOPS[part.reason] === undefined;
    if (!again) return [used];
    senseless += 1;
    return [
      used,
      { type: 'retry', attempt: senseless, reason: `the model's answer ended as "${part.reason}"` },
    ];
  }

  return {
    read(line) {
      const parsed = Line.safeParse(line);
      if (!parsed.success) return [];
      const event = parsed.data;
      switch (event.type) {
        case 'step_start': {
          const first = !started;
          started = true;
          return first ? [{ type: 'started', sessionId: event.sessionID }] : [];
        }
        case 'reasoning':
          return [{ type: 'thought', delta: event.part.text }];
        case 'text':
          answer += event.part.text;
          return [{ type: 'text', delta: event.part.text }];
        case 'tool_use':
          answer = '';
          return toolOf(event);
        case 'step_finish':
          return finished(event);
        case 'error':
          failure = fail(event.error.data?.message ?? event.error.name, event.error.data?.statusCode ?? null);
          return [];
        default:
          return event satisfies never;
      }
    },
    last() {
      const stop = reason === null ? undefined : STOPS[reason];
      return failure ?? (stop === undefined ? null : { type: 'done', stop, output: answer });
    },
  };
}

/** It reports a call of an unavailable tool as one of its own tools, completed. */
const NotOffered = z.object({ tool: z.string(), error: z.string() });

/** A call is reported only when it has ended; its start event is added here. */
function toolOf({ part }: z.infer<typeof Tool>): Progress[] {
  const { callID: id, state } = part;
  const notOffered = part.tool === 'invalid' ? NotOffered.safeParse(state.input).data : undefined;
  const name = notOffered?.tool ?? part.tool;
  const base = { type: 'tool', id, name, kind: KINDS[name] ?? 'other' } as const;
  const output = textOf(state.output ?? state.error ?? '');
  const failed = DENIED.test(output) ? 'denied' : 'failed';
  const status = notOffered !== undefined ? 'denied' : state.status === 'error' ? failed : 'completed';
  return [
    { ...base, status: 'started', title: titleOf(name, state.input), input: state.input },
    { ...base, status, output },
  ];
}
