import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ScheduleDocument } from '../../../runner/core/schedule.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { accessFaults, consoleServer, focusedLabel, LOOKS, type OpenOptions, openPage } from './browser.ts';
import { aSchedule, memorySchedules, RUN_ID } from './memory-schedules.ts';

const HOSTILE = `<img src=x onerror=alert(1)>"'</script>${'long'.repeat(60)}`;

async function opened(documents: ScheduleDocument[], options: OpenOptions & { readonly at?: string } = {}) {
  const { schedules, asked } = memorySchedules(...documents);
  const { at = '', ...rest } = options;
  const server = await consoleServer({ schedules });
  return { ...(await openPage(`/schedules${at}`, { server, ...rest })), asked };
}

const row = (page: Page, name: string) => page.locator('.schedules li').filter({ hasText: name });

sayWithoutChromium('the page of the schedules');

describe.skipIf(CHROMIUM === null)('the page of the schedules', () => {
  test('says when each fires next by the clocks of its own zone, and by the reader’s on hover', async () => {
    const { page, faults } = await opened([aSchedule()], { timezoneId: 'America/New_York' });
    const next = row(page, 'Morning debt').locator('time').first();
    await next.waitFor();
    expect(await next.textContent()).toMatch(/Mar 4, 08:00 GMT\+5:45/);
    expect(await next.getAttribute('title')).toMatch(/March 3, 2126 at 9:15:00 PM EST/);
    expect(faults).toEqual([]);
  });

  test.each([
    ['started', 'Last: started a run', null],
    ['overlap', 'since the run before was still working', null],
    ['refused', 'The back end is not ready. The next time it is tried again.', 'The back end is not ready.'],
  ] as const)('says what came of the last fire: %s', async (outcome, text, reason) => {
    const run_id = outcome === 'refused' ? null : RUN_ID;
    const last_fire = { at: '2026-03-01T08:00:00.000Z', outcome, run_id, reason };
    const { page } = await opened([aSchedule({ last_fire })]);
    await row(page, text).waitFor();
    const links = await row(page, text).locator(`a[href="/runs/${RUN_ID}"]`).count();
    expect(links).toBe(run_id === null ? 0 : 1);
  });

  test('says why one is paused, and resumes it', async () => {
    const reason = 'The project shop is gone.';
    const { page } = await opened([aSchedule({ paused: true, pause_reason: reason, next_fire: null })]);
    await row(page, `Paused by Baton: ${reason}`).waitFor();
    await page.getByRole('button', { name: 'Resume: Morning debt' }).click();
    await page.getByRole('button', { name: 'Pause: Morning debt' }).click();
    await row(page, 'Paused.').waitFor();
  });

  test('starts a run now, and leads to it', async () => {
    const { page, asked } = await opened([aSchedule()]);
    await page.getByRole('button', { name: 'Run now: Morning debt' }).click();
    const link = page.getByRole('link', { name: 'Its run has started' });
    expect(await link.getAttribute('href')).toBe(`/runs/${RUN_ID}`);
    expect(asked).toEqual([['run', 's1']]);
  });

  test('adds one, and says at its field what is wrong', async () => {
    const { page, asked } = await opened([], { timezoneId: 'Europe/Berlin' });
    await page.getByRole('link', { name: 'Add a schedule' }).click();
    await page.getByLabel('Flow').selectOption('tech-debt');
    await page.getByLabel('When').fill('sometimes');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('The time is not understood.').waitFor();
    await expect.poll(() => focusedLabel(page)).toBe('When');
    await page.getByLabel('When').fill('weekdays 8:00');
    await page.getByRole('button', { name: 'Add' }).click();
    await row(page, 'made').waitFor();
    const run = { flow_name: 'tech-debt', project_id: 'shop', band: 'small', question: null };
    const request = { when: 'weekdays 8:00', tz: 'Europe/Berlin', name: null, run };
    expect(asked.at(-1)).toMatchObject(['add', request]);
  });

  test('sends of a change only what was changed', async () => {
    const { page, asked } = await opened([aSchedule()]);
    await page.getByRole('link', { name: 'Edit: Morning debt' }).click();
    await page.getByText('Name, back end and model').click();
    await page.getByLabel('Name (optional)').fill('Evening debt');
    await page.getByRole('button', { name: 'Save' }).click();
    await row(page, 'Evening debt').waitFor();
    expect(asked).toEqual([['change', 's1', { name: 'Evening debt' }]]);
  });

  test('deletes one after asking', async () => {
    const { page } = await opened([aSchedule()]);
    await page.getByRole('button', { name: 'Delete: Morning debt' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await row(page, 'Morning debt').count()).toBe(1);
    await page.getByRole('button', { name: 'Delete: Morning debt' }).click();
    await page.getByRole('button', { name: 'Delete the schedule' }).click();
    await page.getByRole('heading', { name: 'No schedules yet' }).waitFor();
  });

  test('offers for one of baton.yaml what can be done here, and says where the rest is', async () => {
    const { page } = await opened([aSchedule({ id: 'nightly', source: 'file', owner: null })], {
      at: '?form=nightly',
    });
    await row(page, 'One of baton.yaml: its time and its run are changed in that file.').waitFor();
    const buttons = row(page, 'Morning debt').locator('button, a.button');
    expect(await buttons.allTextContents()).toEqual(['Run now', 'Pause']);
  });

  test('shows a viewer no button, and no form', async () => {
    const { schedules } = memorySchedules(aSchedule());
    const tokens = { admin: ['a'.repeat(20)], viewer: ['v'.repeat(20)] };
    const server = await consoleServer({ schedules, tokens });
    const { page } = await openPage('/schedules?form=add', { server });
    await page.getByLabel('Token').fill('v'.repeat(20));
    await page.keyboard.press('Enter');
    await row(page, 'Morning debt').waitFor();
    expect(await page.locator('main button, main .button, main form').count()).toBe(0);
  });

  test.each(LOOKS)(
    'shows hostile text as text and has no fault that axe finds: %s',
    async (_look, options) => {
      const reason = HOSTILE;
      const last_fire = { at: '2026-03-01T08:00:00.000Z', outcome: 'refused', run_id: null, reason } as const;
      const hostile = aSchedule({
        ...{ id: HOSTILE, name: HOSTILE, when: HOSTILE, tz: HOSTILE, post_to: HOSTILE, last_fire },
        run: { ...aSchedule().run, project_id: HOSTILE, flow_name: HOSTILE, question: HOSTILE },
      });
      const { page, faults } = await opened([hostile, aSchedule({ paused: true, pause_reason: HOSTILE })], {
        bypassCSP: true,
        ...options,
      });
      await row(page, 'Morning debt').waitFor();
      expect(await accessFaults(page)).toEqual([]);
      expect(await page.locator('.schedules img').count()).toBe(0);
      expect(faults).toEqual([]);
    },
  );

  test.each(LOOKS)('has a form without a fault that axe finds: %s', async (_look, options) => {
    const { page } = await opened([], { bypassCSP: true, at: '?form=add', ...options });
    await page.getByRole('button', { name: 'Add' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });
});
