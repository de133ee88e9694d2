/** The console in a real Chromium, over the HTTP server and the memory service. One browser for a test file. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { HttpOptions } from '../../../adapters/http/server.ts';
import { addConsole } from '../../../adapters/web/server/console.ts';
import { brokenRules, launchChromium } from '../../setup/chromium.ts';
import { afterFile } from '../../setup/file-end.ts';
import { type Loopback, loopback } from '../http/loopback-server.ts';

export interface OpenedPage {
  readonly page: Page;
  /** errors of scripts, dialogs, and what the content policy refused */
  readonly faults: string[];
}

export const PHONE = { viewport: { width: 390, height: 844 } };

export const LOOKS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['390 px wide', PHONE],
];

const LONGEST_WAIT_MS = 10_000;
/** The first page of a server waits for the client's files to be read. */
const LONGEST_LOAD_MS = 30_000;

export const consoleServer = (over: Partial<HttpOptions> = {}): Promise<Loopback> =>
  loopback({ pages: addConsole, ...over });

let browser: Promise<Browser> | null = null;

/** Opens an address in a browser context of its own, which is closed before the server that was made before it. */
export async function openAddress(address: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  if (browser === null) {
    browser = launchChromium();
    afterFile(async () => {
      await (await browser)?.close();
      browser = null;
    });
  }
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  afterFile(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_WAIT_MS);
  page.setDefaultNavigationTimeout(LONGEST_LOAD_MS);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => faults.push(dialog.message()));
  page.on('console', (message) => {
    const text = message.text();
    // What a server answers is the page's to tell.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(text);
  });
  await page.goto(address);
  return { page, faults };
}

export interface OpenOptions extends BrowserContextOptions {
  readonly server?: Loopback;
}

/** Opens a page of the console, of a server of its own unless one is given. */
export async function openPage(
  path: string,
  { server: given, ...options }: OpenOptions = {},
): Promise<OpenedPage & { readonly server: Loopback }> {
  const server = given ?? (await consoleServer());
  return { server, ...(await openAddress(`${server.address}${path}`, options)) };
}

/** What is wrong with a page that nobody may be kept from reading: rules of axe, and scrolling to the side. */
export async function accessFaults(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["scrolls to the side"] : []',
  );
  return [...(await brokenRules(page)), ...(overflow as string[])];
}

/** The label of the field that has the focus. */
export const focusedLabel = (page: Page): Promise<unknown> =>
  page.evaluate('document.activeElement.labels?.[0]?.textContent ?? null');

/** Returns a function that gives the milliseconds for which the page's thread worked since it was loaded, whatever the machine did. */
export async function workOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
}

/** A browser context that is signed in with that token. */
export async function signedIn(
  { address, post }: Pick<Loopback, 'address' | 'post'>,
  token: string,
): Promise<BrowserContextOptions> {
  const answer = await post('/api/session', { token });
  const [name = '', value = ''] = (answer.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  const { hostname: domain } = new URL(address);
  const marks = { path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' } as const;
  return { storageState: { cookies: [{ name, value, domain, ...marks }], origins: [] } };
}
