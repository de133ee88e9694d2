import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { dialFrom, mayLeadTo, proxyFor } from '../../../../../adapters/agents/cli/network/dial.ts';
import { modelServers } from '../../../../../adapters/agents/cli/network/model-servers.ts';
import {
  configuredHosts,
  parseAddress,
  type ReachableAddress,
} from '../../../../../adapters/agents/cli/network/reachable-address.ts';
import { afterFile } from '../../../../setup/file-end.ts';
import { listenTo } from './inside.ts';

const at = (host: string, configured = true, port = 443): ReachableAddress => ({ host, port, configured });

describe('an address', () => {
  it.each([
    ['api.example.com', { host: 'api.example.com', port: 443 }],
    ['API.Example.com.:8443', { host: 'api.example.com', port: 8443 }],
    ['127.0.0.1:11434', { host: '127.0.0.1', port: 11434 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['example.com:0', null],
    ['example.com:65536', null],
    ['https://example.com', null],
    ['example.com/path', null],
    ['user@example.com', null],
    ['[nonsense]', null],
    ['*.example.com', null],
    ['', null],
  ])('written %s is understood or refused', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });
});

describe('the servers of an agent’s models', () => {
  it('are the vendor’s own for a key, and no others', () => {
    expect(modelServers({ ANTHROPIC_API_KEY: 'k' })).toEqual([at('api.anthropic.com', false)]);
    expect(modelServers({ OPENAI_API_KEY: 'k', GEMINI_API_KEY: 'k' })).toEqual([
      at('api.openai.com', false),
      at('generativelanguage.googleapis.com', false),
    ]);
    expect(modelServers({ UNKNOWN_KEY: 'k' })).toEqual([]);
  });

  it('are those at the configured addresses in place of a vendor’s own', () => {
    const given = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://10.1.2.3:8000/v1' };
    expect(modelServers(given)).toEqual([at('10.1.2.3', true, 8000)]);
    expect(modelServers({ LOCAL_URL: 'http://[::1]/v1' })).toEqual([at('::1', true, 80)]);
  });
});

describe('what a name leads to', () => {
  it.each([
    [at('api.vendor.com', false), '93.184.216.34', true],
    [at('api.vendor.com', false), '10.0.0.1', false],
    [at('api.vendor.com', false), '::ffff:10.0.0.1', false],
    [at('api.vendor.com', false), '127.0.0.1', false],
    [at('api.vendor.com', false), '169.254.169.254', false],
    [at('models.internal'), '10.0.0.1', true],
    [at('models.internal'), 'fd12::1', true],
    [at('models.internal'), '127.0.0.1', false],
    [at('models.internal'), '::1', false],
    [at('models.internal'), '::ffff:127.0.0.1', false],
    [at('models.internal'), '169.254.169.254', false],
    [at('models.internal'), '::ffff:169.254.169.254', false],
    [at('models.internal'), 'fd00:ec2::254', false],
    [at('models.internal'), '0.0.0.0', false],
    [at('localhost'), '127.0.0.1', true],
    [at('127.0.0.1'), '127.0.0.1', true],
    [at('::1'), '::1', true],
    [at('169.254.169.254'), '169.254.169.254', false],
  ])('is open to agents or not: %o at %s', (address, ip, open) => {
    expect(mayLeadTo(address, ip)).toBe(open);
  });

  it('is looked at when it is connected to: a name that leads to this machine is refused', async () => {
    const port = await listenTo((_, response) => response.end());
    await expect(dialFrom({})(at('localhost', false, port))).rejects.toThrow(
      /127\.0\.0\.1.*not open to agents/,
    );
    const socket = await dialFrom({})(at('localhost', true, port));
    expect(socket.remotePort).toBe(port);
    socket.destroy();
  });
});

describe('the proxy of this machine', () => {
  const proxies = {
    https_proxy: 'http://proxy:3128',
    no_proxy: 'internal, .corp.example, 10.1.2.3, exact:8443',
  };

  it('is used for what is not exempt from it', () => {
    expect(proxyFor(at('api.vendor.com'), proxies)?.host).toBe('proxy:3128');
    expect(proxyFor(at('exact'), proxies)?.host).toBe('proxy:3128');
    expect(proxyFor(at('notinternal'), proxies)?.host).toBe('proxy:3128');
    for (const host of ['internal', 'a.internal', 'x.corp.example', '10.1.2.3', 'localhost', '127.0.0.1']) {
      expect(proxyFor(at(host), proxies)).toBeNull();
    }
    expect(proxyFor(at('exact', true, 8443), proxies)).toBeNull();
    expect(proxyFor(at('api.vendor.com'), { HTTPS_PROXY: 'proxy:1', NO_PROXY: '*' })).toBeNull();
    expect(proxyFor(at('api.vendor.com', true, 80), { ALL_PROXY: 'proxy:1' })?.host).toBe('proxy:1');
  });

  it('that is no HTTP proxy is an error', () => {
    expect(() => proxyFor(at('api.vendor.com'), { all_proxy: 'socks5://proxy' })).toThrow('not an http');
  });

  it('is asked for a tunnel, with its login, and what follows its answer is not lost', async () => {
    const asked: (string | undefined)[] = [];
    const port = await proxyThat((request, answer) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      answer('HTTP/1.1 200 OK\r\nVia: x\r\n\r\nearly');
    });
    const dial = dialFrom({ https_proxy: `http://me:p%40ss@127.0.0.1:${port}` });
    const socket = await dial(at('api.vendor.com', false));
    expect(await text(socket)).toBe('early');
    expect(asked).toEqual(['api.vendor.com:443', `Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('that refuses is an error that says so', async () => {
    const port = await proxyThat((_, answer) => answer('HTTP/1.1 407 Login\r\n\r\n'));
    const dial = dialFrom({ https_proxy: `http://127.0.0.1:${port}` });
    await expect(dial(at('api.vendor.com', false))).rejects.toThrow('answered 407 for api.vendor.com:443');
  });
});

describe('hosts that the operator adds', () => {
  it('are reached though they are in a private network', () => {
    expect(configuredHosts(['models.internal:8443'])).toEqual([at('models.internal', true, 8443)]);
  });
});

/** A proxy that answers each CONNECT with this text and ends. */
async function proxyThat(
  connected: (request: IncomingMessage, answer: (text: string) => void) => void,
): Promise<number> {
  const server = createServer();
  server.on('connect', (request, socket) => connected(request, (answer) => socket.end(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => server.close());
  return (server.address() as AddressInfo).port;
}
