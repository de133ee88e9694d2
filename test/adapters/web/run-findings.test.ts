/** What the page of a run makes of a report, without a browser: its lists, its filters, and who said which note. */
import { expect, test } from 'vitest';
import { evidenceOf } from '../../../adapters/web/client/run/evidence.ts';
import { type FindingFilter, filtered, listedFindings } from '../../../adapters/web/client/run/listed.ts';
import { stagesOf } from '../../../adapters/web/client/run/stages.ts';
import { findingOf } from '../../../flows/report/finding.ts';
import { Page } from '../../../flows/report/page.ts';
import type { Dismissal } from '../../../runner/core/ledger.ts';
import { cited, judged } from '../../flows/checks/builders.ts';
import { reportDocument } from '../../setup/report-document.ts';
import { outcomeFinding } from '../../setup/run-outcome.ts';
import { endedRun, manyFindings, memoryLedger, STEPS } from './run-stories.ts';

const PAGE = new Page({
  places: { paths: [], cited: [] },
  facts: [],
  codeHost: null,
  shas: { head: 'c0ffee', base: null },
});

test('each note that a report makes is told from the others by who said it', () => {
  const { notes } = findingOf(
    judged({
      before: { title: 'More', claim: '', failure: '', severity: 'P0' },
      because: 'only without a tenant',
      counter: [cited({ path: 'src/a.ts', start: 3, end: 3 })],
      settled: 'one cause with F2',
      adjusted: ['P1 → P2: names no failure'],
      dropped: 2,
    }),
    PAGE,
  );
  const { skeptic, arbiter, adjusted, dropped } = evidenceOf({ notes });
  expect(notes.length).toBe(6);
  expect([skeptic.length, arbiter, adjusted.length, dropped.length]).toEqual([
    3,
    ['one cause with F2'],
    1,
    1,
  ]);
  expect(skeptic).toContain('only without a tenant');
});

const ALL: FindingFilter = { severity: null, by: null, file: null, text: null, state: null };
const DISMISSAL: Dismissal = {
  reason: 'not real',
  until: null,
  note: '',
  by: 'api',
  at: '2026-03-01T12:00:00.000Z',
};

test('findings are listed before the report is read, from what the run itself tells', () => {
  const [only] = listedFindings({ outcome: [outcomeFinding()], document: null, ledger: null });
  expect(only).toMatchObject({ key: 'F1', by: [], full: null, state: 'new' });
});

test('those that are dismissed are listed for those who ask, whether before the run or after it', async () => {
  const [first, second, ...others] = manyFindings(3);
  if (first === undefined || second === undefined) throw new Error('there are three');
  const ledger = memoryLedger([first, second]);
  await ledger.dismiss({ fingerprint: first.fingerprint }, { ...DISMISSAL }, 'api');
  const { findings } = await ledger.findings({ limit: 9 });
  const hidden = { ...second, fingerprint: 'ffff', dismissal: DISMISSAL };
  const { document } = endedRun([first, second, ...others], { dismissed: [hidden] });
  const known = new Map(findings.map((each) => [each.fingerprint, each]));
  const all = listedFindings({ outcome: [], document, ledger: known });
  expect(filtered(all, ALL).map(({ key }) => key)).toEqual(['F2', 'F3']);
  expect(filtered(all, { ...ALL, state: 'dismissed' }).map(({ key }) => key)).toEqual(['F1', 'ffff']);
});

test('words of a search are looked for in all that a finding says, each of them', () => {
  const all = listedFindings({ outcome: [], document: endedRun(manyFindings(3)).document, ledger: null });
  expect(filtered(all, { ...ALL, text: 'NUMBER five tries' }).length).toBe(3);
  expect(filtered(all, { ...ALL, text: 'number nowhere' })).toEqual([]);
});

test('each check has what it dropped, and the others what is left', () => {
  const { document } = endedRun(manyFindings(2));
  const [statements, checked, merged, challenged, shown] = stagesOf(document.funnel, document, STEPS);
  const titles = (groups: readonly { title: string }[] = []) => groups.map(({ title }) => title);
  expect([statements, checked, merged, challenged, shown].map((each) => each?.count)).toEqual([
    8, 7, 6, 4, 2,
  ]);
  expect(titles(statements?.left)).toEqual(['No citation holds (1)', 'Refuted (2)', 'Below the gate (2)']);
  expect(titles(challenged?.dropped)).toEqual(['Refuted (2)']);
  expect([titles(shown?.dropped), titles(shown?.left)]).toEqual([['Below the gate (2)'], []]);
});

test('steps whose output is no list of statements are passed over', () => {
  const odd = [
    '{"unverified":',
    '{"unverified":7}',
    '{"unverified":[null,{"title":1}]}',
    '"unverified"',
    null,
  ];
  const steps = odd.map((output) => ({ kind: 'code' as const, output }));
  const [, checked] = stagesOf(reportDocument().funnel, null, steps);
  expect(checked?.dropped).toEqual([]);
});
