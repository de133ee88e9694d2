/** What somebody who may only look is offered on each page: everything to read, and nothing that changes anything. */
import { describe, expect, test } from 'vitest';
import type { RunDetail } from '../../../runner/core/documents.ts';
import { NO_SCHEDULES, runDocument, stepDocument } from '../../bot/memory-service.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { consoleServer, openPage, signedIn } from './browser.ts';
import { aSchedule } from './memory-schedules.ts';
import { endedRun, manyFindings, memoryLedger, RUN } from './run-stories.ts';

const RUNNING = '2a2b3c4d-0000-4000-8000-000000000000';
const FAILED = '3a2b3c4d-0000-4000-8000-000000000000';
const TOKENS = { admin: ['may-change'], viewer: ['look-only'] };
/** Buttons that only show something else. */
const READS = ['Sign out', 'Copy as Markdown'];
const ASK_WHY = 'Ask';

const failedStep = stepDocument('a', { status: 'failed', error: 'no key' });
const other = (id: string, status: 'running' | 'failed'): RunDetail => ({
  run: runDocument({ id, status, ...(status === 'failed' && { error: 'step a failed' }) }),
  steps: [failedStep, stepDocument('b', { status: status === 'failed' ? 'completed' : 'running' })],
  report: null,
});

async function signedInConsole(token: string) {
  const { detail, document } = endedRun(manyFindings(2));
  const server = await consoleServer({
    tokens: TOKENS,
    ledger: memoryLedger(document.findings),
    schedules: { ...NO_SCHEDULES, list: async () => [aSchedule()] },
  });
  server.service.put(detail, document);
  for (const each of [other(RUNNING, 'running'), other(FAILED, 'failed')]) server.service.put(each);
  return { server, session: await signedIn(server, token) };
}

/** By what shows that the page is there. */
const PAGES = [
  ['/', '.runs .title'],
  [`/runs/${RUN}?finding=F1&step=lens:security`, '.cited-line'],
  [`/runs/${RUNNING}`, '#steps'],
  [`/runs/${FAILED}?step=b`, '.step-panel'],
  ['/new', 'h2'],
  [`/compare?a=${RUN}`, 'select'],
  ['/schedules', '.schedules li'],
  ['/settings', '#main h2'],
] as const;

/** Names of buttons, and of links that lead to a form. */
const OFFERS = `[...document.querySelectorAll('button, [role=button]:not([data-step]), a[href^="/new"], a[href*="form="]')]
  .map((each) => each.textContent.trim())`;

sayWithoutChromium('the pages for those who may only look');

describe.skipIf(CHROMIUM === null)('a viewer', () => {
  test.each(PAGES)('is offered nothing on %s that changes something', async (path, shown) => {
    const { server, session } = await signedInConsole('look-only');
    const { page } = await openPage(path, { server, ...session });
    await page.locator(shown).first().waitFor();
    const offered = await page.evaluate<string[]>(OFFERS);
    const reads = path === '/settings' ? [...READS, ASK_WHY] : READS;
    expect(offered.filter((name) => !reads.includes(name))).toEqual([]);
  });

  test('lacks what an admin has there', async () => {
    const { server, session } = await signedInConsole('may-change');
    const { page } = await openPage('/', { server, ...session });
    const offered: string[] = [];
    for (const [path, shown] of PAGES) {
      await page.goto(`${server.address}${path}`);
      await page
        .locator(path === '/new' ? 'form' : shown)
        .first()
        .waitFor();
      offered.push(...(await page.evaluate<string[]>(OFFERS)));
    }
    for (const name of [
      'New run',
      'Start',
      'Dismiss…',
      'Ask',
      'Cancel',
      'Retry failed',
      'Run again',
      'Run now',
      'Delete',
    ]) {
      expect(offered).toContain(name);
    }
  });
});
