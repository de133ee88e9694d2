import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../bot/threads/card.ts';
import { answerReply, questionAnswerFile, reportFile, stepReply } from '../../../bot/threads/replies.ts';
import type { Button, Line, MessageView } from '../../../runner/core/ports/views.ts';
import type { SkipCause } from '../../../runner/core/run.ts';
import type { RunSnapshot, SnapshotStep } from '../../../runner/core/run-snapshot.ts';
import { completed, ended, OUTCOME, question, REPORT, running, snapshot, step } from './stories.ts';

const settings = { title: () => 'Code review', publicUrl: null, notify: () => 'starter' as const };

/** A view as a person reads it. */
function read(view: MessageView): string[] {
  const line = (spans: Line) => spans.map((span) => (typeof span === 'string' ? span : span.text)).join('');
  return view.blocks.flatMap((block) => {
    if (block.kind === 'title') return [`# ${block.text}`];
    if (block.kind === 'lines') return block.lines.map(line);
    if (block.kind === 'quiet') return [`(${line(block.line)})`];
    if (block.kind === 'markdown') return [block.markdown];
    if (block.kind === 'buttons') return [block.buttons.map(({ label }) => `[${label}]`).join(' ')];
    return ['---'];
  });
}

const buttonsOf = (of: RunSnapshot, publicUrl: string | null = null): Button[] =>
  cardOf(of, { ...settings, publicUrl }).blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.buttons : [],
  );

const scope = {
  ...running('scope', 'reading 400 files'),
  kind: 'code' as const,
  persona: null,
  label: 'Scope',
};

describe('the card of a run', () => {
  it('has one line per agent while it works, and Cancel', () => {
    const agents = [
      completed('lens:security'),
      running('lens:correctness', 'reading src'),
      step('skeptic-1'),
    ];
    expect(read(cardOf(snapshot([scope, ...agents]), settings))).toEqual([
      '# Code review · shop @ main (1a2b3c4)',
      'small · asked by U1 · started 2026-03-01 10:00 UTC · run 0f4c2f0e · no model: rules only',
      '◐ Scope: reading 400 files',
      '✓ security — 2 findings',
      '◐ correctness — reading src',
      '○ skeptic-1',
      '[Cancel]',
    ]);
  });

  it('names the agents that have nothing to do in one line of small print, with the reason', () => {
    const skipped = (id: string, skip_cause: SkipCause, error: string) =>
      step(id, { status: 'skipped', skip_cause, error });
    const steps = [
      completed('lens:security'),
      skipped('skeptic-1', 'no_model', 'no model configured'),
      skipped('gap', 'no_model', 'no model configured'),
      skipped('lens:data', 'condition', 'no migrations here'),
    ];
    const view = cardOf(snapshot([scope, ...steps]), settings);
    expect(view.text).toContain('1 of 1 agent done');
    expect(read(view)).toContain(
      '(– Skipped: skeptic-1, gap (no model configured); data (no migrations here))',
    );
  });

  it('counts the facts once they are there, beside what code does afterward', () => {
    const evidence = step('evidence', {
      kind: 'code',
      status: 'completed',
      label: 'Evidence',
      activity: '743 facts from 12 collectors',
    });
    const check = { ...scope, step_id: 'verify', label: 'Citation check', activity: 'checking 8 steps' };
    expect(read(cardOf(snapshot([evidence]), settings))).toContain(
      '✓ Evidence: 743 facts from 12 collectors',
    );
    expect(read(cardOf(snapshot([evidence, check]), settings))).toContain(
      '✓ Evidence: 743 facts from 12 collectors · ◐ Citation check: checking 8 steps',
    );
  });

  it('says that there is no model only if no agent has one', () => {
    const about = (steps: readonly SnapshotStep[], run = {}) =>
      read(cardOf(snapshot(steps, run), settings))[1];
    expect(about([step('a')])).toContain('no model: rules only');
    expect(about([step('a'), step('b', { backend: 'direct' })])).not.toContain('no model');
    expect(about([step('a', { backend: 'direct' })], { backend: 'direct' })).not.toContain('no model');
  });

  it('links to the pull request that it reviews, before and after its commit is pinned', () => {
    const url = 'https://github.com/acme/shop/pull/7';
    const input = { question: 'q', pull_request: { kind: 'github' as const, url, number: 7 } };
    const unpinned = cardOf(snapshot([scope], { input, label: null, commit_sha: null }), settings);
    expect(read(unpinned)[0]).toBe('# Code review · shop @ pr-7');
    expect(read(unpinned)[2]).toBe('Pull request #7');
    const over = ended([completed('lens:security')]);
    const card = cardOf({ ...over, run: { ...over.run, input } }, settings);
    const links = card.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines.flat() : []));
    expect(links).toContainEqual({ text: 'Pull request #7', link: url });
  });

  it('has the verdict in its title once it has ended, and folds the roster to a line', () => {
    expect(read(cardOf(ended([completed('lens:security'), completed('skeptic-1')]), settings))).toEqual([
      '# Code review · shop @ main (1a2b3c4): do not merge yet, 1 high',
      'The retry loop never ends.',
      '• P1 src/retry.ts retries for ever: nothing counts the tries · src/retry.ts:12',
      '• P2 Two tests wait by the clock · src/retry.ts:12',
      '2 agents · 5 raised → 1 unverified → 1 refuted → 2 shown · 2:05',
      '(small · asked by U1 · started 2026-03-01 10:00 UTC · run 0f4c2f0e · no model: rules only)',
      '[Export…] [Ask an agent…] [Run again…] [Timeline] [Findings…]',
    ]);
  });

  it('leads to the report of a run that an earlier version completed, and reads nothing out of it', () => {
    const before = ended([completed('lens:security')]);
    const card = read(cardOf({ ...before, run: { ...before.run, outcome: null } }, settings));
    expect(card[0]).toBe('# Code review · shop @ main (1a2b3c4): completed');
    expect(card.join('\n')).not.toMatch(/P1|retries|•/);
  });

  it.each([
    ['Orders leak [F1, S3]', ['F2', 'F1'], '• P1 Orders leak · src/retry.ts:12'],
    [
      'F1 hides F2. And more.',
      ['F2'],
      '• P2 “src/retry.ts retries for ever” hides “Two tests wait by the clock” · src/retry.ts:12',
    ],
    ['The map has 12 modules (C4).', ['C4'], '• The map has 12 modules'],
    ['`f()` in v1.2 of a.ts waits. Then it ends.', [], '• `f()` in v1.2 of a.ts waits'],
  ])('says %j as one sentence, without ids that nothing explains', (text, refs, shown) => {
    const before = ended([completed('lens:security')]);
    const outcome = { ...OUTCOME, headlines: [{ text, refs }] };
    expect(read(cardOf({ ...before, run: { ...before.run, outcome } }, settings))).toContain(shown);
  });

  it('links the place of a headline to the code host', () => {
    const before = ended([completed('lens:security')]);
    const url = 'https://github.com/acme/shop/blob/1a2b3c4/src/retry.ts#L12';
    const [first, ...rest] = OUTCOME.findings.map((finding) => ({ ...finding, url }));
    const outcome = { ...OUTCOME, findings: first === undefined ? [] : [first, ...rest] };
    const card = cardOf({ ...before, run: { ...before.run, outcome } }, settings);
    const spans = card.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines.flat() : []));
    expect(spans).toContainEqual({ text: 'src/retry.ts:12', link: url });
  });

  it('says how much is new where there is anything to compare with', () => {
    const before = ended([completed('lens:security')]);
    const [first, second] = OUTCOME.findings;
    const findings = [first, { ...second, state: 'persisting' }] as typeof OUTCOME.findings;
    const card = cardOf({ ...before, run: { ...before.run, outcome: { ...OUTCOME, findings } } }, settings);
    expect(read(card).join('\n')).toContain('2 shown (1 new)');
  });

  it('answers the focus below it', () => {
    const before = ended([completed('lens:security')]);
    const outcome = { ...OUTCOME, answer: 'No: nothing counts the tries [F1].' };
    const input = { question: 'is it safe?', focused: true };
    expect(read(cardOf({ ...before, run: { ...before.run, input, outcome } }, settings))).toEqual(
      expect.arrayContaining(['Focus: is it safe?', 'Answer: No: nothing counts the tries.']),
    );
  });

  it('says why a run failed, and offers to retry it', () => {
    const card = read(cardOf(ended([completed('lens:security')], 'failed'), settings));
    expect(card).toContain('Failed: verify failed');
    expect(card[0]).toBe('# Code review · shop @ main (1a2b3c4): failed');
    expect(card.at(-1)).toBe('[Export…] [Ask an agent…] [Run again…] [Retry failed] [Timeline] [Findings…]');
  });

  it('does not offer to ask where no agent has answered', () => {
    expect(buttonsOf(ended([step('lens:security')], 'cancelled')).map(({ label }) => label)).toEqual([
      'Export…',
      'Run again…',
      'Retry failed',
      'Timeline',
    ]);
  });

  it('leads to the page of the report where there is one', () => {
    const open = buttonsOf(ended([completed('lens:security')]), 'https://baton.example').find(
      ({ label }) => label === 'Open',
    );
    expect(open?.link).toBe('https://baton.example/runs/0f4c2f0e-6f6f-4a51-8a1e-0d6c1c6b7a10');
  });

  it('says who cancelled it', () => {
    const run = { error: 'cancelled by slack:T1:U2' };
    const cancelled = ended([step('lens:security')], 'cancelled');
    expect(read(cardOf({ ...cancelled, run: { ...cancelled.run, ...run } }, settings)).slice(0, 2)).toEqual([
      '# Code review · shop @ main (1a2b3c4): cancelled',
      'Cancelled by U2.',
    ]);
  });

  it('tells the cost where it is known, else the tokens, and nothing where no model was used', () => {
    const agents = [completed('lens:security')];
    const usage = {
      input_tokens: 12_000,
      output_tokens: 345,
      cost: 0.4213,
      unknown_tokens: 0,
      unknown_cost: 0,
    };
    const known = ended(agents);
    expect(read(cardOf({ ...known, run: { ...known.run, usage } }, settings)).join('\n')).toContain(
      ' · 2:05 · $0.42',
    );
    const unpriced = { ...usage, cost: null };
    expect(read(cardOf({ ...known, run: { ...known.run, usage: unpriced } }, settings)).join('\n')).toContain(
      ' · 2:05 · 12k tokens',
    );
    expect(read(cardOf(known, settings)).join('\n')).not.toContain('token');
  });

  it('says that tokens and cost are unknown where agents tell none', () => {
    const known = ended([completed('lens:security')]);
    const nothing = { input_tokens: null, output_tokens: null, cost: null };
    const shown = (usage: typeof known.run.usage) =>
      read(cardOf({ ...known, run: { ...known.run, usage } }, settings)).join('\n');
    expect(shown({ ...nothing, unknown_tokens: 1, unknown_cost: 1 })).toContain('cost unknown');
    expect(
      shown({ input_tokens: 10, output_tokens: 2, cost: 0.5, unknown_tokens: 1, unknown_cost: 1 }),
    ).toContain('at least $0.50');
  });

  it('says while it works what it is likely to use, and what a budget says to that', () => {
    const estimate = {
      input_tokens: 400_000,
      output_tokens: 20_000,
      cost: 1.5,
      runs: 2,
      warning: 'likely to',
    };
    const before = read(cardOf(snapshot([running('a')], { estimate }), settings)).join('\n');
    expect(before).toContain('Expected: about 420,000 tokens, $1.50 (as 2 runs like it)');
    expect(before).toContain('Budget: likely to');
    const later = read(
      cardOf(snapshot([running('a')], { estimate, budget_warning: '80 % of it' }), settings),
    );
    expect(later.join('\n')).toContain('Budget: 80 % of it');
    expect(later.join('\n')).not.toContain('likely to');
  });

  it('shows the person’s own words, and not the flow’s question', () => {
    const own = snapshot([], { input: { question: 'is the retry\nlogic safe?', focused: true } });
    expect(read(cardOf(own, settings))).toContain('Focus: is the retry logic safe?');
    expect(read(cardOf(snapshot([]), settings)).join('\n')).not.toContain('Focus');
  });

  it.each([
    ['completed with a failed agent', { status: 'failed', error: 'hung' }, true],
    [
      'completed with an agent that its back end refused',
      { status: 'skipped', skip_cause: 'backend_refused' },
      true,
    ],
    [
      'completed with an agent whose condition did not hold',
      { status: 'skipped', skip_cause: 'condition' },
      false,
    ],
    ['completed with all its agents', { status: 'completed' }, false],
  ] as const)('offers to retry what failed when the run %s: %#', (_, state, offered) => {
    const steps = [completed('lens:api'), step('lens:security', state)];
    const labels = buttonsOf(snapshot(steps, { status: 'completed' })).map(({ label }) => label);
    expect(labels.includes('Retry failed')).toBe(offered);
  });

  it.each([
    ['contract', true],
    ['no_files', false],
    ['bad_url', false],
  ])('offers to retry a run whose first step failed of %s: %s', (fail_code, offered) => {
    const scope = step('scope', { kind: 'code', status: 'failed', error: 'any words', fail_code });
    const labels = buttonsOf(snapshot([scope], { status: 'failed' })).map(({ label }) => label);
    expect(labels.includes('Retry failed')).toBe(offered);
    expect(labels).toContain('Run again…');
  });

  it('is the same in every process, as long as the run is', () => {
    const agents = [running('lens:security')];
    expect(cardOf(snapshot(agents), settings)).toEqual(cardOf(structuredClone(snapshot(agents)), settings));
  });
});

describe('the reply of a step', () => {
  const { run } = snapshot([]);

  it('has its status in the first line, and its full output behind a button once there is one', () => {
    expect(read(stepReply(run, running('lens:security', 'reading src/retry.ts')))).toEqual([
      '◐ security — reading src/retry.ts',
      '(security-reviewer)',
    ]);
    expect(read(stepReply(run, completed('lens:security')))).toEqual([
      '✓ security — 2 findings',
      '(security-reviewer · 1:30)',
      '[Full output] [Ask]',
    ]);
  });

  const top = [1, 2, 3].map((n) => ({
    severity: n === 1 ? ('P1' as const) : ('P2' as const),
    title: `Problem ${n}`,
    path: n === 3 ? null : `src/file${n}.ts`,
    line: n === 2 ? null : n,
    url: null,
  }));
  const lens = { ...completed('lens:security', '8 findings'), findings: { total: 8, top }, tokens: 48_211 };

  it('lists its gravest findings, with their places, and what it used', () => {
    expect(read(stepReply(run, lens))).toEqual([
      '✓ security — 8 findings',
      'P1 Problem 1 · src/file1.ts:1',
      'P2 Problem 2 · src/file2.ts',
      'P2 Problem 3',
      '+ 5 more',
      '(security-reviewer · 1:30 · 48k tokens)',
      '[Full output] [Ask]',
    ]);
  });

  it('says what became of each of its findings once the challenge is over', () => {
    const fate = { counts: { upheld: 5, refuted: 1, below_gate: 1 }, top: top.slice(0, 2) };
    expect(read(stepReply(run, { ...lens, fate })).slice(0, 4)).toEqual([
      '✓ security — 8 findings, 5 upheld, 1 refuted, 1 below the gate, 1 merged',
      'P1 Problem 1 · src/file1.ts:1',
      'P2 Problem 2 · src/file2.ts',
      '+ 6 more',
    ]);
    const none = { counts: { refuted: 8 }, top: [] };
    expect(read(stepReply(run, { ...lens, fate: none })).slice(0, 2)).toEqual([
      '✓ security — 8 findings, 8 refuted',
      '(security-reviewer · 1:30 · 48k tokens)',
    ]);
  });

  it('has no findings to list where there are none', () => {
    const none = { ...completed('lens:security', 'no findings'), findings: { total: 0, top: [] } };
    const fate = { counts: {}, top: [] };
    expect(read(stepReply(run, { ...none, fate }))[0]).toBe('✓ security — no findings');
    expect(read(stepReply(run, none))).toHaveLength(3);
  });

  it.each([
    ['12 modules, 20 relations', '12 modules, 20 relations'],
    ['Fix the retry loop first [F3, F12].', 'Fix the retry loop first.'],
  ])('says of an agent that returns no findings: %s', (activity, shown) => {
    expect(read(stepReply(run, completed('synth', activity)))[0]).toBe(`✓ synth — ${shown}`);
  });

  it('says why a step failed', () => {
    const failed = step('lens:security', {
      status: 'failed',
      error: 'The agent said nothing for 3 minutes.',
    });
    expect(read(stepReply(run, failed))[0]).toBe(
      '✗ security — failed: The agent said nothing for 3 minutes.',
    );
  });

  it('says that a step was stopped with its run', () => {
    expect(read(stepReply({ ...run, status: 'cancelled' }, step('lens:security')))[0]).toBe(
      '○ security — stopped before it was done',
    );
  });
});

describe('an answer', () => {
  const asked = completed('lens:security');

  it('stands below its question', () => {
    const answered = question(1, { state: 'answered', answer: 'Only the *body*.' });
    expect(read(answerReply(answered, asked))).toEqual([
      'U2 asked security: Which input reaches it?',
      'Only the *body*.',
    ]);
  });

  it('that is too long for a message is a file, whole', () => {
    const long = question(2, { state: 'answered', answer: 'word '.repeat(4000) });
    expect(read(answerReply(long, asked)).at(-1)).toBe('(The answer is long: it is the file below.)');
    expect(questionAnswerFile(long)).toMatchObject({ name: 'answer-2-lens-security.md', text: long.answer });
    expect(questionAnswerFile(question(1))).toBeNull();
  });

  it('that failed says why', () => {
    const failed = question(1, { state: 'failed', error: 'The model refused.' });
    expect(read(answerReply(failed, asked)).at(-1)).toBe('✗ No answer: The model refused.');
  });
});

describe('the report in the thread', () => {
  it('is a Markdown file named after flow and run, and only there once the run has ended', () => {
    expect(reportFile(ended([]), 'Code review · shop @ main')).toEqual({
      name: 'code-review-shop-1a2b3c4.md',
      title: 'Code review · shop @ main',
      text: REPORT,
    });
    expect(reportFile({ ...snapshot([]), report: REPORT }, 'x')).toBeNull();
    const odd = ended([]);
    const run = { ...odd.run, project_id: '../../é té/\u202e.git', commit_sha: null };
    expect(reportFile({ ...odd, run }, 'x')?.name).toBe('code-review-0f4c2f0e.md');
  });
});
