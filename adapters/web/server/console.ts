/**
 * The web console's pages: a document that differs in what it loads first, and the files that it loads. They hold none of
 * Baton's data, which the client asks the API for, so they need no token.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ASSETS, type Asset, type ClientModules, readClientModules } from './client-modules.ts';

/** Where the client shows something, and by which of `client/pages`, as `client/main.ts` knows too. */
const PAGES = {
  '/': 'runs',
  '/new': 'new',
  '/runs/:id': 'run',
  '/compare': 'compare',
  '/schedules': 'schedules',
  '/flows': 'flows',
  '/flows/:name': 'flow',
  '/settings': 'settings',
} as const;

const open = { config: { isOpen: true }, schema: { hide: true } };

/** Adds the routes to a server, whose hooks guard them. The client's files are read at the first request. */
export function addConsole(server: FastifyInstance): void {
  let read: ClientModules | null = null;
  const client = () => {
    read ??= readClientModules();
    return read;
  };
  for (const [path, name] of Object.entries(PAGES)) {
    let page: Page | null = null;
    server.get(path, open, async (_request, reply) => {
      page ??= pageOf(client(), name);
      return sendPage(reply, page);
    });
  }
  server.get(`${ASSETS}*`, open, async (request, reply) => {
    const [address = ''] = request.url.split('?');
    const asset = client().assets.get(address);
    if (asset === undefined) return reply.callNotFound();
    return sendAsset(reply, asset, request.headers['accept-encoding']);
  });
}

interface Page {
  readonly text: string;
  readonly policy: string;
}

/** All that the page needs is asked for at once, not module after module as one imports the next. */
function pageOf({ entry, style, icon, importMap, neededBy }: ClientModules, name: string): Page {
  const map = createHash('sha256').update(importMap).digest('base64');
  const preloads = neededBy(name)
    .map((address) => `<link rel="modulepreload" href="${address}">`)
    .join('\n');
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Baton</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script type="importmap">${importMap}</script>
${preloads}
<script type="module" src="${entry}"></script>
</head>
<body>
<noscript>The console needs JavaScript. Everything it shows is in the API and the command line as well.</noscript>
</body>
</html>
`;
  return { text, policy: `${POLICY}; script-src 'self' 'sha256-${map}'` };
}

/** Nothing is loaded from elsewhere, and nothing runs that is not a file of the console. */
const POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sendPage(reply: FastifyReply, { text, policy }: Page): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-frame-options', 'DENY')
    .header('cross-origin-opener-policy', 'same-origin')
    .serializer(asIs)
    .send(text);
}

function sendAsset(reply: FastifyReply, { type, body, gzip }: Asset, accepted = ''): FastifyReply {
  const takesGzip = /\bgzip\b/.test(String(accepted));
  reply
    .type(type)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding');
  if (takesGzip) reply.header('content-encoding', 'gzip');
  return reply.serializer(asIs).send(takesGzip ? gzip : body);
}

const asIs = (payload: unknown): string => payload as string;
