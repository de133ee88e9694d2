/** The console as a person uses it: a real service with agents by a script, a Slack on loopback, and a real Chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORT_FORMATS, type ReportFormat, reportFileName } from '../../runner/core/ports/report-formats.ts';
import { CHROMIUM, launchChromium, sayWithoutChromium } from '../setup/chromium.ts';
import { type Entry, scripted } from './answers.ts';
import type { ChatPlace } from './chat/place.ts';
import { slackPlace } from './chat/slack-place.ts';
import { storyScript } from './chat/story-script.ts';
import { atRun, openWindow, savedReports, startRun, tabTo, verdict } from './console-window.ts';
import { ownFolder } from './processes.ts';
import { type Service, startService } from './service-client.ts';
import { makeShop } from './shop.ts';

const FLOW = 'tech-debt';
const AGENT_MS = 1_000;
const STREAM_MS = 2_000;
/** All of the story takes less. */
const LIMIT_MS = 300_000;
const NEGATIVE = /The tax is added to a total/;
const LOST = 'The connection to Baton is lost';

sayWithoutChromium('the console');

/** Its first lens thinks aloud while it answers; the only lens of another flow fails at the first time. */
function script(): Readonly<Record<string, Entry>> {
  const story = storyScript(AGENT_MS);
  const lens = story['tech-debt/lens:maintainability'];
  const spoken = `I read the cart first.\n\n\`\`\`json\n${JSON.stringify(lens?.answer)}\n\`\`\``;
  return {
    ...story,
    'tech-debt/lens:maintainability': { delay_ms: AGENT_MS / 2, stream_ms: STREAM_MS, answer: spoken },
    'tech-debt/ask': { answer: 'I looked at the cart and at the tax.' },
    'dependency-health/lens:dependencies': { fault: 'error', times: 1 },
  };
}

describe.skipIf(CHROMIUM === null)('the console', () => {
  const home = ownFolder();
  let place: ChatPlace;
  let port = '0';
  let service: Service;
  let browser: Browser;

  const start = () =>
    startService({
      home,
      limitMs: LIMIT_MS,
      variables: { ...place.variables, ...scripted(script()), PORT: port },
    });

  beforeAll(async () => {
    writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${makeShop().path} }\n`);
    place = await slackPlace('socket', {});
    service = await start();
    // After a restart the page finds the service where it was.
    port = new URL(service.address).port;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await place?.stop();
  });

  const opened = (path = '/') => openWindow(browser, `${service.address}${path}`);

  test('starts a run and shows it live: its graph, its timeline, and what an agent says while it says it', async () => {
    const { page, faults } = await opened();
    await page.getByRole('link', { name: 'New run' }).click();
    await page.getByLabel('Focus').fill('what hurts most');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await atRun(page);
    await verdict(page, /^Running: /);
    const views = page.getByRole('navigation', { name: 'Views of the steps' });
    for (const view of ['Timeline', 'Graph']) {
      await views.getByRole('link', { name: view }).click();
      await page
        .locator(`.picture.${view.toLowerCase()} [data-step="lens:maintainability"]`)
        .first()
        .waitFor();
    }
    // The step that works is open by itself, and what it says grows.
    const step = page.getByRole('article');
    await step.getByRole('heading', { name: 'Maintainability' }).waitFor();
    const said = step.locator('.conversation');
    await said.getByText('I read the cart first.').waitFor();
    await step.getByRole('heading', { name: 'Conversation live' }).waitFor();
    const { length } = await said.innerText();
    await expect.poll(async () => (await said.innerText()).length).toBeGreaterThan(length);
    await page.getByRole('button', { name: 'Maintainability, completed' }).first().waitFor();
    // It becomes the ended one by itself.
    await verdict(page, /^Start with/);
    expect(faults).toEqual([]);
  });

  test('leads from a finding to its evidence, and takes a vote and that it is dismissed', async () => {
    const { page, faults } = await opened();
    await page.locator('.runs').getByRole('link').first().click();
    await page.getByRole('link', { name: NEGATIVE }).first().click();
    await page.getByText('A customer is asked for the wrong sum.').first().waitFor();
    await page.locator('.cited-line').getByText('return total + taxOf(total);').waitFor();
    const believed = page.getByRole('heading', { name: 'Why to believe it' }).locator('..');
    for (const reason of [/^Maintainability$/, '1 citation holds', 'upheld it', 'It stands there.']) {
      await believed.getByText(reason).first().waitFor();
    }
    await page.getByRole('button', { name: 'Useful: 0', exact: true }).click();
    await page.getByRole('button', { name: 'Useful: 1', exact: true }).waitFor();
    await page
      .getByRole('link', { name: /Vouchers are not taken into account/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Dismiss…' }).click();
    await page.getByLabel(/Won’t fix/).check();
    await page.getByLabel('Note').fill('there are no vouchers yet');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await page.getByText(/Dismissed as “won't fix”.*there are no vouchers yet/).waitFor();
    expect(faults).toEqual([]);
  });

  test('answers a question to an agent', async () => {
    const { page, faults } = await opened();
    await page.locator('.runs').getByRole('link').first().click();
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    const step = page.getByRole('article');
    await step.getByRole('textbox').fill('What did you look at?');
    await step.getByRole('button', { name: 'Ask' }).click();
    await step.getByText('I looked at the cart and at the tax.').waitFor();
    expect(faults).toEqual([]);
  });

  test('passes a report on: to the clipboard, as files, and to a channel', async () => {
    const { page, faults } = await opened();
    await page.locator('.runs').getByRole('link').first().click();
    const id = (await atRun(page)).split('/').at(-1) ?? '';
    await page.locator('summary', { hasText: 'Export' }).click();
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.getByRole('status').getByText('Copied').waitFor();
    const report = (await service.get(`/api/runs/${id}/report.md`)).text;
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(report);
    const saved = await savedReports(page);
    const file = (format: ReportFormat) => saved[reportFileName({ id, flow_name: FLOW }, format)] ?? '';
    expect(Object.keys(saved)).toHaveLength(REPORT_FORMATS.length);
    expect(file('md')).toBe(report);
    expect(file('html')).toMatch(/^<!doctype html>[\s\S]*The tax is added to a total/);
    expect(JSON.parse(file('json'))).toMatchObject({ run: { id } });
    expect(JSON.parse(file('sarif'))).toMatchObject({ version: '2.1.0' });
    await page.getByLabel('To a channel').fill(`slack:${place.channelId('ops')}`);
    await page.getByRole('button', { name: 'Post it there' }).click();
    await page.getByText('It will appear there in a moment.').waitFor();
    await place.until('the run in the channel', async () =>
      (await place.cards('ops')).some(({ says }) => says.includes('Tech debt · shop')),
    );
    expect(faults).toEqual([]);
  });

  test('runs it again, compares the two, and leads back to all runs', async () => {
    const { page, faults } = await opened();
    await page.locator('.runs').getByRole('link').first().click();
    const first = await atRun(page);
    await page.getByRole('link', { name: 'Run again' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/runs/') && !first.endsWith(url.pathname));
    await verdict(page, /^Start with/);
    await page.getByRole('link', { name: 'Compare' }).click();
    const earlier = first.split('/').at(-1) ?? '';
    await page.getByLabel('Compare with').selectOption(earlier);
    const group = (name: string) => page.getByRole('region', { name });
    await group('Still there').getByRole('link', { name: NEGATIVE }).waitFor();
    await group('New').getByText('No finding is new.').waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
    await expect.poll(() => page.locator('.runs > li').count()).toBe(2);
    expect(faults).toEqual([]);
  });

  test('says why a run failed and what to do, and completes it by Retry failed', async () => {
    const { page, faults } = await opened();
    await startRun(page, 'dependency-health', 'what is out of date');
    const alert = page.getByRole('alert');
    await alert.getByText(/The only lens failed: .*scripted error/).waitFor();
    await alert.getByText('What to do:').waitFor();
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await verdict(page, 'No findings.');
    await alert.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  test('shows a run in two browsers, and cancels it in one of them for both', async () => {
    const [one, other] = await Promise.all([opened(), opened()]);
    await other.page.goto(await startRun(one.page, FLOW, 'to be cancelled'));
    await verdict(other.page, /^Running: /);
    await one.page.getByRole('button', { name: 'Cancel' }).click();
    await one.page.getByRole('button', { name: 'Cancel the run' }).click();
    for (const { page } of [one, other]) await verdict(page, 'Cancelled');
    await other.page.getByRole('button', { name: 'Go on' }).click();
    await verdict(one.page, /^Running: /);
    for (const { page } of [one, other]) await verdict(page, /^Start with/);
    expect([...one.faults, ...other.faults]).toEqual([]);
  });

  test('goes on after a reload and after the service died in the middle of a run', async () => {
    const { page } = await opened();
    await startRun(page, FLOW, 'over a restart');
    await verdict(page, /^Running: /);
    await page.reload();
    await verdict(page, /^Running: /);
    service.process.signal('SIGKILL');
    await service.process.ended;
    await page.getByText(LOST).waitFor();
    service = await start();
    await verdict(page, /^Start with/);
    await page.getByText(LOST).waitFor({ state: 'hidden' });
    await page.reload();
    await verdict(page, /^Start with/);
  });

  test('is used with the keyboard alone, from a new run to its report', async () => {
    const { page, faults } = await opened();
    await startByKeys(page, 'with the keyboard');
    await verdict(page, /^Start with/);
    await readByKeys(page);
    const { keyboard } = page;
    for (const key of ['g', 'r']) await keyboard.press(key);
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    await keyboard.press('?');
    await page.getByRole('dialog').getByText('Next run').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keyboard.press('/');
    await keyboard.type('with the keyboard');
    await expect.poll(() => page.locator('.runs > li').count()).toBe(1);
    // The list is one step of Tab away from its filters.
    await tabTo(page, page.locator('.runs').getByRole('link').first());
    for (const key of ['j', 'k', 'Enter']) await keyboard.press(key);
    await verdict(page, /^Start with/);
    expect(faults).toEqual([]);
  });
});

async function startByKeys(page: Page, focus: string): Promise<void> {
  // Keys count once the page is there.
  await page.getByRole('link', { name: 'New run' }).waitFor();
  await page.keyboard.press('n');
  await tabTo(page, page.getByLabel('Focus'));
  await page.keyboard.type(focus);
  await tabTo(page, page.getByRole('button', { name: 'Start', exact: true }));
  await page.keyboard.press('Enter');
  await atRun(page);
}

/** Opens a finding, a step in the list and another one in the graph, and the report, in place and as a page. */
async function readByKeys(page: Page): Promise<void> {
  const { keyboard } = page;
  const at = (name: string) => expect.poll(() => new URL(page.url()).searchParams.get(name));
  for (const key of ['j', 'j', 'k']) await keyboard.press(key);
  await at('finding').toBe('F1');
  await page.locator('.cited-line').first().waitFor();
  const steps = page.locator('#steps');
  await tabTo(page, steps.getByRole('link', { name: 'Maintainability', exact: true }));
  await keyboard.press('Enter');
  await at('step').toBe('lens:maintainability');
  await page.getByRole('article').getByRole('heading', { name: 'Conversation' }).waitFor();
  await tabTo(page, steps.getByRole('link', { name: 'Graph' }), 'Shift+Tab');
  await keyboard.press('Enter');
  await tabTo(page, steps.locator('.picture [aria-pressed="true"]'));
  for (const key of ['ArrowRight', 'Enter']) await keyboard.press(key);
  await at('step').not.toBe('lens:maintainability');
  const whole = page.getByRole('link', { name: 'Open as a page' });
  await tabTo(page, whole);
  await page.locator('.report-body').getByText('Coverage & limits').first().waitFor();
  const popup = page.waitForEvent('popup');
  await keyboard.press('Enter');
  await (await popup).getByRole('heading', { name: 'Coverage & limits' }).waitFor();
  await page.bringToFront();
}
