/** What the pages of the console load, and how soon they can be used: in a real Chromium, each time with an empty cache. */
import type { Browser, Page } from 'playwright-core';
import { consoleServer, workOf } from '../../test/adapters/web/browser.ts';
import { endedRun, manyFindings, RUN } from '../../test/adapters/web/run-stories.ts';
import { stepDocument } from '../../test/bot/memory-service.ts';
import { CHROMIUM, launchChromium } from '../../test/setup/chromium.ts';
import { endFile } from '../../test/setup/file-end.ts';
import type { Bench } from '../part.ts';
import { spread } from '../surroundings/figures.ts';
import type { Section } from '../surroundings/table.ts';

const FINDINGS = 40;
const STEPS = 20;
const TARGET = { kb: 60, ms: 500 };

/** By the element that makes the page whole. */
const PAGES = [
  ['/', '.runs > li'],
  ['/new', 'form button[type=submit]'],
  [`/runs/${RUN}`, `.findings > li:nth-child(${FINDINGS})`],
] as const;

/** One load, in kilobytes over the wire and milliseconds. */
interface Load {
  readonly files: number;
  readonly data: number;
  readonly ms: number;
  /** what the page's thread worked for that, whatever else the machine does */
  readonly worked: number;
}

export async function pagesSection(bench: Bench): Promise<Section> {
  const title = `console: one load of a page with an empty cache (${bench.rounds} rounds, median and range)`;
  const columns = ['', 'files, kB', 'data, kB', 'ms until it can be used', 'of these, ms of work'];
  if (CHROMIUM === null)
    return { title, columns, rows: [], notes: ['There is no Chromium on this machine.'] };
  const loads = PAGES.map(() => [] as Load[]);
  const browser = await launchChromium();
  try {
    const address = await servedRun();
    // What a new browser does for the first time takes longer.
    await loadOnce(browser, address, PAGES[0]);
    for (let round = 1; round <= bench.rounds; round++) {
      bench.says(`console: pages, round ${round} of ${bench.rounds}`);
      bench.signal.throwIfAborted();
      for (const [at, page] of PAGES.entries()) loads[at]?.push(await loadOnce(browser, address, page));
    }
  } finally {
    await browser.close();
    await endFile();
  }
  const row = ([path]: (typeof PAGES)[number], own: readonly Load[] = []) => [
    path.replace(RUN, `:id, ${STEPS} steps and ${FINDINGS} findings`),
    ...(['files', 'data'] as const).map((part) =>
      spread(
        own.map((load) => load[part]),
        1,
      ),
    ),
    ...(['ms', 'worked'] as const).map((part) =>
      spread(
        own.map((load) => load[part]),
        0,
      ),
    ),
  ];
  return {
    title,
    columns,
    rows: PAGES.map((page, at) => row(page, loads[at])),
    notes: [
      `Targets: files of the first page at most ${TARGET.kb} kB, the page of the run within ${TARGET.ms} ms. From the request until all of it is there and the browser has time for a click. The data come from memory. The server, the browser and the bench share the processors.`,
    ],
  };
}

/** A console with that run, in this process. */
async function servedRun(): Promise<string> {
  const server = await consoleServer();
  const { detail, document } = endedRun(manyFindings(FINDINGS));
  const more = Array.from({ length: STEPS - detail.steps.length }, (_, at) =>
    stepDocument(`step-${at}`, { status: 'completed' }),
  );
  server.service.put({ ...detail, steps: [...detail.steps, ...more] }, document);
  return server.address;
}

const USABLE = (selector: string) => `new MutationObserver((_, observer) => {
  if (document.querySelector(${JSON.stringify(selector)}) === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.usableAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });`;

async function loadOnce(
  browser: Browser,
  address: string,
  [path, selector]: (typeof PAGES)[number],
): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(USABLE(selector));
    const sizes = sizesOf(page);
    const work = await workOf(page);
    await page.goto(`${address}${path}`, { waitUntil: 'networkidle' });
    const ms = Number(await (await page.waitForFunction('globalThis.usableAt')).jsonValue());
    const worked = await work();
    return { ms, worked, ...(await sizes()) };
  } finally {
    await context.close();
  }
}

/** Bytes of all answers from now on: of the console's files, and of the API. */
function sizesOf(page: Page): () => Promise<Pick<Load, 'files' | 'data'>> {
  const sizes: Promise<readonly [isData: boolean, bytes: number]>[] = [];
  page.on('requestfinished', (request) => {
    const isData = new URL(request.url()).pathname.startsWith('/api/');
    sizes.push(request.sizes().then(({ responseBodySize }) => [isData, responseBodySize] as const));
  });
  return async () => {
    const known = await Promise.all(sizes);
    const kb = (wanted: boolean) =>
      known.reduce((sum, [isData, bytes]) => sum + (isData === wanted ? bytes : 0), 0) / 1000;
    return { files: kb(false), data: kb(true) };
  };
}
