/**
 * The main module of a collector process: opens the pinned repository, runs one collector at a time, and sends back its
 * facts. Started by collector-process.ts, which kills it when it takes too long.
 */
import { flushCompileCache } from 'node:module';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import type { CollectorOutcome, CollectorSource } from '../../flows/contracts/collecting.ts';
import type { Scope } from '../../flows/contracts/evidence-pack.ts';
import { runCollector } from '../../flows/evidence/collectors/registry.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { FileText, Repository } from '../../runner/core/ports/repository.ts';
import type { ChildMessage, JobMessage } from './messages.ts';
import { endWithParent } from './parent-watch.ts';

const say = (message: ChildMessage): void => void process.send?.(message);

/** Kept open, since the next job is probably about the same commit. */
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
    const source = await sourceFor(job);
    const { focus, given, functions } = job;
    const asked = { ...source, functions, given, ...(focus === null ? {} : { focus }) };
    return await runCollector(job.collector, asked, new AbortController().signal);
  } catch (error) {
    return { status: 'unavailable', reason: messageOf(error) };
  }
}

endWithParent();
process.on('message', async (job: JobMessage) => {
  say({ type: 'outcome', outcome: await run(job) });
  // Node writes the cache at exit, but this process is killed.
  flushCompileCache();
});

/** Texts beyond this are read from git again. */
const MOST_CHARACTERS = 64_000_000;

/** Keeps the texts that were read: several collectors of one run read the same files. */
function withTextCache(repository: Repository): Repository {
  const texts = new Map<string, FileText>();
  let room = MOST_CHARACTERS;
  const { pin, remote, date } = repository;
  return {
    pin,
    remote,
    date,
    list: (side) => repository.list(side),
    grep: (query) => repository.grep(query),
    log: (query) => repository.log(query),
    blame: (path, start, end) => repository.blame(path, start, end),
    diff: () => repository.diff(),
    renames: (from) => repository.renames(from),
    ancestors: (commits) => repository.ancestors(commits),
    close: () => repository.close(),
    async read(path, side = 'head') {
      if (side === 'base') return repository.read(path, side);
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = await repository.read(path, side);
      if (text !== null && text.text.length <= room) {
        texts.set(path, text);
        room -= text.text.length;
      }
      return text;
    },
  };
}
