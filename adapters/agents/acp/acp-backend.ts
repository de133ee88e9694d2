/**
 * The back end for any agent that speaks the Agent Client Protocol over its standard input and output: which one, and
 * the id of its plan mode, is configuration. It runs as the other agents that are programs do (`../cli/`): private home,
 * clean environment, sandbox, nothing of it left afterwards. An agent that speaks the protocol waits for the next prompt
 * when it has answered, so Baton stops it; its exit code says nothing.
 */
import { join } from 'node:path';
import { messageOf } from '../../../runner/core/errors.ts';
import { type AgentBackend, type AgentTask, OUTPUT_LIMITS } from '../../../runner/core/ports/agent.ts';
import { baseEnvironment, certificatesOf } from '../cli/agent-environment.ts';
import { type AgentProcess, startProcess } from '../cli/agent-process.ts';
import { missingSandbox } from '../cli/cli-backend.ts';
import { keyMaskOf, maskedEvent } from '../cli/key-mask.ts';
import { makeHome } from '../cli/private-home.ts';
import { findProgram, type Program } from '../cli/program.ts';
import type { Sandbox } from '../cli/sandbox.ts';
import { CANCELLED, eventStream, failure, type LastEvent, type Progress, type Reporter } from '../events.ts';
import { greetedVersion, runAcpTask } from './acp-task.ts';
import { brokenOff, leftPlanMode, outcomeOf } from './outcome.ts';

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
  const notFound = {
    reason: `there is no program "${command}"`,
    remedy: 'Correct its command in the configuration.',
  };
  return {
    name,
    needsCheckout: true,
    async probe(signal) {
      if (sandbox.kind === 'missing') return missingSandbox(sandbox);
      const program = await find();
      if (program === null) return { ok: false, ...notFound };
      return probeAgent({ ...options, environment, program }, signal);
    },
    async *run(task, signal) {
      if (signal.aborted) {
        yield CANCELLED;
        return;
      }
      const program = await find();
      if (program === null) {
        yield failure('spawn', false, `${name} can't be run: ${notFound.reason}. ${notFound.remedy}`);
        return;
      }
      const mask = keyMaskOf(options.environment);
      const agent = { ...options, environment, program };
      const events = eventStream((report, until) => runTask(agent, task, until, report), signal, task.limits);
      for await (const event of events) yield maskedEvent(event, mask);
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
        const version = await greetedVersion({ ...running, limits: OUTPUT_LIMITS, alive: () => {} });
        return version === null ? { ok: true } : { ok: true, version };
      } catch (error) {
        const { message } = await brokenOff(agent.name, running, error);
        return { ok: false, reason: 'it does not start', remedy: message };
      }
    });
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

async function runTask(
  agent: Agent,
  task: AgentTask,
  signal: AbortSignal,
  { emit, alive }: Reporter,
): Promise<LastEvent> {
  const { name, mode, graceMs = GRACE_MS } = agent;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  let left: LastEvent | null = null;
  let output = '';
  const conversation = {
    ...{ task, mode, graceMs, signal: until },
    emit: (event: Progress) => {
      if (until.aborted) return;
      if (event.type === 'text') output += event.delta;
      emit(event);
    },
    leftMode: (other: string) => {
      left ??= leftPlanMode(name, mode, other);
      stop.abort();
    },
  };
  const outcome = withProcess(agent, task.cwd, async (running) => {
    try {
      const wire = { ...running, limits: task.limits, alive };
      return outcomeOf(name, await runAcpTask(wire, conversation), output);
    } catch (error) {
      return brokenOff(name, running, error);
    }
  });
  const last = await outcome.catch((error: unknown) => notStarted(agent, messageOf(error)));
  return left ?? last;
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
  const code = sandbox.kind === 'missing' ? 'sandbox' : 'spawn';
  return failure(code, false, `${name} (${command}) could not be run: ${why}`);
}
