import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readClientModules } from '../../../adapters/web/server/client-modules.ts';
import { addConsole } from '../../../adapters/web/server/console.ts';
import { loopback } from '../http/loopback-server.ts';

const SOME = { tokens: { admin: ['secret'], viewer: [] }, pages: addConsole };

const PRELOAD = /<link rel="modulepreload" href="(\S+)">\n/g;

test('each page is the same document, but for what it loads first, needs no token and holds no data', async () => {
  const { get } = await loopback(SOME);
  const texts = await Promise.all(
    ['/', '/new', '/runs/x'].map(async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      return (await response.text()).replaceAll(PRELOAD, '');
    }),
  );
  expect(new Set(texts).size).toBe(1);
});

test('a page runs its own files only, and is in no frame', async () => {
  const { get } = await loopback(SOME);
  const { headers } = await get('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('every file that the client names is served, for good, and compressed where the browser takes that', async () => {
  const { get } = await loopback(SOME);
  const { assets, importMap, entry, style, icon, neededBy } = readClientModules();
  const named: string[] = Object.values(JSON.parse(importMap).imports);
  expect([...assets.keys()].sort()).toEqual([...new Set([...named, style, icon])].sort());
  expect([...neededBy('run'), entry].filter((address) => !assets.has(address))).toEqual([]);
  for (const [address, { body, gzip }] of assets) {
    const { status, headers } = await get(address);
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(gunzipSync(gzip)).toEqual(body);
  }
});

test('a file of another version is not there', async () => {
  const { get } = await loopback(SOME);
  expect((await get('/console/adapters/web/client/main.000000000000.js')).status).toBe(404);
  expect((await get('/console/../package.json')).status).not.toBe(200);
});

test.each([
  ['/', 'runs'],
  ['/new', 'new'],
  ['/runs/x', 'run'],
  ['/compare', 'compare'],
  ['/schedules', 'schedules'],
  ['/settings', 'settings'],
])('what %s needs is asked for at once, and is at most 60 kB over the wire', async (path, page) => {
  const { get } = await loopback(SOME);
  const { assets, neededBy, style, icon } = readClientModules();
  const text = await (await get(path)).text();
  expect([...text.matchAll(PRELOAD)].map(([, address]) => address)).toEqual(neededBy(page));
  expect(neededBy(page).some((address) => address.includes(`/pages/${page}.`))).toBe(true);
  const sizes = [...neededBy(page), style, icon].map(
    (address) => assets.get(address)?.gzip.length ?? Number.NaN,
  );
  const all = sizes.reduce((sum, size) => sum + size, gzipSync(text).length);
  expect(all).toBeLessThan(60_000);
});

test('no type and no comment of the source is sent', () => {
  for (const [address, { body }] of readClientModules().assets) {
    if (!address.includes('/client/') || !address.endsWith('.js')) continue;
    const text = body.toString();
    expect(text).not.toMatch(/^\s*(?:\/\*|\/\/|interface |export type )/m);
  }
});

test('what a module imports is told from the same words in a text', () => {
  const { importMap } = readClientModules();
  const names = Object.keys(JSON.parse(importMap).imports);
  expect(names.filter((name) => !name.startsWith('/console/')).sort()).toEqual([
    '@preact/signals',
    '@preact/signals-core',
    'htm',
    'preact',
    'preact/hooks',
  ]);
});
