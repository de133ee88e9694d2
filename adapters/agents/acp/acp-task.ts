/**
 * Runs one task by the Agent Client Protocol: initialize, open a session, switch to its plan mode, prompt, and read the
 * turn to its end. Called by `acp-backend.ts`. The protocol: https://agentclientprotocol.com/protocol/v1/overview
 */
import { setTimeout } from 'node:timers/promises';
import {
  type ClientApp,
  type ClientContext,
  client,
  methods,
  PROTOCOL_VERSION,
  RequestError,
} from '@agentclientprotocol/sdk';
import { z } from 'zod';
import type { AgentTask } from '../../../runner/core/ports/agent.ts';
import type { Emit, Progress } from '../events.ts';
import { messageStream, type Wire } from './message-stream.ts';
import {
  modeInUpdate,
  modelOf,
  modeOf,
  offered,
  SessionChoices,
  type Switch,
  switchToMode,
  switchToModel,
} from './plan-mode.ts';
import { createUpdateReader } from './session-updates.ts';

export interface AcpTask {
  readonly task: AgentTask;
  /** the id of the session's plan mode */
  readonly mode: string;
  /** Aborting it cancels the turn in the protocol's way. */
  readonly signal: AbortSignal;
  /** how long the agent may take to end a cancelled turn by itself, in milliseconds */
  readonly graceMs: number;
  /** receives every event except the last; `started` comes first */
  readonly emit: Emit;
  /** called when the agent says that it is in another mode than the plan mode */
  readonly leftMode: (mode: string) => void;
}

/** How the turn ended. */
export type TurnEnd =
  | { readonly kind: 'stopped'; readonly reason: string }
  /** the agent answered a request with an error; `status` is the model's HTTP status if reported */
  | { readonly kind: 'failed'; readonly message: string; readonly status: number | null }
  /** the session does not offer the plan mode */
  | { readonly kind: 'no_plan_mode'; readonly message: string }
  /** the session does not offer the task's model */
  | { readonly kind: 'no_model'; readonly message: string }
  /** the signal was aborted */
  | { readonly kind: 'cancelled' };

const Greeting = z.looseObject({
  protocolVersion: z.literal(PROTOCOL_VERSION),
  agentInfo: z.object({ version: z.string() }).nullish().catch(null),
});

const PromptAnswer = z.looseObject({
  stopReason: z.string(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }).nullish().catch(null),
});

/** What agents were seen to put beside an error's message, which is often just "Internal error". */
const ErrorData = z
  .object({
    statusCode: z.number().optional().catch(undefined),
    details: z.string().optional().catch(undefined),
  })
  .catch({});
/** `auth_required` of https://agentclientprotocol.com/protocol/v1/schema#errorcode */
const NOT_SIGNED_IN = -32_000;
const UNAUTHORIZED = 401;

// Wider than the SDK's own schema, so that a request is refused in its own words and not for its form.
const Permission = z
  .looseObject({
    toolCall: z.unknown().optional(),
    options: z.array(z.object({ optionId: z.string(), kind: z.string() })).catch([]),
  })
  .catch({ toolCall: null, options: [] });

/** What the agent is, for `probe()`; null where it does not say. Rejects when it does not speak the protocol. */
export function greetedVersion(wire: Wire): Promise<string | null> {
  return client({ name: 'baton' }).connectWith(
    messageStream(wire, () => {}),
    greet,
  );
}

/** Rejects when the connection closes before the turn has ended, or the agent breaks the protocol. */
export function runAcpTask(wire: Wire, conversation: AcpTask): Promise<TurnEnd> {
  const { mode, emit, leftMode } = conversation;
  const reader = createUpdateReader();
  const settled = { mode: false };
  const emitAll = (events: readonly Progress[]) => {
    for (const event of events) emit(event);
  };
  const stream = messageStream(wire, (update) => {
    emitAll(reader.read(update));
    const reported = modeInUpdate(update);
    if (settled.mode && reported !== null && reported !== mode) leftMode(reported);
  });
  return refusingClient((toolCall) => emitAll(reader.refuse(toolCall))).connectWith(stream, (agent) =>
    holdTurn(agent, conversation, settled).catch(failedRequest),
  );
}

async function holdTurn(
  agent: ClientContext,
  conversation: AcpTask,
  settled: { mode: boolean },
): Promise<TurnEnd> {
  const { task, emit, signal, graceMs } = conversation;
  const aborted = abortOf(signal);
  const opened = await Promise.race([openSession(agent, conversation), aborted]);
  if (opened === undefined) return { kind: 'cancelled' };
  if ('kind' in opened) return opened;
  settled.mode = true;
  const { sessionId } = opened;
  const answering = ask(agent, sessionId, task);
  const answer = await Promise.race([answering, aborted]);
  if (answer === undefined) {
    await agent.notify(methods.agent.session.cancel, { sessionId });
    await Promise.race([answering.catch(() => undefined), setTimeout(graceMs, undefined, { ref: false })]);
    return { kind: 'cancelled' };
  }
  if (answer.usage != null) emit({ type: 'usage', ...answer.usage });
  return { kind: 'stopped', reason: answer.stopReason };
}

/** A session in its plan mode with the task's model, or why there can't be one. */
async function openSession(
  agent: ClientContext,
  { task, mode, emit }: AcpTask,
): Promise<TurnEnd | { readonly sessionId: string }> {
  const agentVersion = await greet(agent);
  const created = await agent.request<unknown>(`${methods.agent.session.new}`, {
    cwd: task.cwd,
    mcpServers: [],
  });
  const choices = SessionChoices.extend({ sessionId: z.string() }).parse(created);
  const { sessionId } = choices;
  const toModel = task.model === undefined ? null : switchToModel(choices, task.model);
  const model = toModel === null ? modelOf(choices) : task.model;
  emit({
    type: 'started',
    sessionId,
    ...(model == null ? {} : { model }),
    ...(agentVersion === null ? {} : { agentVersion }),
  });
  if (task.model !== undefined && toModel === null) {
    return {
      kind: 'no_model',
      message: `offers no model "${task.model}" (${listed(offered(choices, 'model'))})`,
    };
  }
  if (toModel !== null) await make(agent, sessionId, toModel);
  const toMode = switchToMode(choices, mode);
  const into = toMode === null ? null : await make(agent, sessionId, toMode);
  if (into !== null && (modeOf(into) ?? mode) === mode) return { sessionId };
  return { kind: 'no_plan_mode', message: `offers no mode "${mode}" (${listed(offered(choices, 'mode'))})` };
}

async function greet(agent: ClientContext): Promise<string | null> {
  const answer = await agent.request<unknown>(`${methods.agent.initialize}`, {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    clientInfo: { name: 'baton', version: '1' },
  });
  return Greeting.parse(answer).agentInfo?.version ?? null;
}

/** What the session says of its choices afterwards. */
async function make(agent: ClientContext, sessionId: string, choice: Switch): Promise<SessionChoices> {
  const { setMode, setConfigOption } = methods.agent.session;
  const { by, ...params } = choice;
  const answer = await agent.request<unknown>(`${by === 'mode' ? setMode : setConfigOption}`, {
    sessionId,
    ...params,
  });
  return SessionChoices.parse(answer ?? {});
}

async function ask(agent: ClientContext, sessionId: string, { system, prompt }: AgentTask) {
  const text = system === undefined ? prompt : `${system}\n\n${prompt}`;
  const answer = await agent.request<unknown>(`${methods.agent.session.prompt}`, {
    sessionId,
    prompt: [{ type: 'text', text }],
  });
  return PromptAnswer.parse(answer);
}

function failedRequest(error: unknown): TurnEnd {
  if (!(error instanceof RequestError)) throw error;
  const { statusCode, details } = ErrorData.parse(error.data ?? {});
  return {
    kind: 'failed',
    message: details === undefined ? error.message : `${error.message}: ${details}`,
    status: error.code === NOT_SIGNED_IN ? UNAUTHORIZED : (statusCode ?? null),
  };
}

function abortOf(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'it lists none' : `it lists ${names.join(', ')}`;
}

/**
 * Refuses every request of an agent to this machine: agents are offered no files and no terminal, and need no permission
 * to read. `refused` is called with each request's tool call.
 */
function refusingClient(refused: (toolCall: unknown) => void): ClientApp {
  return client({ name: 'baton' })
    .onRequest(`${methods.client.session.requestPermission}`, Permission, ({ params }) => {
      refused(params.toolCall);
      const no = params.options.find(({ kind }) => kind.startsWith('reject'));
      return { outcome: no === undefined ? { outcome: 'cancelled' } : selected(no.optionId) };
    })
    .onRequest('*', ({ method, params }) => {
      refused({ name: method, rawInput: params });
      throw RequestError.methodNotFound(method);
    })
    .onNotification('*', () => undefined);
}

function selected(optionId: string) {
  return { outcome: 'selected', optionId };
}
