/**
 * The main of a collector process: opens the pinned repository, runs one collector at a time, and answers with what it
 * found. Started by collector-process.ts, which ends it when it takes too long.
 */
import { flushCompileCache } from 'node:module';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import type { CollectorOutcome, CollectorSource } from '../../flows/contracts/collecting.ts';
import type { Scope } from '../../flows/contracts/evidence-pack.ts';
import { runCollector } from '../../flows/evidence/collectors/registry.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { ChildMessage, JobMessage } from './messages.ts';
import { endWithParent } from './parent-watch.ts';
import { withTextCache } from './text-cache.ts';

const say = (message: ChildMessage): void => void process.send?.(message);

/** What this process worked on last: most likely the next job is about it too. */
let current: { readonly scope_id: number; readonly source: CollectorSource } | null = null;

async function sourceFor({ git, project, pin, scope_id, scope }: JobMessage): Promise<CollectorSource> {
  if (current?.scope_id === scope_id) return current.source;
  await current?.source.repository.close();
  current = null;
  const repositories = createGitRepositories({ ...git, log: (line) => say({ type: 'log', line }) });
  const repository = withTextCache(await repositories.open(project, pin));
  current = {
    scope_id,
    source: { repository, scope: JSON.parse(new TextDecoder().decode(scope ?? undefined)) as Scope },
  };
  return current.source;
}

async function run(job: JobMessage): Promise<CollectorOutcome> {
  try {
    // The pool kills the process instead of aborting the signal.
    return await runCollector(job.collector, await sourceFor(job), new AbortController().signal);
  } catch (error) {
    return { status: 'unavailable', reason: messageOf(error) };
  }
}

endWithParent();
process.on('message', async (job: JobMessage) => {
  say({ type: 'outcome', outcome: await run(job) });
  // Else it is written at a process's end, and this one's is a kill.
  flushCompileCache();
});
