/** What pages of other sites, and what repositories and agents write, may not do in a person's browser: in a real Chromium. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { afterFile } from '../../setup/file-end.ts';
import { RUN as REQUEST } from '../http/loopback-server.ts';
import { consoleServer, openAddress, openPage, signedIn } from './browser.ts';
import { RUN } from './run-stories.ts';

const TOKENS = { admin: ['the-secret'], viewer: ['look-only'] };

sayWithoutChromium('the security of the console');

/** A page of another origin of the same host: what it sends brings the console's cookie along. */
async function otherSite(html: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Other</title>${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A console where somebody is signed in, and a run works. */
async function ownConsole() {
  const server = await consoleServer({ tokens: TOKENS });
  server.service.put({ run: runDocument({ id: RUN }), steps: [stepDocument('lens')], report: null });
  return { server, session: await signedIn(server, 'the-secret') };
}

/** Adds an element as somebody would who has got text of theirs into the page as HTML. */
const inject = (page: Page, html: string) =>
  page.evaluate(`{
    const place = document.createElement('div');
    document.body.append(place);
    place.append(document.createRange().createContextualFragment(${JSON.stringify(html)}));
  }`);

const KEPT = `(async () => [
  document.cookie,
  location.href,
  document.documentElement.outerHTML,
  ...[{ ...localStorage }, { ...sessionStorage }, history.state].map((each) => JSON.stringify(each)),
  ...[await indexedDB.databases(), await caches.keys()].map((each) => JSON.stringify(each)),
])()`;

/** What a page of another origin can try on `address`, with the cookies of the browser. */
const requestsTo = (address: string) => `(async () => {
  const address = ${JSON.stringify(address)};
  const body = ${JSON.stringify(JSON.stringify(REQUEST))};
  const types = ['text/plain', 'application/json', 'application/x-www-form-urlencoded'];
  const send = (mode, type) => fetch(address + '/api/runs',
    { method: 'POST', mode, credentials: 'include', body, headers: { 'content-type': type } });
  const cancel = address + '/api/runs/${RUN}/cancel';
  await Promise.allSettled([
    ...types.flatMap((type) => [send('no-cors', type), send('cors', type)]),
    fetch(cancel, { method: 'POST', mode: 'no-cors', credentials: 'include' }),
  ]);
  navigator.sendBeacon(address + '/api/runs', new Blob([body], { type: 'text/plain' }));
  const form = document.querySelector('form');
  form.action = cancel;
  form.submit();
})()`;

const readingFrom = (address: string) => `(async () => {
  const address = ${JSON.stringify(address)};
  const read = await fetch(address + '/api/runs', { credentials: 'include' })
    .then((answer) => answer.text(), () => 'nothing');
  const socket = new WebSocket(address.replace('http', 'ws') + '/api/ws');
  const heard = await new Promise((resolve) => {
    socket.onopen = () => resolve('connected');
    socket.onerror = () => resolve('nothing');
  });
  return [read, heard];
})()`;

/** The statuses of reading and of changing something, by the page's own address. */
const OWN_REQUESTS = `(async () => {
  const headers = { 'content-type': 'application/json' };
  const start = { method: 'POST', headers, body: ${JSON.stringify(JSON.stringify(REQUEST))} };
  return [(await fetch('/api/runs')).status, (await fetch('/api/runs', start)).status];
})()`;

describe.skipIf(CHROMIUM === null)('a page of the console', () => {
  test('runs no script and takes no style that is not a file of the console, however it got into the page', async () => {
    const { page, faults } = await openPage('/');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    expect(faults).toEqual([]);
    const elsewhere = await otherSite('');
    for (const html of [
      `<script>document.title = 'owned'</script>`,
      `<script src="${elsewhere}"></script>`,
      `<img src="data:," onerror="document.title = 'owned'">`,
      `<img src="${elsewhere}">`,
      '<style>h1 { opacity: 0 }</style>',
      '<h1 style="opacity: 0">Owned</h1>',
      `<iframe src="${elsewhere}"></iframe>`,
      `<object data="${elsewhere}"></object>`,
    ]) {
      const before = faults.length;
      await inject(page, html);
      await expect.poll(() => faults.length, { message: html }).toBeGreaterThan(before);
      expect(faults.slice(before).every((fault) => fault.includes('Content Security Policy'))).toBe(true);
    }
    expect(await page.title()).toBe('Baton');
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).opacity')).toBe('1');
  });

  test('has the token in no address that it asks for, and keeps it nowhere', async () => {
    const server = await consoleServer({ tokens: TOKENS });
    const { page } = await openPage('/', { server });
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('websocket', (socket) => void asked.push(socket.url()));
    await page.getByLabel('Token').fill('the-secret');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await expect.poll(() => asked.some((url) => url.startsWith('ws:'))).toBe(true);
    await page.reload();
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    const kept = await page.evaluate<string[]>(KEPT);
    expect([...asked, ...kept].filter((text) => text.includes('the-secret'))).toEqual([]);
    // Nor does a script read the session.
    expect(kept[0]).toBe('');
  });

  test('is shown in no frame of another page', async () => {
    const { server, session } = await ownConsole();
    const { page } = await openAddress(
      await otherSite(`<iframe src="${server.address}/"></iframe>`),
      session,
    );
    const framed = () => page.frames().slice(1);
    await expect
      .poll(() => framed().map((frame) => frame.url()))
      .toEqual([expect.stringMatching(/^chrome-error:/)]);
    expect(await framed()[0]?.locator('#app').count()).toBe(0);
  });
});

describe.skipIf(CHROMIUM === null)('a page of another origin, in a browser that is signed in', () => {
  test('changes nothing by a form, a request or a beacon', async () => {
    const { server, session } = await ownConsole();
    const { page } = await openAddress(
      await otherSite('<form method="post" enctype="text/plain"></form>'),
      session,
    );
    await page.evaluate(requestsTo(server.address));
    await page.getByText('forbidden_origin').waitFor();
    const taken = server.answers.filter(({ route, status }) => status < 400 && route !== '/api/session');
    expect(taken).toEqual([]);
    expect([server.service.requests, server.service.cancelled]).toEqual([[], []]);
  });

  test('reads nothing, and hears nothing of what happens', async () => {
    const { server, session } = await ownConsole();
    const { page } = await openAddress(await otherSite(''), session);
    expect(await page.evaluate(readingFrom(server.address))).toEqual(['nothing', 'nothing']);
  });

  test('gets no page of the console by another name for this machine', async () => {
    const server = await consoleServer();
    // Chromium resolves such names to this machine, as a name server does that rebinds one.
    const { page } = await openAddress(server.address.replace('127.0.0.1', 'rebound.localhost'));
    expect(await page.locator('body').innerText()).toContain('forbidden_host');
    expect(await page.evaluate(OWN_REQUESTS)).toEqual([403, 403]);
    expect(server.service.requests).toEqual([]);
  });
});
