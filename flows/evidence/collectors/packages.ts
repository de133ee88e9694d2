/** What the repository depends on and how it is entered, from its manifests and lock files read as data. */
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import {
  byWorth,
  type Collector,
  type CollectorSource,
  type FactDraft,
  type Note,
  placeOf,
  texts,
} from '../collector.ts';
import { entriesIn, mayBeEntered } from './entry-points.ts';
import { lockReaderFor } from './lock-files.ts';
import { manifestReaderFor } from './manifests.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { licenceFacts, lockFacts, manifestFact, type ReadLock, type ReadManifest } from './package-facts.ts';
import { testFacts } from './test-frameworks.ts';

export const packages: Collector = {
  name: 'packages',
  kinds: COLLECTOR_KINDS.packages,
  async collect(source, signal) {
    const own = source.scope.files.filter((file) => file.area !== 'vendored' && file.area !== 'docs');
    const { manifests, entries } = await readManifests(source, own, signal);
    const { locks, unavailable } = await readLocks(source, own, signal);
    return {
      facts: [
        ...manifests.map(manifestFact),
        ...locks.flatMap(lockFacts),
        ...licenceFacts(locks),
        ...entries,
        ...(await testFacts(source, signal)),
      ],
      unavailable,
    };
  },
};

/** The nearer to the root, the more a manifest or an entry says of the whole. */
function nearness({ path }: { readonly path: string | null }): number {
  return -(path ?? '').split('/').length;
}

async function readManifests(
  { repository }: CollectorSource,
  own: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<{ manifests: ReadManifest[]; entries: FactDraft[] }> {
  const manifests: ReadManifest[] = [];
  const entries: FactDraft[] = [];
  const isAsked = (file: ScopeFile): boolean => manifestReaderFor(file.path) !== null || mayBeEntered(file);
  const files = own.filter((file) => file.omitted === null && file.area !== 'test' && isAsked(file));
  for await (const { file, text } of texts(repository, files, signal)) {
    const manifest = manifestReaderFor(file.path)?.(text) ?? null;
    if (manifest !== null) manifests.push({ path: file.path, manifest });
    entries.push(...entriesIn(file.path, text));
  }
  manifests.sort(byWorth<ReadManifest>(nearness, ({ path }) => path));
  return { manifests, entries: entries.sort(byWorth<FactDraft>(nearness, placeOf)) };
}

async function readLocks(
  { repository }: CollectorSource,
  own: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<{ locks: ReadLock[]; unavailable: Note[] }> {
  const files = own.filter((file) => lockReaderFor(file.path) !== null);
  const unavailable: Note[] = files
    .filter((file) => file.omitted !== null)
    .map((file) => ({ kind: 'lockfile', reason: `${file.path} is not read (${file.omitted})` }));
  const locks: ReadLock[] = [];
  const readable = files.filter((file) => file.omitted === null);
  for await (const { file, text } of texts(repository, readable, signal)) {
    const packages = lockReaderFor(file.path)?.(text) ?? null;
    if (packages === null)
      unavailable.push({ kind: 'lockfile', reason: `${file.path} could not be understood` });
    else locks.push({ path: file.path, packages });
  }
  return { locks, unavailable };
}
