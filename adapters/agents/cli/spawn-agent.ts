/**
 * Runs one task with an agent that is a program, for every CLI back end: private home, clean environment, sandbox, its
 * lines read as they come, and nothing of it left afterwards. The task is done only if the agent said so, exited with 0
 * and answered something; the runner checks that the work tree is unchanged.
 */
import { messageOf } from '../../../runner/core/errors.ts';
import type { AgentEvent, AgentTask } from '../../../runner/core/ports/agent.ts';
import {
  type AgentError,
  CANCELLED,
  type Emit,
  eventStream,
  failure,
  type LastEvent,
  type Progress,
  type Reporter,
} from '../events.ts';
import type { ProcessExit } from './agent-process.ts';
import { type ConfinedLaunch, type ConfinedProcess, withConfinedProcess } from './confined-process.ts';
import type { FailureFactory } from './failure.ts';
import { keyMaskOf, maskedEvent } from './key-mask.ts';
import { linesOf, TooMuchOutput } from './output-lines.ts';

/** Understands one agent's lines. One reader serves one task; it may keep what it needs. */
export interface AgentReader {
  /** Returns the events of a line, parsed as JSON; none for an unknown line. Never throws. */
  read(line: unknown): readonly Progress[];
  /** The agent's own last event, once its output has ended; null if it sent none. */
  last(): LastEvent | null;
}

export interface AgentInvocation extends Omit<ConfinedLaunch, 'checkout'> {
  /** for people: `Claude Code` */
  readonly agent: string;
  readonly fail: FailureFactory;
  readonly version: string | null;
  /** given on standard input, which is then closed: it may be longer than an argument, and nobody else sees it */
  readonly input: string;
  readonly reader: AgentReader;
  /** Events that its output omitted, read from its home after it has exited. */
  readonly missedEvents?: (home: string) => Promise<readonly Progress[]>;
}

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
  const events = eventStream(
    (report, until) => runAgent(invocation, task, until, report),
    signal,
    task.limits,
  );
  for await (const event of events) yield maskedEvent(event, mask);
}

async function runAgent(
  invocation: AgentInvocation,
  task: AgentTask,
  signal: AbortSignal,
  report: Reporter,
): Promise<LastEvent> {
  try {
    return await withConfinedProcess({ ...invocation, checkout: task.cwd }, async (running) => {
      running.input.end(invocation.input);
      const last = await readToEnd(invocation, task, signal, report, running);
      return last.type === 'error' ? { ...last, message: running.explained(last.message) } : last;
    });
  } catch (error) {
    return startFault(invocation, messageOf(error));
  }
}

async function readToEnd(
  invocation: AgentInvocation,
  { limits }: AgentTask,
  signal: AbortSignal,
  report: Reporter,
  running: ConfinedProcess,
): Promise<LastEvent> {
  const { reader, version } = invocation;
  const emit = startedOnce(report.emit, version);
  signal.addEventListener('abort', running.stop, { once: true });
  if (signal.aborted) running.stop();
  try {
    for await (const lines of linesOf(running.output, limits)) {
      if (signal.aborted) break;
      for (const event of lines.flatMap((line) => reader.read(parsed(line)))) emit(event);
      report.alive();
    }
    const ending = await running.ended;
    const missed = (await invocation.missedEvents?.(running.home)) ?? [];
    if (ending.startError === null) for (const event of [startOf(version), ...missed]) emit(event);
    return outcomeOf(invocation, ending);
  } catch (error) {
    if (error instanceof TooMuchOutput)
      return failure('too_much_output', false, `${invocation.agent} ${error.message}.`);
    throw error;
  } finally {
    signal.removeEventListener('abort', running.stop);
  }
}

/** Puts one `started` before all other events, with the version where the agent does not report it. */
function startedOnce(emit: Emit, version: string | null): Emit {
  let started = false;
  return (event) => {
    if (event.type !== 'started') {
      if (!started) emit(startOf(version));
      emit(event);
    } else if (!started) {
      emit({ ...startOf(version), ...event });
    }
    started = true;
  };
}

/** All must hold: it said that it is done, it exited with 0, and it answered something. Each was seen to lie alone. */
function outcomeOf(invocation: AgentInvocation, ending: ProcessExit): LastEvent {
  const { agent, fail, reader } = invocation;
  const last = reader.last();
  if (ending.startError !== null) return startFault(invocation, ending.startError);
  if (last?.type === 'error') return last;
  const errorOutput = ending.errorOutput === '' ? '' : `: ${ending.errorOutput}`;
  if (ending.code !== 0) {
    return fail(
      `${ending.code === null ? 'it was ended by a signal' : `exit code ${ending.code}`}${errorOutput}`,
    );
  }
  if (last === null) {
    return { ...fail(`it ended without an answer${errorOutput}`), code: 'malformed', retryable: true };
  }
  return last.output.trim() === '' ? failure('malformed', true, `${agent} answered nothing.`) : last;
}

function startFault({ agent, program, sandbox }: AgentInvocation, why: string): AgentError {
  const code = sandbox.kind === 'missing' ? 'sandbox' : 'spawn';
  return failure(code, false, `${agent} (${program.path}) could not be run: ${why} See \`baton doctor\`.`);
}

function startOf(version: string | null): Extract<AgentEvent, { type: 'started' }> {
  return version === null ? { type: 'started' } : { type: 'started', agentVersion: version };
}

/** Null for a line that is not JSON, which no reader knows. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
