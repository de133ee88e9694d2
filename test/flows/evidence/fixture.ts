/** What the tests of this folder share: small real repositories, opened as a run opens them, and steps over them. */
import { afterAll } from 'vitest';
import { createGitRepositories } from '../../../adapters/git/repositories.ts';
import type { Collect, FactDraft } from '../../../flows/contracts/collecting.ts';
import {
  type EvidencePack,
  FACT_KINDS,
  type Fact,
  type FactKind,
  type FactOf,
  type Scope,
} from '../../../flows/contracts/evidence-pack.ts';
import { runCollector } from '../../../flows/evidence/collectors/registry.ts';
import { evidenceHandler } from '../../../flows/evidence/evidence.ts';
import { scopeHandler } from '../../../flows/evidence/scope.ts';
import type { StepInput } from '../../../runner/core/ports/catalogue.ts';
import type { Project, Repository } from '../../../runner/core/ports/repository.ts';
import type { StepSpec } from '../../../runner/core/step-spec.ts';
import { type Change, makeFolder, makeRepository } from '../../setup/repositories.ts';

export const git = { home: makeFolder(), environment: { PATH: process.env.PATH ?? '' } };
const repositories = createGitRepositories({ ...git, log: () => undefined });
const opened: Repository[] = [];
afterAll(() => Promise.all(opened.map((repository) => repository.close())));

export function projectAt(path: string): Project {
  return { id: path, path, url: null, ref: null, host: 'here' };
}

export async function open(path: string, base: string | null = null): Promise<Repository> {
  const pin = await repositories.pin(projectAt(path), { base, head: null, compares: base !== null });
  const repository = await repositories.open(projectAt(path), pin);
  opened.push(repository);
  return repository;
}

/** A repository with these files, or these commits, opened at its head. */
export function openFiles(files: Change['files']): Promise<Repository> {
  return open(makeRepository({ files }).path);
}

export function openCommits(...commits: readonly Change[]): Promise<Repository> {
  return open(makeRepository({ commits }).path);
}

interface Given {
  readonly handler: string;
  readonly paths?: readonly string[];
  /** what earlier steps left, by their id */
  readonly left?: Readonly<Record<string, string>>;
  readonly others?: readonly Partial<StepSpec>[];
  readonly signal?: AbortSignal;
  readonly project?: Project;
}

function specOf(part: Partial<StepSpec>): StepSpec {
  const step_id = part.step_id ?? part.handler ?? 'step';
  return {
    step_id,
    label: step_id,
    kind: part.persona === undefined ? 'code' : 'agent',
    persona: null,
    handler: null,
    needs: [],
    contract: 'none',
    onFail: 'fail-run',
    budget: { maxFindings: 5, maxMinutes: 5, maxTurns: 5 },
    ...part,
  };
}

export function stepInput(repository: Repository, given: Given): StepInput {
  const specs = ['scope', 'evidence', 'triage'].map((handler) => specOf({ handler, step_id: handler }));
  const steps = [...specs, ...(given.others ?? []).map(specOf)].map((spec) => ({
    spec,
    status: 'completed' as const,
    error: null,
    skip_cause: null,
    facts: {},
    summary: null,
  }));
  return {
    run: {
      id: 'run-1',
      project_id: given.project?.id ?? 'project',
      project: given.project ?? projectAt('/nowhere'),
      flow_name: 'tech-debt',
      band: 'small',
      fast: false,
      question: 'What should we fix first?',
      focused: false,
      paths: given.paths ?? [],
      given: {},
      description: null,
      model: null,
      backend: 'offline',
    },
    pin: repository.pin,
    step: specOf({ handler: given.handler, step_id: given.handler }),
    steps,
    read: async (step_id) => given.left?.[step_id] ?? null,
    repository,
    signal: given.signal ?? new AbortController().signal,
    ledger: async () => ({ since: null, findings: [] }),
    activity: () => undefined,
  };
}

export async function scopeOf(repository: Repository, paths: readonly string[] = []): Promise<Scope> {
  const { output } = await scopeHandler(stepInput(repository, { handler: 'scope', paths }));
  return JSON.parse(output) as Scope;
}

/** The facts of a collector, cut and masked as in a run. */
export async function collected(repository: Repository, name: string) {
  const scope = await scopeOf(repository);
  const outcome = await runCollector(name, { repository, scope }, new AbortController().signal);
  if (outcome.status !== 'done') throw new Error(outcome.reason);
  return outcome;
}

type DraftOf<K extends FactKind> = Extract<FactDraft, { kind: K }>;

export async function draftsOf<K extends FactKind>(
  repository: Repository,
  collector: string,
  kind: K,
): Promise<DraftOf<K>[]> {
  const { facts } = await collected(repository, collector);
  return facts.filter((fact): fact is DraftOf<K> => fact.kind === kind);
}

/** Runs collectors in this process, one repository. */
export function collectHere(repository: Repository): Collect {
  return async ({ collector, scope, functions = [] }, signal) =>
    runCollector(collector, { repository, scope, functions }, signal);
}

interface Asked {
  readonly kinds?: readonly FactKind[];
  readonly kindsFor?: (personas: readonly string[]) => readonly FactKind[];
  readonly collect?: Collect;
  readonly others?: readonly Partial<StepSpec>[];
  readonly run?: Partial<StepInput['run']>;
}

/** The `evidence` step, after the `scope` step. */
export async function evidenceOf(repository: Repository, asked: Asked = {}) {
  const scope = await scopeHandler(stepInput(repository, { handler: 'scope' }));
  const handler = evidenceHandler({
    collect: asked.collect ?? collectHere(repository),
    kindsFor: asked.kindsFor ?? (() => asked.kinds ?? FACT_KINDS),
  });
  const input = stepInput(repository, {
    handler: 'evidence',
    left: { scope: scope.output },
    others: asked.others ?? [],
  });
  const result = await handler({ ...input, run: { ...input.run, ...asked.run } });
  return { ...result, pack: JSON.parse(result.output) as EvidencePack, scopeOutput: scope.output };
}

export function ofKind<K extends FactKind>(pack: EvidencePack, kind: K): FactOf<K>[] {
  return pack.facts.filter((fact): fact is FactOf<K> & Fact => fact.kind === kind);
}

/** So many lines of plausible code. */
export function lines(n: number, line = 'work();'): string {
  return `${line}\n`.repeat(n);
}
