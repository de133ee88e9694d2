/**
 * The pictures of the console that the README shows: the page of a review of the order service, on a desk and on a phone.
 * `vitest -u` writes them, with times that are set.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { sourceView } from '../../flows/report/source-view.ts';
import { consoleServer, openAddress } from '../adapters/web/browser.ts';
import { memoryLedger } from '../adapters/web/run-stories.ts';
import { HOUSE } from '../house/house.ts';
import { CHROMIUM, sayWithoutChromium } from '../setup/chromium.ts';
import { useEngine } from './engine.ts';
import { goodAgents } from './good-agents.ts';
import { CHANGE, makeFaultyService } from './order-service.ts';

const STARTED = '2026-03-02T09:00:00.000Z';
const ENDED = '2026-03-02T09:04:10.000Z';
const SEEN = '2026-03-02T09:05:00.000Z';
const TIMES = { created_at: STARTED, started_at: STARTED, completed_at: ENDED };
/** A README with larger ones loads slowly. */
const MOST_BYTES = 200_000;

const PICTURES = [
  ['console.png', { width: 1280, height: 1240 }],
  ['console-phone.png', { width: 390, height: 1240 }],
] as const;

const engine = useEngine();
let address: string;

sayWithoutChromium('the pictures of the console');

describe.skipIf(CHROMIUM === null)('the pictures of the console', () => {
  beforeAll(async () => {
    const service = makeFaultyService();
    const wanted = { flow: 'code-review', path: service.repository.path, band: 'medium', ...CHANGE } as const;
    const { run, steps, report, document, file } = await engine.run(wanted, goodAgents(service));
    const server = await consoleServer({
      ledger: memoryLedger([...document.findings, ...document.measured]),
      source: async (_run_id, place) => await sourceView(await file(place.side, place.path), place),
    });
    const shown = { ...run, ...TIMES, project_id: document.project, requested_by: 'cli:ana' };
    server.service.put({ run: shown, steps, report }, document);
    address = `${server.address}/runs/${run.id}?finding=F1`;
  });

  test.each(PICTURES)(
    '%s shows the verdict, the gravest finding and its code, and is small',
    async (name, viewport) => {
      const { page } = await openAddress('about:blank', { viewport });
      await page.clock.setFixedTime(SEEN);
      await page.goto(address, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { level: 1, name: 'Do not merge yet: 3 critical' }).waitFor();
      await page.getByText('SQL injection in').first().waitFor();
      await page.locator('.cited-line').waitFor();
      await page.getByRole('button', { name: /^Useful/ }).waitFor();
      const picture = await page.screenshot({ animations: 'disabled' });
      expect(picture.length).toBeLessThan(MOST_BYTES);
      if (inject('writesFiles')) await writeFile(join(HOUSE, 'docs', 'images', name), picture);
    },
  );
});
