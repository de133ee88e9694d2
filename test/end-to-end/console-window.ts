/** A browser's window on the console of a real service: what a person does there with a pointer, and with keys alone. */
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

export const WAIT_MS = 30_000;
/** A page has fewer things that the focus can be at. */
const MOST_TABS = 150;

export interface Window {
  readonly page: Page;
  /** errors of scripts, and what the content policy refused */
  readonly faults: string[];
}

export async function openWindow(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  await page.goto(address);
  return { page, faults };
}

/** Starts a small run of a flow on the page for new runs, and resolves with its address. */
export async function startRun(page: Page, flow: string, focus: string): Promise<string> {
  await page.goto(new URL(`/new?flow=${flow}`, page.url()).href);
  await page.getByLabel('Focus').fill(focus);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  return await atRun(page);
}

/** Resolves with the address once the page is that of a run. */
export async function atRun(page: Page): Promise<string> {
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  const { origin, pathname } = new URL(page.url());
  return `${origin}${pathname}`;
}

/** The heading of a run's page: its state while it works, its verdict at the end. */
export async function verdict(page: Page, says: RegExp | string): Promise<void> {
  // The report in place has a heading of its own.
  await page.locator('.run-heading').getByRole('heading', { level: 1, name: says }).waitFor();
}

/** Saves the report in every format that the open menu offers; resolves with the files' contents by their names. */
export async function savedReports(page: Page): Promise<Record<string, string>> {
  const saved: Record<string, string> = {};
  for (const link of await page.locator('a[download]').all()) {
    const awaited = page.waitForEvent('download');
    await link.click();
    const file = await awaited;
    saved[file.suggestedFilename()] = await text(await file.createReadStream());
  }
  return saved;
}

/** Presses Tab until the focus is there. Throws if it never is: then the keyboard does not reach it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let times = 0; times < MOST_TABS; times++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element.matches(':focus'))) return;
  }
  throw new Error(`${key} does not reach ${target}`);
}
