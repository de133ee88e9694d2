import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { brokenRules, CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import type { Loopback } from '../http/loopback-server.ts';
import { accessFaults, consoleServer, LOOKS, type OpenedPage, openPage, PHONE } from './browser.ts';

const HOSTILE = `<img src=x onerror=alert(1)>"'</script>${'long'.repeat(60)}`;

function put({ service }: Loopback, over: Partial<RunDocument> = {}): string {
  const run = runDocument(over);
  service.put({
    run,
    steps: [stepDocument('lens'), stepDocument('skeptic', { status: 'completed' })],
    report: null,
  });
  return run.id;
}

/** A run of each status, the newest first in the order of the statuses. */
async function withRuns(): Promise<Loopback> {
  const server = await consoleServer();
  const at = (minute: number) => ({ created_at: `2026-03-01T12:0${minute}:00.000Z` });
  put(server, { ...at(4), status: 'running', input: { question: 'What runs?' } });
  put(server, {
    ...at(3),
    status: 'completed',
    outcome: runOutcome({ counts: { P0: 1, P1: 0, P2: 2, P3: 0 } }),
    completed_at: '2026-03-01T12:03:07.000Z',
    started_at: '2026-03-01T12:03:00.000Z',
  });
  put(server, {
    ...at(2),
    status: 'failed',
    flow_name: 'tech-debt',
    error: 'The key was refused. Set another one.',
  });
  put(server, { ...at(1), status: 'cancelled' });
  return server;
}

/** What the rows say, top to bottom. */
const rows = (page: Page) =>
  page
    .locator('.runs li')
    .evaluateAll((items) => items.map((item) => item.textContent?.replace(/\s+/g, ' ').trim()));

async function once(opened: OpenedPage, condition: (rows: (string | undefined)[]) => boolean): Promise<void> {
  await expect.poll(async () => condition(await rows(opened.page)), { timeout: 10_000 }).toBe(true);
}

sayWithoutChromium('the page of the runs');

describe.skipIf(CHROMIUM === null)('the page of the runs', () => {
  test('says of each run what it is and how it stands, the newest first', async () => {
    const opened = await openPage('/', { server: await withRuns() });
    await once(opened, ({ length }) => length === 4);
    const [running = '', completed = '', failed = '', cancelled = ''] = await rows(opened.page);
    expect(running).toContain('code review');
    expect(running).toContain('shop @ a1b2c3d');
    expect(running).toContain('1 of 2 agents done');
    expect(completed).toContain('Do not merge yet: 1 critical.');
    expect(completed).toMatch(/P0 1\s*P2 2/);
    expect(completed).toContain('0:07');
    expect(failed).toContain('The key was refused. Set another one.');
    expect(cancelled).toContain('Cancelled');
    expect(opened.faults).toEqual([]);
  });

  test('counts them by status, and shows those of one', async () => {
    const opened = await openPage('/', { server: await withRuns() });
    await once(opened, ({ length }) => length === 4);
    const tabs = opened.page.getByRole('navigation', { name: 'Runs by status' });
    expect((await tabs.innerText()).replace(/\s+/g, ' ')).toBe(
      'All 4 Running 1 Completed 1 Failed 1 Cancelled 1',
    );
    await tabs.getByRole('link', { name: 'Failed' }).click();
    await once(opened, (all) => all.length === 1 && all[0]?.includes('The key was refused') === true);
    expect(opened.page.url()).toContain('?status=failed');
    await opened.page.goBack();
    await once(opened, ({ length }) => length === 4);
  });

  test('keeps its filters in the address, and says when nothing fits', async () => {
    const opened = await openPage('/', { server: await withRuns() });
    await once(opened, ({ length }) => length === 4);
    await opened.page.getByLabel('Search runs').fill('what runs');
    await once(opened, ({ length }) => length === 1);
    await opened.page.getByLabel('Flow', { exact: true }).selectOption('tech-debt');
    await opened.page.getByText('No run is like this').waitFor();
    expect(new URL(opened.page.url()).search).toBe('?text=what+runs&flow_name=tech-debt');
    await opened.page.getByRole('link', { name: 'Show all runs' }).click();
    await once(opened, ({ length }) => length === 4);
  });

  test('shows a run that starts, without being loaded again', async () => {
    const server = await withRuns();
    const opened = await openPage('/', { server });
    await once(opened, ({ length }) => length === 4);
    const run_id = put(server, { created_at: '2026-03-01T13:00:00.000Z' });
    server.service.tell({ type: 'flow_run_step_updated', run_id, step_id: 'lens', status: 'running' });
    await once(opened, ({ length }) => length === 5);
  });

  test('says so when the connection is lost', async () => {
    const server = await withRuns();
    const opened = await openPage('/', { server });
    await once(opened, ({ length }) => length === 4);
    await server.close();
    await opened.page.getByText('The connection to Baton is lost').waitFor();
    expect((await rows(opened.page)).length).toBe(4);
  });

  test('has pages of fifty', async () => {
    const server = await consoleServer();
    for (let minute = 0; minute < 53; minute++) {
      put(server, { created_at: new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString() });
    }
    const opened = await openPage('/', { server });
    await once(opened, ({ length }) => length === 50);
    await opened.page.getByRole('link', { name: 'Older' }).click();
    await once(opened, ({ length }) => length === 3);
    await opened.page.getByRole('link', { name: 'Newest' }).click();
    await once(opened, ({ length }) => length === 50);
  });

  test('leads by the keyboard alone to a run, and tells which keys there are', async () => {
    const opened = await openPage('/', { server: await withRuns() });
    await once(opened, ({ length }) => length === 4);
    const { keyboard } = opened.page;
    await keyboard.press('?');
    await opened.page.getByRole('dialog').getByText('Next run').waitFor();
    await keyboard.press('Escape');
    for (const key of ['j', 'j', 'k', 'j', 'Enter']) await keyboard.press(key);
    await expect.poll(() => new URL(opened.page.url()).pathname).toMatch(/^\/runs\/[0-9a-f-]{36}$/);
  });

  test('adds its keys to a list of keys that was opened before it came', async () => {
    const { page } = await openPage('/settings');
    const held = Promise.withResolvers<void>();
    await page.route(/pages\/runs\./, async (route) => {
      await held.promise;
      await route.continue();
    });
    for (const key of ['g', 'r', '?']) await page.keyboard.press(key);
    const keys = page.getByRole('dialog');
    await keys.getByText('Start a new run').waitFor();
    expect(await keys.getByText('Next run').count()).toBe(0);
    held.resolve();
    await keys.getByText('Next run').waitFor();
  });

  test('says what to do when there is none yet', async () => {
    const { page } = await openPage('/');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    expect(await page.getByRole('link', { name: 'Start the first one' }).getAttribute('href')).toBe('/new');
  });

  test('shows what a repository, an agent or a person wrote as text', async () => {
    const server = await consoleServer();
    put(server, {
      project_id: HOSTILE,
      flow_name: HOSTILE,
      outcome: runOutcome({ verdict: HOSTILE }),
      status: 'completed',
    });
    put(server, { error: HOSTILE, status: 'failed' });
    const opened = await openPage('/', { server, bypassCSP: true, ...PHONE });
    await once(opened, (all) => all.length === 2 && all.every((row) => row?.includes(HOSTILE) === true));
    expect(await accessFaults(opened.page)).toEqual([]);
    expect(opened.faults).toEqual([]);
  });

  test.each(LOOKS)('has no fault that axe finds: %s', async (_look, options) => {
    const opened = await openPage('/', { server: await withRuns(), bypassCSP: true, ...options });
    await once(opened, ({ length }) => length === 4);
    expect(await accessFaults(opened.page)).toEqual([]);
  });
});

describe.skipIf(CHROMIUM === null)('where a token is needed', () => {
  const tokens = { admin: ['the-secret'], viewer: ['look-only'] };

  test('it is asked for once', async () => {
    const { page } = await openPage('/', { server: await consoleServer({ tokens }) });
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('That token does not hold').waitFor();
    await page.getByLabel('Token').fill('the-secret');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
  });

  test('a viewer sees no way to change anything', async () => {
    const { page } = await openPage('/', { server: await consoleServer({ tokens }) });
    await page.getByLabel('Token').fill('look-only');
    await page.keyboard.press('Enter');
    await page.getByText('You may look here, and change nothing.').waitFor();
    expect(await page.getByRole('link', { name: /New run|Start/ }).count()).toBe(0);
  });

  test('the page that asks for it has no fault that axe finds', async () => {
    const { page } = await openPage('/', { server: await consoleServer({ tokens }), bypassCSP: true });
    await page.getByLabel('Token').waitFor();
    expect(await brokenRules(page)).toEqual([]);
  });
});
