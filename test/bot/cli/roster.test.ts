import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { changeLines, rosterLines } from '../../../bot/cli/roster.ts';
import { cutToWidth, printableLine, printableText, screenRows } from '../../../bot/cli/screen-text.ts';
import { duration, lasting, plural } from '../../../bot/wording.ts';
import type { RunDetail } from '../../../runner/core/documents.ts';
import { runDocument, stepDocument } from '../memory-service.ts';

const now = new Date('2026-03-01T12:01:05Z');
const view = { columns: 72, rows: 24, now, colour: false, note: null };
const started_at = '2026-03-01T12:00:30.000Z';

function detail(): RunDetail {
  return {
    run: runDocument({ fast: true }),
    report: null,
    steps: [
      stepDocument('scope', {
        kind: 'code',
        label: 'Scope',
        status: 'completed',
        started_at,
        completed_at: started_at,
      }),
      stepDocument('security', {
        label: 'Security reviewer',
        status: 'completed',
        started_at,
        completed_at: '2026-03-01T12:00:38.000Z',
        activity: '3 findings',
      }),
      stepDocument('tests', {
        label: 'Tests',
        status: 'running',
        started_at,
        activity: 'reads src/session.ts',
      }),
      stepDocument('perf', {
        label: 'Performance',
        status: 'failed',
        started_at,
        completed_at: started_at,
        error: 'no answer',
      }),
      stepDocument('skeptic', { label: 'Skeptic' }),
      stepDocument('merge', {
        kind: 'code',
        label: 'Merge',
        status: 'running',
        started_at,
        activity: 'joins 3 findings',
      }),
      stepDocument('arbiter', { label: 'Arbiter', status: 'skipped', error: 'nothing of disputed here' }),
    ],
  };
}

describe('the roster', () => {
  test('has no line for an agent that needs a model in a run without one', () => {
    const { steps, ...rest } = detail();
    const without = steps.map((step) =>
      step.step_id === 'arbiter' ? { ...step, skip_cause: 'no_model' as const } : step,
    );
    expect(rosterLines({ ...rest, steps: without }, view).join('')).not.toContain('Arbiter');
  });

  test('has a line per agent step, and one for the code step at work', () => {
    expect(rosterLines(detail(), { ...view, note: 'cancelling…' })).toEqual([
      'code-review · shop · small, fast · 4 of 7 steps · 1:05',
      '  ✓ Security reviewer   0:08  3 findings',
      '  ▸ Tests               0:35  reads src/session.ts',
      '  ✗ Performance         0:00  no answer',
      '  · Skeptic',
      '  ▸ Merge               0:35  joins 3 findings',
      '  – Arbiter                   nothing of disputed here',
      'cancelling…',
    ]);
  });

  test('calls a project without an id by the last part of its path', () => {
    const { run, ...rest } = detail();
    const [head] = rosterLines({ ...rest, run: { ...run, project_id: '/srv/very/long/shop' } }, view);
    expect(head).toMatch(/^code-review · shop · /);
  });

  test('cuts every line to the width of the screen', () => {
    for (const columns of [5, 12, 30]) {
      for (const line of rosterLines(detail(), { ...view, columns, colour: true })) {
        expect(stringWidth(line)).toBeLessThan(columns);
      }
    }
  });

  test('never has more lines than the screen, and keeps what is at work', () => {
    const lines = rosterLines(detail(), { ...view, rows: 6 });
    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).toContain('Tests');
    expect(lines.at(-1)).toBe('  … and 3 more');
  });

  test('has colours only when asked for', () => {
    expect(rosterLines(detail(), view).join('')).not.toContain('\u001b');
    expect(rosterLines(detail(), { ...view, colour: true }).join('')).toContain('\u001b[32m✓');
  });

  test('shows no escape sequence that an agent wrote', () => {
    const hostile = {
      ...detail(),
      steps: [stepDocument('x', { status: 'running', activity: '\u001b[2Jgone\u0007\nnext\u202e' })],
    };
    expect(rosterLines(hostile, view)[1]).toBe('  ▸ x         gone next');
  });
});

describe('the lines of a pipe', () => {
  test('tell each change of a status once', () => {
    const before = detail();
    const after: RunDetail = {
      ...before,
      steps: before.steps.map((step) =>
        step.step_id === 'tests'
          ? { ...step, status: 'completed', completed_at: '2026-03-01T12:00:42.000Z', activity: '1 finding' }
          : step.step_id === 'skeptic'
            ? { ...step, status: 'running' }
            : step,
      ),
    };
    expect(changeLines(before, after, now)).toEqual([
      'completed  Tests (0:12, 1 finding)',
      'running    Skeptic',
    ]);
    expect(changeLines(after, after, now)).toEqual([]);
  });

  test('begin with what has happened already', () => {
    expect(changeLines(null, detail(), now)).toHaveLength(6);
  });
});

describe('text on a screen', () => {
  test('is cut between characters, wide ones included', () => {
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('日本語', 4)).toBe('日…');
    expect(cutToWidth('abc', 3)).toBe('abc');
    expect(cutToWidth('abc', 0)).toBe('');
  });

  test('takes the rows that it is wrapped into', () => {
    expect(screenRows(['12345', '', '1234567'], 5)).toBe(4);
  });

  test('is made printable, line breaks kept only where they belong', () => {
    expect(printableLine(' a\n\tb\u0000 ')).toBe('a b');
    expect(printableText('# A\n\tb\u001b[2J\u0000\r\n')).toBe('# A\n\tb\n');
  });
});

test('durations, counts and their words', () => {
  expect([duration(0), duration(59_999), duration(3_723_000), duration(-5)]).toEqual([
    '0:00',
    '0:59',
    '1:02:03',
    '0:00',
  ]);
  expect(lasting(null, null, now)).toBeNull();
  expect([plural(1, 'step'), plural(0, 'step'), plural(1234, 'step')]).toEqual([
    '1 step',
    '0 steps',
    '1,234 steps',
  ]);
});
