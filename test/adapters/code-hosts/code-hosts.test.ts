import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodeHostOptions, createCodeHosts } from '../../../adapters/code-hosts/code-hosts.ts';
import { pullRequestIn } from '../../../runner/core/pull-request.ts';

const TOKEN = 'hush-hush-hush';
const BODY = {
  title: 'Retry orders',
  body: null,
  state: 'closed',
  merged: true,
  base: { ref: 'release/2', sha: 'a'.repeat(40) },
};

const asked: { readonly url: string | undefined; readonly authorization: string | undefined }[] = [];
const server = createServer((request, response) => {
  asked.push({ url: request.url, authorization: request.headers.authorization });
  const [, status = ''] = /\/pulls\/(\d+)$/.exec(request.url ?? '') ?? [];
  if (request.url?.includes('merge_requests')) {
    response.end(
      JSON.stringify({
        title: 'Retry',
        description: 'Why',
        state: 'opened',
        target_branch: 'main',
        diff_refs: { start_sha: 'b'.repeat(40), base_sha: 'c'.repeat(40) },
      }),
    );
  } else if (request.url?.includes('/elsewhere/')) {
    response.writeHead(302, { location: `${other}/repos/acme/shop/pulls/200` }).end();
  } else if (request.url?.includes('/renamed/')) {
    response.writeHead(301, { location: '/api/v3/repos/acme/shop/pulls/200' }).end();
  } else if (request.url?.includes('/endless/')) {
    response.writeHead(301, { location: request.url }).end();
  } else if (status === '203') {
    response.write('"');
    response.end('x'.repeat(6_000_000));
  } else if (status === '200') response.end(JSON.stringify(BODY));
  else if (status === '201') response.end('<html>Sign in</html>');
  else if (status === '202') response.end('{"title": 7}');
  else response.writeHead(Number(status), { 'content-type': 'text/plain' }).end(TOKEN);
});
let address = '';
let other = '';
const askedElsewhere: (string | undefined)[] = [];
const elsewhere = createServer((request, response) => {
  askedElsewhere.push(request.url);
  response.end(JSON.stringify(BODY));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const there = elsewhere.address();
  other = `http://127.0.0.1:${typeof there === 'object' && there !== null ? there.port : 0}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
});
afterAll(() => {
  server.close();
  elsewhere.close();
});

async function ask(url: string, over: Partial<CodeHostOptions> = {}) {
  const request = pullRequestIn(url);
  if (request === null) throw new Error(`${url} is no request`);
  const access = { token: TOKEN, apiUrl: null };
  const facts = await createCodeHosts({
    github: access,
    gitlab: access,
    hosts: [new URL(address).host],
    ...over,
  }).ask(request);
  expect(JSON.stringify(facts)).not.toContain(TOKEN);
  return facts;
}

describe('what a code host tells of a request', () => {
  it('is its base, its title, its text and its state', async () => {
    expect(await ask(`${address}/acme/shop/pull/200`)).toEqual({
      known: true,
      base: { branch: 'release/2', sha: 'a'.repeat(40) },
      description: { title: 'Retry orders', text: '' },
      state: 'merged',
    });
    expect(asked.at(-1)).toEqual({
      url: '/api/v3/repos/acme/shop/pulls/200',
      authorization: `Bearer ${TOKEN}`,
    });
  });

  it('is the same of GitLab, whose repositories lie in groups', async () => {
    expect(await ask(`${address}/acme/apps/shop/-/merge_requests/4`)).toEqual({
      known: true,
      base: { branch: 'main', sha: 'b'.repeat(40) },
      description: { title: 'Retry', text: 'Why' },
      state: 'open',
    });
    expect(asked.at(-1)?.url).toBe('/api/v4/projects/acme%2Fapps%2Fshop/merge_requests/4');
  });

  it.each([
    [401, /does not accept GITHUB_TOKEN \(401\)$/],
    [403, /refused access \(403\)/],
    [404, /does not show it to GITHUB_TOKEN \(404\)$/],
    [429, /rate limit is used up \(429\)$/],
    [502, /answered with an error \(502\)$/],
    [201, /did not answer with JSON$/],
    [202, /answered with something else than a request$/],
  ])('is a note when the answer is %s', async (status, note) => {
    expect(await ask(`${address}/acme/shop/pull/${status}`)).toEqual({
      known: false,
      note: expect.stringMatching(note),
    });
  });

  it('is a note when it can’t be reached', async () => {
    const facts = await ask('http://127.0.0.1:9/acme/shop/pull/200', { hosts: ['127.0.0.1:9'] });
    expect(facts).toMatchObject({ note: expect.stringMatching(/127\.0\.0\.1:9 could not be reached$/) });
  });

  it('is a note without a token, and of a host with another API', async () => {
    const github = { token: null, apiUrl: null };
    expect(await ask('https://github.com/acme/shop/pull/1', { github })).toMatchObject({
      note: 'the base and the description of pull request 1 are not known: GITHUB_TOKEN is not set',
    });
    expect(await ask('https://codeberg.org/acme/shop/pulls/1')).toMatchObject({
      note: expect.stringMatching(/GitHub and GitLab only$/),
    });
  });
});

describe('a code host that redirects', () => {
  it('is followed on the same server, as for a repository that was renamed', async () => {
    expect(await ask(`${address}/acme/renamed/pull/1`)).toMatchObject({ known: true, state: 'merged' });
  });

  it('is not followed to another server, which hears nothing', async () => {
    expect(await ask(`${address}/acme/elsewhere/pull/1`)).toMatchObject({
      note: expect.stringMatching(/redirects elsewhere \(302\), where it is not asked$/),
    });
    expect(askedElsewhere).toEqual([]);
  });

  it('is not followed endlessly', async () => {
    const before = asked.length;
    expect(await ask(`${address}/acme/endless/pull/1`)).toMatchObject({ known: false });
    expect(asked.length - before).toBe(4);
  });
});

it('a code host that answers too much is not read to its end, though it does not say how much', async () => {
  expect(await ask(`${address}/acme/shop/pull/203`)).toMatchObject({
    note: expect.stringMatching(/answered with too much$/),
  });
});

describe('a token', () => {
  it('is not sent to a host that nobody named', async () => {
    const before = asked.length;
    expect(await ask(`${address}/acme/shop/pull/200`, { hosts: [] })).toMatchObject({
      known: false,
      note: expect.stringMatching(
        /GITHUB_TOKEN is not for 127\.0\.0\.1:\d+\. Set GITHUB_API_URL to use it there$/,
      ),
    });
    expect(asked.length).toBe(before);
  });

  it('is for the API that is set, and for the requests of that host alone', async () => {
    const github = { token: TOKEN, apiUrl: `${address}/here` };
    expect(await ask('http://127.0.0.1:81/acme/shop/pull/200', { github, hosts: [] })).toMatchObject({
      known: true,
    });
    expect(asked.at(-1)?.url).toBe('/here/repos/acme/shop/pulls/200');
    const before = asked.length;
    expect(await ask('https://github.com/acme/shop/pull/200', { github })).toMatchObject({ known: false });
    expect(asked.length).toBe(before);
  });
});
