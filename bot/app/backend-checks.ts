/** The doctor's checks of what agents run on: the sandbox, and each configured back end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAMESPACES_REMEDY, type Sandbox } from '../../adapters/agents/cli/sandbox.ts';
import { checkModel } from '../../adapters/agents/direct/live-check.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import { BatonError } from '../../runner/core/errors.ts';
import { type AgentBackend, type AgentTask, OUTPUT_LIMITS } from '../../runner/core/ports/agent.ts';
import { type Check, failed, passed } from '../../runner/core/ports/checks.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import { WITHOUT_MODEL } from '../../runner/core/usage.ts';
import { noBackendMessage } from '../../runner/engine/backends.ts';
import { runTask } from '../../runner/engine/run-task.ts';
import { BUILT_IN } from '../config/backend-settings.ts';
import type { Config } from '../config/config.ts';
import { childVariables } from '../config/environment.ts';
import { hostOf } from '../config/host.ts';
import { createConfiguredBackends, directOptions, sandboxOf } from './backends.ts';

/** `live`: asks the model of each available back end for one word. */
export function backendChecks(config: Config, live: boolean): Check[] {
  const sandbox = once(() => sandboxOf(config));
  const backends = once(async () => createConfiguredBackends(config, await sandbox()));
  const wanted = config.environment.BATON_BACKEND ?? config.settings.backends.order?.[0] ?? 'offline';
  const names = [...BUILT_IN, ...config.acpAgents.map(({ name }) => name)];
  return [
    sandboxCheck(config.settings.sandbox, sandbox),
    networkCheck(config.settings.sandbox_network, sandbox),
    ...names.map((name): Check => {
      const required = name === wanted;
      return {
        name: `back end ${name}`,
        required,
        async check(signal) {
          const backend = (await backends()).find((candidate) => candidate.name === name);
          if (backend === undefined) return { ok: false, detail: 'not in this version', remedy: null };
          const trip = live && !WITHOUT_MODEL.includes(name) ? roundTrip(config, backend) : null;
          const traits = traitsOf(backend, await sandbox());
          return backendCheck(backend, { required, traits, live: trip }).check(signal);
        },
      };
    }),
  ];
}

/** Returns the same promise on every call; runs `make` on the first. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Bundled agents count as available only when signed in; for others that is unknown. */
function traitsOf({ name, needsCheckout }: AgentBackend, { kind }: Sandbox): string[] {
  if (!needsCheckout) return name === 'direct' ? ['a key is set'] : [];
  const signedIn = BUILT_IN.some((own) => own === name) ? ['signed in'] : [];
  return [...signedIn, kind === 'bwrap' ? 'sandboxed' : 'NOT sandboxed'];
}

/** The direct back end is asked for one answer; an agent gets a task in a checkout, like any other task. */
function roundTrip(config: Config, backend: AgentBackend): RoundTrip {
  const model = config.settings.backends.models[backend.name];
  return async (signal) => {
    if (backend.name !== 'direct') return askAgent(config, backend, model, signal);
    const checked = await checkModel(directOptions(config), signal, model);
    if (!checked.ok) throw new BatonError('environment', 'no_answer', checked.reason);
    return `${checked.model} answers`;
  };
}

async function askAgent(
  config: Config,
  backend: AgentBackend,
  model: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const folder = join(config.home, 'doctor');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'README.md'), 'A folder for `baton doctor --live`.\n');
  const repositories = createGitRepositories({
    home: config.home,
    environment: childVariables(),
    log: () => undefined,
  });
  const project: Project = { id: folder, path: folder, url: null, ref: null, host: hostOf(config) };
  const pin = await repositories.pin(project, { base: null, head: null, compares: false }, signal);
  const repository = await repositories.open(project, pin, signal);
  const checkout = backend.needsCheckout ? await repositories.checkout(project, pin, signal) : null;
  let name = 'its model';
  const task: AgentTask = {
    id: 'doctor',
    prompt: 'Answer with the one word: ok',
    cwd: checkout?.path ?? '',
    repository,
    mode: 'plan',
    limits: { deadlineMs: 90_000, idleMs: 90_000, maxSteps: 5, ...OUTPUT_LIMITS },
    brief: null,
    ...(model === undefined ? {} : { model }),
  };
  try {
    await runTask(backend, task, signal, (event) => {
      if (event.type === 'started') name = event.model ?? name;
    });
    return `${name} answers`;
  } finally {
    await checkout?.remove();
    await repository.close();
  }
}

type FoundSandbox = Pick<Sandbox, 'kind' | 'reason' | 'remedy' | 'network' | 'networkReason'>;

/** What an agent with a shell could reach otherwise. */
const UNGUARDED =
  'an agent with a shell reaches what this machine reaches, Baton’s API, databases and metadata services among it';

/** Returns what the log of a worker says about how agents are confined; nothing where all is well. */
export function sandboxWarnings({ kind, reason, network, networkReason }: FoundSandbox): string[] {
  if (kind !== 'bwrap') return [`agents that are programs: ${reason}`];
  if (network === 'own') return [];
  return [
    `agents that are programs have the machine's network (${networkReason}): ${UNGUARDED}. ${NAMESPACES_REMEDY}`,
  ];
}

/**
 * Required only if the configuration demands it: without a sandbox, agents that run as programs are off and the other
 * back ends work.
 */
export function sandboxCheck(mode: 'auto' | 'bwrap' | 'none', open: () => Promise<FoundSandbox>): Check {
  return {
    name: 'sandbox',
    required: mode === 'bwrap',
    check: async () => {
      const { kind, reason } = await open();
      return kind === 'missing'
        ? failed(reason, 'install bubblewrap to use claude-code, codex or opencode')
        : passed(reason);
    },
  };
}

/** Required only if the configuration demands it; without a sandbox there is nothing to add to its own check. */
export function networkCheck(mode: 'auto' | 'own' | 'machine', open: () => Promise<FoundSandbox>): Check {
  return {
    name: 'sandbox network',
    required: mode === 'own',
    check: async () => {
      const { kind, network, networkReason } = await open();
      if (network === 'own') return passed('agents reach their models only');
      const detail = `the machine's: ${networkReason}; ${UNGUARDED}`;
      if (kind !== 'bwrap') return failed(networkReason ?? detail, mode === 'own' ? NAMESPACES_REMEDY : null);
      return mode === 'machine' ? passed(detail) : failed(detail, NAMESPACES_REMEDY);
    },
  };
}

/** Returns the model that answered, in a few words. Throws what went wrong. */
export type RoundTrip = (signal: AbortSignal) => Promise<string>;

export interface BackendCheck {
  /** an explicitly chosen back end is required; any other may be missing */
  readonly required: boolean;
  /** further properties of an available one, e.g. `sandboxed` */
  readonly traits: readonly string[];
  /** null: calls no model */
  readonly live: RoundTrip | null;
}

export function backendCheck(backend: AgentBackend, { required, traits, live }: BackendCheck): Check {
  return {
    name: `back end ${backend.name}`,
    required,
    check: async (signal) => {
      const probe = await backend.probe(signal);
      const { ok, version } = probe;
      const known = version === undefined ? [] : [version];
      if (!ok) {
        const found = known.length === 0 ? '' : `found, ${known.join()}, but `;
        const remedy = required ? 'fix it, or name another one with BATON_BACKEND' : null;
        return failed(`${found}${noBackendMessage(probe)}`, remedy);
      }
      const answers = live === null ? [] : [await live(signal)];
      return passed(['there', ...known, ...traits, ...answers].join(', '));
    },
  };
}
