import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { runDocument } from '../../bot/memory-service.ts';
import { catalogue } from '../../bot/surroundings.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { accessFaults, consoleServer, focusedLabel, LOOKS, type OpenOptions, openPage } from './browser.ts';

async function opened(search = '', options: OpenOptions = {}) {
  const there = await openPage(`/new${search}`, options);
  await there.page.getByRole('button', { name: 'Start' }).waitFor();
  return there;
}

async function started(page: Page): Promise<void> {
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\/[0-9a-f-]{36}$/);
}

const BASE = 'b'.repeat(40);

/** The page for a run of `code-review` that is run again. */
async function again(over: Partial<RunDocument>) {
  const server = await consoleServer();
  const run = runDocument(over);
  server.service.put({ run, steps: [], report: null });
  return await opened(`?from=${run.id}`, { server });
}

sayWithoutChromium('the page for a new run');

describe.skipIf(CHROMIUM === null)('the page for a new run', () => {
  test('starts a run of the chosen flow with what was typed, and goes to it', async () => {
    const { page, server, faults } = await opened();
    await page.getByRole('link', { name: /^Review$/ }).click();
    await page.getByRole('link', { name: /code review/i }).click();
    await page.getByLabel('Focus').fill('Is the retry logic safe?');
    await page.getByLabel('Base to compare with').fill('main');
    await page.getByLabel('Size').selectOption('medium');
    await page.getByLabel(/^Fast/).check();
    await page.getByRole('button', { name: 'Start' }).click();
    await started(page);
    expect(server.service.requests).toMatchObject([
      {
        flow_name: 'code-review',
        band: 'medium',
        fast: true,
        question: 'Is the retry logic safe?',
        base: 'main',
        project: { id: 'shop' },
      },
    ]);
    expect(faults).toEqual([]);
  });

  test('without a focus asks the flow’s own question', async () => {
    const { page, server } = await opened('?flow=tech-debt');
    await page.getByRole('button', { name: 'Start' }).click();
    await started(page);
    expect(server.service.requests).toMatchObject([{ flow_name: 'tech-debt', question: null }]);
  });

  test('keeps what was typed when another flow is chosen', async () => {
    const { page } = await opened('?flow=tech-debt');
    await page.getByLabel('Focus').fill('the cart');
    await page.getByRole('link', { name: /^Review$/ }).click();
    await page.getByLabel('Base to compare with').waitFor();
    expect(await page.getByLabel('Focus').inputValue()).toBe('the cart');
  });

  test('says at its field what is wrong with the project, also before the start, and keeps what was typed', async () => {
    const { page, server } = await opened('?flow=tech-debt&project=gone');
    await page.getByRole('alert').getByText('There is no project gone.').waitFor();
    await page.getByLabel('Focus').fill('the cart');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => focusedLabel(page)).toBe('Project');
    expect(await page.getByLabel('Focus').inputValue()).toBe('the cart');
    expect(server.service.requests).toEqual([]);
    await page.getByLabel('Project').selectOption('shop');
    await page.getByRole('button', { name: 'Start' }).click();
    await started(page);
  });

  test('opens the part in which something is wrong, and goes to it', async () => {
    const resolveTarget = async () => {
      throw new BatonError('refused', 'backend_not_ready', 'direct has no key.', { path: 'backend' });
    };
    const server = await consoleServer({ resolveTarget });
    const { page } = await opened('?flow=tech-debt', { server });
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('direct has no key.').waitFor();
    await expect.poll(() => focusedLabel(page)).toBe('Backend');
  });

  test('says above the button what is wrong with an option that has no field', async () => {
    const resolveTarget = async () => {
      throw new BatonError('refused', 'unknown_ref', 'There is no ref main.', { path: 'base' });
    };
    const server = await consoleServer({ resolveTarget });
    const { page } = await opened('?flow=tech-debt', { server });
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('There is no ref main.').waitFor();
  });

  test('says what the run would take, and asks again when another is chosen', async () => {
    const server = await consoleServer();
    const { page } = await opened('?flow=code-review', { server });
    await page.getByText('Expected: no figure yet, since no run like it has completed').waitFor();
    await page.getByText('On offline (no model configured)').waitFor();
    server.service.expectation = {
      ...server.service.expectation,
      ...{ backend: 'direct', model: 'm-5', backend_reason: 'first available', asks_model: true, runs: 3 },
      ...{ duration_ms: 252_000, input_tokens: 423_456, output_tokens: 4_321, cost: 1.2 },
      warning: 'likely to meet the budget of the run',
    };
    await page.getByLabel('Size').selectOption('medium');
    await page.getByText('Expected: about 4 minutes, 430,000 tokens, $1.20 (as 3 runs like it)').waitFor();
    await page.getByText('On direct with m-5 (first available)').waitFor();
    await page.getByText('Budget: likely to meet the budget of the run').waitFor();
    expect(server.service.foreseen).toMatchObject([
      {
        flow_name: 'code-review',
        project_id: 'shop',
        band: 'small',
        fast: false,
        backend: null,
        model: null,
      },
      { band: 'medium' },
    ]);
  });

  test('says before the start that a budget is used up', async () => {
    const server = await consoleServer();
    server.service.expected = async () => {
      throw new BatonError('refused', 'budget_used_up', 'The budget for today is used up.');
    };
    const { page } = await opened('?flow=tech-debt', { server });
    await page.getByRole('status').getByText('The budget for today is used up.').waitFor();
  });

  test('takes no other flow in the place of one that does not exist, and names the nearest', async () => {
    const { page } = await openPage('/new?flow=tech-dept');
    const said = page
      .getByRole('alert')
      .filter({ hasText: 'There is no flow “tech-dept”. Did you mean tech-debt?' });
    await said.waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);
    expect(await page.locator('.flow-choice [aria-current]').count()).toBe(0);
    await said.getByRole('link', { name: 'tech-debt' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect(await said.count()).toBe(0);
  });

  test('takes the size from the address, and no other in the place of one that the flow does not have', async () => {
    const { page, server } = await opened('?flow=code-review&size=medium');
    expect(await page.getByLabel('Size').inputValue()).toBe('medium');
    await page.goto(`${server.address}/new?flow=code-review&size=mediun`);
    await page.getByRole('alert').getByText('has no size “mediun”. Did you mean medium?').waitFor();
    expect(await page.getByLabel('Size').inputValue()).toBe('mediun');
    await page.getByLabel('Size').selectOption('small');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('says what is read without a base where comparing is a choice', async () => {
    const server = await consoleServer({
      flows: catalogue.flows.map((flow) => ({ ...flow, compares: 'optional' })),
    });
    const { page } = await opened('?flow=tech-debt', { server });
    const base = page.getByLabel('Base to compare with');
    expect(await base.getAttribute('placeholder')).toBe('None: reads all files at one commit');
    await page.getByLabel('Change').fill('7');
    await page.getByLabel('Ref to read').fill('main');
    await page.getByRole('button', { name: 'Start' }).click();
    await started(page);
    expect(server.service.requests).toMatchObject([{ head: 'main', base: null }]);
  });

  test('reads the same commits again where that is chosen', async () => {
    const { page, server } = await again({ base_sha: BASE, refs: { base: 'v1', head: null } });
    expect(await page.getByLabel('Base to compare with').inputValue()).toBe('v1');
    expect(await page.getByLabel('Commits').inputValue()).toBe('newest');
    await page.getByLabel('Commits').selectOption(`Same commits: ${BASE.slice(0, 7)}..a1b2c3d`);
    await page.getByRole('button', { name: 'Start' }).click();
    await started(page);
    expect(server.service.requests).toMatchObject([
      { base: 'v1', commits: { head: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', base: BASE } },
    ]);
  });

  test('does not read the same commits and another base', async () => {
    const { page, server } = await again({});
    await page.getByLabel('Commits').selectOption('same');
    await page.getByLabel('Base to compare with').fill('v2');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('You changed the base. Choose Newest commits for that, or put it back.').waitFor();
    await expect.poll(() => focusedLabel(page)).toBe('Commits');
    expect(server.service.requests).toEqual([]);
  });

  test.each([{ commit_sha: null }, { history: 'none' as const }])(
    'offers no commits of a run with %j',
    async (over) => {
      const { page } = await again(over);
      expect(await page.getByLabel('Commits').count()).toBe(0);
    },
  );

  test('starts one run by two clicks', async () => {
    const { page, server } = await opened('?flow=tech-debt');
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await started(page);
    expect(server.service.requests).toHaveLength(1);
  });

  test('is opened and sent off by the keyboard alone', async () => {
    const { page, server } = await openPage('/');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Focus').focus();
    await page.keyboard.type('n is a letter here');
    await page.keyboard.press('Control+Enter');
    await started(page);
    expect(server.service.requests).toMatchObject([{ question: 'n is a letter here' }]);
  });

  test('takes over what an earlier run was given', async () => {
    const server = await consoleServer();
    const run = runDocument({
      flow_name: 'code-review',
      band: 'medium',
      fast: true,
      input: {
        question: 'Is it safe?',
        focused: true,
        pull_request: { kind: 'github', url: 'https://github.com/acme/shop/pull/7', number: 7 },
      },
    });
    server.service.put({ run, steps: [], report: null });
    const { page } = await opened(`?from=${run.id}`, { server });
    await page.getByRole('heading', { name: 'Run again' }).waitFor();
    expect(await page.getByLabel('Focus').inputValue()).toBe('Is it safe?');
    expect(await page.getByLabel('Change').inputValue()).toBe('https://github.com/acme/shop/pull/7');
    expect(await page.getByLabel('Size').inputValue()).toBe('medium');
    expect(await page.getByLabel(/^Fast/).isChecked()).toBe(true);
  });

  test('says what to do where there is no project', async () => {
    const server = await consoleServer({ projects: async () => [] });
    const { page } = await openPage('/new', { server });
    await page.getByRole('heading', { name: 'There is no project yet' }).waitFor();
  });

  test.each(LOOKS)('has no fault that axe finds: %s', async (_look, options) => {
    const { page } = await opened('?flow=code-review', { bypassCSP: true, ...options });
    expect(await accessFaults(page)).toEqual([]);
  });
});
