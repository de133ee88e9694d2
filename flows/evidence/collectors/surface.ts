/**
 * What the project offers to others and how a change moves it: routes, versions, documents that name what is gone, code
 * that has to follow, and names that nobody explains.
 */
import type { CollectorSource, FactDraft } from '../../contracts/collecting.ts';
import { type Collector, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import type { ExportedSymbol } from './exports/ecmascript-exports.ts';
import { ownerOf } from './exports/exports.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { exportChanges } from './source/export-changes.ts';
import { readSource } from './source/source-reading.ts';
import { consumerFacts, driftFacts } from './surface/mention-facts.ts';
import { type Broken, mentionsOf } from './surface/mentions.ts';
import type { RouteChange } from './surface/route-changes.ts';
import { changedRoutes, nameOf, routeFacts, routesAt } from './surface/route-diff.ts';
import { undocumentedExports } from './surface/undocumented.ts';
import { versionFacts } from './surface/versions.ts';

export const surface: Collector = {
  name: 'surface',
  kinds: COLLECTOR_KINDS.surface,
  async collect(source, signal) {
    const { repository, scope } = source;
    const versions = await versionFacts(repository, scope);
    if (scope.base === null)
      return { facts: [...versions, ...(await undocumentedExports(source, null, signal))] };
    const { routes, exported, reopened } = await readHead(source, signal);
    const changes = await changedRoutes(source, routes, signal);
    const symbols = await exportChanges(source, exported, reopened, signal);
    const asked = { repository, files: scope.files, changed: new Set(scope.changed.map(({ path }) => path)) };
    const mentions = await mentionsOf([...brokenSymbols(symbols), ...brokenRoutes(changes)], asked);
    return {
      facts: [
        ...routeFacts(changes, mentions),
        ...versions,
        ...(await undocumentedExports(source, addedSymbols(symbols), signal)),
        ...driftFacts(mentions),
        ...consumerFacts(mentions),
      ],
    };
  },
};

interface Head {
  readonly routes: ReturnType<typeof routesAt>;
  readonly exported: ReadonlyMap<string, readonly ExportedSymbol[]>;
  /** names that unchanged Ruby files declare */
  readonly reopened: ReadonlySet<string>;
}

async function readHead({ repository, scope }: CollectorSource, signal: AbortSignal): Promise<Head> {
  const changed = new Set(scope.changed.map(({ path }) => path));
  const routes: Head['routes'] = [];
  const exported = new Map<string, readonly ExportedSymbol[]>();
  const reopened = new Set<string>();
  const files = readable(scope, 'src').filter((file) => isCode(file.language));
  for await (const { file, text } of texts(repository, files, signal)) {
    routes.push(...routesAt(file.path, text));
    if (changed.has(file.path)) exported.set(file.path, readSource(file, text, 'signed').exports);
    else if (file.language === 'Ruby')
      for (const { name } of readSource(file, text, 'skimmed').exports) reopened.add(name);
  }
  return { routes, exported, reopened };
}

/** A type that went has taken its members with it. */
function brokenSymbols(facts: readonly FactDraft[]): Broken[] {
  const gone = new Set(
    facts.flatMap((fact) =>
      fact.kind === 'exports-diff' && fact.data.change === 'removed' ? [fact.subject ?? ''] : [],
    ),
  );
  return facts
    .filter(({ subject }) => !gone.has(ownerOf(subject ?? '')))
    .flatMap((fact): Broken[] => {
      if (fact.kind !== 'exports-diff' || !fact.data.published) return [];
      const { change } = fact.data;
      return change === 'removed' || change === 'changed'
        ? [{ what: 'export', name: fact.subject ?? '', change, path: fact.path ?? '' }]
        : [];
    });
}

function brokenRoutes(changes: readonly RouteChange[]): Broken[] {
  return changes.flatMap(({ change, was, now }): Broken[] => {
    if (was === null || change === 'added' || (now !== null && nameOf(now) === nameOf(was))) return [];
    return [{ what: 'route', name: nameOf(was), change: 'removed', path: was.path }];
  });
}

function addedSymbols(facts: readonly FactDraft[]): ReadonlySet<string> {
  return new Set(
    facts.flatMap((fact) =>
      fact.kind === 'exports-diff' && fact.data.change === 'added' && fact.data.published
        ? [`${fact.path} ${fact.subject}`]
        : [],
    ),
  );
}
