/**
 * Converts the turns of one task to agent events: the SDK's stream of parts becomes events, and in the end the last
 * event. Text of a turn that goes on to use tools is streamed as it arrives, but the answer is the text of the last
 * turn.
 */
import { NoSuchToolError, type TextStreamPart, type ToolSet } from 'ai';
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';
import { type Emit, failure, type LastEvent, reportedOutput } from '../events.ts';
import { NO_ANSWER } from './failure.ts';
import { OUTSIDE } from './reading-tools/library.ts';
import { TOOLS, type ToolAllowance } from './reading-tools/toolbox.ts';

type Part = TextStreamPart<ToolSet>;
type ToolCall = Extract<Part, { type: 'tool-call' }>;
type ToolEvent = Extract<AgentEvent, { type: 'tool' }>;
type ToolStatus = ToolEvent['status'];
type NamedCall = Pick<ToolEvent, 'type' | 'id' | 'name' | 'kind' | 'title'>;
type TurnEnd = Extract<Part, { type: 'finish-step' }>;

/** Characters of a name or a title. */
const MOST_NAMED = 120;

export class Turns {
  private text = '';
  private finished: TurnEnd['finishReason'] | null = null;
  private inputTokens: number | undefined = 0;
  private outputTokens: number | undefined = 0;
  /** calls that have begun, by id */
  private readonly running = new Map<string, NamedCall>();
  private readonly emit: Emit;
  private readonly allowance: ToolAllowance;

  constructor(emit: Emit, allowance: ToolAllowance) {
    this.emit = emit;
    this.allowance = allowance;
  }

  /** Throws the stream's error. */
  take(part: Part): void {
    switch (part.type) {
      case 'start-step':
        this.text = '';
        this.finished = null;
        break;
      case 'text-delta':
        this.text += part.text;
        this.emitText('text', part.text);
        break;
      case 'reasoning-delta':
        this.emitText('thought', part.text);
        break;
      case 'tool-call':
        this.toolBegins(part);
        break;
      case 'tool-result':
        this.toolEnds(part.toolCallId, 'completed', String(part.output));
        break;
      case 'tool-error':
        this.toolEnds(part.toolCallId, statusOf(part.error), messageOf(part.error));
        break;
      case 'finish-step':
        this.turnEnds(part);
        break;
      case 'error':
        throw part.error;
    }
  }

  /** How the task ends when the stream has. */
  outcome(): LastEvent {
    const output = this.text;
    switch (this.finished) {
      case 'stop':
        if (output.trim() === '') return failure('malformed', true, 'The model answered nothing.');
        return { type: 'done', stop: 'end_turn', output };
      case 'length':
        return { type: 'done', stop: 'max_tokens', output };
      case 'content-filter':
        return { type: 'done', stop: 'refusal', output };
      case 'tool-calls':
        return NO_ANSWER;
      default:
        return failure('malformed', true, `The answer broke off (${this.finished ?? 'without an end'}).`);
    }
  }

  private emitText(type: 'text' | 'thought', delta: string): void {
    if (delta !== '') this.emit({ type, delta });
  }

  private toolBegins(call: ToolCall): void {
    const known = !(call.invalid === true && NoSuchToolError.isInstance(call.error));
    const status = known && this.allowance.allows(call.toolCallId) ? 'started' : 'denied';
    const title = call.invalid === true ? undefined : TOOLS[call.toolName]?.title(call.input);
    const named = {
      ...nameOf(call),
      title: (title ?? JSON.stringify(call.input ?? null)).slice(0, MOST_NAMED),
    };
    if (status === 'started') this.running.set(call.toolCallId, named);
    this.emit({ ...named, status, input: call.input });
  }

  /** Emits nothing for a call that was denied before it started. */
  private toolEnds(callId: string, status: ToolStatus, output: string): void {
    const named = this.running.get(callId);
    if (named === undefined) return;
    this.running.delete(callId);
    this.emit({ ...named, status, output: reportedOutput(output) });
  }

  /** Tokens so far; what a provider leaves out of one turn is unknown of all of them. */
  private turnEnds({ finishReason, usage }: TurnEnd): void {
    this.finished = finishReason;
    this.inputTokens = sum(this.inputTokens, usage.inputTokens);
    this.outputTokens = sum(this.outputTokens, usage.outputTokens);
    const { inputTokens, outputTokens } = this;
    if (inputTokens === undefined && outputTokens === undefined) return;
    this.emit({
      type: 'usage',
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
    });
  }
}

function nameOf({ toolCallId, toolName }: Pick<ToolCall, 'toolCallId' | 'toolName'>) {
  const kind = TOOLS[toolName]?.kind ?? 'other';
  return { type: 'tool', id: toolCallId, name: toolName.slice(0, MOST_NAMED), kind } as const;
}

function statusOf(error: unknown): ToolStatus {
  return error instanceof BatonError && error.code === OUTSIDE ? 'denied' : 'failed';
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
