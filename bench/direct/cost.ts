/** What a task of the direct back end takes over the bare calls that it is made of. */
import { createDirectBackend } from '../../adapters/agents/direct/backend.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import { maskSecrets } from '../../flows/secrets/mask.ts';
import { type AgentBackend, type AgentTask, OUTPUT_LIMITS } from '../../runner/core/ports/agent.ts';
import type { Project, Repository } from '../../runner/core/ports/repository.ts';
import type { Bench } from '../part.ts';
import { quantile, spread } from '../surroundings/figures.ts';
import type { Section } from '../surroundings/table.ts';

const WARM_UP = 20;
const SAMPLES = 100;
const TARGET_MS = 30;

/** A way to work and how many calls of the service it takes. */
const KINDS = [
  { model: 'answer', calls: 1, title: 'a task of one turn' },
  { model: 'read', calls: 2, title: 'a task that reads a file, two turns' },
] as const;

export async function costSection(bench: Bench, url: string, project: string): Promise<Section> {
  const repository = await openRepository(bench, project);
  const backend = directAt(url);
  const rows: string[][] = [];
  try {
    for (const kind of KINDS) {
      const rounds = [];
      for (let round = 1; round <= bench.rounds; round++) {
        bench.says(`direct: round ${round} of ${bench.rounds}, ${kind.title}`);
        rounds.push(await measure(bench, url, { backend, repository, kind }));
      }
      for (const share of [0.5, 0.99]) {
        const bare = rounds.map((one) => quantile(one.bare, share));
        const task = rounds.map((one) => quantile(one.task, share));
        const over = task.map((ms, round) => ms - (bare[round] ?? Number.NaN));
        rows.push([`${kind.title}, p${share * 100}`, spread(bare), spread(task), spread(over)]);
      }
    }
  } finally {
    await repository.close();
  }
  return {
    title: `direct: a task over the bare calls (${bench.rounds} rounds of ${SAMPLES}; target ≤ ${TARGET_MS} ms)`,
    columns: ['', 'bare calls ms', 'task ms', 'over ms'],
    rows,
    notes: [
      'The bare calls ask the same service for the same answers with fetch, one after the other, and read them to their end. The service is a stand-in on loopback that answers at once: a model takes its time on top of either.',
    ],
  };
}

function directAt(url: string): AgentBackend {
  const compatible = { key: null, baseUrl: url, model: null };
  return createDirectBackend({
    providers: { anthropic: null, openai: null, google: null, compatible },
    provider: 'compatible',
    mask: maskSecrets,
  });
}

interface Measured {
  readonly backend: AgentBackend;
  readonly repository: Repository;
  readonly kind: (typeof KINDS)[number];
}

/** Milliseconds of each sample, in turns, so that both meet the same machine. */
async function measure(
  { signal }: Bench,
  url: string,
  { backend, repository, kind }: Measured,
): Promise<{ bare: number[]; task: number[] }> {
  const bare: number[] = [];
  const task: number[] = [];
  for (let sample = 0; sample < WARM_UP + SAMPLES; sample++) {
    signal.throwIfAborted();
    bare.push(await timeOf(() => bareCalls(url, kind.model, kind.calls)));
    task.push(await timeOf(() => finish(backend, taskOf(repository, kind.model), signal)));
  }
  return { bare: bare.slice(WARM_UP), task: task.slice(WARM_UP) };
}

async function timeOf(body: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

async function bareCalls(url: string, model: string, calls: number): Promise<void> {
  const messages: { role: string; content: string }[] = [{ role: 'user', content: 'Go.' }];
  for (let call = 0; call < calls; call++) {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream: true, messages }),
    });
    await response.text();
    messages.push({ role: 'tool', content: 'It says so.' });
  }
}

async function finish(backend: AgentBackend, task: AgentTask, signal: AbortSignal): Promise<void> {
  for await (const event of backend.run(task, signal)) {
    if (event.type === 'error') throw new Error(`the task failed: ${event.message}`);
  }
}

function taskOf(repository: Repository, model: string): AgentTask {
  return {
    id: 'task',
    prompt: 'Go.',
    cwd: '',
    mode: 'plan',
    model: `compatible/${model}`,
    repository,
    limits: { deadlineMs: 60_000, idleMs: 60_000, maxSteps: 10, ...OUTPUT_LIMITS },
    brief: null,
  };
}

async function openRepository({ folder, signal }: Bench, path: string): Promise<Repository> {
  const environment = { PATH: process.env.PATH ?? '', HOME: folder };
  const repositories = createGitRepositories({ home: folder, environment, log: () => undefined });
  const project: Project = { id: path, path, url: null, ref: null, host: 'here' };
  const pin = await repositories.pin(project, { base: null, head: null, compares: false }, signal);
  return repositories.open(project, pin, signal);
}
