/** Where the part `chat` plays: a chat platform on loopback, a project, and a bot and a worker on a database of their own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Bench } from '../part.ts';
import { startBaton } from '../surroundings/baton-process.ts';
import type { Platform, Stand } from './platform.ts';
import { makeProject } from './project.ts';

/** The project's id in `baton.yaml`. */
export const PROJECT = 'shop';

/** Three agents in a row: with these a run takes about a minute, and two or three agents end in each second. */
const SCRIPT = {
  'tech-debt/synth': { delay_ms: 20_000 },
  '@skeptic': { delay_ms: 25_000 },
  default: { delay_ms: 10_000 },
};
const LIMITS = '{ agents_per_worker: 1000, agents_per_run: 1000, agents_per_project: 1000 }';
const READY_MS = 20_000;

export interface Stage {
  readonly platform: Platform;
  /** of the database */
  readonly pool: pg.Pool;
  /** where the bot listens */
  readonly address: string;
  readonly pids: { readonly bot: number; readonly worker: number; readonly server: number };
  close(): Promise<void>;
}

/** Resolves once people can reach the bot there. `folder` is made for it. */
export async function setStage(bench: Bench, folder: string, stand: Stand): Promise<Stage> {
  await using undo = new AsyncDisposableStack();
  const server = await bench.server();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const platform = await stand.open();
  undo.defer(() => platform.stop());
  const variables = {
    ...(await furnish(folder, bench.signal)),
    ...platform.variables,
    DATABASE_URL: ground.url,
  };
  const start = async (role: 'bot' | 'worker') => {
    const home = { home: folder, settings: folder, variables };
    const service = await startBaton(home, bench.signal, role);
    undo.defer(() => service.stop());
    return service;
  };
  const worker = await start('worker');
  const bot = await start('bot');
  const address = bot.address ?? '';
  platform.serve(address);
  await ready(address, bench.signal);
  await platform.furnished();
  const parts = undo.move();
  return {
    platform,
    pool: ground.pool,
    address,
    pids: { bot: bot.pid, worker: worker.pid, server: server.pid },
    close: () => parts.disposeAsync(),
  };
}

/** Writes what the processes read, and gives the variables that name it. */
async function furnish(home: string, signal: AbortSignal): Promise<Record<string, string>> {
  await mkdir(home, { mode: 0o700 });
  const project = join(home, 'project');
  await makeProject(project, signal);
  const script = join(home, 'script.json');
  await writeFile(script, JSON.stringify(SCRIPT));
  await writeFile(
    join(home, 'baton.yaml'),
    `projects:\n  ${PROJECT}: { path: ${project} }\nlimits: ${LIMITS}\n`,
  );
  return { BATON_BACKEND: 'scripted', BATON_SCRIPT: script };
}

async function ready(address: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while ((await fetch(`${address}/readyz`, { signal })).status !== 200) {
    if (performance.now() > deadline) throw new Error('the bot is not ready');
    await pause(100, undefined, { signal });
  }
}
