import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type AcpOptions, createAcpBackend } from '../../../../adapters/agents/acp/acp-backend.ts';
import { openSandbox } from '../../../../adapters/agents/cli/sandbox.ts';
import type { AgentEvent, AgentTask } from '../../../../runner/core/ports/agent.ts';
import { agentContract, eventsOf, taskOf } from '../../../contracts/agent-contract.ts';
import { fingerprint, makeRepository } from '../../../setup/repositories.ts';
import { withoutTypes } from '../../../setup/without-types.ts';

const standIn = withoutTypes(new URL('stand-in-agent.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'baton-acp-'));
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

const confined = await openSandbox({ mode: 'auto' });
const bare = await openSandbox({ mode: 'none' });
const sandbox = confined.kind === 'bwrap' ? confined : bare;
const needsSandbox = confined.kind === 'bwrap' ? it : it.skip;
if (confined.kind !== 'bwrap')
  process.stderr.write(`what needs the sandbox is passed over: ${confined.reason}\n`);

const checkout = makeRepository({ files: { 'notes.txt': 'what it holds\n' } });

function standInAgent(start = 'modes', more: Partial<AcpOptions> = {}) {
  return createAcpBackend({
    name: 'stand-in',
    command: process.execPath,
    args: [standIn, start],
    mode: 'plan',
    environment: { STAND_IN_API_KEY: 'very-secret-value' },
    visible: [standIn, join(root, 'package.json'), join(root, 'node_modules')],
    sandbox,
    home,
    graceMs: 300,
    ...more,
  });
}

function taskTo(turn: string, more: Partial<AgentTask> = {}): AgentTask {
  return { ...taskOf(null), cwd: checkout.path, prompt: `DO[${turn}]`, ...more };
}

const run = (turn: string, more: Partial<AgentTask> = {}) => eventsOf(standInAgent(), taskTo(turn, more));

const textOf = (events: readonly AgentEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.delta : '')).join('');

const ofType = (events: readonly AgentEvent[], type: AgentEvent['type']) =>
  events.filter((event) => event.type === type);

/** What is left of agents of this file: every one has its home, below `home`, in its environment or arguments. */
function survivors(): string[] {
  const all = execFileSync('ps', ['axeww', '-o', 'pid,args'], { encoding: 'utf8', maxBuffer: 1e8 });
  return all.split('\n').filter((line) => line.includes(home));
}

afterEach(() => {
  expect(survivors()).toEqual([]);
  expect(readdirSync(home)).toEqual([]);
});

agentContract('an agent over ACP', {
  make: () => standInAgent(),
  task: taskTo('answer'),
  silent: taskTo('hang'),
  busy: taskTo('busy'),
  tools: taskTo('steps'),
  deterministic: true,
});

agentContract('an agent over ACP that lists its modes as an option', {
  make: () => standInAgent('options'),
  task: taskTo('read'),
  deterministic: true,
});

describe('a turn over ACP', () => {
  it('says who the agent is, thinks, and answers', async () => {
    expect(await run('answer')).toEqual([
      { type: 'started', sessionId: 'session-1', model: 'small', agentVersion: '1.2.3' },
      { type: 'thought', delta: 'hm' },
      { type: 'text', delta: 'The ' },
      { type: 'text', delta: 'answer.' },
      { type: 'usage', inputTokens: 12, outputTokens: 3 },
      { type: 'done', stop: 'end_turn', output: 'The answer.' },
    ]);
  });

  it('tells a tool call once when its input is known and once when it is over', async () => {
    const call = { type: 'tool', id: 'call-1', name: 'read', kind: 'read', input: { path: 'notes.txt' } };
    expect(ofType(await run('read'), 'tool')).toEqual([
      { ...call, status: 'started', title: 'notes.txt' },
      { ...call, status: 'completed', title: 'read', output: 'what it holds' },
    ]);
  });

  it('keeps messages apart, and leaves out what only tells of modes or is of a newer protocol', async () => {
    expect(textOf(await run('chatter'))).toBe('First.\n\nSecond.');
  });

  it('tells the cost where the agent tells it', async () => {
    expect(ofType(await run('usage'), 'usage')).toEqual([
      { type: 'usage', costUsd: 0.25 },
      { type: 'usage', inputTokens: 12, outputTokens: 3 },
    ]);
  });

  it('passes over lines that are no message', async () => {
    expect((await run('noise')).at(-1)).toMatchObject({ type: 'done', output: 'Still here.' });
  });

  it('puts the persona before the prompt', async () => {
    expect(textOf(await run('said', { system: 'You are careful.' }))).toBe('You are careful.\n\nDO[said]');
  });

  it('uses the model that the task names', async () => {
    const events = await run('answer', { model: 'large' });
    expect(events[0]).toMatchObject({ type: 'started', model: 'large' });
    expect(events.at(-1)?.type).toBe('done');
  });

  it('does not ask an agent that does not offer the model', async () => {
    expect((await run('answer', { model: 'huge' })).at(-1)).toMatchObject({
      code: 'no_model',
      message: expect.stringContaining('no model "huge" (it lists small, large)'),
    });
  });

  it('gives the agent its own environment and none of ours, and keeps keys out of what it says', async () => {
    const said = textOf(await run('environment'));
    expect(Object.keys(JSON.parse(said))).toEqual(
      expect.arrayContaining(['HOME', 'PATH', 'STAND_IN_API_KEY', 'XDG_CONFIG_HOME']),
    );
    expect(said).not.toContain('VITEST');
    expect(said).not.toContain('very-secret-value');
    expect(JSON.parse(said).HOME).toContain(home);
  });
});

describe('what an agent over ACP may not do', () => {
  it('is refused every permission, on record', async () => {
    const events = await run('ask');
    expect(ofType(events, 'tool')).toMatchObject([
      { status: 'started', kind: 'execute', input: { command: 'touch x' } },
      { status: 'denied', kind: 'execute', title: 'touch x' },
    ]);
    expect(textOf(events)).toBe('{"outcome":"selected","optionId":"no"}');
  });

  it('is refused by cancelling where it offers no way to say no', async () => {
    const events = await run('ask-bare');
    expect(ofType(events, 'tool').at(-1)).toMatchObject({ status: 'denied', kind: 'edit' });
    expect(textOf(events)).toBe('{"outcome":"cancelled"}');
  });

  it('is on record as denied when it calls a tool that it was not offered', async () => {
    expect(ofType(await run('not-offered'), 'tool')).toMatchObject([
      { name: 'write', status: 'started' },
      { name: 'write', status: 'denied', input: { tool: 'write' } },
    ]);
  });

  it('gets no files from Baton, and asking for them is on record', async () => {
    const events = await run('files');
    expect(ofType(events, 'tool').at(-1)).toMatchObject({ name: 'fs/write_text_file', status: 'denied' });
    expect(textOf(events)).toContain('Method not found');
  });

  needsSandbox('can write nothing into the checkout', async () => {
    const before = fingerprint(checkout.path);
    expect(textOf(await run('write'))).toContain('EROFS');
    expect(fingerprint(checkout.path)).toBe(before);
  });

  it('is not asked when it offers no plan mode', async () => {
    expect((await eventsOf(standInAgent('no-plan'), taskTo('answer'))).at(-1)).toMatchObject({
      type: 'error',
      code: 'sandbox',
      message:
        'stand-in offers no mode "plan" (it lists none), so it was not asked. Correct its mode in the configuration.',
    });
  });

  it('is not asked when its plan mode has another name', async () => {
    const events = await eventsOf(standInAgent('options', { mode: 'read-only' }), taskTo('answer'));
    expect(events.at(-1)).toMatchObject({ code: 'sandbox' });
    expect(textOf(events)).toBe('');
  });

  it('is not asked when it stays in another mode', async () => {
    const events = await eventsOf(standInAgent('stubborn'), taskTo('answer'));
    expect(events.at(-1)).toMatchObject({ code: 'sandbox' });
    expect(textOf(events)).toBe('');
  });

  it('is stopped when it leaves its plan mode', async () => {
    expect((await run('leave')).at(-1)).toMatchObject({
      code: 'sandbox',
      message: 'stand-in went from its mode "plan" to "build", so it was stopped.',
    });
  });

  it('is not started without a sandbox', async () => {
    const missing = await openSandbox({ mode: 'auto', path: '/nonexistent' });
    const backend = standInAgent('modes', { sandbox: missing });
    expect((await eventsOf(backend, taskTo('answer'))).at(-1)).toMatchObject({ code: 'sandbox' });
    const { reason, remedy } = missing;
    expect(await backend.probe()).toEqual({ ok: false, reason, remedy });
  });
});

describe('an agent over ACP that fails', () => {
  const endOf = async (turn: string) => (await run(turn)).at(-1);

  it('is cancelled in its own way, by session/cancel', async () => {
    const abort = new AbortController();
    const events: AgentEvent[] = [];
    for await (const event of standInAgent('modes', { graceMs: 30_000 }).run(taskTo('hang'), abort.signal)) {
      events.push(event);
      if (event.type === 'text') abort.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'cancelled' });
  });

  it('is ended with all that it started when it does not hear', async () => {
    const abort = new AbortController();
    let last: AgentEvent | undefined;
    for await (const event of standInAgent().run(taskTo('deaf'), abort.signal)) {
      last = event;
      if (event.type === 'text') abort.abort();
    }
    expect(last).toMatchObject({ type: 'error', code: 'cancelled' });
  });

  it('is cancelled though it has not said a word', async () => {
    const abort = new AbortController();
    const running = eventsOf(standInAgent('mute'), taskTo('answer'), abort.signal);
    setTimeout(() => abort.abort(), 300);
    expect((await running).at(-1)).toMatchObject({ type: 'error', code: 'cancelled' });
  });

  it('is stopped when it sends more than a task may', async () => {
    const { limits } = taskOf(null);
    const last = (await run('flood', { limits: { ...limits, maxStreamBytes: 20_000 } })).at(-1);
    expect(last).toMatchObject({
      code: 'too_much_output',
      retryable: false,
      message: 'stand-in printed more than 20000 bytes.',
    });
  });

  it('is ended when nobody listens any more', async () => {
    for await (const event of standInAgent().run(taskTo('hang'), new AbortController().signal)) {
      if (event.type === 'text') break;
    }
    expect(survivors()).toEqual([]);
  });

  it('fails with what it said last when it dies in the middle of its turn', async () => {
    const last = await endOf('crash');
    expect(last).toMatchObject({ type: 'error', code: 'model' });
    expect(last).toMatchObject({ message: expect.stringContaining('exit code 3') });
    expect(last).toMatchObject({ message: expect.stringContaining('panic: out of luck') });
  });

  it('fails when it dies before it says anything', async () => {
    const last = (await eventsOf(standInAgent('dies'), taskTo('answer'))).at(-1);
    expect(last).toMatchObject({ type: 'error', message: expect.stringContaining('exit code 7') });
  });

  it('fails when it answers nothing', async () => {
    expect(await endOf('nothing')).toMatchObject({
      code: 'malformed',
      message: 'stand-in answered nothing.',
    });
  });

  it('fails as its model did', async () => {
    expect(await endOf('fail')).toMatchObject({ code: 'rate_limit', retryable: true });
  });

  it('fails when it stops for its own limit or for no known reason, and is done when it declines', async () => {
    expect(await endOf('tired')).toMatchObject({ code: 'too_many_steps' });
    expect(await endOf('stop-unknown')).toMatchObject({ code: 'malformed' });
    expect(await endOf('refuse')).toMatchObject({ type: 'done', stop: 'refusal', output: 'No.' });
  });

  it('fails when there is no such program', async () => {
    const backend = standInAgent('modes', { command: 'no-such-agent' });
    expect((await eventsOf(backend, taskTo('answer'))).at(-1)).toMatchObject({ code: 'spawn' });
    expect(await backend.probe()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no-such-agent'),
    });
  });
});

describe('the probe of an agent over ACP', () => {
  it('tells its version', async () => {
    expect(await standInAgent().probe()).toEqual({ ok: true, version: '1.2.3' });
  });

  it('says why it can not be used', async () => {
    expect(await standInAgent('dies').probe()).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('exit code 7'),
    });
  });

  it('gives up when it is told to', async () => {
    expect(await standInAgent('mute').probe(AbortSignal.timeout(1_000))).toMatchObject({ ok: false });
  });
});
