/**
 * What runs in a collector thread: opens the pinned repository, runs one collector at a time, and answers with what it
 * found. Started by pool.ts, which ends it when it takes too long.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import type { Scope } from '../../flows/contracts/evidence-pack.ts';
import type { CollectorOutcome, CollectorSource } from '../../flows/evidence/collector.ts';
import { loadCollector } from '../../flows/evidence/collectors/registry.ts';
import { outcomeOf } from '../../flows/evidence/outcome.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { CollectJob, ThreadMessage, ThreadSettings } from './messages.ts';
import { withTextCache } from './text-cache.ts';

const { home, environment } = workerData as ThreadSettings;
const say = (message: ThreadMessage): void => parentPort?.postMessage(message);
const repositories = createGitRepositories({ home, environment, log: (line) => say({ type: 'log', line }) });

/** The run that this thread worked for last: most likely the next one too. */
let current: { readonly scope_id: number; readonly source: CollectorSource } | null = null;

async function sourceFor({ project, pin, scope_id, scope }: CollectJob): Promise<CollectorSource> {
  if (current?.scope_id === scope_id) return current.source;
  await current?.source.repository.close();
  current = null;
  const repository = withTextCache(await repositories.open(project, pin));
  const text = new TextDecoder().decode(new Uint8Array(scope).slice());
  current = { scope_id, source: { repository, scope: JSON.parse(text) as Scope } };
  return current.source;
}

async function run(job: CollectJob): Promise<CollectorOutcome> {
  try {
    const collector = await loadCollector(job.collector);
    // The pool ends the whole thread rather than asking it to stop.
    return await outcomeOf(collector, await sourceFor(job), new AbortController().signal);
  } catch (error) {
    return { status: 'unavailable', reason: messageOf(error) };
  }
}

parentPort?.on('message', async (job: CollectJob) => say({ type: 'outcome', outcome: await run(job) }));
