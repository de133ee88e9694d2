/** The page of a run in a real Chromium; without one on the machine, nothing of this is tested. */
import { describe, expect, test } from 'vitest';
import { addConsole } from '../../../adapters/web/server/console.ts';
import type { RunDocument } from '../../../runner/core/documents.ts';
import type { SourceDocument } from '../../../runner/core/source-document.ts';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { everyText } from '../../flows/report/html/documents.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { reportFinding } from '../../setup/report-document.ts';
import { loopback } from '../http/loopback-server.ts';
import { accessFaults, LOOKS, openAddress, workOf } from './browser.ts';
import { ENDED, endedRun, manyFindings, memoryLedger, RUN, STEPS } from './run-stories.ts';

sayWithoutChromium('the page of a run');

const HOSTILE = `<img src=x onerror="document.title='owned'"> </script><script>document.title='owned'</script>`;

const SOURCE: SourceDocument = {
  path: 'src/retry.ts',
  side: 'head',
  commit_sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  first: 11,
  total: 40,
  lines: [
    [{ text: '// again', kind: 'comment' }],
    [
      { text: '  ', kind: null },
      { text: 'while', kind: 'keyword' },
      { text: ' (true) { // <b>', kind: null },
    ],
  ],
};

/** A console with that run. */
async function consoleWith(story: ReturnType<typeof endedRun> | null) {
  const ledger = memoryLedger(story?.document.findings ?? []);
  const server = await loopback({
    pages: addConsole,
    ledger,
    source: async () => SOURCE,
  });
  if (story !== null) server.service.put(story.detail, story.document);
  return { ...server, ledger, at: `${server.address}/runs/${RUN}` };
}

describe.skipIf(CHROMIUM === null)('the page of a run', () => {
  test('says first what the run came to, then how grave that is and what it took', async () => {
    const { at } = await consoleWith(endedRun(manyFindings(3)));
    const { page, faults } = await openAddress(at);
    expect(await page.locator('h1').first().innerText()).toBe('Do not merge yet: fix F1.');
    expect(await page.locator('.run-heading').innerText()).toMatch(
      /P0 1[\s\S]*Took\s+4:10[\s\S]*the API or this console/,
    );
    expect(await page.title()).toBe('Do not merge yet: fix F1. · code-review');
    expect(faults).toEqual([]);
  });

  test('opens a finding to its claim, its code and the reasons to believe it, and keeps it in the address', async () => {
    const { at } = await consoleWith(endedRun(manyFindings(3)));
    const { page } = await openAddress(at);
    await page.getByRole('link', { name: /F2/ }).first().click();
    const shown = page.locator('div.finding');
    await shown.locator('.cited-line').waitFor();
    expect(new URL(page.url()).search).toBe('?finding=F2');
    const text = await shown.innerText();
    expect(text).toMatch(/The loop has no end\.[\s\S]*Fix: Stop after five tries\./);
    expect(await shown.locator('.cited-line').innerText()).toContain('while (true) { // <b>');
    expect(text).toMatch(
      /Claimed by\s+Correctness[\s\S]*1 citation holds[\s\S]*upheld it[\s\S]*no other exit[\s\S]*kept as P1/,
    );
    await page.reload();
    await page.locator('div.finding .cited-line').waitFor();
  });

  test('shows the lines of the report where the file can’t be read, and says why', async () => {
    const story = endedRun(manyFindings(1));
    const server = await loopback({ pages: addConsole, ledger: memoryLedger([]) });
    server.service.put(story.detail, story.document);
    const { page } = await openAddress(`${server.address}/runs/${RUN}?finding=F1`);
    await page.getByText('Nothing is read here.').waitFor();
    expect(await page.locator('.source').innerText()).toContain('while (true) {');
  });

  test('filters findings by severity, lens, file and text, in the address', async () => {
    const { at } = await consoleWith(endedRun(manyFindings(10)));
    const { page } = await openAddress(`${at}?persona=security&severity=P0`);
    const rows = page.locator('.findings > li');
    await rows.first().waitFor();
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining('F1 ')]);
    await page.getByRole('link', { name: 'Clear' }).click();
    expect(await rows.count()).toBe(10);
    await page.getByLabel('Text').fill('number 7');
    await page.waitForURL(/[?&]q=number\+7$/);
    await rows.nth(1).waitFor({ state: 'detached' });
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining('F7 ')]);
  });

  test('dismisses a finding with a reason, and restores it', async () => {
    const { at, ledger } = await consoleWith(endedRun(manyFindings(2)));
    const { page } = await openAddress(`${at}?finding=F1`);
    await page.getByRole('button', { name: 'Dismiss…' }).click();
    await page.getByLabel(/Won’t fix/).check();
    await page.getByLabel(/^Note/).fill('known');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await page.getByText("Dismissed as “won't fix”").waitFor();
    const key = { fingerprint: '0000000000000000', project_id: 'shop', flow_name: 'code-review' };
    expect(ledger.said).toEqual([{ dismiss: key, why: { reason: "won't fix", until: null, note: 'known' } }]);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('button', { name: 'Dismiss…' }).waitFor();
    expect(ledger.said.at(-1)).toEqual({ restore: key });
  });

  test('takes a vote, and takes it back when it is pressed again', async () => {
    const { at, ledger } = await consoleWith(endedRun(manyFindings(1)));
    const { page } = await openAddress(`${at}?finding=F1`);
    await page.getByRole('button', { name: 'Useful: 0', exact: true }).click();
    await page.getByRole('button', { name: 'Useful: 1', exact: true }).click();
    await page.getByRole('button', { name: 'Useful: 0', exact: true }).waitFor();
    expect(ledger.said).toMatchObject([{ vote: 'up' }, { vote: null }]);
  });

  test('opens the list behind each number of the funnel', async () => {
    const { at } = await consoleWith(endedRun(manyFindings(2)));
    const { page } = await openAddress(at);
    await page.getByRole('link', { name: /Citations checked/ }).click();
    await expect
      .poll(() => page.locator('.stage').innerText())
      .toMatch(
        /Dropped here\s+No citation holds \(1\)\s+There is a \*back\* door — quote not found, by lens:security/,
      );
    await page.getByRole('link', { name: /Challenged/ }).click();
    expect(await page.locator('.stage').innerText()).toMatch(
      /Dropped here\s+Refuted \(2\)[\s\S]*Left after this check[\s\S]*Below the gate/,
    );
  });

  test('tells who asked and where by name, and posts the run in another channel', async () => {
    const story = endedRun(manyFindings(1));
    const sent: unknown[] = [];
    const server = await loopback({
      pages: addConsole,
      chat: {
        about: async () => ({
          requested_by: { actor: 'slack:T1:U1', name: '@Ana' },
          threads: [
            { platform: 'slack', title: 'Slack', channel: '#shop', url: 'https://acme.slack.com/p1' },
          ],
          exports: [{ platform: 'slack', title: 'Slack', example: 'C0123456789' }],
        }),
        export: async (_run_id, { channel }) => void sent.push(channel),
      },
    });
    server.service.put(story.detail, story.document);
    const { page } = await openAddress(`${server.address}/runs/${RUN}`);
    await page.getByText('@Ana').waitFor();
    expect(await page.getByRole('link', { name: 'Slack #shop' }).getAttribute('href')).toBe(
      'https://acme.slack.com/p1',
    );
    await page.getByText('Export', { exact: true }).click();
    await page.getByLabel('To a channel').fill('slack:C2');
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Post it there' }).click();
    await page.getByText('It will appear there in a moment.').waitFor();
    expect(sent).toEqual(['C2']);
  });

  test('works for less than half a second until it can be used, with twenty steps and forty findings', async () => {
    const story = endedRun(manyFindings(40));
    const steps = Array.from({ length: 20 }, (_, at) => stepDocument(`step-${at}`, { status: 'completed' }));
    const { at } = await consoleWith({ ...story, detail: { ...story.detail, steps } });
    const { page } = await openAddress(at);
    const work = await workOf(page);
    const took: number[] = [];
    // The quickest of them: neighbors on the same processor slow down the others.
    for (let load = 0; load < 5; load += 1) {
      await page.reload({ waitUntil: 'commit' });
      await page.locator('.findings > li').nth(39).waitFor();
      took.push(await work());
    }
    expect(Math.min(...took)).toBeLessThan(500);
  });

  test('offers the report as a file in each format', async () => {
    const { at } = await consoleWith(endedRun(manyFindings(1)));
    const { page } = await openAddress(at);
    await page.getByText('Export', { exact: true }).click();
    const names = await page
      .locator('.menu a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('download')));
    expect(names).toEqual(['md', 'html', 'json', 'sarif'].map((format) => `code-review-1a2b3c4d.${format}`));
    expect(await page.getByLabel('To a channel').count()).toBe(0);
  });

  test.each(LOOKS)('breaks no rule of access: %s', async (_name, options) => {
    const { at } = await consoleWith(endedRun(manyFindings(4)));
    const { page } = await openAddress(`${at}?finding=F1&funnel=challenged`, options);
    await page.locator('.cited-line').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss…' }).click();
    expect(await accessFaults(page)).toEqual([]);
  });

  test('shows hostile text in every field as text', async () => {
    const story = endedRun([reportFinding({ id: 'F1' })]);
    const { version, ...rest } = story.document;
    const document = { ...everyText(rest as typeof story.document, HOSTILE), version };
    const [finding] = document.findings;
    if (finding === undefined || story.detail.run.outcome === null) throw new Error('there is no finding');
    const outcome = { ...story.detail.run.outcome, verdict: HOSTILE, answer: HOSTILE, findings: [finding] };
    const run: RunDocument = {
      ...story.detail.run,
      outcome,
      error: HOSTILE,
      model: HOSTILE,
      project_id: HOSTILE,
      requested_by: `cli:${HOSTILE}`,
      input: { question: HOSTILE, focused: true },
    };
    const detail = {
      ...story.detail,
      run,
      steps: [stepDocument('x', { label: HOSTILE, persona: HOSTILE, error: HOSTILE, status: 'failed' })],
    };
    const { at } = await consoleWith({ detail, document });
    const { page, faults } = await openAddress(
      `${at}?finding=${encodeURIComponent(finding.id)}&funnel=challenged&q=${encodeURIComponent(HOSTILE)}`,
    );
    await page.locator('.cited-line').waitFor();
    expect(await page.locator('img, script:not([type])').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('h1').first().innerText()).toContain('<img src=x');
    expect(faults).toEqual([]);
  });
});

describe.skipIf(CHROMIUM === null)('the page of a run that has no findings to show', () => {
  const shown = async (run: Partial<RunDocument>, steps = STEPS) => {
    const server = await consoleWith(null);
    server.service.put({ run: runDocument({ id: RUN, ...run }), steps, report: null });
    return server;
  };

  test('says what a running run does, and becomes the ended one without a reload', async () => {
    const server = await shown({ status: 'running' }, [
      stepDocument('a', { status: 'completed' }),
      stepDocument('b'),
    ]);
    const { page } = await openAddress(server.at);
    await page.getByRole('heading', { name: 'Running: 1 of 2 steps done' }).waitFor();
    const { detail, document } = endedRun(manyFindings(2));
    server.service.put(detail, document);
    server.service.change(RUN, { status: 'completed' });
    await page.getByRole('heading', { name: 'Do not merge yet: fix F1.' }).waitFor();
    await page.getByRole('link', { name: /F2/ }).first().waitFor();
  });

  test('says why a run waits', async () => {
    const server = await shown({ status: 'running' });
    server.service.wait = { type: 'no_worker', host: null };
    const { page } = await openAddress(server.at);
    await page
      .getByText('This run is waiting for a worker: none is running. Start one with: baton start')
      .waitFor();
  });

  test('cancels a run once that is confirmed', async () => {
    const server = await shown({ status: 'running' });
    const { page } = await openAddress(server.at);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(server.service.cancelled).toEqual([]);
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    expect(server.service.cancelled).toEqual([RUN]);
  });

  test('says why a run failed and what to do, and retries it', async () => {
    const failed = stepDocument('a', { status: 'failed', error: 'no key' });
    const server = await shown({ status: 'failed', error: 'step a failed: no key', completed_at: ENDED }, [
      failed,
    ]);
    const { page } = await openAddress(server.at);
    await page.getByText('step a failed: no key').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(
      /What to do: Remove the cause, then press Retry failed/,
    );
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await page.getByRole('heading', { name: /^Running/ }).waitFor();
    expect(server.service.retried).toEqual([RUN]);
  });

  test('offers no retry that would fail the same way', async () => {
    const failed = stepDocument('a', { status: 'failed', error: 'no files', fail_code: 'no_files' });
    const server = await shown({ status: 'failed', error: 'step a failed: no files', completed_at: ENDED }, [
      failed,
    ]);
    const { page } = await openAddress(server.at);
    await page.getByText('A retry would fail the same way.').waitFor();
    expect(await page.getByRole('button', { name: 'Retry failed' }).count()).toBe(0);
  });

  test('says that there are no findings', async () => {
    const server = await consoleWith(endedRun([]));
    const { page } = await openAddress(server.at);
    await page.getByRole('heading', { name: 'No findings' }).waitFor();
  });

  test('says that there is no such run', async () => {
    const server = await consoleWith(null);
    const { page } = await openAddress(server.at);
    await page.getByText('There is no run').waitFor();
  });
});
