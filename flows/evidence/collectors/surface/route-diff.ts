/** In a run that compares: the routes of the changed files on both sides, and who is known to ask for those that went. */

import type { CollectorSource, FactDraft } from '../../../contracts/collecting.ts';
import type { Scope } from '../../../contracts/evidence-pack.ts';
import { sourcePaths } from '../../../contracts/scope.ts';
import { draft, quoteOf } from '../../collector.ts';
import { roleOf } from '../../roles/classification.ts';
import { languageOf } from '../../roles/languages.ts';
import { guardsAmong, pathKey } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';
import type { Mention } from './mentions.ts';
import { type PlacedRoute, type RouteChange, routeChanges } from './route-changes.ts';

/** The routes of one file. */
export function routesAt(path: string, text: string): PlacedRoute[] {
  const language = languageOf(path)?.name ?? null;
  const lines = text.split('\n');
  return routesIn(language, path, text).map((route) => ({
    ...route,
    path,
    quote: lines[route.line - 1] ?? '',
  }));
}

/** `all`: the routes of all source files at the head. */
export async function changedRoutes(
  { repository, scope }: CollectorSource,
  all: readonly PlacedRoute[],
  signal: AbortSignal,
): Promise<RouteChange[]> {
  const selected = new Set(scope.changed.map(({ path }) => path));
  const source = sourcePaths(scope.files);
  const before: PlacedRoute[] = [];
  const written: string[] = [];
  for (const { path, from, status, binary, missing } of await repository.diff()) {
    if (!selected.has(path) || binary || missing) continue;
    signal.throwIfAborted();
    const was = from ?? path;
    const isSource = status === 'deleted' ? roleOf(was, languageOf(was)) === 'src' : source.has(path);
    if (!isSource) continue;
    const text = status === 'added' ? '' : ((await repository.read(was, 'base'))?.text ?? '');
    // A renamed file is the same file.
    before.push(...routesAt(was, text).map((route) => ({ ...route, path, from: was })));
    if (status !== 'deleted') written.push((await repository.read(path))?.text ?? '');
  }
  const after = all.filter(({ path }) => selected.has(path));
  const isGuarded = guardsElsewhere(scope, written);
  return routeChanges({ before, after, all }).filter(
    ({ change, was, lost }) =>
      !(lost.length > 0 && isGuarded) &&
      !(change === 'removed' && was !== null && isStillWritten(was, all, written)),
  );
}

/** What is written but not read as a route any more may be served in a way that is not known here. */
function isStillWritten(
  { route }: PlacedRoute,
  all: readonly PlacedRoute[],
  texts: readonly string[],
): boolean {
  const last = route.split('/').at(-1) ?? '';
  if (last === '' || all.some((other) => pathKey(other.route) === pathKey(route))) return false;
  const ends = route
    .split('/')
    .flatMap((_, at, parts) => (at === 0 ? [] : [`/${parts.slice(at).join('/')}`]));
  return texts.some((text) =>
    ends.slice(0, 3).some((end) => ['"', "'", '`'].some((mark) => text.includes(`${end}${mark}`))),
  );
}

/** Whether the change adds a guard for more than one route: what it covers is not known. */
function guardsElsewhere({ hunks }: Scope, texts: readonly string[]): boolean {
  return (
    hunks.length > 0 && texts.some((text) => USE.test(text) && guardsAmong(text.match(USE) ?? []).length > 0)
  );
}

const USE = /\.(?:use|addHook|register)\([^()\n]{0,80}|@UseGuards\([^)\n]*|\bUse\([^()\n]{0,80}/g;

/** The facts of all changes. `mentions`: where the paths that went are named. */
export function routeFacts(changes: readonly RouteChange[], mentions: readonly Mention[]): FactDraft[] {
  return changes.flatMap(({ change, was, now, lost }) => {
    const route = now ?? was;
    if (route === null) return [];
    const subject = nameOf(change === 'removed' ? (was ?? route) : route);
    const old = change === 'changed' && was !== null && nameOf(was) !== nameOf(route) ? nameOf(was) : null;
    const gone = old ?? subject;
    const published = change !== 'added' && mentions.some(({ name }) => name === gone);
    const how =
      old !== null ? `: it was ${old}` : lost.length > 0 ? `: no longer behind ${lost.join(', ')}` : '';
    return [
      draft('routes-diff', {
        path: route.path,
        ...(now === null ? {} : { line: now.line, quote: now.quote }),
        subject,
        value: change,
        text: `route ${subject} ${change}${how}`,
        data: {
          ...{ change, method: route.method, route: route.route, before: old, lost: [...lost], published },
          base:
            was === null ? null : { path: was.from ?? was.path, line: was.line, quote: quoteOf(was.quote) },
        },
      }),
    ];
  });
}

export function nameOf({ method, route }: Pick<PlacedRoute, 'method' | 'route'>): string {
  return `${method} ${route}`;
}
