/** A code host on loopback: a bare repository served by `git http-backend`, and an API that tells of its requests. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gitAt, type MadeRepository, makeFolder } from './repositories.ts';

export interface CodeHost extends AsyncDisposable {
  readonly address: string;
  /** the remote to clone: `http://127.0.0.1:…/acme/shop.git` */
  readonly remote: string;
  /** the bare repository behind it */
  readonly bare: string;
  /** the page of a pull request */
  page(number: number): string;
  /** Pushes a commit of the repository as the head of a pull request. */
  request(number: number, commit: string): void;
  /** Pushes a branch. */
  push(commit: string, branch: string): void;
  /** What the API answers for a path below `/api/v3`: a document, or a status. */
  answers(path: string, answer: object | number): void;
  /** the path and the authorization of every question to the API */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  /** how often git spoke to it */
  readonly fetches: () => number;
}

/** Serves `acme/shop` with the repository's `main`. */
export async function startCodeHost(source: MadeRepository): Promise<CodeHost> {
  const root = makeFolder();
  const bare = join(root, 'acme', 'shop.git');
  gitAt(root, ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  const push = (commit: string, ref: string) =>
    source.git('push', '--quiet', '--force', bare, `${commit}:${ref}`);
  push('main', 'refs/heads/main');
  const documents = new Map<string, object | number>();
  const asked: CodeHost['asked'] = [];
  let fetches = 0;
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://host');
    if (!pathname.startsWith('/api/')) {
      fetches += 1;
      serveGit(root, { pathname, search }, request, response);
      return;
    }
    const path = pathname.replace('/api/v3', '');
    asked.push({ path, authorization: request.headers.authorization });
    const answer = documents.get(path) ?? 404;
    response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(typeof answer === 'number' ? { message: 'no' } : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  return {
    address,
    remote: `${address}/acme/shop.git`,
    bare,
    page: (number) => `${address}/acme/shop/pull/${number}`,
    request: (number, commit) => void push(commit, `refs/pull/${number}/head`),
    push: (commit, branch) => void push(commit, `refs/heads/${branch}`),
    answers: (path, answer) => void documents.set(path, answer),
    asked,
    fetches: () => fetches,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveGit(
  root: string,
  { pathname, search }: { readonly pathname: string; readonly search: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output.toString('latin1', 0, end).split('\r\n');
    const fields = headers.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const status = Number.parseInt(fields.find(([name]) => name === 'status')?.[1] ?? '200', 10);
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== 'status')));
    response.end(output.subarray(end + 4));
  });
}

/** The document of a request, as GitHub's API has it. */
export function requestDocument(over: object = {}): object {
  return {
    title: 'Retry orders',
    body: 'Orders are tried again.',
    state: 'open',
    merged: false,
    base: { ref: 'main', sha: '' },
    ...over,
  };
}
