/**
 * The model behind the real agents: aimock on loopback, told by the prompt what to do. A prompt carries its script as
 * `SCRIPT[base64url]`, so that one server serves all agents at once, each by its own vendor's protocol.
 */
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';

/** What the model does with a prompt: calls the tools one turn after another, then answers; or fails. */
export interface ModelScript {
  readonly tools?: readonly ToolUse[];
  /** for every call of the model */
  readonly fault?: 'status-429' | 'status-500' | 'hang' | 'malformed';
}

export interface ToolUse {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface StandInModel {
  /** without a path, e.g. `http://127.0.0.1:40123` */
  readonly url: string;
  /** Resolves when an agent has asked a question that is never answered. */
  hanging(): Promise<void>;
  stop(): Promise<void>;
}

/** How every answer begins; what the last tool gave follows it. */
export const ANSWER = 'The answer of the stand-in model.';
/** Vendors' own words, by which agents and Baton tell failures apart. */
const REFUSALS = {
  429: { message: 'Rate limit reached for requests', type: 'rate_limit_error' },
  500: { message: 'The server had an error while processing your request', type: 'server_error' },
};
const USAGE = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };
const FOREVER_MS = 3_600_000;
const SCRIPT = /SCRIPT\[([\w-]+)\]/;

/** The prompt of a task that makes the model follow `script`. */
export function promptOf(script: ModelScript): string {
  return `Answer this. SCRIPT[${Buffer.from(JSON.stringify(script)).toString('base64url')}]`;
}

export async function startModel(): Promise<StandInModel> {
  const model = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 24 });
  const failing = (fault: ModelScript['fault']) => ({
    predicate: (request: ChatCompletionRequest) => scriptOf(request).fault === fault,
  });
  const refused = (status: keyof typeof REFUSALS) => ({ error: REFUSALS[status], status });
  let asked = () => {};
  model.on(failing('status-429'), refused(429));
  model.on(failing('status-500'), refused(500));
  const hang = () => {
    asked();
    return { content: 'too late' };
  };
  model.on(failing('hang'), hang, { latency: FOREVER_MS });
  model.on(failing('malformed'), { content: 'never read' }, { chaos: { malformedRate: 1 } });
  model.on({ predicate: () => true }, (request) => {
    const next = scriptOf(request).tools?.[toolResults(request).length];
    // Agents ask for a title of the session beside the task itself, and offer no tools then.
    if (next === undefined || (request.tools ?? []).length === 0)
      return { content: answerTo(request), usage: USAGE };
    return {
      toolCalls: [{ name: next.name, arguments: JSON.stringify(next.arguments) }],
      usage: USAGE,
    };
  });
  await model.start();
  return {
    url: model.url,
    hanging: () =>
      new Promise((resolve) => {
        asked = resolve;
      }),
    stop: () => model.stop(),
  };
}

function answerTo(request: ChatCompletionRequest): string {
  return [ANSWER, ...toolResults(request).slice(-1)].join('\n');
}

function scriptOf(request: ChatCompletionRequest): ModelScript {
  const told = request.messages.map(textOf).join('\n').match(SCRIPT)?.[1];
  return told === undefined ? {} : JSON.parse(Buffer.from(told, 'base64url').toString());
}

function toolResults(request: ChatCompletionRequest): string[] {
  return request.messages.filter(({ role }) => role === 'tool').map(textOf);
}

function textOf({ content }: ChatCompletionRequest['messages'][number]): string {
  if (content === null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
}
