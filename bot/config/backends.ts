/** What is configured of agents, as the rest of Baton knows it. */
import type { Allowance, Budgets } from '../../runner/core/budget.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { Prices } from '../../runner/core/usage.ts';
import type { Preference } from '../../runner/engine/backends.ts';
import { agentVariables, type ModelAccess, modelAccess, namedVariables } from './model-access.ts';
import type { Variables } from './places.ts';
import { nearestHint } from './setting-keys.ts';
import type { Settings } from './settings.ts';

/** An agent that speaks the Agent Client Protocol. */
export interface AcpSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** the id of its plan mode */
  readonly mode: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

export interface BackendConfig {
  /** null: the built-in order */
  readonly backendOrder: readonly string[] | null;
  readonly backends: {
    readonly personas: Readonly<Record<string, Preference>>;
    readonly projects: Readonly<Record<string, Preference>>;
    /** by the back end's name */
    readonly models: Readonly<Record<string, string>>;
    /** by the back end's name; looked up on the PATH where there is none */
    readonly executables: Readonly<Record<string, string>>;
    readonly acp: readonly AcpSettings[];
    /** what the agents that come along may be given of the environment */
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly modelAccess: ModelAccess;
  readonly sandbox: 'auto' | 'bwrap' | 'none';
  readonly budgets: Budgets;
  readonly prices: Prices;
}

export function backendConfig(settings: Settings, variables: Variables): BackendConfig {
  const { backends = {}, budgets = {}, prices = {}, sandbox = 'auto' } = settings;
  return {
    backendOrder: backends.order ?? null,
    backends: {
      personas: preferences(backends.personas),
      projects: preferences(backends.projects),
      models: backends.models ?? {},
      executables: Object.fromEntries(
        Object.entries(backends.executables ?? {}).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      ),
      acp: Object.entries(backends.acp ?? {}).map(
        ([name, { command, mode, args = [], environment = [], files = {} }]) => ({
          ...{ name, command, mode, args, files },
          environment: namedVariables(variables, environment),
        }),
      ),
      environment: agentVariables(variables),
    },
    modelAccess: modelAccess(variables),
    sandbox,
    budgets: {
      run: allowance(budgets.run),
      project: allowance(budgets.project),
      day: allowance(budgets.day),
    },
    prices,
  };
}

/** Throws `bad_config` for a persona that is none, or a back end that is none, below `backends`. */
export function checkBackendNames(
  { backends }: Pick<BackendConfig, 'backends'>,
  personas: readonly string[],
  names: readonly string[],
): void {
  const wrong = (place: string, name: string, what: string, known: readonly string[]): string[] =>
    known.includes(name)
      ? []
      : [`baton.yaml: ${place}: "${name}" is no ${what}; ${nearestHint(name, known)}`];
  const faults = [
    ...Object.keys(backends.personas).flatMap((id) => wrong('backends.personas', id, 'persona', personas)),
    ...(['personas', 'projects'] as const).flatMap((kind) =>
      Object.entries(backends[kind]).flatMap(([id, { backend }]) =>
        backend === null ? [] : wrong(`backends.${kind}.${id}`, backend, 'back end', names),
      ),
    ),
    ...Object.keys(backends.models).flatMap((name) => wrong('backends.models', name, 'back end', names)),
  ];
  if (faults.length > 0)
    throw new BatonError('refused', 'bad_config', faults.join('\n'), { path: 'baton.yaml' });
}

type Named = Readonly<Record<string, { backend?: string | undefined; model?: string | undefined }>>;

function preferences(named: Named = {}): Record<string, Preference> {
  return Object.fromEntries(
    Object.entries(named).map(([id, { backend = null, model = null }]) => [id, { backend, model }]),
  );
}

function allowance(
  given: { max_tokens?: number | undefined; max_cost?: number | undefined } = {},
): Allowance {
  return { max_tokens: given.max_tokens ?? null, max_cost: given.max_cost ?? null };
}
