/** Files that are routes by their place: Next.js' handlers, pages and API files, SvelteKit's servers. */
import { ANY, joined, namedHandler, type Route } from './route.ts';

const HANDLER_FILE = /(?:^|\/)app\/(?:(.*)\/)?route\.[jt]sx?$/;
const PAGE_FILE = /(?:^|\/)app\/(?:(.*)\/)?page\.[jt]sx?$/;
const API_FILE = /(?:^|\/)pages\/(api\/.*)\.[jt]sx?$/;
const SVELTE_FILE = /(?:^|\/)src\/routes\/(?:(.*)\/)?\+server\.[jt]s$/;

export function isRouteFile(path: string): boolean {
  return [HANDLER_FILE, PAGE_FILE, API_FILE, SVELTE_FILE].some((pattern) => pattern.test(path));
}

export function fileRoutes(path: string, text: string): Route[] {
  const found = HANDLER_FILE.exec(path) ?? SVELTE_FILE.exec(path);
  const lineAt = (index: number): number => text.slice(0, index).split('\n').length;
  if (found !== null) {
    const route = placeOf(found[1] ?? '');
    return exportedMethods(text).map(({ method, index }) => ({
      ...{ method, route, line: lineAt(index) },
      ...{ handler: method, guards: [] },
    }));
  }
  const main = /^export\s+default\b[^\n]*/m.exec(text);
  if (main === null) return [];
  const handler =
    /\bfunction\s+([\w$]+)/.exec(main[0])?.[1] ??
    namedHandler(main[0].replace(/^export\s+default\s+|;\s*$/g, ''));
  const page = PAGE_FILE.exec(path);
  const place =
    page === null ? (API_FILE.exec(path)?.[1] ?? '').replace(/(?:^|\/)index$/, '') : (page[1] ?? '');
  return [
    {
      method: page === null ? ANY : 'GET',
      route: placeOf(place),
      line: lineAt(main.index),
      handler,
      guards: [],
    },
  ];
}

/** `(shop)/orders/[id]` → `/orders/[id]`: groups and slots are no part of the address. */
function placeOf(folder: string): string {
  return joined(
    '',
    folder
      .split('/')
      .filter((segment) => segment !== '' && !/^(?:\(.*\)|@.*)$/.test(segment))
      .join('/'),
  );
}

const EXPORTED =
  /^export\s+(?:(?:async\s+)?function\s*|const\s+|let\s+|var\s+)(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|^export\s*\{([^}]*)\}/gm;

function exportedMethods(text: string): { readonly method: string; readonly index: number }[] {
  return [...text.matchAll(EXPORTED)].flatMap(({ index, 1: own, 2: listed = '' }) => {
    const names =
      own === undefined
        ? listed.split(',').map(
            (part) =>
              part
                .trim()
                .split(/\s+as\s+/)
                .at(-1) ?? '',
          )
        : [own];
    return names
      .filter((name) => /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(name))
      .map((method) => ({ method, index }));
  });
}
