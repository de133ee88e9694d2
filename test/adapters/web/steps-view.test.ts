/** The steps of a run and its report on the page of a run, in a real Chromium. */
import { describe, expect, test } from 'vitest';
import { addConsole } from '../../../adapters/web/server/console.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { loopback } from '../http/loopback-server.ts';
import { accessFaults, LOOKS, openAddress } from './browser.ts';
import { endedRun, manyFindings, RUN } from './run-stories.ts';

sayWithoutChromium('the steps of a run');

async function consoleWithRun(): Promise<string> {
  const server = await loopback({ pages: addConsole });
  const { detail, document } = endedRun(manyFindings(2));
  server.service.put(detail, document);
  return `${server.address}/runs/${RUN}`;
}

describe.skipIf(CHROMIUM === null)('the steps of a run', () => {
  test.each(['Graph', 'Timeline'])('are shown as a picture in which one is chosen: %s', async (view) => {
    const { page, faults } = await openAddress(await consoleWithRun());
    const views = page.getByRole('navigation', { name: 'Views of the steps' });
    await views.getByRole('link', { name: view }).click();
    const step = page.locator('.picture [data-step="lens:security"]').first();
    await step.click();
    await expect.poll(() => new URL(page.url()).searchParams.get('step')).toBe('lens:security');
    await page.locator('.step-panel').getByText('Security').first().waitFor();
    expect(faults).toEqual([]);
  });

  test('are reached in a picture by the arrow keys', async () => {
    const { page } = await openAddress(`${await consoleWithRun()}?view=graph`);
    await page.locator('.picture [data-step="scope"]').first().focus();
    for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).searchParams.get('step')).toBe('lens:security');
  });

  test('keep the chosen one when the view is changed', async () => {
    const { page } = await openAddress(`${await consoleWithRun()}?step=verify`);
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.locator('.picture .chosen[data-step="verify"]').first().waitFor();
  });

  test.each(LOOKS)('break no rule of access as a graph: %s', async (_name, options) => {
    const { page } = await openAddress(`${await consoleWithRun()}?view=graph&step=lens:security`, {
      bypassCSP: true,
      ...options,
    });
    await page.locator('.picture [data-step]').first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });
});

describe.skipIf(CHROMIUM === null)('the report on the page of its run', () => {
  test('is what the server made of it, in place, under the policy of the console', async () => {
    const { page, faults } = await openAddress(await consoleWithRun());
    await page.locator('#report').scrollIntoViewIfNeeded();
    const report = page.locator('.report .report-body');
    await report.getByText('Finding number 1').first().waitFor();
    expect(faults).toEqual([]);
    expect(await page.locator('main').count()).toBe(1);
  });

  test('follows its own links', async () => {
    const { page } = await openAddress(await consoleWithRun());
    await page.locator('#report').scrollIntoViewIfNeeded();
    await page.locator('.report .report-body a[href="#f2"]').first().click();
    await expect
      .poll(() => page.locator('.report').evaluate((host) => host.shadowRoot?.activeElement?.id ?? null))
      .toBe('f2');
    expect(new URL(page.url()).pathname).toBe(`/runs/${RUN}`);
  });
});
