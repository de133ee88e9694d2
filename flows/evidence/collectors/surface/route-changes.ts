/** Which routes a change adds, removes and changes. One that another file serves now has moved. Pure. */
import { byWorth } from '../../../ordering.ts';
import { ANY, pathKey, type Route } from '../routes/route.ts';

/** A route with the file that declares it. */
export interface PlacedRoute extends Route {
  readonly path: string;
  /** where the file was at the base, if elsewhere */
  readonly from?: string;
  readonly quote: string;
}

export interface RouteChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly was: PlacedRoute | null;
  readonly now: PlacedRoute | null;
  /** the guards that it had, where it has none any more */
  readonly lost: readonly string[];
}

interface Sides {
  /** of the changed files at the base, and at the head */
  readonly before: readonly PlacedRoute[];
  readonly after: readonly PlacedRoute[];
  /** of all files at the head */
  readonly all: readonly PlacedRoute[];
}

/** What breaks most comes first: removed, changed, added, each by path and line. */
export function routeChanges({ before, after, all }: Sides): RouteChange[] {
  const gone = before.filter((route) => !all.some((other) => answers(other, route)));
  const fresh = after.filter((route) => !before.some((other) => answers(other, route)));
  const moved = movedTo(gone, fresh);
  const left = gone.filter((route) => !moved.has(route));
  const arrived = fresh.filter((route) => ![...moved.values()].includes(route));
  const renamed = byHandler(left, arrived);
  const replacing = new Set(renamed.values());
  const changes: RouteChange[] = [
    ...left
      .filter((route) => !renamed.has(route))
      .map((was) => ({ change: 'removed' as const, was, now: null, lost: [] })),
    ...[...renamed].map(([was, now]) => ({ change: 'changed' as const, was, now, lost: [] })),
    ...unguarded(before, after),
    ...arrived
      .filter((route) => !replacing.has(route))
      .map((now) => ({ change: 'added' as const, was: null, now, lost: [] })),
  ];
  return changes.sort(byWorth(({ change }) => ORDER.indexOf(change), placeOf));
}

const ORDER = ['added', 'changed', 'removed'];

function placeOf({ now, was }: RouteChange): string {
  const route = now ?? was;
  return `${route?.path}\0${String(route?.line).padStart(8, '0')}\0${route?.method} ${route?.route}`;
}

/** Whether it answers the requests of the other, as far as one of them does not leave the method open. */
function answers(one: Route, other: Route): boolean {
  return (
    pathKey(one.route) === pathKey(other.route) &&
    (one.method === other.method || [one.method, other.method].includes(ANY))
  );
}

/** Routes whose path is a part of another's, since a prefix may be given in another file than the route. */
function movedTo(gone: readonly PlacedRoute[], fresh: readonly PlacedRoute[]): Map<PlacedRoute, PlacedRoute> {
  const moved = new Map<PlacedRoute, PlacedRoute>();
  for (const was of gone) {
    const now = fresh.find(
      (route) => !isTaken(moved, route) && route.path !== was.path && isSameButPrefix(was, route),
    );
    if (now !== undefined) moved.set(was, now);
  }
  // In one file it is the prefix of a router that went elsewhere if it is the same for all.
  for (const [path, all] of Map.groupBy(gone, (route) => route.path)) {
    const pairs = all.flatMap((was) => {
      const now = fresh.find((route) => route.path === path && isSameButPrefix(was, route));
      return now === undefined ? [] : [[was, now] as const];
    });
    const prefixes = new Set(pairs.map(([was, now]) => `${was.route.length - now.route.length}`));
    if (pairs.length > 1 && pairs.length === all.length && prefixes.size === 1)
      for (const [was, now] of pairs) moved.set(was, now);
  }
  return moved;
}

function isTaken(moved: ReadonlyMap<PlacedRoute, PlacedRoute>, route: PlacedRoute): boolean {
  return [...moved.values()].includes(route);
}

function isSameButPrefix(one: Route, other: Route): boolean {
  const [a, b] = [pathKey(one.route), pathKey(other.route)];
  const isPart = a === '/' || b === '/' || a.endsWith(b) || b.endsWith(a);
  return isPart && (one.method === other.method || [one.method, other.method].includes(ANY));
}

/** A handler that answers another method or path now; only where its name is the only one on both sides. */
function byHandler(
  gone: readonly PlacedRoute[],
  fresh: readonly PlacedRoute[],
): Map<PlacedRoute, PlacedRoute> {
  const only = (routes: readonly PlacedRoute[], handler: string): PlacedRoute | null => {
    const found = routes.filter((route) => route.handler === handler);
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  const pairs = new Map<PlacedRoute, PlacedRoute>();
  for (const was of gone) {
    const now = was.handler === null || METHOD_NAME.test(was.handler) ? null : only(fresh, was.handler);
    if (now !== null && was.handler !== null && only(gone, was.handler) === was) pairs.set(was, now);
  }
  return pairs;
}

/** Handlers of files that are routes are all called so. */
const METHOD_NAME = /^[A-Z]+$/;

/** In the same file and still served, with nothing before it that checks who asks. */
function unguarded(before: readonly PlacedRoute[], after: readonly PlacedRoute[]): RouteChange[] {
  return before.flatMap((was) => {
    const now = after.filter(
      (route) =>
        route.path === was.path && route.method === was.method && pathKey(route.route) === pathKey(was.route),
    );
    const [only] = now;
    if (was.guards.length === 0 || only === undefined || now.length > 1 || only.guards.length > 0) return [];
    return [{ change: 'changed' as const, was, now: only, lost: was.guards }];
  });
}
