import { describe, expect, test } from 'vitest';
import type { ChatDependencies } from '../../../bot/commands/action-context.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Dismissal, LedgerFinding } from '../../../runner/core/ledger.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import type { OutcomeFinding } from '../../../runner/core/run-outcome.ts';
import { outcomeFinding, runOutcome } from '../../setup/run-outcome.ts';
import { runDocument } from '../memory-service.ts';
import { BOB, fieldOf, formOf, NO_POLICY, type Room, room, textOf } from './room.ts';

/** A ledger of one flow: what it is told, as it would keep it. */
function ledgerOf() {
  const votes = new Map<string, Map<string, 'up' | 'down'>>();
  const dismissed = new Map<string, Dismissal>();
  const rowOf = (fingerprint: string): readonly LedgerFinding[] => {
    const cast = [...(votes.get(fingerprint)?.values() ?? [])];
    const count = (vote: string) => cast.filter((each) => each === vote).length;
    return [
      {
        fingerprint,
        votes: { up: count('up'), down: count('down') },
        dismissed: dismissed.get(fingerprint) ?? null,
      } as LedgerFinding,
    ];
  };
  const ledger: ChatDependencies['ledger'] = {
    async vote({ fingerprint }, vote, by) {
      const cast = votes.get(fingerprint) ?? new Map<string, 'up' | 'down'>();
      if (vote === null) cast.delete(by);
      else cast.set(by, vote);
      votes.set(fingerprint, cast);
      return rowOf(fingerprint);
    },
    async dismiss({ fingerprint }, why, by) {
      if (why.note.length > 1000)
        throw new BatonError('refused', 'bad_note', 'The note is too long.', { path: 'note' });
      dismissed.set(fingerprint, { ...why, by, at: '2026-03-01T12:00:00Z' });
      return rowOf(fingerprint);
    },
    async restore({ fingerprint }) {
      dismissed.delete(fingerprint);
      return rowOf(fingerprint);
    },
  };
  return { ledger, dismissed };
}

const finding = (n: number, over: Partial<OutcomeFinding> = {}) =>
  outcomeFinding({ id: `F${n}`, title: `Problem ${n}`, fingerprint: `print${n}`, ...over });

function stage(count = 2, settings = {}) {
  const { ledger, dismissed } = ledgerOf();
  const there = room({ over: { ledger }, settings });
  const findings = Array.from({ length: count }, (_, index) => finding(index + 1));
  const run = runDocument({ status: 'completed', outcome: runOutcome({ findings }) });
  there.service.put({ run, steps: [], report: '# Report' });
  there.threads.set(run.id, { channel: 'C0SHOP01', requested_by: 'slack:T1:U0ANA' });
  return { there, id: run.id, dismissed };
}

const submit = (
  there: Room,
  { state }: Pick<FormView, 'state'>,
  values: Record<string, string | null>,
  over = {},
) => there.act({ kind: 'submit', form: 'findings', state, values: { note: null, ...values } }, over);

test('the form has the findings of the run and what can be said of one', async () => {
  const { there, id } = stage();
  const form = formOf(await there.press('findings', id));
  expect(fieldOf(form, 'finding', 'select')).toMatchObject({
    watched: false,
    options: [
      { value: 'F1 print1', label: 'F1 · P1 · Problem 1' },
      { value: 'F2 print2', label: 'F2 · P1 · Problem 2' },
    ],
  });
  expect(fieldOf(form, 'word', 'select').options.map(({ label }) => label)).toEqual([
    '👍 Useful',
    '👎 Not useful',
    'Not real',
    'Won’t fix',
    'Undo',
  ]);
});

describe('a vote', () => {
  test('counts once, however often a person gives it, and anybody who sees the run may', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('findings', id));
    const up = { finding: 'F2 print2', word: 'up' };
    await submit(there, form, up);
    await submit(there, form, up);
    const answer = await submit(there, form, up, { person: BOB });
    expect(textOf(answer)).toBe('F2 · P1 · Problem 2\nYour vote: 👍 useful.\nIn all: 👍 2 · 👎 0');
  });

  test('is replaced by a later one, and taken back', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('findings', id));
    await submit(there, form, { finding: 'F1 print1', word: 'up' });
    expect(textOf(await submit(there, form, { finding: 'F1 print1', word: 'down' }))).toMatch(/👍 0 · 👎 1/);
    expect(textOf(await submit(there, form, { finding: 'F1 print1', word: 'undo' }))).toMatch(
      /taken back\.\n.*👍 0 · 👎 0/,
    );
  });
});

describe('a dismissal', () => {
  test.each(['not real', "won't fix"])('as “%s” is kept with its reason and the person', async (word) => {
    const { there, id, dismissed } = stage();
    const form = formOf(await there.press('findings', id));
    const answer = await submit(there, form, { finding: 'F1 print1', word, note: 'the caller locks' });
    expect(textOf(answer)).toContain(`Dismissed: ${word}. Later reports leave it out`);
    expect(dismissed.get('print1')).toMatchObject({
      reason: word,
      note: 'the caller locks',
      by: 'slack:T1:U0ANA',
    });
  });

  test('is undone', async () => {
    const { there, id, dismissed } = stage();
    const form = formOf(await there.press('findings', id));
    await submit(there, form, { finding: 'F1 print1', word: 'not real' });
    expect(textOf(await submit(there, form, { finding: 'F1 print1', word: 'undo' }))).toMatch(
      /later reports show it/,
    );
    expect(dismissed.size).toBe(0);
  });

  test('is for those who may start runs on the project; a vote is not', async () => {
    const rules = { ...NO_POLICY.general, start: ['U0EVE'] };
    const { there, id, dismissed } = stage(2, { policy: { ...NO_POLICY, general: rules } });
    const form = formOf(await there.press('findings', id));
    expect(textOf(await submit(there, form, { finding: 'F1 print1', word: 'not real' }))).toMatch(/may not/);
    expect(dismissed.size).toBe(0);
    expect(textOf(await submit(there, form, { finding: 'F1 print1', word: 'down' }))).toMatch(/Your vote/);
  });

  test('whose note the ledger refuses says so at the field', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('findings', id));
    const long = { finding: 'F1 print1', word: 'not real', note: 'x'.repeat(1001) };
    expect(textOf(await submit(there, form, long))).toBe('note: The note is too long.');
  });
});

test.each([
  [{ finding: null, word: 'up' }, 'finding: Choose a finding.'],
  [{ finding: 'page:2', word: 'up' }, 'finding: Choose a finding.'],
  [{ finding: 'F1 before', word: 'up' }, 'finding: The run no longer shows this finding. Choose another.'],
  [{ finding: 'F1 print1', word: null }, 'word: Choose what you say of it.'],
])('%j is refused at its field', async (values, refusal) => {
  const { there, id } = stage();
  const form = formOf(await there.press('findings', id));
  expect(textOf(await submit(there, form, values))).toBe(refusal);
});

test('a run without findings has nothing to say of', async () => {
  const { there, id } = stage(0);
  expect(textOf(await there.press('findings', id))).toBe('This run shows no findings.');
});

test.each([23, 25, 26, 61, 200])('%i findings are all within reach, 25 at a time', async (count) => {
  const { there, id } = stage(count);
  let form = formOf(await there.press('findings', id));
  const seen: string[] = [];
  for (let turns = 0; turns < 20; turns++) {
    const { options, watched } = fieldOf(form, 'finding', 'select');
    expect(options.length).toBeLessThanOrEqual(25);
    seen.push(...options.map(({ value }) => value).filter((value) => value.startsWith('F')));
    const next = options.findLast(({ label }) => label.startsWith('↓'));
    expect(watched).toBe(count > 25);
    if (next === undefined) break;
    const values = { finding: next.value, word: 'up', note: 'kept' };
    const { state } = form;
    form = formOf(await there.act({ kind: 'change', form: 'findings', state, values, field: 'finding' }));
    expect(fieldOf(form, 'word', 'select').chosen).toBe('up');
    expect(fieldOf(form, 'note', 'text').value).toBe('kept');
    expect(fieldOf(form, 'finding', 'select').chosen).toBeNull();
  }
  expect(new Set(seen).size).toBe(count);
});
