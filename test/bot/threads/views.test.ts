import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../bot/threads/card.ts';
import { answerReply, questionAnswerFile, reportFile, stepReply } from '../../../bot/threads/replies.ts';
import type { Button, Line, MessageView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { completed, ended, OUTCOME, question, REPORT, running, snapshot, step } from './stories.ts';

const settings = { title: () => 'Code review', publicUrl: null };

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
      'small · asked by U1 · 2026-03-01 10:00 UTC · run 0f4c2f0e',
      '◐ Scope: reading 400 files',
      '✓ security — 2 findings',
      '◐ correctness — reading src',
      '○ skeptic-1',
      '[Cancel]',
    ]);
  });

  it('has no line for an agent that needs a model in a run without one', () => {
    const skipped = { ...step('skeptic-1'), status: 'skipped' as const, skip_cause: 'no_model' as const };
    const view = cardOf(snapshot([scope, completed('lens:security'), skipped]), settings);
    expect(view.text).toContain('1 of 1 agent done');
    expect(read(view).join('\n')).not.toContain('skeptic');
  });

  it('links to the pull request that it reviews, before and after its commit is pinned', () => {
    const url = 'https://github.com/acme/shop/pull/7';
    const input = { question: 'q', pull_request: { kind: 'github' as const, url, number: 7 } };
    const unpinned = cardOf(snapshot([scope], { input, label: null, commit_sha: null }), settings);
    expect(read(unpinned).slice(0, 2)).toEqual(['# Code review · shop @ pr-7', 'Pull request #7']);
    const over = ended([completed('lens:security')]);
    const card = cardOf({ ...over, run: { ...over.run, input } }, settings);
    const links = card.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines.flat() : []));
    expect(links).toContainEqual({ text: 'Pull request #7', link: url });
  });

  it('begins with the verdict once it has ended, and folds the roster to a line', () => {
    expect(read(cardOf(ended([completed('lens:security'), completed('skeptic-1')]), settings))).toEqual([
      '# Code review · shop @ main (1a2b3c4)',
      'Do not merge yet: 1 high. The retry loop never ends.',
      '• src/retry.ts retries for ever: nothing counts the tries. [F1]',
      '• Two tests wait by the clock. [F2]',
      'small · asked by U1 · 2026-03-01 10:00 UTC · run 0f4c2f0e',
      '2 agents · 1 P1, 1 P2 · 2:05',
      '[Export…] [Ask an agent…] [Run again…] [Timeline]',
    ]);
  });

  it('leads to the report of a run that an earlier version completed, and reads nothing out of it', () => {
    const before = ended([completed('lens:security')]);
    const card = read(cardOf({ ...before, run: { ...before.run, outcome: null } }, settings));
    expect(card[1]).toBe('Completed: see the report.');
    expect(card.join('\n')).not.toMatch(/P1|retries|•/);
  });

  it('names what a headline rests on once', () => {
    const before = ended([completed('lens:security')]);
    const outcome = { ...OUTCOME, headlines: [{ text: 'Orders leak [F1]', refs: ['F1', 'F10'] }] };
    expect(read(cardOf({ ...before, run: { ...before.run, outcome } }, settings))).toContain(
      '• Orders leak [F1] [F10]',
    );
  });

  it('says why a run failed, and offers to retry it', () => {
    const card = read(cardOf(ended([completed('lens:security')], 'failed'), settings));
    expect(card).toContain('Failed: verify failed');
    expect(card.at(-1)).toBe('[Retry failed] [Export…] [Ask an agent…] [Run again…] [Timeline]');
  });

  it('does not offer to ask where no agent has answered', () => {
    expect(buttonsOf(ended([step('lens:security')], 'cancelled')).map(({ label }) => label)).toEqual([
      'Retry failed',
      'Export…',
      'Run again…',
      'Timeline',
    ]);
  });

  it('leads to the page of the report where there is one', () => {
    const open = buttonsOf(ended([completed('lens:security')]), 'https://baton.example').find(
      ({ label }) => label === 'Open',
    );
    expect(open?.link).toBe(
      'https://baton.example/api/runs/0f4c2f0e-6f6f-4a51-8a1e-0d6c1c6b7a10/report.html',
    );
  });

  it('tells tokens and cost where they are known, and nothing where they are not', () => {
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
      '12,345 tokens · $0.42',
    );
    expect(read(cardOf(known, settings)).join('\n')).not.toContain('token');
  });

  it('says that tokens and cost are unknown where agents tell none', () => {
    const known = ended([completed('lens:security')]);
    const nothing = { input_tokens: null, output_tokens: null, cost: null };
    const shown = (usage: typeof known.run.usage) =>
      read(cardOf({ ...known, run: { ...known.run, usage } }, settings)).join('\n');
    expect(shown({ ...nothing, unknown_tokens: 1, unknown_cost: 1 })).toContain(
      'tokens unknown · cost unknown',
    );
    expect(
      shown({ input_tokens: 10, output_tokens: 2, cost: 0.5, unknown_tokens: 1, unknown_cost: 1 }),
    ).toContain('at least 12 tokens · at least $0.50');
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
      '[Full output]',
    ]);
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
    expect(reportFile(ended([]))).toEqual({
      name: 'code-review-0f4c2f0e.md',
      title: 'Report of code-review',
      text: REPORT,
    });
    expect(reportFile({ ...snapshot([]), report: REPORT })).toBeNull();
  });
});
