/** How a run's page looks when there is little to show: cancelled, failed early, without a model, disconnected, Baton gone. */
import { describe, expect, test } from 'vitest';
import type { RunDocument, StepDocument } from '../../../runner/core/documents.ts';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import type { Loopback } from '../http/loopback-server.ts';
import { accessFaults, consoleServer, LOOKS, type OpenOptions, openPage } from './browser.ts';
import { ENDED, endedRun, manyFindings, RUN } from './run-stories.ts';

const SKIPPED = stepDocument('skeptic-1', {
  label: 'Skeptic',
  ...{ status: 'skipped', error: 'no model configured', skip_cause: 'no_model' },
});
const CANCELLED = { status: 'cancelled', error: 'cancelled by cli:ana', completed_at: ENDED } as const;
const FAILED = { status: 'failed', error: 'step scope failed: no such branch', completed_at: ENDED } as const;
const WITHOUT_MODEL = { backend: 'offline', backend_reason: 'no model key configured' } as const;
const LOST = 'The connection to Baton is lost';

function put(server: Loopback, run: Partial<RunDocument>, steps: readonly StepDocument[] = []): void {
  server.service.put({
    run: runDocument({ id: RUN, backend: 'direct', ...run }),
    steps: [...steps],
    report: null,
  });
}

async function openedRun(run: Partial<RunDocument>, options: OpenOptions & { steps?: StepDocument[] } = {}) {
  const { steps = [stepDocument('lens', { label: 'Security' })], ...rest } = options;
  const server = await consoleServer();
  put(server, run, steps);
  return await openPage(`/runs/${RUN}`, { server, ...rest });
}

sayWithoutChromium('the states of a run’s page');

describe.skipIf(CHROMIUM === null)('the page of a run', () => {
  test('that was cancelled says by whom, what is kept, and how it goes on', async () => {
    const { page, faults } = await openedRun(CANCELLED);
    await page.getByRole('heading', { level: 1, name: 'Cancelled' }).waitFor();
    await page.getByText('It was cancelled by ana on the command line. Go on continues').waitFor();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    expect(faults).toEqual([]);
  });

  test.each([
    ['cancelled', CANCELLED],
    ['failed', FAILED],
  ])('that was %s before its report was written asks for none, and offers none', async (_status, run) => {
    const { page, server } = await openedRun(run);
    await page.locator('#report').getByText('The run ended before its report was written.').waitFor();
    expect(await page.getByRole('link', { name: 'Open as a page' }).count()).toBe(0);
    expect(await page.getByText('Export', { exact: true }).count()).toBe(0);
    expect(server.answers.filter(({ route }) => route.includes('report'))).toEqual([]);
  });

  test('without a model says so, why, and what was left out', async () => {
    const { detail, document } = endedRun(manyFindings(1));
    const server = await consoleServer();
    const run = { ...detail.run, ...WITHOUT_MODEL };
    server.service.put({ ...detail, run, steps: [...detail.steps, SKIPPED] }, document);
    const { page } = await openPage(`/runs/${RUN}?step=skeptic-1`, { server });
    await page.getByText('Without a model (no model key configured): rules over facts').waitFor();
    await page.getByText('none: no model was used').waitFor();
    const step = page.getByRole('article');
    await step.getByText('Not done: no model configured').waitFor();
    await step.getByText('`baton doctor` says how to configure one').waitFor();
  });

  test('that lost its connection keeps what it shows, says so, and catches up', async () => {
    const { page, server } = await openedRun({ status: 'running' });
    await page.getByRole('heading', { name: /^Running/ }).waitFor();
    await server.close();
    await page.getByText(LOST).waitFor();
    await page.getByRole('heading', { name: /^Running/ }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const again = await consoleServer({ port: Number(new URL(server.address).port) });
    put(again, CANCELLED);
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await page.getByText(LOST).waitFor({ state: 'detached' });
  });

  test('says that Baton can’t be reached, and comes once it can', async () => {
    const server = await consoleServer();
    put(server, CANCELLED);
    const { page } = await openPage('/', { server });
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(`${server.address}/runs/${RUN}`);
    await page.getByRole('heading', { name: 'Baton can’t be reached' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.unroute('**/api/**');
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
  });

  test('names its flow as every other page does, also before it has a report', async () => {
    const { page } = await openedRun({ status: 'running' });
    await page.locator('.run-what').getByText('code review', { exact: true }).waitFor();
  });

  test.each(LOOKS)('has no fault that axe finds in any of these states: %s', async (_look, options) => {
    const { page, server } = await openedRun(CANCELLED, { ...options, steps: [SKIPPED] });
    const states = [CANCELLED, FAILED, { ...WITHOUT_MODEL, status: 'running' }] as const;
    for (const state of states) {
      put(server, state, [SKIPPED]);
      await page.reload();
      await page.locator('.run-notice').first().waitFor();
      expect(await accessFaults(page), state.status).toEqual([]);
    }
  });
});
