import { describe, expect, test } from 'vitest';
import { readClientModules } from '../../../adapters/web/server/client-modules.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { accessFaults, consoleServer, LOOKS, type OpenOptions, openPage } from './browser.ts';

/** Opens the dialog by its key, above the runs or another page. */
async function opened(options: OpenOptions & { readonly path?: string } = {}) {
  const { path = '/', ...rest } = options;
  const there = await openPage(path, rest);
  const { page } = there;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'New run' });
  await dialog.getByRole('button', { name: 'Start' }).waitFor();
  return { ...there, dialog };
}

test('the form for a new run is not loaded before it is needed', () => {
  const { neededBy, importMap } = readClientModules();
  expect(neededBy('runs').filter((address) => address.includes('/client/new/'))).toEqual([]);
  expect(importMap).toContain('/client/new/launcher');
});

sayWithoutChromium('the dialog for a new run');

describe.skipIf(CHROMIUM === null)('the dialog for a new run', () => {
  test('starts a run of the chosen flow, and goes to it', async () => {
    const { page, dialog, server, faults } = await opened();
    await dialog.getByRole('link', { name: /^Review$/ }).click();
    await dialog.getByLabel('Focus').fill('Is the retry logic safe?');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\//);
    expect(await dialog.count()).toBe(0);
    expect(server.service.requests).toMatchObject([
      { flow_name: 'code-review', question: 'Is the retry logic safe?' },
    ]);
    expect(faults).toEqual([]);
  });

  test('keeps what was chosen and typed when it is closed, until a run is started with it', async () => {
    const { page, dialog } = await opened();
    await dialog.getByRole('link', { name: /tech.debt/i }).click();
    await dialog.getByLabel('Focus').fill('the cart');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('n');
    expect(await dialog.getByLabel('Focus').inputValue()).toBe('the cart');
    expect(await dialog.locator('.flow-choice [aria-current]').innerText()).toMatch(/tech.debt/i);
    await dialog.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\//);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('n');
    expect(await dialog.getByLabel('Focus').inputValue()).toBe('');
  });

  test.each(['Escape', 'Close'])('gives the focus back after %s', async (way) => {
    const there = await openPage('/');
    const { page } = there;
    await page.getByRole('link', { name: 'Schedules' }).focus();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New run' });
    await dialog.getByRole('button', { name: 'Start' }).waitFor();
    // The chosen flow has it meanwhile.
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("aria-current")'))
      .toBe('true');
    if (way === 'Close') await dialog.getByRole('button', { name: 'Close' }).click();
    else await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Schedules');
  });

  test('has fields of its own above a page with such fields', async () => {
    const { page, dialog } = await opened({ path: '/schedules?form=new' });
    await dialog.getByText('Back end and model').click();
    await dialog.getByText('Model', { exact: true }).click();
    await page.keyboard.type('m-5');
    expect(await dialog.getByLabel('Model').inputValue()).toBe('m-5');
  });

  test('keeps the keys of the page below from doing anything', async () => {
    const { page, dialog } = await opened();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.keyboard.press('n');
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await dialog.count()).toBe(1);
  });

  test('says what is wrong, and stays', async () => {
    const resolveTarget = async () => {
      throw new BatonError('refused', 'unknown_project', 'There is no such project.', { path: 'project_id' });
    };
    const { dialog } = await opened({ server: await consoleServer({ resolveTarget }) });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('There is no such project.').waitFor();
  });

  test('closes when another page is gone to', async () => {
    const { page, dialog, server } = await opened({ path: '/schedules' });
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.keyboard.press('n');
    await dialog.waitFor();
    await page.goBack();
    await expect.poll(() => page.url()).toBe(`${server.address}/schedules`);
    await expect.poll(() => dialog.count()).toBe(0);
  });

  test('is not there on the page that is the same, nor for those who only look', async () => {
    const there = await openPage('/new');
    await there.page.getByRole('button', { name: 'Start' }).waitFor();
    await there.page.keyboard.press('n');
    expect(await there.page.getByRole('dialog').count()).toBe(0);
    const server = await consoleServer({ tokens: { admin: ['a'.repeat(32)], viewer: ['v'.repeat(32)] } });
    const { page } = await openPage('/', { server });
    await page.getByLabel(/token/i).fill('v'.repeat(32));
    await page.keyboard.press('Enter');
    await page.getByText('You may look here, and change nothing.').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await page.getByText('Start a new run').count()).toBe(0);
  });

  test.each(LOOKS)('has no fault that axe finds: %s', async (_look, options) => {
    const { page } = await opened({ bypassCSP: true, ...options });
    expect(await accessFaults(page)).toEqual([]);
  });
});
