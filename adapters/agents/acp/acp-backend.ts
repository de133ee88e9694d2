/**
 * The back end for any agent that speaks the Agent Client Protocol over its standard input and output: which one, and
 * the id of its plan mode, is configuration. It runs as the other agents that are programs do (`../cli/`): private home,
 * clean environment, sandbox, our own limits, no survivors, exactly one last event. An agent that speaks the protocol
 * waits for the next prompt when it has answered, so Baton ends it; its exit code says nothing.
 */
import { join } from 'node:path';
import { messageOf } from '../../../runner/core/errors.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../../../runner/core/ports/agent.ts';
import { CANCELLED } from '../answer-stream.ts';
import { baseEnvironment, certificatesOf } from '../cli/agent-environment.ts';
import { type AgentProcess, startProcess } from '../cli/agent-process.ts';
import { keyMaskOf, maskedEvent } from '../cli/key-mask.ts';
import { makeHome } from '../cli/private-home.ts';
import { findProgram, type Program } from '../cli/program.ts';
import type { Sandbox } from '../cli/sandbox.ts';
import { type TaskWatch, watchTask } from '../cli/task-watch.ts';
import { greetedVersion, runAcpTask } from './conversation.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { brokenOff, type LastEvent, leftPlanMode, verdictOf } from './verdict.ts';

export interface AcpOptions {
  /** the back end's name, e.g. `gemini` */
  readonly name: string;
  /** absolute, or a name to look up on the environment's PATH */
  readonly command: string;
  /** what makes it speak the protocol, e.g. `--acp` */
  readonly args: readonly string[];
  /** the id of its plan mode; without that mode it is not run */
  readonly mode: string;
  /** all that it is given, keys included; PATH, proxies and certificates as for the other agents */
  readonly environment: Readonly<Record<string, string>>;
  /** configuration that it wants in its home: path in the home → content. No keys */
  readonly files?: Readonly<Record<string, string>>;
  /** files and folders that it needs beside its own package, absolute; it may read them */
  readonly visible?: readonly string[];
  readonly sandbox: Sandbox;
  /** where private homes are made; not below the temporary folder, which the sandbox hides */
  readonly home: string;
  /** milliseconds that a stopped agent has before the next, harder step */
  readonly graceMs?: number;
}

const GRACE_MS = 3_000;
const PROBE_MS = 30_000;

export function createAcpBackend(options: AcpOptions): AgentBackend {
  const { name, command, sandbox } = options;
  const base = baseEnvironment(options.environment);
  const environment = { ...options.environment, ...base };
  const find = () => findProgram(command, null, base.PATH ?? '');
  const notFound = `${name} is not there: no program "${command}". Correct its command in the configuration.`;
  return {
    name,
    needsCheckout: true,
    async probe(signal) {
      if (sandbox.kind === 'missing') return { ok: false, reason: sandbox.reason };
      const program = await find();
      if (program === null) return { ok: false, reason: notFound };
      return probeAgent({ ...options, environment, program }, signal);
    },
    async *run(task, signal) {
      if (signal.aborted) {
        yield CANCELLED;
        return;
      }
      const program = await find();
      if (program === null) {
        yield { type: 'error', code: 'spawn', retryable: false, message: notFound };
        return;
      }
      const mask = keyMaskOf(options.environment);
      for await (const event of runTask({ ...options, environment, program }, task, signal)) {
        yield maskedEvent(event, mask);
      }
    },
  };
}

type Agent = AcpOptions & { readonly program: Program };

async function probeAgent(agent: Agent, signal?: AbortSignal): ReturnType<AgentBackend['probe']> {
  const limit = AbortSignal.timeout(PROBE_MS);
  const until = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    return await withProcess(agent, null, async (running) => {
      until.addEventListener('abort', running.stop, { once: true });
      try {
        const version = await greetedVersion({ ...running, heard: () => {} });
        return version === null ? { ok: true } : { ok: true, version };
      } catch (error) {
        const { message } = await brokenOff(agent.name, running, error);
        return { ok: false, reason: message };
      }
    });
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

async function* runTask(agent: Agent, task: AgentTask, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  const events = createEventQueue();
  const cut = new AbortController();
  const watch = watchTask(task, signal, () => cut.abort());
  const ending = withProcess(agent, task.cwd, (running) => talk(agent, task, running, { events, watch, cut }))
    .catch((error: unknown) => notStarted(agent, messageOf(error)))
    .finally(events.close);
  try {
    for await (const event of events) {
      if (!watch.allows(event)) break;
      yield event;
    }
    const last = await ending;
    yield watch.why ?? last;
  } finally {
    cut.abort();
    watch.close();
    await ending;
  }
}

interface Ears {
  readonly events: EventQueue;
  readonly watch: TaskWatch;
  readonly cut: AbortController;
}

async function talk(
  { name, mode, graceMs = GRACE_MS }: Agent,
  task: AgentTask,
  running: AgentProcess,
  { events, watch, cut }: Ears,
): Promise<LastEvent> {
  let output = '';
  const emit = (event: AgentEvent) => {
    if (event.type === 'text') output += event.delta;
    events.push(event);
  };
  const leftMode = (other: string) => watch.cut(leftPlanMode(name, mode, other));
  try {
    const end = await runAcpTask(
      { ...running, heard: watch.heard },
      { task, mode, graceMs, emit, leftMode, signal: cut.signal },
    );
    return verdictOf(name, end, output);
  } catch (error) {
    return brokenOff(name, running, error);
  }
}

/** Starts the agent as tasks are run, and leaves nothing of it behind: no process, no home. */
async function withProcess<T>(
  agent: Agent,
  checkout: string | null,
  use: (running: AgentProcess) => Promise<T>,
): Promise<T> {
  const { program, args, sandbox, environment, files = {}, visible = [], graceMs = GRACE_MS } = agent;
  const home = await makeHome(agent.home, files);
  try {
    const command = await sandbox.wrap([program.path, ...args], {
      checkout,
      home: home.path,
      visible: [...program.visible, ...visible, ...certificatesOf(environment)],
    });
    const cwd = checkout ?? home.path;
    const running = startProcess({
      command,
      environment: { ...environment, ...homeEnvironment(home.path) },
      cwd,
      graceMs,
    });
    try {
      return await use(running);
    } finally {
      running.input.end();
      running.stop();
      running.output.destroy();
      await running.ended;
    }
  } finally {
    await home.remove();
  }
}

function homeEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_CACHE_HOME: join(home, '.cache'),
  };
}

function notStarted({ name, command, sandbox }: Agent, why: string): LastEvent {
  return {
    type: 'error',
    code: sandbox.kind === 'missing' ? 'sandbox' : 'spawn',
    retryable: false,
    message: `${name} (${command}) could not be run: ${why}`,
  };
}
