/**
 * What the back ends that run a program have in common: finding the program, reading its version inside the sandbox,
 * checking that it is signed in, and running a task. An `AgentProfile` describes what is particular to one agent.
 */
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import type { AgentBackend, AgentTask, Probe } from '../../../runner/core/ports/agent.ts';
import { failure } from '../events.ts';
import { baseEnvironment, certificatesOf } from './agent-environment.ts';
import { withConfinedProcess } from './confined-process.ts';
import { type FailureFactory, failuresOf } from './failure.ts';
import { modelServers } from './network/model-servers.ts';
import { configuredHosts } from './network/reachable-address.ts';
import { findProgram, type Program } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import { type AgentInvocation, spawnAgent } from './spawn-agent.ts';

export interface CliOptions {
  /** absolute, or a name; null: looked up on the PATH under its own name */
  readonly executable: string | null;
  readonly sandbox: Sandbox;
  /** what agents may see: the vendors' keys and base URLs, proxies, certificates, PATH; each profile names its own */
  readonly environment: Readonly<Record<string, string>>;
  /** where private homes are made; not below the temporary folder, which the sandbox hides */
  readonly home: string;
  /** `host` or `host:port`: what it may reach beside its models, in a sandbox with a network of its own */
  readonly hosts?: readonly string[];
  /** receives what the sandbox refused to it */
  readonly log?: (line: string) => void;
  /** milliseconds between the signals that stop an agent */
  readonly graceMs?: number;
}

/** What is particular to one agent and one task. */
export type AgentPlan = Pick<
  AgentInvocation,
  'args' | 'input' | 'files' | 'homeEnvironment' | 'reader' | 'missedEvents'
> & {
  readonly environment: Readonly<Record<string, string>>;
};

export interface AgentAccess {
  /** the keys and settings that are set */
  readonly given: Readonly<Record<string, string>>;
  readonly fail: FailureFactory;
}

export interface AgentProfile {
  readonly name: string;
  /** for people: `Claude Code` */
  readonly agent: string;
  /** its name on the PATH */
  readonly program: string;
  /** variables that sign it in, any one of them */
  readonly keys: readonly string[];
  /** other variables of the options' environment that it may see */
  readonly settings: readonly string[];
  plan(task: AgentTask, access: AgentAccess): AgentPlan;
}

const GRACE_MS = 3_000;
const VERSION_MS = 30_000;

export function createCliBackend(profile: AgentProfile, options: CliOptions): AgentBackend {
  const { sandbox } = options;
  const base = baseEnvironment(options.environment);
  const given = taken(options.environment, [...profile.keys, ...profile.settings]);
  const signIn = `Set ${profile.keys.join(' or ')} in Baton's environment; a login of your own is not used.`;
  const fail = failuresOf(profile.agent, signIn);
  const visible = certificatesOf(base);
  const versions = new Map<string, Promise<string>>();

  const find = () => findProgram(profile.program, options.executable, base.PATH ?? '');

  /** Runs once for each program; again after a failure. */
  function versionOf(program: Program): Promise<string> {
    const known = versions.get(program.path);
    if (known !== undefined) return known;
    const asked = askVersion(program, { ...options, environment: base, visible });
    asked.catch(() => versions.delete(program.path));
    versions.set(program.path, asked);
    return asked;
  }

  return {
    name: profile.name,
    needsCheckout: true,
    async probe() {
      if (sandbox.kind === 'missing') return missingSandbox(sandbox);
      const program = await find();
      if (program === null) return notFound(profile, options.executable);
      try {
        const version = await versionOf(program);
        const signedIn = profile.keys.some((name) => given[name] !== undefined);
        return signedIn
          ? { ok: true, version }
          : { ok: false, version, reason: 'not signed in', remedy: signIn };
      } catch (error) {
        return { ok: false, reason: 'it does not start', remedy: messageOf(error) };
      }
    },
    async *run(task, signal) {
      const program = await find();
      if (program === null) {
        const { reason, remedy } = notFound(profile, options.executable);
        yield failure('spawn', false, `${profile.agent} can't be run: ${reason}. ${remedy}`);
        return;
      }
      const plan = profile.plan(task, { given, fail });
      const { agent } = profile;
      const environment = { ...base, ...given, ...plan.environment };
      // A program that reports no version may still answer; if not, its own error is reported.
      const version = signal.aborted ? null : await versionOf(program).catch(() => null);
      const { home, hosts = [], log = () => undefined, graceMs = GRACE_MS } = options;
      const addresses = [...modelServers(given), ...configuredHosts(hosts)];
      const network = { agent: profile.name, addresses, log };
      yield* spawnAgent(
        { ...plan, agent, fail, program, version, environment, network, visible, sandbox, home, graceMs },
        task,
        signal,
      );
    },
  };
}

type Asked = CliOptions & { readonly visible: readonly string[] };

/** Runs `--version` as tasks are run, but with no network. Throws `agent_broken` with the program's error. */
function askVersion(program: Program, asked: Asked): Promise<string> {
  const launch = {
    ...asked,
    ...{ program, args: ['--version'], checkout: null, network: null, files: {}, graceMs: GRACE_MS },
    homeEnvironment: (home: string) => ({ HOME: home }),
  };
  return withConfinedProcess(launch, async (running) => {
    running.input.end();
    const timer = setTimeout(running.stop, VERSION_MS);
    let output = '';
    for await (const chunk of running.output) output = `${output}${chunk}`.slice(0, 1_000);
    const ending = await running.ended;
    clearTimeout(timer);
    const version = /\d+\.\d+\.\d+[\w.-]*/.exec(output)?.[0];
    if (ending.code === 0 && version !== undefined) return version;
    const why = ending.startError ?? (ending.errorOutput || output.trim() || `exit code ${ending.code}`);
    throw new BatonError('environment', 'agent_broken', brokenText(program, why, asked.sandbox));
  });
}

function brokenText(program: Program, why: string, sandbox: Sandbox): string {
  const shim =
    sandbox.kind === 'bwrap'
      ? ' The sandbox contains only the program itself: name the real file, not the shim of a version manager.'
      : '';
  return `${program.path} does not start (${why}).${shim}`;
}

function notFound({ agent, program, name }: AgentProfile, executable: string | null): Probe {
  return executable === null
    ? {
        ok: false,
        reason: `there is no program "${program}" on the PATH`,
        remedy: `Install ${agent}, or name its file below backends.executables in the configuration.`,
      }
    : {
        ok: false,
        reason: `there is no program ${executable}`,
        remedy: `Correct the executable of ${name} in the configuration.`,
      };
}

/** The probe of a back end that needs a sandbox which is missing. */
export function missingSandbox({ reason, remedy }: Sandbox): Probe {
  return { ok: false, reason, ...(remedy === undefined ? {} : { remedy }) };
}

function taken(
  environment: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
}
