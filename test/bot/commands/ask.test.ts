import { describe, expect, test } from 'vitest';
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import { namedAgent } from '../../../bot/commands/named-agent.ts';
import type { StepDocument } from '../../../runner/core/documents.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import { runDocument, snapshotStep, stepDocument } from '../memory-service.ts';
import { BOB, fieldOf, formOf, NO_RULES, type Room, room, textOf } from './room.ts';

const documents = [
  stepDocument('lens:security', { label: 'Security', persona: 'security-reviewer', status: 'completed' }),
  stepDocument('lens:test', {
    label: 'Tests',
    persona: 'test-engineer',
    status: 'completed',
    activity: '2 findings',
  }),
  stepDocument('skeptic:1', { label: 'Skeptic 1', persona: 'skeptic', status: 'completed' }),
  stepDocument('skeptic:2', { label: 'Skeptic 2', persona: 'skeptic', status: 'running' }),
];
const agents = documents.map(snapshotStep);
const personas = [
  { id: 'security-reviewer', name: 'Security reviewer' },
  { id: 'test-engineer', name: 'Test engineer' },
  { id: 'skeptic', name: 'Skeptic' },
];

const OF_ANA = { channel: 'C0SHOP01', requested_by: 'slack:T1:U0ANA' };

function thread(there: Room, agents: readonly StepDocument[] = documents): string {
  const run = runDocument();
  const code = stepDocument('scope', { kind: 'code', persona: null, status: 'completed' });
  there.service.put({
    run,
    steps: [code, ...agents],
    report: null,
  });
  there.threads.set(run.id, OF_ANA);
  return run.id;
}

const mention = (there: Room, run: string, text: string) =>
  there.act({ kind: 'mention', text }, { id: 'M1', thread: `thread-${run}` });

describe('whom a text addresses', () => {
  test.each([
    ['lens:security: why?', ['lens:security'], 'why?'],
    ['security: why?', ['lens:security'], 'why?'],
    ['Security reviewer: why?', ['lens:security'], 'why?'],
    ['security-reviewer, why?', ['lens:security'], 'why?'],
    ['@tests : why: because?', ['lens:test'], 'why: because?'],
    ['Skeptic 2: are\nyou sure?', ['skeptic:2'], 'are\nyou sure?'],
    ['skeptic: are you sure?', ['skeptic:1', 'skeptic:2'], 'are you sure?'],
  ])('%j', (text, steps, question) => {
    const named = namedAgent(text, agents, personas);
    expect(named?.steps.map(({ step_id }) => step_id)).toEqual(steps);
    expect(named?.question).toBe(question);
  });

  test.each(['why?', 'securityguard: why?', 'the security: why?', '', ': why?'])(
    '%j addresses nobody',
    (text) => {
      expect(namedAgent(text, agents, personas)).toBeNull();
    },
  );
});

describe('a mention in the thread of a run', () => {
  test('asks the agent that it names, once', async () => {
    const there = room();
    const run = thread(there);
    expect(await mention(there, run, 'Tests: which file?')).toEqual({ kind: 'nothing' });
    await mention(there, run, 'Tests: which file?');
    expect(there.service.asked).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        run_id: run,
        step_id: 'lens:test',
        question: 'which file?',
        asked_by: 'slack:T1:U0ANA',
        answer_in: { card: 'root' },
      },
    ]);
  });

  test.each(['which file?', 'skeptic: which file?'])('gives a choice for %j', async (text) => {
    const there = room();
    const answer = await mention(there, thread(there), text);
    expect(textOf(answer)).toMatch(/^Whom do you ask\?[\s\S]*skeptic:1[\s\S]*\n\[Ask an agent…\]$/);
    expect(there.service.asked).toEqual([]);
  });

  const [security, tests] = documents;
  const ALONE = [security, { ...tests, status: 'running' }] as StepDocument[];

  test.each(['which file?', 'Why?', 'list all the places where it happens', 'why does --force break it?'])(
    'asks the only agent that can be asked: %j',
    async (text) => {
      const there = room();
      expect(await mention(there, thread(there, ALONE), text)).toEqual({ kind: 'nothing' });
      expect(there.service.asked).toMatchObject([{ step_id: 'lens:security', question: text }]);
    },
  );

  test.each(['securty: which file?', 'tesst: which file?', '', 'hi', '???'])(
    'asks not even the only one where another may be meant, or nothing is asked: %j',
    async (text) => {
      const there = room();
      expect(textOf(await mention(there, thread(there, ALONE), text))).toMatch(/^Whom do you ask\?/);
      expect(there.service.asked).toEqual([]);
    },
  );

  test.each(['thanks!', 'great work', '👍', ':tada:', 'Thank you so much 🙏🏽', 'ok cool', 'lgtm'])(
    'that says %j gets no answer, also below an agent’s message',
    async (text) => {
      const there = room();
      const run = thread(there, ALONE);
      const reply = { kind: 'mention', text, repliesTo: 'message of lens:security' } as const;
      expect(await mention(there, run, text)).toEqual({ kind: 'nothing' });
      expect(await there.act(reply, { thread: `thread-${run}` })).toEqual({ kind: 'nothing' });
      expect(there.service.asked).toEqual([]);
    },
  );

  test.each(['cancel', 'Cancel!', 'please cancel this run', 'can you cancel it?', '/flow cancel'])(
    'cancels that run for %j',
    async (text) => {
      const there = room();
      const run = thread(there);
      await mention(there, run, text);
      expect(there.service.cancelled).toEqual([run]);
    },
  );

  test('gives the commands of every other place too', async () => {
    const there = room();
    const run = thread(there);
    expect(textOf(await mention(there, run, 'help'))).toContain('/flow list');
    const other = runDocument();
    there.service.put({ run: other, steps: [], report: null });
    there.threads.set(other.id, OF_ANA);
    await there.act({ kind: 'mention', text: `cancel ${other.id.slice(0, 8)}` }, { thread: `thread-${run}` });
    expect(there.service.cancelled).toEqual([other.id]);
  });

  test.each([
    ['run it again, please', /^Run [\da-f]{8} again.*\n\[Run again…\]$/],
    ['rerun', /\[Run again…\]$/],
    ['tech debt is what worries me', /nothing was started.*\n\[Start tech debt\] \[Ask an agent…\]$/],
    ['stop', /Did you mean `\/flow cancel [\da-f]{8}`\?\n\[cancel [\da-f]{8}\] \[Ask an agent…\]$/],
    ['cancle this', /\[cancel [\da-f]{8}\] \[Ask an agent…\]$/],
  ])('offers what %j may mean, and does nothing yet', async (text, says) => {
    const there = room();
    const answer = await mention(there, thread(there, ALONE), text);
    expect(textOf(answer)).toMatch(says);
    expect([there.service.asked, there.service.cancelled, there.service.requests]).toEqual([[], [], []]);
  });

  test('that replies to an agent’s message asks that agent, whatever it begins with', async () => {
    const there = room();
    const reply = { kind: 'mention', text: 'skeptic:1: why?', repliesTo: 'message of lens:test' } as const;
    expect(await there.act(reply, { thread: `thread-${thread(there)}` })).toEqual({ kind: 'nothing' });
    expect(there.service.asked).toMatchObject([{ step_id: 'lens:test', question: 'skeptic:1: why?' }]);
  });

  test.each(['message of root', 'a message of nobody'])(
    'that replies to %s asks whom it names',
    async (repliesTo) => {
      const there = room();
      const reply = { kind: 'mention', text: 'skeptic:1: why?', repliesTo } as const;
      expect(await there.act(reply, { thread: `thread-${thread(there)}` })).toEqual({ kind: 'nothing' });
      expect(there.service.asked).toMatchObject([{ step_id: 'skeptic:1', question: 'why?' }]);
    },
  );

  test('with nothing behind it, anywhere else, is answered with the help', async () => {
    const { act } = room();
    for (const thread of [null, '1.2']) {
      expect(textOf(await act({ kind: 'mention', text: ' ' }, { thread }))).toContain('/flow list');
    }
  });

  test('in any other thread is a command', async () => {
    const there = room();
    await there.act({ kind: 'mention', text: 'tech-debt' }, { thread: '1.2' });
    expect(there.service.requests).toHaveLength(1);
  });
});

describe('the form', () => {
  const submit = (there: Room, state: string, values: Record<string, string | null>) =>
    there.act({ kind: 'submit', form: 'ask', state, values }, { person: BOB });

  test('offers the agents that have answered', async () => {
    const there = room();
    const form = formOf(await there.press('ask', thread(there)));
    const { options } = fieldOf(form, 'step', 'select');
    expect(options.map(({ value, label, description: says }) => [value, label, says])).toEqual([
      ['lens:security', 'Security', 'done'],
      ['lens:test', 'Tests', '2 findings'],
      ['skeptic:1', 'Skeptic 1', 'done'],
    ]);
  });

  test('asks, also for others than the starter', async () => {
    const there = room();
    const run = thread(there);
    expect(await submit(there, run, { step: 'lens:test', question: 'which?' })).toEqual({ kind: 'nothing' });
    expect(there.service.asked).toMatchObject([
      { step_id: 'lens:test', question: 'which?', asked_by: 'slack:T1:U0BOB' },
    ]);
  });

  test('says at its field what is wrong', async () => {
    const there = room();
    const run = thread(there);
    expect(textOf(await submit(there, run, { step: null, question: 'which?' }))).toMatch(/^step: /);
    expect(textOf(await submit(there, run, { step: 'nobody', question: 'which?' }))).toMatch(
      /^step: There is no step/,
    );
  });

  test('is for those who may start runs', async () => {
    const policy = { general: { ...NO_RULES, start: ['U0EVE'] }, projects: {} };
    const there = room({ settings: { policy } });
    const run = thread(there);
    expect(textOf(await there.press('ask', run, { person: BOB }))).toContain(
      'You may not start runs on shop',
    );
    expect((await there.press('ask', run)).kind).toBe('form');
  });

  test('does not open while no agent has answered', async () => {
    const there = room();
    const run = runDocument();
    there.service.put({ run, steps: [stepDocument('lens')], report: null });
    expect(textOf(await there.press('ask', run.id))).toContain('No agent of this run has answered yet');
  });
});

test('the button below an agent’s message asks that agent, and the card’s asks for one', async () => {
  const there = room();
  const run = thread(there);
  const chosen = async (value: string) =>
    fieldOf(formOf(await there.press('ask', value)), 'step', 'select').chosen;
  expect(await chosen(`${run} lens:test`)).toBe('lens:test');
  expect(await chosen(`${run} skeptic:2`)).toBeNull();
  expect(await chosen(run)).toBeNull();
});

describe('the answer to a question', () => {
  const ask = (there: Room, run: string, channel: string) =>
    there.act(
      { kind: 'submit', form: 'ask', state: run, values: { step: 'lens:test', question: 'why?' } },
      { channel },
    );

  test('is in the thread of the card at which it was asked', async () => {
    const there = room();
    const run = thread(there);
    expect(await ask(there, run, 'C0SHOP01')).toEqual({ kind: 'nothing' });
    expect(there.service.asked).toMatchObject([{ answer_in: { card: 'root' } }]);
  });

  test.each(['root', 'reopen:1', 'reopen:2'])(
    'is in the thread of the card whose button opened the form, of several in one channel: %s',
    async (key) => {
      const there = room();
      const run = thread(there);
      there.threads.set(run, { ...OF_ANA, copies: ['reopen:1', 'reopen:2'] });
      const { state } = formOf(await there.press('ask', run, { message: `message of ${key}` }));
      await ask(there, state, 'C0SHOP01');
      expect(there.service.asked).toMatchObject([{ run_id: run, answer_in: { card: key } }]);
    },
  );

  test('goes to the person alone where no card of the run is, and says so', async () => {
    const there = room();
    const run = thread(there);
    expect(textOf(await ask(there, run, 'C0OTHER'))).toBe(
      'The answer will come to your messages with Baton.',
    );
    expect(there.service.asked).toMatchObject([
      { answer_in: { platform: 'slack', workspace: 'T1', channel: 'D-U0ANA' } },
    ]);
  });

  test('is in the run’s own thread for somebody who takes no direct messages', async () => {
    const direct = async () => Promise.reject(new DeliveryError('place', 'no direct messages'));
    const adapter = { platform: 'slack', syntax: SLACK_SYNTAX, enter: async () => undefined, direct };
    const there = room({ over: { adapter } });
    await ask(there, thread(there), 'C0OTHER');
    expect(there.service.asked[0]).not.toHaveProperty('answer_in');
  });
});
