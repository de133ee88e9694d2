import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSandbox } from '../../../../../adapters/agents/cli/sandbox.ts';
import { afterFile } from '../../../../setup/file-end.ts';
import { makeFolder } from '../../../../setup/repositories.ts';
import { canConfine, confined } from '../setting.ts';
import { inside, listenTo } from './inside.ts';

const KEY = { TOY_KEY: 'toy-key-1234', PATH: '/usr/bin:/bin' };
const withModel = (url: string, more: object = {}) => ({ environment: { ...KEY, TOY_URL: url, ...more } });

afterEach(() => vi.unstubAllEnvs());

/** Addresses of this machine beside its loopback. */
const own = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
);

describe.runIf(canConfine && confined.network === 'own')('from inside the sandbox', () => {
  it('a server of this machine is not reached, at any of its addresses, with the proxy or without it', async () => {
    const api = await listenTo((_, response) => response.end('the API'), '0.0.0.0');
    const model = await listenTo((_, response) => response.end('the model'));
    const hosts = ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '127.1', '2130706433', ...own];
    const script = `const found = [];
      for (const host of ${JSON.stringify(hosts)}) {
        const { statusCode } = await tunnel(host + ':${api}');
        const { status } = await plain('http://' + host + ':${api}/');
        found.push([await direct({ host: host.replace(/[\\[\\]]/g, ''), port: ${api} }), statusCode, status]);
      } say(found);`;
    const { said } = await inside(script, withModel(`http://127.0.0.1:${model}/v1`));
    expect(said).toEqual(hosts.map(() => [expect.stringMatching(/^E/), 403, 403]));
  });

  it('the metadata service and other link-local and private addresses are not reached', async () => {
    const hosts = ['169.254.169.254', '[fd00:ec2::254]', '[fe80::1]', '10.0.0.1', '192.168.0.1'];
    const script = `const found = [];
      for (const host of ${JSON.stringify(hosts)}) {
        const { statusCode } = await tunnel(host + ':80');
        found.push([await direct({ host: host.replace(/[\\[\\]]/g, ''), port: 80 }), statusCode]);
      } say(found);`;
    const { said } = await inside(script);
    expect(said).toEqual(hosts.map(() => [expect.stringMatching(/^E/), 403]));
  });

  it('the metadata service is not reached even by a host that the operator allows', async () => {
    const { said, log } = await inside(`say((await tunnel('169.254.169.254:80')).statusCode);`, {
      hosts: ['169.254.169.254:80'],
    });
    expect(said).toBe(403);
    expect(log).toEqual([expect.stringContaining('169.254.169.254:80')]);
  });

  it('the database’s UNIX sockets are not reached, those without a file among them', async () => {
    const path = join(makeFolder(), '.s.PGSQL.5432');
    const abstract = `\0baton-test-${process.pid}`;
    for (const name of [path, abstract]) {
      const server = createServer((socket) => socket.end('the database'));
      await new Promise<void>((resolve) => server.listen(name, resolve));
      afterFile(() => server.close());
    }
    const script = `say([await direct({ path: ${JSON.stringify(path)} }), await direct({ path: ${JSON.stringify(abstract)} })]);`;
    expect((await inside(script)).said).toEqual(['ENOENT', 'ECONNREFUSED']);
  });

  it('a model server of this machine is reached at its own address, as it streams', async () => {
    let acknowledged: (() => void) | null = null;
    const port = await listenTo((request, response) => {
      if (request.url === '/seen') {
        acknowledged?.();
        response.end();
        return;
      }
      response.write('data: one\n\n');
      acknowledged = () => response.end('data: two\n\n');
    });
    const script = `const answer = await fetch(process.env.TOY_URL); const chunks = [];
      for await (const chunk of answer.body) {
        chunks.push(Buffer.from(chunk).toString());
        if (chunks.length === 1) await fetch(new URL('/seen', process.env.TOY_URL));
      } say(chunks);`;
    for (const host of ['127.0.0.1', 'localhost']) {
      const { said, log } = await inside(script, withModel(`http://${host}:${port}/v1`));
      expect(said).toEqual(['data: one\n\n', 'data: two\n\n']);
      expect(log).toEqual([]);
    }
  });

  it('an allowed host is reached by the proxy, by CONNECT and by a plain request, as it streams', async () => {
    const port = await listenTo((request, response) => {
      response.write(`${request.method} ${request.url} ${request.headers.host} `);
      response.end(request.headers['proxy-authorization'] ?? 'no login');
    });
    const host = `127.0.0.1:${port}`;
    const script = `const { statusCode, socket } = await tunnel('${host}');
      socket.write('GET /tunnel HTTP/1.1\\r\\nHost: model\\r\\nConnection: close\\r\\n\\r\\n');
      let text = ''; for await (const chunk of socket) text += chunk;
      const { body } = await plain('http://${host}/plain?x=1', { 'proxy-authorization': 'Basic eA==', host: 'other' });
      say([statusCode, text.includes('GET /tunnel model no login'), body]);`;
    const { said } = await inside(script, { hosts: [host] });
    expect(said).toEqual([200, expect.anything(), `GET /plain?x=1 ${host} no login`]);
  });

  it('a redirect to another address leads nowhere', async () => {
    const secret = await listenTo((_, response) => response.end('the secret'));
    const port = await listenTo((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${secret}/` }).end(),
    );
    const host = `127.0.0.1:${port}`;
    const script = `const first = await plain('http://${host}/'); say([first.status, (await plain(first.location)).status]);`;
    expect((await inside(script, { hosts: [host] })).said).toEqual([302, 403]);
  });

  it('a host that is not allowed is refused with the reason, which the log has once', async () => {
    const script = `await tunnel('example.com:443'); const { statusCode, head } = await tunnel('EXAMPLE.com:443');
      say([statusCode, (await plain('http://example.com:443/')).body]);`;
    const { said, log } = await inside(script, withModel('https://models.example.com/v1'));
    const reason =
      'The sandbox refused example.com:443. It may reach models.example.com:443; backends.hosts in baton.yaml adds to that.\n';
    expect(said).toEqual([403, reason]);
    expect(log).toEqual([
      'the sandbox of toy refused example.com:443, which is not on the list of this agent; it may reach models.example.com:443 (backends.hosts adds to that)',
    ]);
  });

  it('a program that heeds no proxy fails at once, though names are resolved nowhere', async () => {
    const script = `const error = await fetch('https://models.example.com').catch((error) => error);
      say(await new Promise((done) => require('node:dns').lookup('models.example.com', (error) => done(error?.code))));`;
    expect((await inside(script)).said).toBe('EAI_AGAIN');
  });

  it('this machine’s own proxies and their passwords are not seen', async () => {
    const proxies = { HTTPS_PROXY: 'http://me:hidden@127.0.0.1:9', no_proxy: 'internal' };
    const { said } = await inside('say(process.env);', { environment: { ...KEY, ...proxies } });
    expect(JSON.stringify(said)).not.toContain('hidden');
    expect(said).toMatchObject({ HTTPS_PROXY: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect(said).toMatchObject({ no_proxy: '127.0.0.1,localhost,::1' });
  });

  it('many tasks at the same time each reach their own model and no other', async () => {
    const ports = await Promise.all(
      Array.from({ length: 8 }, (_, each) => listenTo((_, response) => response.end(`model ${each}`))),
    );
    const answers = ports.map(async (port, each) => {
      const other = ports[(each + 1) % ports.length];
      const script = `const answer = await fetch(process.env.TOY_URL);
        say([await answer.text(), (await tunnel('127.0.0.1:${other}')).statusCode, await direct({ host: '127.0.0.1', port: ${other} })]);`;
      return (await inside(script, withModel(`http://127.0.0.1:${port}`))).said;
    });
    expect(await Promise.all(answers)).toEqual(
      ports.map((_, each) => [`model ${each}`, 403, 'ECONNREFUSED']),
    );
  });

  it('nothing of the network is left when the task has ended', async () => {
    const temporary = makeFolder();
    vi.stubEnv('TMPDIR', temporary);
    const port = await listenTo((_, response) => response.end(String(readdirSync(temporary).length)));
    const script = 'say(await (await fetch(process.env.TOY_URL)).text());';
    expect((await inside(script, withModel(`http://127.0.0.1:${port}`))).said).toBe('1');
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('a machine without network namespaces', () => {
  const path = makeFolder({
    bwrap: {
      executable:
        '#!/bin/sh\ncase " $* " in *" --unshare-net "*) echo "loopback: Failed RTM_NEWADDR: Operation not permitted" >&2; exit 1;; esac\n',
    },
  });

  it('has agents use its own network, and says why', async () => {
    const sandbox = await openSandbox({ mode: 'auto', path });
    expect(sandbox).toMatchObject({ kind: 'bwrap', network: 'machine' });
    expect(sandbox.networkReason).toContain('RTM_NEWADDR');
  });

  it('runs no agents when the operator asks for a network of their own', async () => {
    const sandbox = await openSandbox({ mode: 'auto', network: 'own', path });
    expect(sandbox).toMatchObject({ kind: 'missing', reason: expect.stringContaining('RTM_NEWADDR') });
    expect(sandbox.remedy).toContain('network namespaces');
    const none = await openSandbox({ mode: 'none', network: 'own', path });
    expect(none.kind).toBe('missing');
  });

  it('is not tried where the operator wants the machine’s network', async () => {
    const sandbox = await openSandbox({ mode: 'auto', network: 'machine', path });
    expect(sandbox).toMatchObject({ kind: 'bwrap', network: 'machine' });
    expect(sandbox.networkReason).toContain('sandbox_network: machine');
  });
});
