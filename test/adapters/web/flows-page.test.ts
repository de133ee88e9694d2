import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../../bot/app/content.ts';
import { createSampleReports } from '../../../bot/app/sample-reports.ts';
import { createRunPictures } from '../../../bot/timeline/run-pictures.ts';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import type { Catalogue } from '../../../runner/core/ports/catalogue.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import type { Loopback } from '../http/loopback-server.ts';
import { accessFaults, consoleServer, LOOKS, type OpenOptions, openPage } from './browser.ts';

const HOSTILE = `<img src=x onerror=alert(1)>"'</script>${'long'.repeat(60)}`;
const OWN = 'own-check';

sayWithoutChromium('the pages of the flows');

describe.skipIf(CHROMIUM === null)('the pages of the flows', () => {
  let catalogue: Catalogue;
  let server: Loopback;

  beforeAll(async () => {
    const [sample] = FLOWS;
    if (sample === undefined) throw new Error('there is no flow');
    const own = { ...sample, name: OWN, title: HOSTILE, purpose: HOSTILE, own: true } as const;
    const builtIn = await loadCatalogue(async () => {
      throw new Error('nothing is collected here');
    });
    catalogue = { ...builtIn, flows: [...FLOWS, own] };
  });
  afterAll(() => server?.close());

  async function opened(path: string, options: OpenOptions = {}) {
    server = await consoleServer({
      flows: catalogue.flows,
      personas: catalogue.personas,
      pictures: createRunPictures({ catalogue, now: Date.now }),
      sampleReport: createSampleReports(catalogue.flows),
    });
    return await openPage(path, { server, ...options });
  }

  test('lists every flow below its category, with what it answers', async () => {
    const { page, faults } = await opened('/flows');
    await page.getByRole('region', { name: 'Review' }).getByText('May this be merged?').waitFor();
    expect(await page.locator('.catalogue li').count()).toBe(FLOWS.length + 1);
    await page.getByRole('link', { name: 'Tech debt' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tech debt' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('draws the steps of each size, and those of a fast run', async () => {
    const { page } = await opened('/flows/tech-debt');
    const steps = page.locator('.plan [data-step]');
    await steps.first().waitFor();
    const small = await steps.count();
    await page.getByRole('link', { name: 'Large' }).click();
    await expect.poll(() => steps.count()).toBeGreaterThan(small);
    const large = await steps.count();
    await page.getByRole('link', { name: /^Fast/ }).click();
    await expect.poll(() => steps.count()).toBeLessThan(large);
    expect(new URL(page.url()).search).toBe('?size=large&fast=true');
  });

  test('shows who works in it, in their own words', async () => {
    const { page } = await opened('/flows/code-review');
    const persona = page.getByText('Correctness reviewer, in all sizes');
    await persona.click();
    const body = catalogue.personas.find(({ name }) => name === 'Correctness reviewer')?.body.trim() ?? '';
    expect(await page.locator('.personas pre').first().textContent()).toBe(body);
  });

  test('shows a sample of its report, and leads to its start', async () => {
    const { page, faults } = await opened('/flows/code-review');
    await page.getByText('Show the report').click();
    await page.locator('.report-body').getByText('Changed files, riskiest first').waitFor();
    await page.getByRole('link', { name: 'Start it' }).click();
    await page.waitForURL(/\/new\?flow=code-review$/);
    expect(faults).toEqual([]);
  });

  test('says that there is no sample of a flow of the operator', async () => {
    const { page } = await opened(`/flows/${OWN}`);
    await page
      .getByRole('region', { name: 'Sample report' })
      .getByText('There is no sample report')
      .waitFor();
    expect(await page.getByText('Show the report').count()).toBe(0);
    expect((await server.get(`/api/flows/${OWN}/sample.html`)).status).toBe(404);
  });

  test('says which flow is meant by a name that there is not', async () => {
    const { page } = await opened('/flows/tech-dept');
    await page.getByText('Did you mean tech-debt?').waitFor();
  });

  test.each(LOOKS)('shows hostile text as text and has no fault that axe finds: %s', async (_, look) => {
    for (const path of ['/flows', `/flows/${OWN}`]) {
      const { page, faults } = await opened(path, look);
      await page.getByText(HOSTILE).first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      expect(faults).toEqual([]);
    }
  });
});

test('every flow of Baton has a sample report', async () => {
  const sample = createSampleReports(FLOWS);
  for (const { name } of FLOWS) expect((await sample(name))?.body, name).toContain('<h2');
});
