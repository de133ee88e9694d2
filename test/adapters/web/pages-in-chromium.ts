/** Opens pages of the console in one Chromium for a test file, and collects what the browser complains of. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { brokenRules, CHROMIUM, launchChromium } from '../../setup/chromium.ts';

export interface OpenedPage {
  readonly page: Page;
  /** errors of scripts, and what the content policy refused */
  readonly faults: string[];
}

/** Call it at the top of a `describe`; the returned function opens an address, in a context of its own. */
export function chromiumForFile(): (address: string, options?: BrowserContextOptions) => Promise<OpenedPage> {
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (CHROMIUM !== null) browser = await launchChromium();
  });
  afterAll(async () => void (await browser?.close()));
  return async (address, options = {}) => {
    const context = await browser?.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    if (context === undefined) throw new Error('there is no browser');
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    await page.goto(address);
    return { page, faults };
  };
}

export const LOOKS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['390 px wide', { viewport: { width: 390, height: 800 } }],
];

/** What is wrong with a page that nobody may be kept from reading: rules of axe, and scrolling to the side. */
export async function accessFaults(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["scrolls to the side"] : []',
  );
  return [...(await brokenRules(page)), ...(overflow as string[])];
}
