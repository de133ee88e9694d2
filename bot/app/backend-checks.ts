/** The doctor's checks of the configured back ends. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../adapters/agents/cli/sandbox.ts';
import { checkModel } from '../../adapters/agents/direct/live-check.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import { BatonError } from '../../runner/core/errors.ts';
import { type AgentBackend, type AgentTask, OUTPUT_LIMITS } from '../../runner/core/ports/agent.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import { WITHOUT_MODEL } from '../../runner/core/usage.ts';
import { runTask } from '../../runner/engine/run-task.ts';
import type { DoctorCheck } from '../cli/context.ts';
import { BUILT_IN } from '../config/backend-settings.ts';
import type { Config } from '../config/config.ts';
import { childVariables } from '../config/environment.ts';
import { hostOf } from '../config/host.ts';
import { createConfiguredBackends, directOptions, sandboxOf } from './backends.ts';
import { backendCheck, type RoundTrip, sandboxCheck } from './doctor/backend-checks.ts';

/** `live`: asks the model of each available back end for one word. */
export function backendChecks(config: Config, live: boolean): DoctorCheck[] {
  const sandbox = once(() => sandboxOf(config));
  const backends = once(async () => createConfiguredBackends(config, await sandbox()));
  const wanted = config.backend ?? config.backendOrder?.[0] ?? 'offline';
  const names = [...BUILT_IN, ...config.backends.acp.map(({ name }) => name)];
  return [
    sandboxCheck(config.sandbox, sandbox),
    ...names.map((name): DoctorCheck => {
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
  const model = config.backends.models[backend.name];
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
