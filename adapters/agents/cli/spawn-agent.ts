/**
 * Runs one task with an agent that is a program: private home, clean environment, sandbox, its lines read as they come,
 * our own limits, no survivors, exactly one last event. It is done only if the agent said so, exited with 0 and
 * answered something; that the work tree is unchanged is checked by the runner. Called by every CLI back end.
 */
import { messageOf } from '../../../runner/core/errors.ts';
import type { AgentEvent, AgentLimits, AgentTask } from '../../../runner/core/ports/agent.ts';
import { CANCELLED } from '../answer-stream.ts';
import { type AgentProcess, type Ending, startProcess } from './agent-process.ts';
import type { FailureFactory } from './failure.ts';
import { keyMaskOf, maskedEvent } from './key-mask.ts';
import { linesOf, TooMuchOutput } from './output-lines.ts';
import { makeHome, type PrivateHome } from './private-home.ts';
import type { Program } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import { type AgentError, excess, type TaskWatch, watchTask } from './task-watch.ts';

export type LastEvent = Extract<AgentEvent, { type: 'done' | 'error' }>;

/** Understands one agent's lines. One reader serves one task; it may keep what it needs. */
export interface AgentReader {
  /** Returns the events of a line, parsed as JSON; none for an unknown line. Never throws. */
  read(line: unknown): readonly AgentEvent[];
  /** The agent's own last event, once its output has ended; null if it sent none. */
  last(): LastEvent | null;
}

export interface AgentInvocation {
  /** for people: `Claude Code` */
  readonly agent: string;
  readonly fail: FailureFactory;
  readonly program: Program;
  readonly version: string | null;
  readonly args: readonly string[];
  /** given on standard input, which is then closed: it may be longer than an argument, and nobody else sees it */
  readonly input: string;
  /** allow-listed variables; `HOME` and what depends on it are in `homeEnvironment` */
  readonly environment: Readonly<Record<string, string>>;
  /** variables that name the private home */
  readonly homeEnvironment: (home: string) => Readonly<Record<string, string>>;
  /** the agent's configuration: path in the private home → content. No keys */
  readonly files: Readonly<Record<string, string>>;
  /** files that variables point at (certificates), for the sandbox to show */
  readonly visible: readonly string[];
  readonly sandbox: Sandbox;
  /** where private homes are made */
  readonly home: string;
  readonly graceMs: number;
  readonly reader: AgentReader;
  /** Events that its output omitted, read from its home after it has exited. */
  readonly missedEvents?: (home: string) => Promise<readonly AgentEvent[]>;
}

/** An agent's lines repeat what its tools read and wrap every few words, so they are much more than what it says. */
const LINE_FACTOR = 4;
const OUTPUT_FACTOR = 32;

export async function* spawnAgent(
  invocation: AgentInvocation,
  task: AgentTask,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  if (signal.aborted) {
    yield CANCELLED;
    return;
  }
  const mask = keyMaskOf(invocation.environment);
  for await (const event of converse(invocation, task, signal)) yield maskedEvent(event, mask);
}

async function* converse(
  invocation: AgentInvocation,
  task: AgentTask,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  let home: PrivateHome | null = null;
  try {
    home = await makeHome(invocation.home, invocation.files);
    const running = await start(invocation, task, home.path);
    yield* listen(invocation, task, signal, { ...running, home: home.path });
  } catch (error) {
    yield startFault(invocation, messageOf(error));
  } finally {
    await home?.remove();
  }
}

async function start(invocation: AgentInvocation, task: AgentTask, home: string): Promise<AgentProcess> {
  const { program, sandbox, args } = invocation;
  const command = await sandbox.wrap([program.path, ...args], {
    checkout: task.cwd,
    home,
    visible: [...program.visible, ...invocation.visible],
  });
  const environment = { ...invocation.environment, ...invocation.homeEnvironment(home) };
  const running = startProcess({ command, environment, cwd: task.cwd, graceMs: invocation.graceMs });
  running.input.end(invocation.input);
  return running;
}

async function* listen(
  invocation: AgentInvocation,
  task: AgentTask,
  signal: AbortSignal,
  running: AgentProcess & { readonly home: string },
): AsyncGenerator<AgentEvent> {
  const { reader, version } = invocation;
  const watch = watchTask(task, signal, running.stop);
  let started = false;
  try {
    for await (const event of eventsOf(reader, running, watch, task.limits)) {
      if (!watch.allows(event)) break;
      if (event.type === 'started') {
        if (!started) yield { ...startOf(version), ...event };
      } else {
        if (!started) yield startOf(version);
        yield event;
      }
      started = true;
    }
    if (watch.why !== null) running.output.destroy();
    const ending = await running.ended;
    if (!started && ending.unstarted === null) yield startOf(version);
    yield* (await invocation.missedEvents?.(running.home)) ?? [];
    yield watch.why ?? verdictOf(invocation, ending);
  } finally {
    watch.close();
    running.stop();
    running.output.destroy();
    await running.ended;
  }
}

/** Until the output ends, or a limit is met. */
async function* eventsOf(
  reader: AgentReader,
  running: AgentProcess,
  watch: TaskWatch,
  { maxOutputBytes }: AgentLimits,
): AsyncGenerator<AgentEvent> {
  const caps = { lineBytes: LINE_FACTOR * maxOutputBytes, totalBytes: OUTPUT_FACTOR * maxOutputBytes };
  try {
    for await (const line of linesOf(running.output, caps, watch.heard)) {
      if (watch.why !== null) return;
      const value = parsed(line);
      if (value !== null) yield* reader.read(value);
    }
  } catch (error) {
    if (watch.why !== null) return;
    if (!(error instanceof TooMuchOutput)) throw error;
    watch.cut(excess(`printed ${error.message}`));
  }
}

/** All must hold: it said that it is done, it exited with 0, and it answered something. Each was seen to lie alone. */
function verdictOf(invocation: AgentInvocation, ending: Ending): LastEvent {
  const { agent, fail, reader } = invocation;
  const last = reader.last();
  if (ending.unstarted !== null) return startFault(invocation, ending.unstarted);
  if (last?.type === 'error') return last;
  const complaint = ending.complaint === '' ? '' : `: ${ending.complaint}`;
  if (ending.code !== 0) {
    return fail(
      `${ending.code === null ? 'it was ended by a signal' : `exit code ${ending.code}`}${complaint}`,
    );
  }
  if (last === null) {
    return { ...fail(`it ended without an answer${complaint}`), code: 'malformed', retryable: true };
  }
  if (last.output.trim() !== '') return last;
  return { type: 'error', code: 'malformed', retryable: true, message: `${agent} answered nothing.` };
}

function startFault({ agent, program, sandbox }: AgentInvocation, why: string): AgentError {
  return {
    type: 'error',
    code: sandbox.kind === 'missing' ? 'sandbox' : 'spawn',
    retryable: false,
    message: `${agent} (${program.path}) could not be run: ${why} See \`baton doctor\`.`,
  };
}

function startOf(version: string | null): Extract<AgentEvent, { type: 'started' }> {
  return version === null ? { type: 'started' } : { type: 'started', agentVersion: version };
}

/** Null for a line that is not JSON, which is one that nobody knows. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
