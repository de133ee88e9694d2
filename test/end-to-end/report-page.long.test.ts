/** The page of a report in a real Chromium; without one on the machine, nothing of this is tested. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlOf } from '../../flows/report/html/html.ts';
import { htmlOfMarkdown } from '../../flows/report/html/markdown-page.ts';
import { visible } from '../../flows/report/html/markup.ts';
import { aDocument, aFinding, everyText } from '../flows/report/html/documents.ts';
import { brokenRules, CHROMIUM, launchChromium, sayWithoutChromium } from '../setup/chromium.ts';

const HOSTILE = `<script>alert(1)</script></style>"'><img src=x onerror=alert(1)> ${'long'.repeat(400)}`;
const LINES = ["const a = '<b>&amp;';", '', '\t/* a', '`b` */ </script> \u202ex', `"${'x'.repeat(900)}"`];
const CODED = aFinding({
  citations: [
    {
      place: { path: 'a.ts', start: 9, end: 13, side: 'head', url: null },
      lines: LINES,
      text: '`a.ts:9-13`',
    },
  ],
});
const PAGES = {
  '/report': htmlOf(aDocument()),
  '/hostile': htmlOf(everyText(aDocument(), HOSTILE)),
  '/code': htmlOf(aDocument({ findings: [CODED] })),
  '/markdown': htmlOfMarkdown(
    '# Old\n\n| a | b |\n|---|---|\n| `x` | 2 |\n\n```ts\nconst a = 1;\n```\n',
    'Old',
  ),
};

sayWithoutChromium('the page of a report');

describe.skipIf(CHROMIUM === null)('the page of a report in a browser', () => {
  const server = createServer(({ url = '' }, response) => {
    const page = Object.entries(PAGES).find(([path]) => path === url)?.[1];
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': page?.policy ?? '',
    });
    response.end(page?.body);
  });
  let browser: Browser;
  let origin = '';

  beforeAll(async () => {
    browser = await launchChromium();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  /** Opens a page, and collects all that the browser complains of. */
  async function opened(
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const complaints: string[] = [];
    const page = await browser.newPage(options);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== `${origin}${path}`) complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(`${origin}${path}`);
    return { page, complaints };
  }

  const phone = { viewport: { width: 390, height: 844 } };

  test.each(Object.keys(PAGES))('%s breaks no rule, loads nothing and fits a phone', async (path) => {
    const { page, complaints } = await opened(path, phone);
    const width = 'document.documentElement.scrollWidth';
    expect(await page.evaluate(width)).toBeLessThanOrEqual(390);
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    expect(await page.evaluate(width)).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('has no fault that axe finds, in light, in dark and on a phone', async () => {
    for (const path of ['/report', '/markdown']) {
      for (const options of [{}, { colorScheme: 'dark' as const }, phone]) {
        const { page } = await opened(path, { ...options, bypassCSP: true });
        await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
        expect(await brokenRules(page)).toEqual([]);
        await page.close();
      }
    }
  });

  test('is dark where the system is dark', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const colors = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const { page } = await opened('/report', { colorScheme });
        return await page.evaluate(background);
      }),
    );
    expect(colors).toEqual(['rgb(255, 255, 255)', 'rgb(17, 20, 23)']);
  });

  test('has its contents at the side, or folded on a phone, and they lead to what they name', async () => {
    const wide = await opened('/report');
    const entry = wide.page.getByRole('navigation').getByRole('link', { name: 'F2' });
    await entry.click();
    expect(wide.page.url()).toBe(`${origin}/report#f2`);
    expect(await wide.page.locator('#f2').isVisible()).toBe(true);
    const top = (await wide.page.locator('#f2').boundingBox())?.y ?? Number.NaN;
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(720);
    expect(await entry.isVisible()).toBe(true);

    const narrow = await opened('/report', phone);
    const folded = narrow.page.getByRole('navigation').getByRole('link', { name: 'Coverage' });
    expect(await folded.isVisible()).toBe(false);
    await narrow.page.getByText('Contents').click();
    await folded.click();
    expect(narrow.page.url()).toBe(`${origin}/report#coverage`);
  });

  test('unfolds what a link leads to', async () => {
    const { page } = await opened('/report');
    expect(await page.locator('#f3').isVisible()).toBe(false);
    await page.getByRole('main').getByRole('link', { name: 'F3', exact: true }).first().click();
    await page.locator('#f3').waitFor({ state: 'visible' });
  });

  test('has code whose text is the lines of the file', async () => {
    const { page } = await opened('/code');
    const text = await page.locator('#f1 pre code').evaluate((code) => code.textContent);
    expect(text).toBe(`${LINES.map(visible).join('\n')}\n`);
  });

  test('prints, with all that is folded', async () => {
    const { page } = await opened('/report');
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('skeptic: the loop has no other exit').first().isVisible()).toBe(true);
    expect(await page.getByText('Refuted (1)').last().isVisible()).toBe(true);
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
  });
});
