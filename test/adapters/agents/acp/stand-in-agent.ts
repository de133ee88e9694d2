/**
 * An agent that speaks the Agent Client Protocol, for tests: a process of its own, written with the same SDK's agent
 * side. What it does is told by the prompt, `DO[name]`; where it lists its modes, and how it starts, by its arguments.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import {
  type AgentContext,
  agent,
  methods,
  ndJsonStream,
  type PermissionOption,
  type RequestPermissionRequest,
  type SessionConfigOption,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';

type Say = (update: SessionUpdate) => Promise<void>;

interface Turn {
  readonly sessionId: string;
  readonly client: AgentContext;
  readonly say: Say;
  /** aborted by session/cancel */
  readonly cancelled: AbortSignal;
  readonly prompt: string;
}

const SESSION = 'session-1';
/** `BUSY_MS` of the agent contract, which is not imported: this file runs alone, in the sandbox. */
const BUSY_MS = 6_000;
const [start = 'modes'] = process.argv.slice(2);
const cancel = new AbortController();
let cwd = '';
let mode = 'build';

const REFUSABLE: PermissionOption[] = [
  { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
  { optionId: 'no', name: 'Reject', kind: 'reject_once' },
];

const text = (words: string, messageId = 'm1'): SessionUpdate => ({
  sessionUpdate: 'agent_message_chunk',
  messageId,
  content: { type: 'text', text: words },
});

function modeOption(currentValue: string): SessionConfigOption {
  return {
    id: 'mode',
    name: 'Mode',
    category: 'mode',
    type: 'select',
    currentValue,
    options: ['build', 'plan'].map((value) => ({ value, name: value })),
  };
}

function choices() {
  const model: SessionConfigOption = {
    id: 'the-model',
    name: 'Model',
    category: 'model',
    type: 'select',
    currentValue: 'small',
    options: [
      { group: 'g', name: 'G', options: ['small', 'large'].map((value) => ({ value, name: value })) },
    ],
  };
  if (start === 'no-plan') return {};
  if (start === 'options' || start === 'stubborn') return { configOptions: [model, modeOption(mode)] };
  const availableModes = ['build', 'plan'].map((id) => ({ id, name: id }));
  return { modes: { currentModeId: mode, availableModes }, configOptions: [model] };
}

const turns: Record<string, (turn: Turn) => Promise<string | undefined>> = {
  async answer({ say }) {
    await say({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'hm' } });
    await say(text('The '));
    await say(text('answer.'));
    return undefined;
  },
  async chatter({ say }) {
    await say(text('[MODE_UPDATE] plan'));
    await say({ sessionUpdate: 'current_mode_update', currentModeId: mode });
    await say({ sessionUpdate: 'available_commands_update', availableCommands: [] });
    await say({ sessionUpdate: 'of_the_future', anything: 1 } as unknown as SessionUpdate);
    await say(text('First.', 'm1'));
    await say(text('Second.', 'm2'));
    return undefined;
  },
  async read({ say }) {
    const call = { toolCallId: 'call-1', title: 'read' };
    await say({ sessionUpdate: 'tool_call', ...call, kind: 'read', status: 'pending', rawInput: {} });
    await say({
      sessionUpdate: 'tool_call_update',
      ...call,
      title: 'notes.txt',
      status: 'in_progress',
      rawInput: { path: 'notes.txt' },
    });
    await say({
      sessionUpdate: 'tool_call_update',
      ...call,
      status: 'completed',
      content: [{ type: 'content', content: { type: 'text', text: 'what it holds' } }],
    });
    await say(text('Read it.'));
    return undefined;
  },
  async 'not-offered'({ say }) {
    const call = { toolCallId: 'call-4', kind: 'other' } as const;
    await say({ sessionUpdate: 'tool_call', ...call, title: 'write', status: 'pending', rawInput: {} });
    await say({
      sessionUpdate: 'tool_call_update',
      ...call,
      title: 'Invalid Tool',
      status: 'completed',
      rawInput: { tool: 'write', error: 'unavailable tool' },
    });
    await say(text('So be it.'));
    return undefined;
  },
  async ask({ client, say, sessionId }) {
    const toolCall = {
      toolCallId: 'call-2',
      title: 'touch x',
      kind: 'execute',
      rawInput: { command: 'touch x' },
    } as const;
    await say({ sessionUpdate: 'tool_call', ...toolCall, status: 'pending' });
    const answer = await askLeave(client, { sessionId, toolCall, options: REFUSABLE });
    await say({ sessionUpdate: 'tool_call_update', toolCallId: 'call-2', status: 'failed' });
    await say(text(answer));
    return undefined;
  },
  async 'ask-bare'({ client, say, sessionId }) {
    const toolCall = { toolCallId: 'call-3', title: 'edit', kind: 'edit' } as const;
    await say(text(await askLeave(client, { sessionId, toolCall, options: REFUSABLE.slice(0, 1) })));
    return undefined;
  },
  async files({ client, say, sessionId }) {
    const written = client.request(methods.client.fs.writeTextFile, { sessionId, path: '/x', content: 'x' });
    await say(
      text(
        await written.then(
          () => 'written',
          (error: Error) => error.message,
        ),
      ),
    );
    return undefined;
  },
  async write({ say }) {
    await say(text(attempt(`${cwd}/written.txt`)));
    return undefined;
  },
  async environment({ say }) {
    await say(text(JSON.stringify(process.env)));
    return undefined;
  },
  async usage({ say }) {
    await say(text('Paid.'));
    await say({ sessionUpdate: 'usage_update', used: 9, size: 100, cost: { amount: 0.25, currency: 'USD' } });
    return undefined;
  },
  async said({ say, prompt }) {
    await say(text(prompt));
    return undefined;
  },
  async leave({ say, cancelled }) {
    await say({ sessionUpdate: 'current_mode_update', currentModeId: 'build' });
    return until(cancelled);
  },
  async steps({ say, cancelled }) {
    for (let step = 1; step <= 50; step++) {
      await say({
        sessionUpdate: 'tool_call',
        toolCallId: `call-${step}`,
        title: 'again',
        status: 'in_progress',
      });
    }
    return until(cancelled);
  },
  async busy({ say }) {
    const end = performance.now() + BUSY_MS;
    while (performance.now() < end) {
      await say({ sessionUpdate: 'of_the_future', anything: 1 } as unknown as SessionUpdate);
      await setTimeout(100);
    }
    await say(text('At last.'));
    return undefined;
  },
  async flood({ say, cancelled }) {
    for (let step = 1; step <= 50; step++) await say(text('flood '.repeat(1_000)));
    return until(cancelled);
  },
  async noise({ say }) {
    process.stdout.write('Warning: this line is no message\n{"half": \n[]\n');
    await say(text('Still here.'));
    return undefined;
  },
  async nothing() {
    return undefined;
  },
  async hang({ say, cancelled }) {
    await say(text('Working…'));
    return until(cancelled);
  },
  async deaf({ say }) {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
    spawn('sleep', ['1000'], { stdio: 'ignore' });
    await say(text('Working…'));
    return new Promise(() => setInterval(() => undefined, 1_000));
  },
  async crash({ say }) {
    await say(text('Half an ans'));
    process.stderr.write('panic: out of luck\n');
    process.exit(3);
  },
  async fail() {
    throw Object.assign(new Error('Rate limit reached for requests'), { code: -32_603 });
  },
  async 'stop-unknown'({ say }) {
    await say(text('Hm.'));
    return 'bored';
  },
  async refuse({ say }) {
    await say(text('No.'));
    return 'refusal';
  },
  async tired({ say }) {
    await say(text('So far.'));
    return 'max_turn_requests';
  },
};

async function askLeave(client: AgentContext, request: RequestPermissionRequest): Promise<string> {
  const { outcome } = await client.request(methods.client.session.requestPermission, request);
  return JSON.stringify(outcome);
}

function attempt(path: string): string {
  try {
    writeFileSync(path, 'written');
    return 'wrote';
  } catch (error) {
    return String(error);
  }
}

function until(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled')));
}

if (start === 'mute') setInterval(() => undefined, 1_000);
else if (start === 'dies') process.exit(7);
else serve();

function serve(): void {
  agent({ name: 'stand-in' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: 1,
      agentInfo: { name: 'stand-in', version: '1.2.3' },
      agentCapabilities: {},
    }))
    .onRequest(methods.agent.session.new, ({ params }) => {
      cwd = params.cwd;
      return { sessionId: SESSION, ...choices() };
    })
    .onRequest(methods.agent.session.setMode, ({ params }) => {
      mode = params.modeId;
      return {};
    })
    .onRequest(methods.agent.session.setConfigOption, ({ params }) => {
      if (params.configId === 'mode' && start !== 'stubborn') mode = String(params.value);
      return { configOptions: [modeOption(mode)] };
    })
    .onNotification(methods.agent.session.cancel, () => cancel.abort())
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      const prompt = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('');
      const say: Say = (update) =>
        client.notify(methods.client.session.update, { sessionId: SESSION, update });
      const turn = turns[/DO\[([\w-]+)\]/.exec(prompt)?.[1] ?? 'answer'];
      const reason = await turn?.({ sessionId: SESSION, client, say, cancelled: cancel.signal, prompt });
      const usage = { inputTokens: 12, outputTokens: 3, totalTokens: 15 };
      return { stopReason: (reason ?? 'end_turn') as 'end_turn', usage };
    })
    .connect(
      ndJsonStream(
        Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
        Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
      ),
    );
}
