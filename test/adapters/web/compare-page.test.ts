import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { EarlierFinding } from '../../../runner/core/ledger.ts';
import type { Comparison } from '../../../runner/core/ports/ledger.ts';
import type { OutcomeFinding } from '../../../runner/core/run-outcome.ts';
import { EMPTY_LEDGER, runDocument } from '../../bot/memory-service.ts';
import { CHROMIUM, sayWithoutChromium } from '../../setup/chromium.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import { accessFaults, consoleServer, LOOKS, type OpenOptions, openPage } from './browser.ts';

const HOSTILE = `<img src=x onerror=alert(1)>"'</script>${'long'.repeat(60)}`;

function finding(id: string, over: Partial<OutcomeFinding> = {}): OutcomeFinding {
  return {
    ...{ id, severity: 'P1', impact: null, confidence: 90, kind: 'bug', title: `Finding ${id}` },
    ...{ path: 'src/cart.ts', line: 7, url: null, effort: 'S', state: 'new', fingerprint: `print-${id}` },
    ...over,
  };
}

const earlier = ({ fingerprint, title, severity, kind, path, line }: OutcomeFinding): EarlierFinding => ({
  ...{ fingerprint, title, severity, kind, path, line },
});

const [KEPT, ADDED, FIXED, UNSEEN] = [finding('F1'), finding('F2'), finding('F3'), finding('F4')] as const;

const run = (minute: number, over: Partial<RunDocument> = {}): RunDocument =>
  runDocument({
    ...{ status: 'completed', created_at: `2026-03-01T12:0${minute}:00.000Z` },
    outcome: runOutcome({ findings: [KEPT, FIXED, UNSEEN] }),
    ...over,
  });

/** Two runs of a flow on a project, one of another flow, and one that still runs. */
async function stage(over: Partial<OutcomeFinding> = {}) {
  const [first, second] = [run(1), run(2)];
  const asked: string[][] = [];
  const named = ({ id: run_id, project_id, flow_name, commit_sha, created_at }: RunDocument) => ({
    ...{ run_id, project_id, flow_name, commit_sha, created_at },
  });
  const compare = async (a: string, b: string): Promise<Comparison> => {
    asked.push([a, b]);
    if (![a, b].every((id) => [first.id, second.id].includes(id))) {
      throw new BatonError('conflict', 'not_comparable', 'These runs are of two flows.');
    }
    return {
      ...{ from: named(first), to: named(second) },
      ...{ new: [{ ...ADDED, ...over }], persisting: [KEPT], fixed: [earlier(FIXED)] },
      not_reviewed: [earlier(UNSEEN), { ...earlier(UNSEEN), fingerprint: 'gone', title: 'No longer kept' }],
    };
  };
  const server = await consoleServer({ ledger: { ...EMPTY_LEDGER, compare } });
  const other = run(3, { flow_name: 'tech-debt' });
  const working = run(4, { status: 'running', outcome: null });
  for (const each of [first, second, other, working]) {
    server.service.put({ run: each, steps: [], report: null });
  }
  const open = async (search: string, options: OpenOptions = {}) =>
    await openPage(`/compare${search}`, { server, ...options });
  return { first, second, other, asked, open };
}

sayWithoutChromium('the page that compares two runs');

describe.skipIf(CHROMIUM === null)('the page that compares two runs', () => {
  test('says what is new, still there, fixed and not looked at, and links to each finding in its run', async () => {
    const { first, second, open } = await stage();
    const { page, faults } = await open(`?a=${first.id}&b=${second.id}`);
    await page.getByRole('heading', { name: 'New 1' }).waitFor();
    const linksOf = (name: string) =>
      page
        .getByRole('region', { name, exact: true })
        .locator('li')
        .evaluateAll((rows) => rows.map((row) => row.querySelector('a')?.getAttribute('href') ?? null));
    expect(await linksOf('New')).toEqual([`/runs/${second.id}?finding=F2`]);
    expect(await linksOf('Still there')).toEqual([`/runs/${second.id}?finding=F1`]);
    expect(await linksOf('Fixed')).toEqual([`/runs/${first.id}?finding=F3`]);
    expect(await linksOf('Not looked at')).toEqual([`/runs/${first.id}?finding=F4`, null]);
    expect(faults).toEqual([]);
  });

  test('offers ended runs, and beside the chosen one those of the same flow and project', async () => {
    const { first, second, other, open } = await stage();
    const { page } = await open('');
    const values = (label: string) =>
      page
        .getByLabel(label, { exact: true })
        .locator('option:enabled')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    await page.getByLabel('Run', { exact: true }).waitFor();
    expect(await values('Run')).toEqual([other.id, second.id, first.id]);
    await page.getByLabel('Run', { exact: true }).selectOption(second.id);
    await page.getByLabel('Compare with').waitFor();
    expect(await values('Compare with')).toEqual([first.id]);
    await page.getByLabel('Compare with').selectOption(first.id);
    await page.getByRole('heading', { name: 'Fixed 1' }).waitFor();
    expect(new URL(page.url()).search).toBe(`?a=${second.id}&b=${first.id}`);
  });

  test('says why two runs can’t be compared, and offers others', async () => {
    const { first, other, open } = await stage();
    const { page } = await open(`?a=${first.id}&b=${other.id}`);
    await page.getByRole('alert').filter({ hasText: 'These runs are of two flows.' }).waitFor();
    expect(await page.getByLabel('Compare with').locator('option:enabled').count()).toBe(1);
  });

  test('says that a run is the only one of its flow', async () => {
    const { other, open } = await stage();
    const { page } = await open(`?a=${other.id}`);
    await page.getByText('There is no other ended run of this flow on this project').waitFor();
  });

  test('says so of a run that does not exist', async () => {
    const { open } = await stage();
    const { page } = await open('?a=1a2b3c4d-0000-4000-8000-00000000dead');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Run', { exact: true }).waitFor();
  });

  test('says where there is nothing to compare yet', async () => {
    const { page } = await openPage('/compare');
    await page.getByRole('heading', { name: 'No run has ended yet' }).waitFor();
  });

  test.each(LOOKS)(
    'shows hostile text as text and has no fault that axe finds: %s',
    async (_look, options) => {
      const { first, second, open } = await stage({ title: HOSTILE, path: HOSTILE, kind: HOSTILE });
      const { page, faults } = await open(`?a=${first.id}&b=${second.id}`, { bypassCSP: true, ...options });
      await page.getByRole('heading', { name: 'New 1' }).waitFor();
      expect(await accessFaults(page)).toEqual([]);
      expect(await page.locator('main img').count()).toBe(0);
      expect(faults).toEqual([]);
    },
  );
});
