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
import { missingSandbox } from '../cli/cli-backend.ts';
import { type ConfinedProcess, withConfinedProcess } from '../cli/confined-process.ts';
import { keyMaskOf, maskedEvent } from '../cli/key-mask.ts';
import { modelServers } from '../cli/network/model-servers.ts';
import { configuredHosts } from '../cli/network/reachable-address.ts';
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
  /** make it speak the protocol, e.g. `--acp` */
  readonly args: readonly string[];
  /** the id of its plan mode; an agent without that mode is not run */
  readonly mode: string;
  /** all of its variables, keys included; PATH, proxies and certificates as for the other agents */
  readonly environment: Readonly<Record<string, string>>;
  /** its configuration: path in the private home → content. No keys */
  readonly files?: Readonly<Record<string, string>>;
  /** files and folders that it may read beside its own package, absolute */
  readonly visible?: readonly string[];
  /** `host` or `host:port`: what it may reach beside the addresses that its variables hold */
  readonly hosts?: readonly string[];
  /** receives what the sandbox refused to it */
  readonly log?: (line: string) => void;
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
  const own = Object.fromEntries(Object.entries(options.environment).filter(([name]) => !(name in base)));
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
      return probeAgent({ ...options, environment, own, program }, signal);
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
      const agent = { ...options, environment, own, program };
      const events = eventStream((report, until) => runTask(agent, task, until, report), signal, task.limits);
      for await (const event of events) yield maskedEvent(event, mask);
    },
  };
}

interface Agent extends AcpOptions {
  readonly program: Program;
  /** the variables of its models: without the machine's own, such as proxies */
  readonly own: Readonly<Record<string, string>>;
}

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
  const acpTask = {
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
      return explained(running, outcomeOf(name, await runAcpTask(wire, acpTask), output));
    } catch (error) {
      return explained(running, await brokenOff(name, running, error));
    }
  });
  const last = await outcome.catch((error: unknown) => notStarted(agent, messageOf(error)));
  return left ?? last;
}

function explained(running: ConfinedProcess, last: LastEvent): LastEvent {
  return last.type === 'error' ? { ...last, message: running.explained(last.message) } : last;
}

function withProcess<T>(
  agent: Agent,
  checkout: string | null,
  use: (running: ConfinedProcess) => Promise<T>,
): Promise<T> {
  const { name, environment, own, files = {}, visible = [], hosts = [] } = agent;
  const { graceMs = GRACE_MS, log = () => undefined } = agent;
  const launch = {
    ...agent,
    ...{ checkout, files, graceMs, homeEnvironment },
    visible: [...visible, ...certificatesOf(environment)],
    network: { agent: name, addresses: [...modelServers(own), ...configuredHosts(hosts)], log },
  };
  return withConfinedProcess(launch, use);
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
