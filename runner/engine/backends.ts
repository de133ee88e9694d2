/** Chooses the back ends of a run's agents, once, at its start. */
import { BatonError, candidatesHint, messageOf } from '../core/errors.ts';
import type { AgentBackend, Probe } from '../core/ports/agent.ts';
import { agentOf, RULES_BACKEND } from '../core/run.ts';
import type { StepSpec } from '../core/step-spec.ts';
import { withTimeLimit } from '../deadline.ts';

/** A back end and a model, each null if it is not specified. */
export interface Preference {
  readonly backend: string | null;
  readonly model: string | null;
}

export interface BackendPreferences {
  /** the order to try them in when none is named; one that is not in it is only used when named */
  readonly order: readonly string[];
  /** by the project's id: for its runs that name none */
  readonly projects: Readonly<Record<string, Preference>>;
  /** by the persona's id: for its steps, in runs that name none */
  readonly personas: Readonly<Record<string, Preference>>;
  /** by the back end's name: the model if none is named */
  readonly models: Readonly<Record<string, string>>;
}

export interface WantedBackend {
  readonly backend: string | null;
  readonly model: string | null;
  readonly project_id: string;
  readonly steps: readonly StepSpec[];
}

export interface ChosenBackend {
  readonly backend: string;
  readonly model: string | null;
  /** why that back end was chosen, and which personas have another */
  readonly reason: string;
  /** the steps, with back end and model for those that have their own */
  readonly steps: readonly StepSpec[];
}

export interface BackendChooser {
  readonly all: ReadonlyMap<string, AgentBackend>;
  /** Throws `refused` (`unknown_backend`, `backend_not_ready`, `no_backend`). */
  choose(wanted: WantedBackend): Promise<ChosenBackend>;
  /** The same for a forecast: probing may start programs, so what a probe said is believed for some seconds. */
  foresee(wanted: WantedBackend): Promise<ChosenBackend>;
}

/** The back ends, and how one is asked whether it is ready. */
interface Candidates {
  readonly all: ReadonlyMap<string, AgentBackend>;
  probe(name: string): Promise<Probe>;
}

/** How long what a probe said counts for forecasts. */
const PROBE_HOLDS_MS = 10_000;

export function createBackends(
  backends: readonly AgentBackend[],
  preferences: BackendPreferences,
  now = Date.now,
): BackendChooser {
  const all = new Map(backends.map((backend) => [backend.name, backend]));
  const latest = new Map<string, { readonly at: number; readonly said: Promise<Probe> }>();
  const probe = (name: string) => {
    const said = probed(all.get(name));
    latest.set(name, { at: now(), said });
    return said;
  };
  const probeRarely = (name: string) => {
    const last = latest.get(name);
    return last !== undefined && now() - last.at < PROBE_HOLDS_MS ? last.said : probe(name);
  };
  return {
    all,
    choose: (wanted) => chosen({ all, probe }, preferences, wanted),
    foresee: (wanted) => chosen({ all, probe: probeRarely }, preferences, wanted),
  };
}

async function chosen(
  candidates: Candidates,
  preferences: BackendPreferences,
  wanted: WantedBackend,
): Promise<ChosenBackend> {
  const run = await runChoice(candidates, preferences, wanted);
  // A back end that is named for a run applies to all of its steps.
  const personas = wanted.backend === null ? preferences.personas : {};
  const steps: StepSpec[] = [];
  const others = new Map<string, string>();
  for (const step of wanted.steps) {
    const own = personas[step.persona ?? ''];
    if (step.kind !== 'agent' || own === undefined) {
      steps.push(modelMarked(step, run));
      continue;
    }
    const backend = own.backend ?? run.backend;
    if (backend !== run.backend) await ready(candidates, backend, `of the persona ${step.persona} `);
    const model = own.model ?? wanted.model ?? preferences.models[backend] ?? null;
    others.set(step.persona ?? '', model === null ? backend : `${backend} with ${model}`);
    // Absent means the run's own, so that equal agents have equal specs.
    const isOwn = backend !== run.backend || model !== run.model;
    steps.push(modelMarked(isOwn ? { ...step, agent: { backend, model } } : step, run));
  }
  const also = [...others].map(([persona, on]) => `; ${persona} on ${on}`).join('');
  return { ...run, reason: `${run.reason}${also}`, steps };
}

type RunChoice = Omit<ChosenBackend, 'steps'>;

function modelMarked(step: StepSpec, run: RunChoice): StepSpec {
  const lacksModel = step.needsModel === true && agentOf(run, step).backend === RULES_BACKEND;
  return lacksModel ? { ...step, noModel: true } : step;
}

/** Named for the run, else configured for its project, else the first in order that can be used. */
async function runChoice(
  candidates: Candidates,
  { order, projects, models }: BackendPreferences,
  { backend, model, project_id }: WantedBackend,
): Promise<RunChoice> {
  const project = Object.hasOwn(projects, project_id) ? projects[project_id] : undefined;
  const choice = (name: string, reason: string, own: string | null = null): RunChoice => ({
    backend: name,
    model: model ?? own ?? models[name] ?? null,
    reason,
  });
  if (backend !== null) {
    await ready(candidates, backend);
    return choice(backend, 'asked for');
  }
  if (project !== undefined && project.backend !== null) {
    await ready(candidates, project.backend, `of the project ${project_id} `);
    return choice(project.backend, `configured for ${project_id}`, project.model);
  }
  const refusals: string[] = [];
  let remedy: string | undefined;
  for (const name of order) {
    const probe = await candidates.probe(name);
    if (probe.ok) {
      const reason = order.length === 1 ? 'as configured' : reasonAfter(refusals, name);
      return choice(name, reason, project?.model);
    }
    refusals.push(`${name}: ${probe.reason ?? NOT_READY}`);
    remedy = probe.remedy;
  }
  const what = order.length === 1 ? remedy : '`baton doctor` says what each needs.';
  const message = `No back end is ready: ${sentences(refusals.join('; '), what)}`;
  throw new BatonError('refused', 'no_backend', message, { path: 'backend' });
}

/** Of the back end that needs nothing, why each of the others is not ready is no news. */
function reasonAfter(refusals: readonly string[], name: string): string {
  if (name === RULES_BACKEND) return 'no model key configured; `baton doctor` lists the others';
  return refusals.length > 0 ? `first available (${refusals.join('; ')})` : 'first available';
}

const NOT_READY = 'not ready';

/** Why a back end can't be used, and what to do about it. */
export function noBackendMessage({ reason = NOT_READY, remedy }: Probe): string {
  return remedy === undefined ? reason : sentences(reason, remedy);
}

function sentences(first: string, rest: string | undefined): string {
  return rest === undefined ? `${first}.` : `${first}. ${rest}`;
}

/** Throws `unknown_backend`, with the nearest names. */
export function backendNamed(all: ReadonlyMap<string, AgentBackend>, name: string): AgentBackend {
  const backend = all.get(name);
  if (backend !== undefined) return backend;
  const hint = candidatesHint(name, [...all.keys()]);
  throw new BatonError('refused', 'unknown_backend', `There is no back end "${name}". ${hint}`, {
    path: 'backend',
  });
}

/** Throws unless the back end exists and can be used. `whose` says who wants it. */
async function ready({ all, probe: ask }: Candidates, name: string, whose = ''): Promise<void> {
  const probe = await ask(backendNamed(all, name).name);
  if (!probe.ok) {
    throw new BatonError(
      'refused',
      'backend_not_ready',
      `The back end ${whose}"${name}" can't be used: ${noBackendMessage(probe)}`,
      { path: 'backend' },
    );
  }
}

/** A program that hangs when it is asked for its version can't be used. */
const PROBE_MS = 10_000;

async function probed(backend: AgentBackend | undefined): Promise<Probe> {
  if (backend === undefined) return { ok: false, reason: 'not in this version' };
  try {
    const late = () => new Error('no answer within 10 s');
    return await withTimeLimit({ ms: PROBE_MS, late }, (signal) => backend.probe(signal));
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}
