/** The console in a real Chromium, over the HTTP server and the memory service. One browser for a test file. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { HttpOptions } from '../../../adapters/http/server.ts';
import { addConsole } from '../../../adapters/web/server/console.ts';
import { launchChromium } from '../../setup/chromium.ts';
import { afterFile } from '../../setup/file-end.ts';
import { type Loopback, loopback } from '../http/loopback-server.ts';

export interface Opened {
  readonly page: Page;
  readonly server: Loopback;
  /** what the browser logged: errors of scripts, what the policy refused, files that are not there */
  readonly complaints: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  readonly server?: Loopback;
}

export const PHONE = { viewport: { width: 390, height: 844 } };

let browser: Promise<Browser> | null = null;

export const consoleServer = (over: Partial<HttpOptions> = {}): Promise<Loopback> =>
  loopback({ pages: addConsole, ...over });

/** Opens a page of the console in a browser context of its own. */
export async function openPage(path: string, options: OpenOptions = {}): Promise<Opened> {
  if (browser === null) {
    browser = launchChromium();
    afterFile(async () => {
      await (await browser)?.close();
      browser = null;
    });
  }
  const { server = await consoleServer(), ...context } = options;
  const page = await (await browser).newPage(context);
  const complaints: string[] = [];
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.goto(`${server.address}${path}`);
  return { page, server, complaints };
}

/** How far the page is wider than the window, in pixels. */
export async function sidewaysPixels(page: Page): Promise<number> {
  return await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
