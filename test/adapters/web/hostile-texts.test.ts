/**
 * What repositories, people and agents write is text on every page that shows it, though it is written to run. Without the
 * content policy, which would stop it too.
 */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ReportBlock, ReportDocument, ReportFinding } from '../../../runner/core/report-document.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { reportFinding } from '../../setup/report-document.ts';
import type { Loopback } from '../http/loopback-server.ts';
import { consoleServer, openAddress } from './browser.ts';
import { endedRun, memoryLedger, RUN } from './run-stories.ts';

const MARKER = '<img src=x onerror="globalThis.owned = true">';
const HOSTILE = [
  MARKER,
  '<svg onload="globalThis.owned = true">',
  '<script>globalThis.owned = true</script>',
  '[link](javascript:globalThis.owned=true)',
  '![picture](x"onerror="globalThis.owned=true)',
].join(' ');

const STEP = 'lens:security';

interface Story {
  readonly run?: Partial<ReturnType<typeof endedRun>['detail']['run']>;
  readonly finding?: Partial<ReportFinding>;
  readonly document?: Partial<ReportDocument>;
  readonly step?: Partial<ReturnType<typeof endedRun>['detail']['steps'][number]>;
  /** what is known of the step beyond its document */
  readonly known?: Parameters<Loopback['service']['know']>[2];
}

const place = { path: HOSTILE, start: 12, end: 12, side: 'head', url: null } as const;
const code = { type: 'code', language: HOSTILE, lines: [HOSTILE] } satisfies ReportBlock;
const diagram = { type: 'diagram', nodes: [{ id: 'a', label: HOSTILE }], edges: [] } satisfies ReportBlock;
const item = { text: HOSTILE, below: [HOSTILE] };

const STORIES: Readonly<Record<string, Story>> = {
  'the name of the repository': { run: { project_id: HOSTILE }, document: { project: HOSTILE } },
  'the name of a file': {
    run: { input: { question: 'q', paths: [HOSTILE] } },
    finding: { path: HOSTILE, citations: [{ place, lines: [HOSTILE], text: HOSTILE }] },
  },
  'the name of a branch': {
    document: { label: HOSTILE },
  },
  'the focus': {
    run: { input: { question: HOSTILE, focused: true } },
    document: { focus: { question: HOSTILE, by_model: true, answer: HOSTILE, blocks: [] } },
  },
  'what an agent says': {
    finding: { title: HOSTILE, claim: HOSTILE, failure: HOSTILE, fix: HOSTILE, notes: [HOSTILE] },
    step: { output: HOSTILE, activity: HOSTILE, label: HOSTILE },
    known: {
      transcript: [
        { kind: 'text', text: HOSTILE },
        { kind: 'tool', name: HOSTILE, title: HOSTILE, status: 'failed' },
      ],
      prompt: { system: HOSTILE, prompt: HOSTILE },
    },
  },
  'the Markdown of a report': {
    document: {
      coverage: [HOSTILE],
      rest: [
        {
          title: HOSTILE,
          folded: false,
          blocks: [
            { type: 'text', text: HOSTILE },
            { type: 'list', ordered: false, items: [item] },
            { type: 'table', head: [HOSTILE], rows: [[HOSTILE]] },
            code,
            diagram,
          ],
        },
      ],
    },
  },
};

async function consoleWith({ run, finding, document, step, known }: Story): Promise<string> {
  const first = reportFinding({ id: 'F1', ...finding });
  const story = endedRun([first], document);
  const server = await consoleServer({
    ledger: memoryLedger([first]),
    projects: async () => [{ id: run?.project_id ?? 'shop', path: '/srv/shop', default_branch: 'main' }],
  });
  const steps = story.detail.steps.map((each) => (each.step_id === STEP ? { ...each, ...step } : each));
  server.service.put({ ...story.detail, run: { ...story.detail.run, ...run }, steps }, story.document);
  if (known !== undefined) server.service.know(RUN, STEP, known);
  return server.address;
}

/** Opens all that is folded, of the page and of the report in it, and lets the page make what is in there. */
const UNFOLD = `(async () => {
  for (const root of [document, document.querySelector('.report')?.shadowRoot]) {
    for (const folded of root?.querySelectorAll('details') ?? []) folded.open = true;
  }
  for (let times = 0; times < 3; times++) await new Promise((resolve) => requestAnimationFrame(resolve));
})()`;

/** What the page shows as text, and what its fields hold. */
async function readAll(page: Page): Promise<string> {
  await page.evaluate(UNFOLD);
  const texts = page.locator('body, .report-body').allInnerTexts();
  const values = page.evaluate('[...document.querySelectorAll("input, textarea")].map(({ value }) => value)');
  return [...(await texts), ...((await values) as string[])].join('\n');
}

/** Whatever of the text became a part of the page that could run. */
const alive = (page: Page) =>
  page
    .locator('img[src="x"], [onerror], [onload], a[href^="javascript:" i], script:not([type]):not([src])')
    .count();

sayWithoutChromium('hostile texts on the pages');

describe.skipIf(CHROMIUM === null)('on every page', () => {
  test.each(Object.entries(STORIES))('%s is text', async (_what, story) => {
    const address = await consoleWith(story);
    const { page, faults } = await openAddress(address, { bypassCSP: true });
    const seen: string[] = [];
    for (const [path, shown] of [
      ['/', '.runs .title'],
      [`/runs/${RUN}?finding=F1&step=${STEP}&funnel=challenged`, '.step-panel section'],
      [`/runs/${RUN}?view=graph&step=${STEP}`, '.picture [data-step]'],
      [`/new?from=${RUN}`, 'form'],
      [`/compare?a=${RUN}`, 'select'],
      [`/api/runs/${RUN}/report.html`, 'main'],
    ] as const) {
      await page.goto(`${address}${path}`);
      await page.locator(shown).first().waitFor();
      if (path.includes('finding')) {
        await page.locator('#report').scrollIntoViewIfNeeded();
        await page.locator('.report-body').waitFor();
      }
      seen.push(await readAll(page));
      expect(await alive(page), path).toBe(0);
      expect(await page.evaluate('globalThis.owned'), path).toBeUndefined();
    }
    expect(seen.filter((text) => text.includes(MARKER)).length).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });
});
