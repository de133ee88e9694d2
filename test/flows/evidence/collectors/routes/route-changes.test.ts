import { describe, expect, it } from 'vitest';
import {
  type PlacedRoute,
  routeChanges,
} from '../../../../../flows/evidence/collectors/surface/route-changes.ts';

/** `GET /x handler [guard] @file`, the last three of them optional. */
function route(text: string): PlacedRoute {
  const [, method = '', path = '', handler, guard, file = 'src/app.ts'] =
    /^(\S+) (\S+)(?: ([\w.]+))?(?: \[(\w+)\])?(?: @(\S+))?$/.exec(text) ?? [];
  return {
    method,
    route: path,
    line: 1,
    handler: handler ?? null,
    guards: guard === undefined ? [] : [guard],
    path: file,
    quote: text,
  };
}

function changes(
  before: readonly string[],
  after: readonly string[],
  elsewhere: readonly string[] = [],
): string[] {
  const [was, now, others] = [before, after, elsewhere].map((texts) => texts.map(route));
  return routeChanges({ before: was ?? [], after: now ?? [], all: [...(now ?? []), ...(others ?? [])] }).map(
    (one) => {
      const name = (side: PlacedRoute | null): string =>
        side === null ? '' : ` ${side.method} ${side.route}`;
      const lost = one.lost.length === 0 ? '' : ` lost ${one.lost.join(', ')}`;
      return `${one.change}${name(one.was)}${one.was !== null && one.now !== null ? ' →' : ''}${name(one.now)}${lost}`;
    },
  );
}

describe('routes of a change', () => {
  it.each([
    ['a removed one', ['GET /a', 'GET /b'], ['GET /a'], ['removed GET /b']],
    ['one method of two', ['GET /a', 'POST /a'], ['GET /a'], ['removed POST /a']],
    ['an added one', ['GET /a'], ['GET /a', 'PUT /a'], ['added PUT /a']],
    ['another path of the same handler', ['GET /a show'], ['GET /b show'], ['changed GET /a → GET /b']],
    ['another method of the same handler', ['POST /a save'], ['PUT /a save'], ['changed POST /a → PUT /a']],
    ['a guard that is gone', ['GET /a show [auth]'], ['GET /a show'], ['changed GET /a → GET /a lost auth']],
    [
      'what breaks most first',
      ['GET /a', 'GET /c [auth]'],
      ['GET /b', 'GET /c'],
      ['removed GET /a', 'changed GET /c → GET /c lost auth', 'added GET /b'],
    ],
  ])('tell of %s', (_what, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it.each([
    ['a parameter has another name', ['GET /a/:id'], ['GET /a/{key}'], []],
    ['the route moved to another file', ['GET /a'], [], ['GET /a @src/b.ts']],
    ['its prefix is given in another file now', ['GET /api/a'], ['GET /a @src/b.ts'], []],
    ['the prefix of a whole router went elsewhere', ['GET /api/a', 'GET /api/b'], ['GET /a', 'GET /b'], []],
    ['all methods are served now', ['GET /a'], ['ANY /a'], []],
    ['a guard has another name', ['GET /a [auth]'], ['GET /a [requireUser]'], []],
  ])('tell nothing where %s', (_what, before, after, elsewhere) => {
    expect(changes(before, after, elsewhere).filter((one) => !one.startsWith('added'))).toEqual([]);
  });

  it('do not pair handlers by a name that several have', () => {
    expect(changes(['GET /a show', 'GET /b show'], ['GET /c show'])).toEqual([
      'removed GET /a',
      'removed GET /b',
      'added GET /c',
    ]);
  });
});
