import { describe, expect, test } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { SettingsDocument } from '../../../runner/core/inspection.ts';
import type { Inspection } from '../../../runner/core/ports/inspection.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { MEMORY_INSPECTION, settingsOf } from '../http/memory-inspection.ts';
import { accessFaults, consoleServer, focusedLabel, LOOKS, type OpenOptions, openPage } from './browser.ts';

const HOSTILE = `<img src=x onerror=alert(1)>"'</script>${'long'.repeat(60)}`;

/** A page on which each text is that one. */
function configured(text: (usual: string) => string = (usual) => usual): SettingsDocument {
  const rule: SettingsDocument['policy'][number] = {
    action: 'start',
    named: [text('U0ANA01')],
    because: text('policy.start, baton.yaml:12'),
  };
  const limit = { max_tokens: 1_000_000, max_cost: 20 };
  return settingsOf({
    file: text('baton.yaml'),
    projects: [
      {
        ...{ id: text('shop'), path: text('/srv/shop'), url: null, ref: null, policy: [rule] },
        because: text('projects.shop, baton.yaml:2'),
      },
    ],
    roots: [text('/srv/others')],
    platforms: [
      {
        ...{ name: text('slack'), configured: false },
        channels: [
          {
            ...{
              id: text('C0SHOP01'),
              project: text('shop'),
              flow: text('code-review'),
              notify: text('nobody'),
            },
            because: text('slack.channels.C0SHOP01, baton.yaml:8'),
          },
        ],
      },
    ],
    policy: [rule],
    backends: { wanted: null, order: [text('direct'), text('offline')] },
    budgets: { run: limit, user: limit, channel: limit, project: limit, day: limit },
    spent: {
      day: { tokens: 12_345, cost: 1.5 },
      projects: [{ project_id: text('shop'), tokens: 12_345, cost: 1.5 }],
    },
    variables: [{ name: text('SLACK_BOT_TOKEN'), file: text('.env') }],
  });
}

const check = { required: false, ok: false, remedy: 'set a key' };
const inspection = (over: Partial<Inspection> = {}): Inspection => ({
  ...MEMORY_INSPECTION,
  settings: async () => configured(),
  doctor: async () => ({
    ok: true,
    checked_at: '2026-03-01T12:00:00.000Z',
    checks: [
      { ...check, name: 'git', required: true, ok: true, detail: 'git 2.43\nat /usr/bin/git', remedy: null },
      { ...check, name: 'back end direct', detail: 'no key is set' },
    ],
  }),
  why: async ({ who, where, ...more }) => {
    if (who === 'Ana')
      throw new BatonError('refused', 'bad_arguments', 'Nobody is called so.', { path: 'who' });
    const source = { kind: 'file', key: 'policy.start', file: 'baton.yaml', line: 12 } as const;
    const because = 'policy.start, baton.yaml:12';
    return {
      ...{ who, where },
      settings: [
        { name: 'Project', value: String(more.project), source, because: 'as asked' },
        { name: 'Start runs', value: 'yes', source, because },
      ],
    };
  },
  ...over,
});

async function opened(search = '', over: Partial<Inspection> = {}, options: OpenOptions = {}) {
  const server = await consoleServer({ inspection: inspection(over) });
  const there = await openPage(`/settings${search}`, { server, ...options });
  await there.page.getByRole('heading', { name: 'Budgets' }).waitFor();
  const textOf = async (name: string) =>
    (await there.page.getByRole('region', { name }).textContent())?.replace(/\s+/g, ' ').trim() ?? '';
  return { ...there, textOf };
}

sayWithoutChromium('the page of the settings');

describe.skipIf(CHROMIUM === null)('the page of the settings', () => {
  test('says what is configured, each with its line', async () => {
    const { textOf, page, faults } = await opened();
    expect(await textOf('Projects')).toContain('shop: /srv/shop projects.shop, baton.yaml:2');
    expect(await textOf('Channels')).toContain(
      'C0SHOP01: project shop, flow code-review, notifies nobody slack.channels.C0SHOP01, baton.yaml:8',
    );
    expect(await textOf('Policy')).toContain('May start runs: U0ANA01 policy.start, baton.yaml:12');
    expect(await textOf('Policy')).toContain('What has no list, nobody may do.');
    expect(await textOf('Policy')).toContain('On shop, in place of the general list');
    expect(await textOf('Budgets')).toContain('All runs12,345 of 1,000,000$1.50 of $20.00');
    expect(await textOf('Other')).toContain('SLACK_BOT_TOKEN .env');
    expect(await page.locator('.settings button').allTextContents()).toEqual(['Ask']);
    expect(faults).toEqual([]);
  });

  test('says what the doctor found, and what to do', async () => {
    const { page, textOf } = await opened();
    await page.getByText('All that is required is there.').waitFor();
    const text = await textOf('Back ends and readiness');
    expect(text).toContain('the first that is ready of: direct, offline.');
    expect(text).toContain('Git: git 2.43');
    expect(text).toContain('Back end direct: no key is setWhat to do: set a key');
  });

  test('shows the settings while the doctor still looks, and says what is awaited', async () => {
    const { page } = await opened('', { doctor: () => new Promise(() => undefined) });
    await page.getByText('Waiting for the checks, some of which start programs…').waitFor();
  });

  test('answers whether a person may start a flow, with the line that decides, in the address', async () => {
    const { page } = await opened();
    await page.getByRole('combobox', { name: 'Who' }).fill('slack:T1:U0ANA01');
    await page.getByLabel('From which channel').fill('slack:C0SHOP01');
    await page.getByLabel('On which project').fill('shop');
    await page.getByRole('button', { name: 'Ask' }).click();
    const answer = page.locator('.why-answer');
    await answer.waitFor();
    expect((await answer.textContent())?.replace(/\s+/g, ' ')).toBe(
      'May slack:T1:U0ANA01 start it from slack:C0SHOP01? yes policy.start, baton.yaml:12',
    );
    expect(new URL(page.url()).searchParams.get('project')).toBe('shop');
    await page.reload();
    await answer.waitFor();
    expect(await page.getByRole('combobox', { name: 'Who' }).inputValue()).toBe('slack:T1:U0ANA01');
  });

  test('says at its field what is wrong with the question', async () => {
    const { page } = await opened('?who=Ana&where=slack:C0SHOP01');
    await page.getByRole('alert').filter({ hasText: 'Nobody is called so.' }).waitFor();
    await expect.poll(() => focusedLabel(page)).toBe('Who');
  });

  test('asks for what is missing', async () => {
    const { page } = await opened('?who=slack:T1:U0ANA01');
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByLabel('From which channel').getAttribute('aria-invalid')).toBe('true');
  });

  test('says what holds where nothing is configured', async () => {
    const { page, textOf } = await opened('', { settings: async () => settingsOf() });
    expect(await page.locator('main').textContent()).toContain('There is no baton.yaml');
    expect(await textOf('Projects')).toContain('the repository that Baton was started in');
    expect(await textOf('Policy')).toContain('There are no rules');
    expect(await textOf('Budgets')).toContain('All runs a day: no limit.');
  });

  test.each(LOOKS)(
    'shows hostile text as text and has no fault that axe finds: %s',
    async (_look, options) => {
      const source = { kind: 'default', note: HOSTILE } as const;
      const { page, faults } = await opened(
        `?who=${encodeURIComponent(HOSTILE)}&where=x`,
        {
          settings: async () => configured(() => HOSTILE),
          doctor: async () => ({
            ...{ ok: false, checked_at: '2026-03-01T12:00:00.000Z' },
            checks: [{ ...check, name: HOSTILE, detail: `${HOSTILE}\n${HOSTILE}`, remedy: HOSTILE }],
          }),
          why: async ({ who, where }) => ({
            ...{ who, where },
            settings: ['Start runs', HOSTILE].map((name) => ({
              name,
              value: HOSTILE,
              source,
              because: HOSTILE,
            })),
          }),
        },
        { bypassCSP: true, ...options },
      );
      await page.locator('.checks li').waitFor();
      await page.locator('.why-answer').waitFor();
      await page.getByText('variable set').click();
      expect(await accessFaults(page)).toEqual([]);
      expect(await page.locator('main img').count()).toBe(0);
      expect(faults).toEqual([]);
    },
  );
});
