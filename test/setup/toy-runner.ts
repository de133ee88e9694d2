/**
 * The real runner on a real database with a toy catalogue: what the engine's tests and the benchmark drive. The flow is
 * the six steps `scope → a, b, c, d → render`; what each step does is set from outside.
 */
import { randomUUID } from 'node:crypto';
import { NO_BUDGETS } from '../../runner/core/budget.ts';
import { buildDag } from '../../runner/core/dag.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../../runner/core/ports/agent.ts';
import type { Catalogue, StepInput, StepResult } from '../../runner/core/ports/catalogue.ts';
import type { Pin, Project, Repositories, Repository } from '../../runner/core/ports/repository.ts';
import { parseOptions, type RunRequest } from '../../runner/core/run-request.ts';
import type { Flow, StepTemplate } from '../../runner/core/step-spec.ts';
import type { BackendPreferences } from '../../runner/engine/backends.ts';
import { createRunner, type Runner, type RunnerOptions } from '../../runner/runner.ts';

export type Behaviour = (input: StepInput) => Promise<Partial<StepResult> & { output: string }>;

export interface Toy {
  /** what a code step does; absent: it ends at once */
  readonly code?: Behaviour;
  /** what an agent answers; absent: it ends at once */
  readonly agent?: (task: AgentTask, signal: AbortSignal) => Promise<string>;
  readonly flow?: Flow;
  readonly options?: Partial<RunnerOptions>;
}

export function toyStep(step_id: string, needs: string[], more: Partial<StepTemplate> = {}): StepTemplate {
  const kind = more.kind ?? 'code';
  return {
    step_id,
    label: step_id,
    kind,
    persona: kind === 'agent' ? 'toy' : null,
    handler: kind === 'code' ? 'toy' : null,
    needs,
    contract: 'toy',
    onFail: kind === 'agent' ? 'continue' : 'fail-run',
    budget: { maxFindings: 1, maxMinutes: 1, maxTurns: 5 },
    bands: ['small', 'medium', 'large'],
    fast: 'keep',
    ...more,
  };
}

export function toyFlow(steps: readonly StepTemplate[]): Flow {
  return {
    name: 'toy',
    category: 'Analysis',
    title: 'Toy',
    purpose: 'p',
    question: 'q?',
    compares: false,
    steps,
  };
}

export const SIX_STEPS: Flow = toyFlow([
  toyStep('scope', []),
  ...['a', 'b', 'c', 'd'].map((name) => toyStep(name, ['scope'], { kind: 'agent' })),
  toyStep('render', ['a', 'b', 'c', 'd'], { always: true }),
]);

export const TOY_PROJECT: Project = { id: 'toy', path: null, url: 'file:///toy', ref: null, host: null };

const { project_id: _, ...DEFAULT_OPTIONS } = parseOptions({});

export function toyRequest(more: Partial<RunRequest> = {}): RunRequest {
  return {
    ...DEFAULT_OPTIONS,
    pull_request: null,
    id: null,
    project: TOY_PROJECT,
    flow_name: 'toy',
    resolves: 'now',
    requested_by: 'test',
    ...more,
  };
}

export async function toyRunner(database: RunnerOptions['database'], toy: Toy = {}): Promise<Runner> {
  return createRunner({
    database,
    catalogue: toyCatalogue(toy),
    repositories: toyRepositories(),
    backends: [toyBackend(toy)],
    preferences: toyPreferences(['toy']),
    spending: { budgets: NO_BUDGETS, prices: {} },
    platforms: ['slack'],
    mask: async (text) => text,
    limits: {
      perWorker: 8,
      perRun: 8,
      perProject: 64,
      runsPerUser: null,
      runsPerChannel: null,
      codeSteps: 4,
      idleMs: 60_000,
      deadlineMs: 600_000,
    },
    resolveProject: (id) => ({ ...TOY_PROJECT, id }),
    retention: { runs: 90, transcripts: 1, audit: 365 },
    host: 'toy-host',
    pid: process.pid,
    newId: randomUUID,
    log: () => undefined,
    ...toy.options,
  });
}

export function toyPreferences(
  order: readonly string[],
  more: Partial<BackendPreferences> = {},
): BackendPreferences {
  return { order, projects: {}, personas: {}, models: {}, ...more };
}

export function toyCatalogue({ code, flow = SIX_STEPS }: Toy): Catalogue {
  const summary = 'done';
  return {
    flows: [flow],
    personas: [],
    handlers: {
      toy: async (input) => ({ summary, ...(await (code?.(input) ?? { output: input.step.step_id })) }),
    },
    agentSteps: {
      prepare: async ({ step }) => ({ system: '', prompt: step.step_id, brief: step.step_id }),
      prepareRepair: (asked, { fault }) => ({ ...asked, prompt: `${asked.prompt} again: ${fault}` }),
      prepareQuestion: async ({ step }, followUp) => ({
        system: '',
        prompt: `${step.step_id}? ${followUp.question}`,
        brief: followUp,
      }),
      accept: async (output) => ({ output, summary }),
    },
    pathFault: () => null,
    plan: (planned, band, fast) => buildDag(planned.steps, band, fast),
  };
}

/** Errors that a toy agent may throw by their own code; any other is the model's. */
const CODES = ['auth', 'no_credit', 'no_model', 'rate_limit'] as const;

function toyBackend({ agent }: Toy): AgentBackend {
  return {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(task, signal): AsyncIterable<AgentEvent> {
      try {
        const output = (await agent?.(task, signal)) ?? `answer of ${task.prompt}`;
        yield { type: 'done', stop: 'end_turn', output };
      } catch (error) {
        if (!(error instanceof BatonError)) throw error;
        const { message, passing: retryable, retryAfterMs } = error;
        const code = CODES.find((known) => known === error.code) ?? 'model';
        const wait = retryAfterMs === null ? {} : { retryAfterMs };
        yield { type: 'error', code, retryable, message, ...wait };
      }
    },
  };
}

export function toyRepositories(): Repositories {
  const pin: Pin = {
    commit_sha: 'a'.repeat(40),
    base_sha: null,
    label: 'aaaaaaa',
    history: 'full',
    notes: [],
  };
  const repository: Repository = {
    pin,
    remote: null,
    date: '2026-01-01T00:00:00Z',
    list: async () => [],
    read: async () => null,
    grep: async () => [],
    log: async () => ({ commits: [], counted: true, cut: false }),
    blame: async () => [],
    diff: async () => [],
    renames: async () => ({ renamed: new Map(), deleted: new Set(), complete: false }),
    ancestors: async () => new Set(),
    close: async () => undefined,
  };
  return {
    pin: async () => pin,
    open: async () => repository,
    checkout: async () => ({ path: '/', changed: async () => [], remove: async () => undefined }),
  };
}

/** Starts a worker. Returns what stops it, which the test and its end may both call. */
export async function startWork(runner: Runner): Promise<() => Promise<void>> {
  const work = await runner.startWork();
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= work.stop();
    return stopped;
  };
}
