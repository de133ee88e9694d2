/** The console as a person uses it: a real service with agents by a script, its database, and a real Chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, sayWithoutChromium } from '../setup/chromium.ts';
import { scripted } from './answers.ts';
import { storyScript } from './chat/story-script.ts';
import { ownFolder } from './processes.ts';
import { type Service, startService } from './service-client.ts';
import { makeShop } from './shop.ts';

const AGENT_MS = 3_000;
const WAIT_MS = 30_000;

sayWithoutChromium('the console');

describe.skipIf(CHROMIUM === null)('the console', () => {
  const home = ownFolder();
  let port = '0';
  let service: Service;
  let browser: Browser;

  const start = () => startService({ home, variables: { ...scripted(storyScript(AGENT_MS)), PORT: port } });

  beforeAll(async () => {
    writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${makeShop().path} }\n`);
    service = await start();
    // After a restart the page finds the service where it was.
    port = new URL(service.address).port;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function opened(path: string): Promise<{ page: Page; faults: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(WAIT_MS);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(`${service.address}${path}`);
    return { page, faults };
  }

  async function startRun(page: Page, focus: string): Promise<void> {
    await page.getByRole('link', { name: 'New run' }).click();
    await page.getByLabel('Focus').fill(focus);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  }

  test('starts a run and shows it live, to its findings, their evidence, its steps and its report', async () => {
    const { page, faults } = await opened('/');
    await startRun(page, 'what hurts most');
    await page.getByRole('heading', { level: 1, name: /^Running: / }).waitFor();
    const steps = page.locator('#steps');
    await steps.getByText('Maintainability').first().waitFor();
    // It becomes the ended one by itself.
    await page.getByRole('heading', { level: 1, name: /^Start with/ }).waitFor();
    await page
      .getByRole('link', { name: /The tax is added to a total/ })
      .first()
      .click();
    await page.getByText('A customer is asked for the wrong sum.').first().waitFor();
    await page.locator('.cited-line').getByText('return total + taxOf(total);').waitFor();
    await page.getByRole('link', { name: 'Graph' }).click();
    await page.locator('.picture [data-step="lens:maintainability"]').first().click();
    await page.locator('.step-panel').getByText('Maintainability').first().waitFor();
    await page.locator('#report').scrollIntoViewIfNeeded();
    await page.locator('.report-body').getByText('Coverage & limits').first().waitFor();
    expect(faults).toEqual([]);
  });

  test('answers a question to an agent on the page of the run', async () => {
    const { page } = await opened('/');
    await page.locator('.runs .title').first().click();
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await page.locator('.step-panel').getByRole('textbox').fill('What did you look at?');
    await page.locator('.step-panel').getByRole('button', { name: 'Ask' }).click();
    await page.locator('.step-panel').getByText('No model is configured').first().waitFor();
  });

  test('shows a run in two browsers, and cancels it in one of them for both', async () => {
    const [one, other] = await Promise.all([opened('/'), opened('/')]);
    await startRun(one.page, 'to be cancelled');
    await other.page.locator('.runs .title').first().waitFor();
    await other.page.goto(one.page.url());
    await other.page.getByRole('heading', { level: 1, name: /^Running: / }).waitFor();
    await one.page.getByRole('button', { name: 'Cancel' }).click();
    await one.page.getByRole('button', { name: /Cancel the run|Yes/ }).click();
    for (const { page } of [one, other]) {
      await page.getByRole('heading', { level: 1, name: 'Cancelled' }).waitFor();
    }
    await other.page.getByRole('button', { name: 'Go on' }).click();
    await one.page.getByRole('heading', { level: 1, name: /^Running: / }).waitFor();
  });

  test('goes on after a restart of the service in the middle of a run, and after a reload', async () => {
    const { page } = await opened('/');
    await startRun(page, 'over a restart');
    await page.getByRole('heading', { level: 1, name: /^Running: / }).waitFor();
    service.process.signal('SIGKILL');
    await service.process.ended;
    await page.getByText('The connection to Baton is lost').waitFor();
    service = await start();
    await page.getByRole('heading', { level: 1, name: /^Start with/ }).waitFor();
    await page.getByText('The connection to Baton is lost').waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: /^Start with/ }).waitFor();
  });
});
