import { describe, expect, test, vi } from 'vitest';
import type { QuestionDocument } from '../../../runner/core/step-detail.ts';
import { runDocument, stepDocument } from '../memory-service.ts';
import { type Surroundings, surroundings } from '../surroundings.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const STEPS = [
  stepDocument('scope', { kind: 'code', persona: null, label: 'Scope', status: 'completed' }),
  stepDocument('lens:security', {
    persona: 'security-reviewer',
    label: 'Security reviewer',
    status: 'completed',
  }),
  stepDocument('skeptic:1', { persona: 'skeptic', label: 'Skeptic 1 of 2', status: 'completed' }),
  stepDocument('skeptic:2', { persona: 'skeptic', label: 'Skeptic 2 of 2', status: 'completed' }),
];

function around(): Surroundings {
  const place = surroundings();
  place.service.put({ run: runDocument({ id: ID, status: 'completed' }), steps: STEPS, report: null });
  return place;
}

/** Replies to the question once it is asked. */
async function reply(place: Surroundings, over: Partial<QuestionDocument>): Promise<void> {
  const question = await vi.waitUntil(() => place.service.questions()[0]);
  place.service.reply(question.id, over);
}

describe('baton ask', () => {
  test('prints the answer once it is there, and says on stderr who is asked', async () => {
    const place = around();
    const code = place.run('ask', '1a2b', 'lens:security', 'Who can reach it?');
    await reply(place, { answer: '**Anyone** who is signed in.\n\n- `src/a.ts:3`' });
    expect(await code).toBe(0);
    expect(place.out()).toBe('**Anyone** who is signed in.\n\n- `src/a.ts:3`\n');
    expect(place.err()).toBe('Security reviewer is asked…\n');
    expect(place.service.questions()).toMatchObject([
      { run_id: ID, step_id: 'lens:security', question: 'Who can reach it?', asked_by: 'cli:ana' },
    ]);
    expect(place.closed()).toBe(1);
  });

  test('works itself, for when no service is running', async () => {
    const opened: boolean[] = [];
    const place = surroundings({
      wiring: {
        openService: async (_, { worker }) => {
          opened.push(worker);
          throw new Error('enough');
        },
      },
    });
    expect(await place.run('ask', '1a2b', 'security', 'Why?')).toBe(1);
    expect(opened).toEqual([true]);
  });

  test.each(['lens:security', 'LENS:SECURITY', 'security', 'Security Reviewer', 'security-reviewer'])(
    'finds the step that is called %s',
    async (name) => {
      const place = around();
      const code = place.run('ask', ID, name, 'Why?');
      await reply(place, { answer: 'Because.' });
      expect(await code).toBe(0);
      expect(place.service.questions()[0]?.step_id).toBe('lens:security');
    },
  );

  test('--json prints the question with its answer', async () => {
    const place = around();
    const code = place.run('ask', ID, 'security', 'Why?', '--json');
    await reply(place, { answer: 'Because.' });
    expect(await code).toBe(0);
    expect(JSON.parse(place.out())).toEqual(place.service.questions()[0]);
  });

  test('a question that failed is exit code 1, and says why', async () => {
    const place = around();
    const code = place.run('ask', ID, 'security', 'Why?');
    await reply(place, { state: 'failed', error: 'the model refused' });
    expect(await code).toBe(1);
    expect(place.out()).toBe('');
    expect(place.err()).toContain('No answer: the model refused\n');
  });

  test('an answer can’t steer the terminal', async () => {
    const place = around();
    const code = place.run('ask', ID, 'security', 'Why?');
    await reply(place, { answer: 'a\u001b[2Jb\u0007\n\u202ec' });
    expect(await code).toBe(0);
    expect(place.out()).toBe('ab\nc\n');
  });

  test('Ctrl-C leaves the question to a running service', async () => {
    const place = around();
    const code = place.run('ask', ID, 'security', 'Why?');
    await vi.waitUntil(() => place.service.questions()[0]);
    place.signals.emit('SIGINT', 'SIGINT');
    expect(await code).toBe(130);
    expect(place.err()).toContain('The question stays with run 1a2b3c4d; a running service answers it.\n');
    expect(place.closed()).toBe(1);
  });

  test.each([
    ['a run that is not there', ['ffff', 'security', 'Why?'], /No run begins with ffff/],
    ['a name that is near one', [ID, 'securty', 'Why?'], /no step "securty"\. Did you mean "security"/],
    [
      'a name that is none',
      [ID, 'nobody-of-that-name', 'Why?'],
      /Its agents are: lens:security, skeptic:1, skeptic:2/,
    ],
    ['the label of a step that code does', [ID, 'Scope of it', 'Why?'], /no step "Scope of it"/],
    [
      'a name that several have',
      [ID, 'skeptic', 'Why?'],
      /Several steps are called "skeptic": skeptic:1, skeptic:2/,
    ],
    ['no question', [ID, 'security'], /needs <question>/],
    [
      'a question without quotes',
      [ID, 'security', 'Why', 'so?'],
      /does not know what to do with "so\?"\. A question of several words goes in quotes/,
    ],
  ])('is refused for %s', async (_, given, says) => {
    const place = around();
    expect(await place.run('ask', ...given)).toBe(2);
    expect(place.err()).toMatch(says);
    expect(place.service.questions()).toEqual([]);
  });
});
