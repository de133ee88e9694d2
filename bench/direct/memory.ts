/** How much memory one Baton holds while many tasks of the direct back end are under way in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../part.ts';
import { startBaton } from '../surroundings/baton-process.ts';
import { spread } from '../surroundings/figures.ts';
import { memoryOf } from '../surroundings/processes.ts';
import type { Section } from '../surroundings/table.ts';
import type { ModelService } from './model-service.ts';

const TASKS = 50;
const TARGET_MB = 400;
/** Each has several agents at once. */
const MOST_RUNS = 50;
const LOOK_EVERY_MS = 500;
const DEADLINE_MS = 180_000;
/** Memory varies little, and each look at it takes a minute. */
const MOST_LOOKS = 3;

interface Held {
  readonly idle: number;
  readonly busy: number;
  readonly tasks: number;
}

export async function memorySection(bench: Bench, service: ModelService, project: string): Promise<Section> {
  const looks = Math.min(bench.rounds, MOST_LOOKS);
  const held: Held[] = [];
  for (let look = 1; look <= looks; look++) {
    bench.says(`direct: memory with ${TASKS} tasks at once, ${look} of ${looks}`);
    held.push(await memoryWhileBusy(bench, service, project));
  }
  const row = (what: string, pick: (one: Held) => number): string[] => [what, spread(held.map(pick), 0)];
  return {
    title: `direct: one Baton with ${TASKS} direct tasks at once (${looks} looks; target ≤ ${TARGET_MB} MB)`,
    columns: ['', ''],
    rows: [
      row('resident before the first run, MB', ({ idle }) => idle),
      row('resident with the tasks under way, MB', ({ busy }) => busy),
      row('tasks under way', ({ tasks }) => tasks),
    ],
    notes: [
      'A process of `baton start` (bot and worker in one) that does tech-debt runs of size medium. Each agent has used six tools on the repository and is in the middle of its answer. The processes that collect evidence, git and PostgreSQL are not in it.',
    ],
  };
}

async function memoryWhileBusy(bench: Bench, service: ModelService, project: string): Promise<Held> {
  await using undo = new AsyncDisposableStack();
  const server = await bench.server();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const home = join(bench.folder, `direct-${performance.now().toFixed(0)}`);
  await mkdir(home, { mode: 0o700 });
  const limits = '{ agents_per_worker: 1000, agents_per_run: 1000, agents_per_project: 1000 }';
  await writeFile(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${project} }\nlimits: ${limits}\n`);
  const variables = {
    DATABASE_URL: ground.url,
    BATON_BACKEND: 'direct',
    OPENAI_API_KEY: 'key',
    OPENAI_BASE_URL: service.url,
  };
  const baton = await startBaton({ home, settings: home, variables }, bench.signal);
  undo.defer(() => baton.stop());
  const idle = memoryOf([baton.pid]).rss_mb;
  const tasks = await fill(baton.address ?? '', service, bench.signal);
  return { idle, busy: memoryOf([baton.pid]).rss_mb, tasks };
}

/** Starts runs until so many of their tasks are held. Throws when that takes too long. */
async function fill(address: string, service: ModelService, signal: AbortSignal): Promise<number> {
  const deadline = performance.now() + DEADLINE_MS;
  for (let started = 0; ; started++) {
    const held = await service.held();
    if (held >= TASKS) return held;
    if (performance.now() > deadline)
      throw new Error(`only ${held} of ${TASKS} tasks were under way in time`);
    if (started < MOST_RUNS) await startRun(address, `number ${started}`);
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function startRun(address: string, question: string): Promise<void> {
  const run = {
    project_id: 'shop',
    flow_name: 'tech-debt',
    band: 'medium',
    model: 'hold',
    input: { question },
  };
  const response = await fetch(`${address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(run),
  });
  if (!response.ok) throw new Error(`a run was not started: ${await response.text()}`);
}
