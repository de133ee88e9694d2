/** The real agents through Baton's own back ends, against a stand-in model: what they do, and what they can't. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox } from '../../adapters/agents/cli/sandbox.ts';
import { BatonError } from '../../runner/core/errors.ts';
import {
  type AgentBackend,
  type AgentEvent,
  type AgentLimits,
  type AgentTask,
  OUTPUT_LIMITS,
} from '../../runner/core/ports/agent.ts';
import { runTask } from '../../runner/engine/run-task.ts';
import { taskOf } from '../contracts/agent-contract.ts';
import { fingerprint, type MadeRepository } from '../setup/repositories.ts';
import { harmlessRepository, hostileRepository, READABLE, SECRET_WORD } from './hostile-repository.ts';
import { type Door, openDoor } from './knocks.ts';
import { ANSWER, type ModelScript, promptOf, type StandInModel, startModel } from './model.ts';
import { merged, note, render, type Table, write, written } from './results-table.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

let home: string;
const sandbox = await openSandbox({ mode: 'auto' });
const table: Table = new Map();
let model: StandInModel;
let door: Door;

/** Room for a slow start, and for the retries that an agent makes of its own; then Baton's limits end it. */
const LIMITS: AgentLimits = { ...OUTPUT_LIMITS, deadlineMs: 90_000, idleMs: 60_000, maxSteps: 20 };
const FAULT_LIMITS: AgentLimits = { ...LIMITS, deadlineMs: 45_000, idleMs: 40_000 };
const UNANSWERED_LIMITS: AgentLimits = { ...LIMITS, idleMs: 15_000 };

beforeAll(async () => {
  // Not below the temporary folder, where Codex refuses to have its home.
  const parent = join(homedir(), '.cache');
  mkdirSync(parent, { recursive: true });
  home = mkdtempSync(join(parent, 'baton-real-agents-'));
  [model, door] = await Promise.all([startModel(), openDoor()]);
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  await Promise.all([model?.stop(), door?.close()]);
});

const here = SUBJECTS.filter(({ name, program }) => {
  if (program === null) process.stderr.write(`${name} is passed over: it is not installed here\n`);
  return program !== null;
});

describe.runIf(sandbox.kind === 'bwrap').each(here)('$name', (subject) => {
  const backend = () => subject.make(model.url, { sandbox, home, hosts: [new URL(door.url).host] });

  afterEach(() => {
    expect(survivors()).toEqual([]);
  });

  it('is found, with its version', async () => {
    const probe = await backend().probe();
    expect(probe).toMatchObject({ ok: true, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    note(table, 'version', subject.name, probe.version ?? '');
  });

  it('answers', async () => {
    const events = await run(backend(), subject, {}, harmlessRepository());
    expect(events.at(-1)).toMatchObject({ type: 'done', output: expect.stringContaining(ANSWER) });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'usage', inputTokens: 120, outputTokens: 30 }),
    );
    note(table, 'an answer', subject.name, 'done, with tokens');
  });

  it('asks for a model elsewhere by the proxy of its sandbox', async () => {
    const heard = door.heard.length;
    const proxies = { HTTPS_PROXY: door.url };
    const elsewhere = subject.make('https://models.example.com', { sandbox, home, proxies });
    const abort = new AbortController();
    const running = run(elsewhere, subject, {}, harmlessRepository(), abort.signal);
    await expect.poll(() => door.heard.slice(heard), { timeout: 60_000 }).toContain('models.example.com:443');
    abort.abort();
    await running;
    note(table, 'a model elsewhere', subject.name, 'by the proxy (`HTTPS_PROXY`)');
  });

  it('reads, on record', async () => {
    const repository = harmlessRepository();
    const tools = [subject.read(join(repository.path, READABLE))];
    const events = await run(backend(), subject, { tools }, repository);
    expect(events.at(-1)).toMatchObject({ type: 'done', output: expect.stringContaining(SECRET_WORD) });
    expect(recordOf(events, READABLE)).toBe('on record: completed');
    note(table, 'a read', subject.name, 'done; on record');
  });

  it.each(['edit', 'shell'] as const)('changes nothing by %s, and the attempt is on record', async (way) => {
    const repository = harmlessRepository();
    const target = join(repository.path, 'written.txt');
    const tool = way === 'edit' ? subject.edit(target) : subject.shell(`touch '${target}'`);
    const before = fingerprint(repository.path);
    const events = await run(backend(), subject, { tools: [tool] }, repository);
    expect(fingerprint(repository.path)).toBe(before);
    expect(events.at(-1)?.type).toBe('done');
    const record = recordOf(events, tool.name, 'written.txt');
    expect(record).toMatch(/^on record: (denied|failed)/);
    note(table, `a write by ${way}`, subject.name, `nothing changed; ${record}`);
  });

  it('runs nothing of what a hostile repository configures', async () => {
    const repository = hostileRepository(door.url);
    const heard = door.heard.length;
    const before = fingerprint(repository.path);
    const tools = [subject.read(join(repository.path, READABLE))];
    const events = await run(backend(), subject, { tools }, repository);
    expect(events.at(-1)).toMatchObject({ type: 'done', output: expect.stringContaining(SECRET_WORD) });
    expect(door.heard.slice(heard)).toEqual([]);
    expect(fingerprint(repository.path)).toBe(before);
    note(table, 'a hostile repository', subject.name, 'done; nothing of it ran');
  });

  it.each([
    ['the model says 429', 'status-429', FAULT_LIMITS],
    ['the model says 500', 'status-500', FAULT_LIMITS],
    ['the model never answers', 'hang', UNANSWERED_LIMITS],
    ['the model talks nonsense', 'malformed', FAULT_LIMITS],
  ] as const)('fails when %s', async (check, fault, limits) => {
    const task = taskFor(subject, { fault }, harmlessRepository(), limits);
    const failed = runTask(backend(), task, new AbortController().signal, () => undefined);
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BatonError);
    note(table, check, subject.name, error instanceof BatonError ? `\`${error.code}\`` : 'done');
  });

  it('is cancelled while it waits for its model', async () => {
    const abort = new AbortController();
    void model.hanging().then(() => abort.abort());
    const events = await run(backend(), subject, { fault: 'hang' }, harmlessRepository(), abort.signal);
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'cancelled' });
    expect(survivors()).toEqual([]);
    note(table, 'cancelled while it waits', subject.name, '`cancelled`; no process left');
  });

  it('is cancelled while a command of its own runs, where it may run one', async () => {
    const command = `sleep 1000.${process.pid}`;
    const abort = new AbortController();
    const seen = whenRunning(command, () => abort.abort());
    const tools = [subject.shell(command)];
    const events = await run(backend(), subject, { tools }, harmlessRepository(), abort.signal);
    clearInterval(seen);
    const had = abort.signal.aborted;
    expect(events.at(-1)).toMatchObject(had ? { type: 'error', code: 'cancelled' } : { type: 'done' });
    expect(processes().filter((line) => line.includes(command))).toEqual([]);
    note(
      table,
      'cancelled while its shell runs',
      subject.name,
      had ? '`cancelled`; no process left' : 'has no shell',
    );
  });
});

describe.runIf(sandbox.kind === 'bwrap' && here.length > 0)('the table of docs/agents.md', () => {
  it('says what was found; if it did not, it does now', () => {
    const agents = SUBJECTS.map(({ name }) => name);
    const before = written();
    const now = render(merged(table), agents);
    process.stdout.write(`\n${now}\n\n`);
    if (now !== before) write(now);
    expect(now, 'docs/agents.md was out of date and has been rewritten').toBe(before);
  });
});

function taskFor(
  subject: Subject,
  script: ModelScript,
  repository: MadeRepository,
  limits: AgentLimits = LIMITS,
): AgentTask {
  return {
    ...taskOf(null),
    system: 'You review code and change nothing.',
    prompt: promptOf(script),
    cwd: repository.path,
    limits,
    ...(subject.model === undefined ? {} : { model: subject.model }),
  };
}

async function run(
  backend: AgentBackend,
  subject: Subject,
  script: ModelScript,
  repository: MadeRepository,
  signal: AbortSignal = new AbortController().signal,
): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of backend.run(taskFor(subject, script, repository), signal)) events.push(event);
  return events;
}

/** How an attempt is told: the last status of the tool call that names one of these, the tool or its path. */
function recordOf(events: readonly AgentEvent[], ...names: readonly string[]): string {
  const calls = events.filter((event) => event.type === 'tool');
  const named = calls.find(({ name, title, input }) => {
    const told = JSON.stringify([name, title, input]);
    return names.some((wanted) => told.includes(wanted));
  });
  const last = calls.findLast(({ id }) => id === named?.id);
  return last === undefined ? 'not on record' : `on record: ${last.status}`;
}

/** Calls back once there is a process of this command, which is not the agent that was told to start it. */
function whenRunning(command: string, back: () => void): NodeJS.Timeout {
  return setInterval(() => {
    if (processes().some((line) => line.trim().replace(/^\d+ /, '').startsWith(command))) back();
  }, 100);
}

/** Processes that have a private home of this file in their environment or arguments. */
function survivors(): string[] {
  return processes().filter((line) => line.includes(home));
}

/** Each with its number, its arguments and, where it may be read, its environment. */
function processes(): string[] {
  return execFileSync('ps', ['axeww', '-o', 'pid,args'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
}
