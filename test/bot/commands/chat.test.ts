import { describe, expect, test } from 'vitest';
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import { runDocument, stepDocument } from '../memory-service.ts';
import { BOB, CLOSED, type Room, room, textOf } from './room.ts';

/** A run whose thread stands in a channel; Ana's. */
function runIn(there: Room, over: Partial<RunDocument> = {}, channel = 'C0SHOP01'): string {
  const outcome = over.status === 'completed' ? runOutcome({ verdict: 'Fine.' }) : null;
  const run = runDocument({ outcome, ...over });
  const steps = [
    stepDocument('scope', { kind: 'code', persona: null }),
    stepDocument('lens:security', { label: 'Security', status: 'completed', output: '{"a":1}' }),
    stepDocument('skeptic:1', { label: 'Skeptic 1', persona: 'skeptic', status: 'pending' }),
  ];
  there.service.put({ run, steps, report: outcome === null ? null : '# Report\n' });
  there.threads.set(run.id, { channel, requested_by: 'slack:T1:U0ANA' });
  return run.id;
}

describe('a start by options', () => {
  const given = {
    flow: 'tech-debt',
    focus: 'what is slow?',
    fast: true,
  };

  test('is the start that its words would be', async () => {
    const { act, service } = room();
    expect(await act({ kind: 'start', given })).toEqual({ kind: 'nothing' });
    expect(service.requests).toEqual([
      expect.objectContaining({
        flow_name: 'tech-debt',
        question: 'what is slow?',
        band: 'small',
        fast: true,
      }),
    ]);
  });

  test('stays in the thread in which it was made', async () => {
    const { act, service } = room();
    await act({ kind: 'start', given }, { thread: 'T77' });
    expect(service.requests[0]?.post_to).toMatchObject({ channel: 'C0SHOP01', thread: 'T77' });
  });

  test('is refused with an unknown size and with a blank focus', async () => {
    const { act, service } = room();
    expect(textOf(await act({ kind: 'start', given: { ...given, size: 'huge' } }))).toContain(
      'small, medium or large',
    );
    expect(textOf(await act({ kind: 'start', given: { ...given, focus: ' ' } }))).toContain('blank');
    expect(service.requests).toEqual([]);
  });

  test('gets suggestions, those that begin as typed first', async () => {
    const { act } = room();
    const suggest = async (option: 'flow' | 'project' | 'base', typed: string) =>
      textOf(await act({ kind: 'suggest', command: 'run', option, typed, given: {} })).split('\n');
    expect(await suggest('flow', 'tech')).toEqual(['tech-debt']);
    expect(await suggest('flow', '')).toContain('code-review');
    expect(await suggest('project', 's')).toEqual(['shop', 'site']);
    expect(await suggest('base', 'HEAD')).toEqual(['HEAD~1']);
  });
});

describe('a command', () => {
  test('starts a run on the project and with the flow of the channel', async () => {
    const { say, service, entered } = room();
    expect(await say('what is slow?')).toEqual({ kind: 'nothing' });
    expect(entered).toEqual(['C0SHOP01']);
    expect(service.requests).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        project: expect.objectContaining({ id: 'shop' }),
        flow_name: 'code-review',
        band: 'small',
        question: 'what is slow?',
        resolves: 'later',
        post_to: { platform: 'slack', workspace: 'T1', channel: 'C0SHOP01', thread: null },
        requested_by: 'slack:T1:U0ANA',
      }),
    ]);
  });

  test('that is delivered twice starts one run; said twice it starts two', async () => {
    const { say, service } = room();
    await Promise.all([say('tech-debt', { id: 'E1' }), say('tech-debt', { id: 'E1' })]);
    expect(service.requests).toHaveLength(1);
    await say('tech-debt', { id: 'E2' });
    expect(service.requests).toHaveLength(2);
  });

  test('asks for the project where the channel has none of several', async () => {
    const { say, service } = room();
    const text = textOf(await say('tech-debt', { channel: 'C0OTHER01' }));
    expect(text).toBe(
      'This channel has no project of its own, so name one: --project shop or --project site.',
    );
    await say('tech-debt --project site', { channel: 'C0OTHER01' });
    expect(service.requests.map(({ project, flow_name }) => [project.id, flow_name])).toEqual([
      ['site', 'tech-debt'],
    ]);
  });

  test('can not name a folder that was not allowed', async () => {
    const { say, service } = room();
    expect(textOf(await say('tech-debt --project /etc'))).toContain('no project or folder "/etc"');
    expect(service.requests).toEqual([]);
  });

  test('in a channel that the bot can not enter says how to let it in', async () => {
    const { say, service } = room();
    const text = textOf(await say('tech-debt --project shop', { channel: CLOSED }));
    expect(text).toBe('The bot is not in that channel: type /invite @Baton there.');
    expect(service.requests).toEqual([]);
  });

  test('that nearly names a flow starts nothing', async () => {
    const { say, service } = room();
    expect(textOf(await say('tech-dept'))).toContain('Did you mean `/flow tech-debt`?');
    expect(service.requests).toEqual([]);
  });

  test.each([
    ['help', /\/flow code-review is the retry logic safe\?[\s\S]*this channel’s default flow, code-review/],
    ['list', /^3 flows\nAnalysis\ntech-debt Is the tech debt good\?\nDiscovery\ncodebase-tour/],
    ['projects', /^2 projects\nshop.*this channel’s\nsite/],
    ['history', /^No runs yet\. Start the first one\.\n\[Start…\]$/],
    ['show 1a2b', /^No run begins with 1a2b/],
  ])('%s is answered', async (text, says) => {
    expect(textOf(await room().say(text))).toMatch(says);
  });
});

describe('a run', () => {
  test.each(['button', 'command', 'mention'])('is cancelled by its starter, by %s', async (way) => {
    const there = room();
    const id = runIn(there);
    const answer =
      way === 'button'
        ? await there.press('cancel', id)
        : way === 'command'
          ? await there.say(`cancel ${id.slice(0, 8)}`)
          : await there.act({ kind: 'mention', text: ' Cancel.' }, { thread: `thread-${id}` });
    expect(answer).toEqual({ kind: 'nothing' });
    expect(there.service.cancelled).toEqual([id]);
  });

  test('is not cancelled by anyone else', async () => {
    const there = room();
    const id = runIn(there);
    expect(textOf(await there.press('cancel', id, { person: BOB }))).toContain(
      'Only U0ANA may cancel this run',
    );
    expect(there.service.cancelled).toEqual([]);
  });

  test('that is cancelled twice says that it is done already', async () => {
    const there = room();
    const id = runIn(there);
    const answers = await Promise.all([there.press('cancel', id), there.press('cancel', id)]);
    expect(answers.map(textOf).sort()).toEqual(['(nothing)', 'This run has ended already.']);
    expect(there.service.cancelled).toEqual([id]);
  });

  test('is retried when it failed, and says why not otherwise', async () => {
    const there = room();
    const id = runIn(there, { status: 'failed' });
    expect(await there.press('retry', id)).toEqual({ kind: 'nothing' });
    expect(textOf(await there.press('retry', id))).toBe('This run is running.');
    expect(there.service.retried).toEqual([id]);
  });

  test('is retried when it completed and one of its agents failed', async () => {
    const there = room();
    const id = runIn(there, { status: 'completed' });
    const detail = await there.service.run(id);
    there.service.put({ ...detail, steps: [stepDocument('lens:security', { status: 'failed' })] });
    expect(await there.press('retry', id)).toEqual({ kind: 'nothing' });
    expect(there.service.retried).toEqual([id]);
  });

  test('is shown with what can be done about it', async () => {
    const there = room();
    const id = runIn(there, { status: 'completed' });
    const text = textOf(await there.say(`show ${id.slice(0, 8)}`));
    expect(text).toContain(': Fine');
    expect(text).toContain('[Reopen] [Reopen for me]');
  });

  test('of another project can not be seen, in whatever way it is asked for', async () => {
    const there = room();
    const id = runIn(there, { project_id: 'site', status: 'completed' }, 'C0SITE001');
    there.threads.set(id, { channel: 'C0SITE001', requested_by: 'slack:T1:U0EVE' });
    for (const action of ['show', 'cancel', 'retry', 'again', 'export', 'ask', 'reopen']) {
      expect(textOf(await there.press(action, id)), action).toContain('that can be seen here');
    }
    expect(textOf(await there.press('output', `${id} lens:security`))).toContain('that can be seen here');
  });

  test('can be seen where it is posted, whatever project it is of', async () => {
    const there = room();
    const id = runIn(there, { project_id: '/srv/other', status: 'completed' }, 'C0SHOP01');
    expect(textOf(await there.press('show', id, { person: BOB }))).toContain(': Fine');
    expect(textOf(await there.press('show', id, { person: BOB, channel: 'C0OTHER01' }))).toContain(
      'There is no run',
    );
  });

  test('can be seen by its starter from anywhere', async () => {
    const there = room();
    const id = runIn(there, { project_id: '/srv/other', status: 'completed' });
    expect(textOf(await there.press('show', id, { channel: 'C0OTHER01' }))).toContain(': Fine');
  });

  test.each(['show', 'cancel', 'retry', 'again', 'export', 'ask', 'reopen', 'output'])(
    'that is gone, or never was, gets %s a private answer',
    async (action) => {
      const { press, logged } = room();
      for (const value of [runDocument().id, '', 'x', "'; DROP TABLE"]) {
        expect(textOf(await press(action, value))).toMatch(/^There is no run/);
      }
      expect(logged).toEqual([]);
    },
  );
});

describe('the full output of a step', () => {
  test('is shown privately', async () => {
    const there = room();
    const id = runIn(there);
    expect(textOf(await there.press('output', `${id} lens:security`))).toContain('"a": 1');
  });

  test.each([
    ['skeptic:1', 'Skeptic 1 has no output yet'],
    ['nobody', 'no such step'],
  ])('of %s says that there is none', async (step, says) => {
    const there = room();
    const id = runIn(there);
    expect(textOf(await there.press('output', `${id} ${step}`))).toContain(says);
  });
});

describe('whatever goes wrong', () => {
  test('a button of another version is answered', async () => {
    const { press } = room();
    for (const action of ['vote', 'constructor', '__proto__']) {
      expect(textOf(await press(action, ''))).toContain('from another version');
    }
    const submitted = await room().act({ kind: 'submit', form: 'poll', state: '', values: {} });
    expect(textOf(submitted)).toContain('from another version');
  });

  test('what nobody foresaw is a calm line for the person and a line in the log', async () => {
    const there = room({
      over: {
        adapter: {
          platform: 'slack',
          syntax: SLACK_SYNTAX,
          enter: async () => await Promise.reject(new Error('ENOENT /etc/secret')),
          direct: async () => '',
        },
      },
    });
    const text = textOf(await there.say('tech-debt', { id: 'E7' }));
    expect(text).toMatch(/^Baton failed to do this/);
    expect(text).not.toContain('secret');
    expect(there.logged).toEqual([
      expect.stringMatching(/slack command \(action E7\) failed: [\s\S]*ENOENT/),
    ]);
  });
});

describe('"Run a flow on this"', () => {
  test("starts the channel's own flow with the message as focus", async () => {
    const { act, service } = room();
    await act({
      kind: 'shortcut',
      text: 'list --fast: is this safe?',
      link: 'https://acme.slack.com/archives/C1/p1',
    });
    expect(service.requests[0]).toMatchObject({
      flow_name: 'code-review',
      question: 'list --fast: is this safe?',
      fast: false,
      source: { url: 'https://acme.slack.com/archives/C1/p1' },
    });
  });

  test('opens the launcher on a message without words', async () => {
    expect((await room().act({ kind: 'shortcut', text: ' ', link: null })).kind).toBe('form');
  });
});

describe("the bot's own page", () => {
  test('shows what runs and what ended, of the projects that chat offers', async () => {
    const there = room();
    runIn(there, { flow_name: 'tech-debt' });
    runIn(there, { flow_name: 'code-review', status: 'completed', project_id: 'site' });
    runIn(there, { flow_name: 'codebase-tour', project_id: '/home/eve/private' });
    const answer = await there.act({ kind: 'home' }, { channel: 'D0ANA' });
    expect(answer.kind).toBe('page');
    expect(textOf(answer)).toMatch(
      /\[Start…\][\s\S]*Running\n.*tech debt[\s\S]*Recent\n.*code review.*Fine\./,
    );
    expect(textOf(answer)).not.toContain('tour');
  });

  test('says what a run is when there is none', async () => {
    expect(textOf(await room().act({ kind: 'home' }, { channel: 'D0ANA' }))).toContain('No runs yet.');
  });
});
